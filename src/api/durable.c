/* Files of long runs: written around a run, read by --resume and by merge.
 *
 * A file is a magic line, the identity of the run ("key value" lines: all that decides a digit), an
 * empty line, the texts of the scenario and the command behind their lengths, the engine's body,
 * and the SHA-256 of all that. Two files belong to one run if their identities are equal. */
#include "api/durable.h"

#include "api/spec.h"

#include "base/seam.h"
#include "program/tables.h"
#include "program/worlds.h"

#include <stdio.h>
#include <string.h>

#define MAGIC "crossroads checkpoint "
#define FORM "1\n"
#define TABLES "tables" /* decides last bits at most: machines may differ in it */
enum { DIGEST = 64 };
static const size_t FILE_MOST = (size_t)1 << 34;

/* What makes a run that run: everything that decides a digit of the result. */
static const char *const keys[] = {"version", "sha256", "seed", "rng", "runs", "worlds", "engine",
    "sampling", "precision", "max-positions", "lens", "set", "given", "do", "ignore", "choose",
    "shard"};
enum { N_KEYS = sizeof keys / sizeof *keys };

/* ------------------------------------------------------------------ the head */

/* A line; values may hold line ends, which would make two lines of one. */
static void write_line(struct cr_buf *out, const char *key, const char *value)
{
    cr_buf_printf(out, "%s ", key);
    for (; *value; value++) {
        if (*value == '\n' || *value == '\\')
            cr_buf_char(out, '\\');
        cr_buf_char(out, *value == '\n' ? 'n' : *value);
    }
    cr_buf_char(out, '\n');
}

static void write_lines(struct cr_buf *out, const char *key, const char *const *values, size_t n)
{
    for (size_t i = 0; i < n; i++)
        write_line(out, key, values[i]);
}

static void put_identity(struct cr_buf *out, const struct crossroads_result *r,
    const struct crossroads_options *o, const struct cr_run_options *planned)
{
    const struct crossroads_scenario *s = r->from;
    const char *runs = planned->plan.open_runs ? CR_SAVED_OPEN
                                               : cr_arena_printf(r->arena, "%llu",
                                                     (unsigned long long)planned->spec.runs);
    cr_buf_printf(
        out, "version crossroads %s\nsha256 %s\n", crossroads_version(), s->source.sha256);
    cr_buf_printf(out,
        "seed %llu\nrng %s\nruns %s\nworlds %llu\nengine %d\nsampling %d\nprecision ",
        (unsigned long long)o->seed, o->rng ? o->rng : "philox4x32", runs,
        (unsigned long long)planned->spec.worlds, (int)o->engine, (int)planned->spec.sampling);
    cr_buf_num(out, o->precision);
    cr_buf_printf(out, "\nmax-positions %llu\n", (unsigned long long)o->max_positions);
    write_lines(out, "lens", o->lenses, o->n_lenses);
    write_lines(out, "set", o->sets, o->n_sets);
    write_lines(out, "given", o->given, o->n_given);
    write_lines(out, "do", o->does, o->n_does);
    write_lines(out, "ignore", o->ignores, o->n_ignores);
    write_lines(out, "choose", o->chooses, o->n_chooses);
    cr_buf_printf(out, TABLES " %016llx\n", (unsigned long long)cr_program_tables_hash(r->program));
    if (o->shards)
        cr_buf_printf(
            out, "shard %llu/%llu\n", (unsigned long long)o->shard, (unsigned long long)o->shards);
}

static void put_text(struct cr_buf *out, const char *text, size_t n)
{
    unsigned char word[8];
    struct cr_pack pack = {word, 0};
    cr_pack_word(&pack, n);
    cr_buf_add(out, (const char *)word, sizeof word);
    cr_buf_add(out, text, n);
}

static void put_head(struct cr_buf *out, const struct crossroads_result *r, const char *identity)
{
    const struct crossroads_scenario *s = r->from;
    const char *command = r->command ? r->command : "";
    cr_buf_str(out, MAGIC FORM);
    cr_buf_str(out, identity);
    cr_buf_char(out, '\n');
    put_text(out, s->source.bytes, s->source.n);
    put_text(out, s->name, strlen(s->name));
    put_text(out, s->shown, strlen(s->shown));
    put_text(out, command, strlen(command));
}

/* ------------------------------------------------------------------ reading */

