/* Files of long runs as the facade sees them: a head that says what is played, the engine's body, a
 * checksum. The head holds all that is needed to make the result, the scenario's text included. */
#ifndef CR_API_DURABLE_H
#define CR_API_DURABLE_H

#include "api/handle.h"

/* The value of "runs" where their number was left open. */
#define CR_SAVED_OPEN "as needed"

enum { CR_SAVED_SCENARIO, CR_SAVED_NAME, CR_SAVED_SHOWN, CR_SAVED_COMMAND, CR_N_SAVED };

struct cr_saved {
    const char *identity; /* lines "key value": version, sha256, seed, ... */
    struct {
        const char *at;
        size_t n;
    } texts[CR_N_SAVED];
    struct cr_unpack body;
    struct cr_checkpoint_about about;
};

/* Reads a file; its bytes live as long as the arena. CR_IO with *problem, a sentence that names the
 * file. */
enum cr_status cr_saved_read(struct cr_arena *arena, const char *path, struct cr_saved *saved,
    const char **problem) CR_MUST_USE;
/* The n-th value of a key, or NULL. */
const char *cr_saved_value(struct cr_arena *arena, const char *identity, const char *key, size_t n);
/* What is to be said where two parts of a run were drawn by tables that differ; NULL: nothing. */
const char *cr_saved_note(struct cr_arena *arena, const char *theirs, const char *ours);
/* What differs between a file and what is to be played, in words; NULL: nothing. `but`: a key that
 * may differ, or NULL. */
const char *cr_saved_difference(
    struct cr_arena *arena, const char *theirs, const char *ours, const char *but);

/* Makes ready what result->kept says: the lock, the head, the parts to begin with. `planned`: the
 * options with nothing open. Not CR_OK: result->message says why. */
enum cr_status cr_durable_begin(struct crossroads_result *result,
    const struct crossroads_options *options, const struct cr_run_options *planned) CR_MUST_USE;
/* Gives the lock back and finds words for a checkpoint that could not be written. */
void cr_durable_end(struct crossroads_result *result, const struct crossroads_options *options,
    enum cr_status status);

#endif
