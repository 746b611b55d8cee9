/* GSL_RNG_TYPE and GSL_RNG_SEED mean to this program what they mean to every program of GSL's. They
 * are read here, because gsl_rng_env_setup prints, and ends the program at a name that it does not
 * know. */
#include "cli/luck.h"

#include "crossroads.h"

#include "base/num.h"
#include "base/diag.h"

#include <stdlib.h>
#include <string.h>

static const char usual[] = "philox4x32";

static void note(struct cr_chosen_luck *luck, const char *text)
{
    luck->notes[luck->n_notes++] = text;
}

static const char *read_seed(struct cr_arena *arena, const char *text, struct cr_chosen_luck *luck)
{
    luck->random = !strcmp(text, "random");
    if (luck->random || cr_num_read_u64(text, strlen(text), &luck->seed) == CR_NUM_OK)
        return NULL;
    return cr_arena_printf(
        arena, "--seed takes a whole number from 0 to 2^64-1, or 'random', not '%s'", text);
}

static bool get_generator(const char *name, struct crossroads_generator *g)
{
    for (size_t i = 0; crossroads_get_generator(i, g) == CROSSROADS_OK; i++)
        if (!strcmp(g->name, name))
            return true;
    return false;
}

/* `where`: --rng or the variable that names it. */
static const char *find_generator(struct cr_arena *arena, const char *where, const char *name)
{
    struct crossroads_generator g;
    CR_VEC(const char *) names = {0};
    if (get_generator(name, &g))
        return NULL;
    for (size_t i = 0; crossroads_get_generator(i, &g) == CROSSROADS_OK; i++)
        cr_vec_push(arena, &names, g.name);
    const char *near = cr_suggest(name, names.at, names.n);
    return cr_arena_printf(arena, "%s: there is no generator '%s'; %s%s%s--rng list shows them",
        where, name, near ? "did you mean '" : "", near ? near : "", near ? "'? " : "");
}

/* Decimal, or hexadecimal with 0x. GSL would read a leading 0 as octal: such a seed means two
 * things. */
static bool read_word(const char *text, uint64_t *seed)
{
    static const char digits[] = "0123456789abcdef";
    if (strncmp(text, "0x", 2) != 0 || !text[2])
        return cr_num_read_u64(text, strlen(text), seed) == CR_NUM_OK;
    *seed = 0;
    for (text += 2; *text; text++) {
        const char *digit = strchr(digits, *text >= 'A' && *text <= 'F' ? *text + 32 : *text);
        if (!digit || *seed >> 60)
            return false;
        *seed = *seed << 4 | (uint64_t)(digit - digits);
    }
    return true;
}

static const char *read_environment(struct cr_args *args, struct cr_chosen_luck *luck)
{
    struct cr_option_value *rng = &args->at[CR_O_RNG];
    const char *type = getenv("GSL_RNG_TYPE"), *seed = getenv("GSL_RNG_SEED"), *problem;
    bool has_type = type && *type, has_seed = seed && *seed;
    if (has_type && (problem = find_generator(args->arena, "GSL_RNG_TYPE", type)))
        return problem;
    if (has_seed && !read_word(seed, &luck->seed))
        return cr_arena_printf(args->arena,
            "GSL_RNG_SEED is a whole number from 0 to 2^64-1 (without a leading 0, or in "
            "hexadecimal: 0x...), not '%s'",
            seed);
    if (!has_type && !has_seed)
        return NULL;
    rng->set = true; /* so that the command that makes the result again says it */
    rng->text = luck->rng = has_type ? cr_arena_strdup(args->arena, type) : usual;
    if (has_type)
        note(luck, cr_arena_printf(args->arena, "GSL_RNG_TYPE=%s", luck->rng));
    if (has_seed)
        note(luck,
            cr_arena_printf(args->arena, "GSL_RNG_SEED=%llu", (unsigned long long)luck->seed));
    return NULL;
}

const char *cr_read_luck(struct cr_args *args, struct cr_chosen_luck *luck)
{
    const struct cr_option_value *seed = &args->at[CR_O_SEED], *rng = &args->at[CR_O_RNG];
    const char *problem = NULL;
    struct crossroads_generator g;
    *luck = (struct cr_chosen_luck){.seed = 1};
    if (!args->command || cr_wants_generators(args) ||
        !cr_option_for(&cr_options[CR_O_RNG], args->command->name))
        return NULL;
    if (!seed->set && !rng->set)
        problem = read_environment(args, luck);
    if (seed->set)
        problem = read_seed(args->arena, seed->text, luck);
    if (!problem && rng->set && !luck->rng) {
        problem = find_generator(args->arena, "--rng", rng->text);
        luck->rng = rng->text;
    }
    if (!problem && luck->rng && get_generator(luck->rng, &g) && g.weak)
        note(luck,
            cr_arena_printf(args->arena, "warning: %s is a weak generator: %s", g.name, g.weak));
    return problem;
}

void cr_list_generators(struct cr_arena *arena, struct cr_buf *out)
{
    struct crossroads_generator g;
    cr_buf_printf(out, "%-18s %22s %14s %20s\n", "name", "its words", "state in bytes",
        "million words/second");
    for (size_t i = 0; crossroads_get_generator(i, &g) == CROSSROADS_OK; i++) {
        const char *range = cr_arena_printf(
            arena, "%llu to %llu", (unsigned long long)g.least, (unsigned long long)g.most);
        cr_buf_printf(out, "%-18s %22s %14zu %20.0f%s%s\n", g.name, range, g.state,
            crossroads_generator_speed(g.name) / 1e6, g.weak ? "  weak: " : "",
            g.weak ? g.weak : "");
    }
}