static const char *parse(struct cr_arena *arena, const char *bytes, size_t n, struct cr_saved *out)
{
    char digest[DIGEST + 1];
    const size_t magic = strlen(MAGIC), form = strlen(FORM);
    if (n < magic || memcmp(bytes, MAGIC, magic) != 0)
        return "it is not a checkpoint or shard of this program";
    if (n < magic + form || memcmp(bytes + magic, FORM, form) != 0)
        return "it was written in a form that this version does not know";
    if (n < magic + form + DIGEST + 1)
        return "it is cut short";
    size_t body = n - DIGEST - 1;
    cr_sha256(bytes, body, digest);
    if (memcmp(digest, bytes + body, DIGEST) != 0 || bytes[n - 1] != '\n')
        return "it is damaged or cut short: its checksum does not fit its bytes";
    const char *identity = bytes + magic + form, *end = bytes + body, *gap = identity;
    while (gap + 1 < end && !(gap[0] == '\n' && gap[1] == '\n'))
        gap++;
    if (gap + 1 >= end)
        return "it says nothing about what is played";
    out->identity = cr_arena_strndup(arena, identity, (size_t)(gap + 1 - identity));
    out->body =
        (struct cr_unpack){(const unsigned char *)gap + 2, (const unsigned char *)end, false};
    for (int i = 0; i < CR_N_SAVED; i++) {
        uint64_t length = cr_unpack_word(&out->body);
        out->texts[i].at = cr_unpack_bytes(&out->body, length);
        out->texts[i].n = (size_t)length;
    }
    return out->body.bad || !cr_checkpoint_look(out->body, &out->about)
               ? "its parts do not fit together, though its checksum is right"
               : NULL;
}

static void free_bytes(void *bytes)
{
    cr_seam_free(*(char **)bytes);
}

enum cr_status cr_saved_read(
    struct cr_arena *arena, const char *path, struct cr_saved *saved, const char **problem)
{
    char why[256] = "", magic[sizeof MAGIC - 1], **bytes = CR_NEW(arena, char *, 1);
    size_t n;
    cr_arena_defer(arena, free_bytes, bytes); /* before there are any: memory may run out here */
    enum cr_status status = cr_seam_look(path, magic, sizeof magic, why);
    if (status == CR_OK && memcmp(magic, MAGIC, sizeof magic) != 0)
        n = 0; /* gigabytes of something else are not read */
    else if (status == CR_OK)
        status = cr_seam_read(path, FILE_MOST, bytes, &n, why);
    if (status == CR_MEMORY)
        cr_shortage();
    if (status != CR_OK) {
        *problem = cr_arena_printf(arena, "cannot read %s: %s", path, why);
        return status;
    }
    const char *odd = parse(arena, *bytes, n, saved);
    *problem = odd ? cr_arena_printf(arena, "%s cannot be used: %s", path, odd) : NULL;
    return odd ? CR_IO : CR_OK;
}

struct kept {
    const char *path;
    uint64_t *done, *total;
};

static enum cr_status read_kept(struct cr_arena *work, struct cr_arena *arena, void *context)
{
    const struct kept *kept = context;
    struct cr_saved saved;
    const char *problem;
    (void)arena;
    enum cr_status status = cr_saved_read(work, kept->path, &saved, &problem);
    if (status == CR_OK) {
        *kept->done = saved.about.done - saved.about.first;
        *kept->total = saved.about.end - saved.about.first;
    }
    return status;
}

enum crossroads_status crossroads_kept(const char *path, uint64_t *done, uint64_t *total)
{
    struct kept kept = {path, done, total};
    if (!path || !done || !total)
        return CROSSROADS_USAGE;
    return (enum crossroads_status)cr_with_work(NULL, read_kept, &kept);
}

const char *cr_saved_value(struct cr_arena *arena, const char *identity, const char *key, size_t n)
{
    size_t length = strlen(key);
    for (const char *at = identity; *at; at += strcspn(at, "\n") + 1) {
        if (strncmp(at, key, length) != 0 || at[length] != ' ' || n-- > 0)
            continue;
        size_t size = strcspn(at, "\n") - length - 1, k = 0;
        char *value = cr_arena_strndup(arena, at + length + 1, size);
        for (size_t i = 0; i < size; i++) {
            bool escaped = value[i] == '\\' && i + 1 < size;
            i += escaped;
            value[k++] = escaped && value[i] == 'n' ? '\n' : value[i];
        }
        value[k] = 0;
        return value;
    }
    return NULL;
}

/* ------------------------------------------------------------------ differences */

/* All values of a key as one text; NULL if it has none. */
static const char *values_of(struct cr_arena *arena, const char *identity, const char *key)
{
    const char *value = cr_saved_value(arena, identity, key, 0), *more;
    for (size_t i = 1; (more = cr_saved_value(arena, identity, key, i)); i++)
        value = cr_arena_printf(arena, "%s, %s", value, more);
    return value;
}

/* The words of the command line for what stands as a number. */
static const char *in_words(const char *key, const char *value)
{
    size_t at = (size_t)(*value - '0');
    if (!strcmp(key, "engine") && at < CR_N_ENGINES)
        return cr_engine_name((enum cr_engine)at);
    if (!strcmp(key, "sampling") && at <= CR_SAMPLING_NIEDERREITER)
        return cr_sampling_name((enum cr_sampling)at);
    return value;
}

static void add_difference(
    struct cr_buf *out, const char *key, const char *theirs, const char *ours)
{
    cr_buf_str(out, out->n ? "; " : "");
    if (!strcmp(key, "version"))
        cr_buf_printf(out, "it was written by %s, and this is %s", theirs, ours);
    else if (!strcmp(key, "sha256"))
        cr_buf_printf(
            out, "its scenario is another one (sha256 %.12s..., not %.12s...)", theirs, ours);
    else if (theirs && ours)
        cr_buf_printf(
            out, "it has --%s %s, not %s", key, in_words(key, theirs), in_words(key, ours));
    else if (theirs)
        cr_buf_printf(out, "it has --%s %s", key, theirs);
    else
        cr_buf_printf(out, "it has no --%s %s", key, ours);
}

