/* Options that are equally good: which is played, and what would come of the others. That an actor
 * does not mind which he takes does not mean that nobody does: another choice can turn the game. */
#include "engine/tree/ties.h"

#include <math.h>
#include <string.h>

enum { TOLD = 4 }; /* nodes, and of each so many other options */

static const char *label_of(const struct cr_program *p, int actor)
{
    const struct cr_actor *a = &p->scenario->actors[actor];
    return a->label && *a->label ? a->label : a->id;
}

static const char *branch_name(const struct cr_program *p, int point, int local)
{
    return p->scenario->nodes[point].branches[local].name;
}

/* ---- Which ---- */

struct tie {
    int point, played;
    bool *others; /* [n_branches] as good at some set */
};
struct ties {
    struct tie list[TOLD];
    int n, more; /* nodes beyond those */
};

static struct tie *tie_at(
    struct ties *ties, struct cr_arena *arena, const struct cr_program *p, int point, int played)
{
    for (int i = 0; i < ties->n; i++) {
        if (ties->list[i].point == point)
            return ties->list[i].played == played ? &ties->list[i] : NULL;
    }
    if (ties->n == TOLD) {
        ties->more++;
        return NULL;
    }
    struct tie *tie = &ties->list[ties->n++];
    *tie = (struct tie){point, played, CR_NEW(arena, bool, p->points[point].n_branches)};
    return tie;
}

/* At sets that chance may lead to. */
static struct ties find_ties(struct cr_arena *arena, const struct cr_tree *tree)
{
    struct ties ties = {.n = 0};
    bool *told = CR_NEW(arena, bool, tree->program->n_points);
    if (tree->hides)
        return ties; /* who mixes has several, and all of them are played */
    for (int k = 0; k < tree->u->n_positions; k++) {
        int f = tree->family_of[tree->discovered[k]];
        const struct cr_family *family = f < 0 ? NULL : &tree->families[f];
        for (size_t s = 0; family && family->solved && s < family->n_sets; s++) {
            const struct cr_info_set *set = &family->sets[s];
            if (set->n_ties < 2 || set->order > 0)
                continue;
            if (ties.n == TOLD && told[family->point])
                continue;
            struct tie *tie = tie_at(&ties, arena, tree->program, family->point, set->ties[0]);
            told[family->point] = true;
            for (int i = 1; tie && i < set->n_ties; i++)
                tie->others[set->ties[i]] = true;
        }
    }
    return ties;
}

static void put_tie(struct cr_buf *out, const struct cr_program *p, const struct tie *tie)
{
    const struct cr_point *point = &p->points[tie->point];
    cr_buf_printf(out, "At %s, '%s'", p->scenario->nodes[tie->point].id,
        branch_name(p, tie->point, tie->played));
    for (int k = 0, left = 0; k < point->n_branches; k++) {
        left = 0;
        for (int i = k + 1; i < point->n_branches; i++)
            left += tie->others[i];
        if (tie->others[k])
            cr_buf_printf(out, "%s'%s'", left ? ", " : " and ", branch_name(p, tie->point, k));
    }
    cr_buf_printf(out, " are equally good to %s; '%s', written first, is played",
        label_of(p, point->actor), branch_name(p, tie->point, tie->played));
}

static void put_more(struct cr_arena *arena, const struct ties *ties, struct cr_tie_notes *notes)
{
    if (ties->more)
        notes->text[notes->n++] = cr_arena_printf(arena,
            "At other decisions, too, several options are equally good; the one written first is "
            "played.");
}

struct cr_tie_notes cr_tree_ties(struct cr_arena *arena, const struct cr_tree *tree)
{
    struct ties ties = find_ties(arena, tree);
    struct cr_tie_notes notes = {CR_NEW(arena, const char *, TOLD + 1), 0};
    for (int i = 0; i < ties.n; i++) {
        const struct tie *tie = &ties.list[i];
        struct cr_buf out;
        int other = 0;
        while (!tie->others[other])
            other++;
        cr_buf_init(&out, arena);
        put_tie(&out, tree->program, tie);
        cr_buf_printf(&out,
            " (`--choose %s=%s` plays the other, `solve` tells what depends on it).",
            tree->program->scenario->nodes[tie->point].id,
            branch_name(tree->program, tie->point, other));
        notes.text[notes.n++] = out.s;
    }
    put_more(arena, &ties, &notes);
    return notes;
}