const char *cr_saved_difference(
    struct cr_arena *arena, const char *theirs, const char *ours, const char *but)
{
    struct cr_buf out;
    cr_buf_init(&out, arena);
    for (size_t i = 0; i < N_KEYS; i++) {
        const char *a = values_of(arena, theirs, keys[i]), *b = values_of(arena, ours, keys[i]);
        if ((!but || strcmp(keys[i], but) != 0) && (a || b) && (!a || !b || strcmp(a, b) != 0))
            add_difference(&out, keys[i],
                a       ? a
                : i < 2 ? "nobody"
                        : NULL,
                b       ? b
                : i < 2 ? "nobody"
                        : NULL);
    }
    return out.n ? out.s : NULL;
}

const char *cr_saved_note(struct cr_arena *arena, const char *theirs, const char *ours)
{
    const char *a = cr_saved_value(arena, theirs, TABLES, 0),
               *b = cr_saved_value(arena, ours, TABLES, 0);
    return a && b && !strcmp(a, b)
               ? NULL
               : "Parts of this run come from machines whose tables of quantiles differ in their "
                 "last "
                 "bits: the result is right, but another machine may not repeat it bit for bit.";
}

/* ------------------------------------------------------------------ around a run */

static void unlock(void *what)
{
    struct crossroads_result *r = what;
    if (r->lock >= 0)
        cr_seam_unlock(r->kept.path, r->lock);
    r->lock = -1;
}

static enum cr_status fail(struct crossroads_result *r, enum cr_status status, const char *message)
{
    unlock(r);
    r->message = message;
    return status;
}

/* Finds out what an earlier process has finished. */
static enum cr_status resume(struct crossroads_result *r, const char *identity)
{
    const char *path = r->kept.path, *problem;
    if (!cr_seam_exists(path)) {
        r->remark =
            cr_arena_printf(r->arena, "there is no %s yet: starting from the beginning", path);
        return CR_OK;
    }
    struct cr_saved *saved = CR_NEW(r->arena, struct cr_saved, 1);
    enum cr_status status = cr_saved_read(r->arena, path, saved, &problem);
    if (status != CR_OK)
        return fail(r, status, problem);
    const char *difference = cr_saved_difference(r->arena, saved->identity, identity, NULL);
    if (difference)
        return fail(r, CR_USAGE,
            cr_arena_printf(r->arena, "%s belongs to another run: %s", path, difference));
    r->note = cr_saved_note(r->arena, saved->identity, identity);
    r->kept.parts = &saved->body;
    r->kept.n_parts = 1;
    return CR_OK;
}

enum cr_status cr_durable_begin(struct crossroads_result *r, const struct crossroads_options *o,
    const struct cr_run_options *planned)
{
    struct cr_long_run *l = &r->kept;
    *l = (struct cr_long_run){.parts = r->from->parts, .n_parts = r->from->n_parts};
    if (o->shards && (!o->shard || o->shard > o->shards || o->shards > 1 << 20))
        return fail(r, CR_USAGE, "a shard is one of 1 to N of N, and N is at most 1,048,576");
    if (o->shards && (!o->checkpoint || o->precision > 0))
        return fail(r, CR_USAGE,
            o->checkpoint
                ? "a shard alone cannot tell whether the precision of the whole is reached"
                : "a shard needs a file to be kept in");
    if (!o->checkpoint)
        return CR_OK;
    l->path = cr_arena_strdup(r->arena, o->checkpoint);
    l->every = o->checkpoint_every > 0 ? o->checkpoint_every : 30;
    l->shard = o->shard;
    l->shards = o->shards;
    struct cr_buf identity, head;
    cr_buf_init(&identity, r->arena);
    put_identity(&identity, r, o, planned);
    cr_buf_init(&head, r->arena);
    put_head(&head, r, identity.s);
    l->head = head.s;
    l->n_head = head.n;
    cr_arena_defer(r->arena, unlock, r);
    enum cr_status status = cr_seam_lock(l->path, &r->lock, l->problem);
    if (status != CR_OK)
        return fail(r, status,
            cr_arena_printf(r->arena, "cannot keep the run in %s: %s", l->path, l->problem));
    return o->resume ? resume(r, identity.s) : CR_OK;
}

void cr_durable_end(
    struct crossroads_result *r, const struct crossroads_options *o, enum cr_status status)
{
    const struct cr_long_run *l = &r->kept;
    unlock(r);
    if (status != CR_IO)
        return;
    if (!o->checkpoint)
        r->message = l->problem;
    else
        r->message =
            cr_arena_printf(r->arena, "cannot keep the run in %s: %s%s", l->path, l->problem,
                cr_seam_exists(l->path) ? "; the checkpoint of before is still there, whole" : "");
}