/* ---- What comes of the others ---- */

struct ends {
    double *outcome, *payoff; /* [n_endings], [n_actors] */
};

static struct ends ends_of(
    struct cr_arena *work, const struct cr_program *p, const struct cr_tree_sums *sums)
{
    struct ends ends = {CR_NEW(work, double, p->n_endings), CR_NEW(work, double, p->n_actors)};
    for (uint64_t w = 0; w < sums->worlds; w++) {
        for (int o = 0; o < p->n_endings; o++)
            ends.outcome[o] += sums->outcome[(size_t)o * sums->stride + w] / sums->evidence;
        for (int a = 0; a < p->n_actors; a++)
            ends.payoff[a] += sums->payoff[(size_t)a * sums->stride + w] / sums->evidence;
    }
    return ends;
}

/* *possible: whether what was seen can be, then. */
static enum cr_status play_other(struct cr_tree *tree, struct cr_arena *work, int point, int option,
    struct ends *ends, bool *possible, struct cr_fault *fault)
{
    struct cr_tree_sums sums;
    for (int f = 0; f < tree->n_families; f++)
        tree->families[f].n_sets = 0;
    tree->swap = (struct cr_tree_swap){true, point, option};
    enum cr_status status = cr_tree_settle(tree, fault);
    if (status == CR_OK)
        status = cr_tree_play(tree, &sums, fault);
    tree->swap.wanted = false;
    *possible = status == CR_OK && sums.evidence > 0;
    if (*possible)
        *ends = ends_of(work, tree->program, &sums);
    return status;
}

/* "the entrant has 3 instead of 0"; false: everything stays as it is. */
static bool put_change(struct cr_buf *out, const struct cr_program *p, const struct ends *now,
    const struct ends *other)
{
    int n = 0;
    double moved = 0;
    for (int o = 0; o < p->n_endings; o++)
        moved += fabs(now->outcome[o] - other->outcome[o]) / 2;
    for (int a = 0; a < p->n_actors; a++) {
        double x = now->payoff[a], y = other->payoff[a];
        if (!p->scenario->actors[a].has_payoff || !(fabs(x - y) > 1e-9 * fmax(fabs(x), fabs(y))))
            continue;
        cr_buf_printf(out, "%s%s has %.6g instead of %.6g", n++ ? ", " : "", label_of(p, a), y, x);
    }
    if (moved > 1e-9)
        cr_buf_printf(out, "%s%s", n++ ? ", and " : "",
            moved > 1 - 1e-9
                ? "every future ends elsewhere"
                : cr_arena_printf(out->arena, "%.3g%% of futures end elsewhere", 100 * moved));
    return n > 0;
}

enum cr_status cr_tree_ties_changes(struct cr_arena *arena, struct cr_arena *work,
    struct cr_tree *tree, const struct cr_tree_sums *sums, struct cr_tie_notes *notes,
    struct cr_fault *fault)
{
    const struct cr_program *p = tree->program;
    struct ties ties = find_ties(arena, tree);
    struct ends now = ends_of(work, p, sums), other;
    *notes = (struct cr_tie_notes){CR_NEW(arena, const char *, TOLD + 1), 0};
    tree->options.spread = tree->options.nodes = tree->options.lanes = false;
    for (int i = 0; i < ties.n; i++) {
        const struct tie *tie = &ties.list[i];
        struct cr_buf out;
        int told = 0;
        bool turns = false;
        cr_buf_init(&out, arena);
        put_tie(&out, p, tie);
        for (int k = 0; k < p->points[tie->point].n_branches && told < TOLD; k++) {
            struct cr_buf change;
            if (!tie->others[k])
                continue;
            told++;
            bool possible;
            enum cr_status status = play_other(tree, work, tie->point, k, &other, &possible, fault);
            if (status != CR_OK)
                return status;
            cr_buf_init(&change, work);
            if (!possible)
                cr_buf_str(&change, "what was seen cannot be");
            else if (!put_change(&change, p, &now, &other))
                continue;
            turns = true;
            cr_buf_printf(&out, ". With '%s' %s (`--choose %s=%s`)", branch_name(p, tie->point, k),
                change.s, p->scenario->nodes[tie->point].id, branch_name(p, tie->point, k));
        }
        cr_buf_str(&out, turns ? "." : "; nothing else depends on it.");
        notes->text[notes->n++] = out.s;
    }
    put_more(arena, &ties, notes);
    return CR_OK;
}
