/* The seam: the only callers of malloc, open, read, write, fsync, rename, unlink and the clock.
 * A test can make the k-th call fail, once or for ever (see cr_seam_fail). Thread safe. */
#ifndef CR_BASE_SEAM_H
#define CR_BASE_SEAM_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Zeroed memory, aligned to 64 bytes; NULL when there is none. Freed by cr_seam_free. */
void *cr_seam_alloc(size_t bytes);
void cr_seam_free(void *memory);

/* Reads a whole file (path "-": standard input) of at most `limit` bytes into memory the caller
 * frees with cr_seam_free; a NUL byte is put behind the last. Regular files over the limit are
 * refused before reading; directories, FIFOs and devices are read at most to the limit, directories
 * refused. On CR_IO `problem` (at least 256 bytes) holds a sentence without the path. */
enum cr_status cr_seam_read(
    const char *path, size_t limit, char **bytes, size_t *n, char problem[256]) CR_MUST_USE;

/* The first n bytes of a regular file (zeros behind its end); CR_IO with a sentence for anything
 * else, which is neither read nor waited for. */
enum cr_status cr_seam_look(const char *path, char *bytes, size_t n, char problem[256]) CR_MUST_USE;

/* Writes `path` whole or not at all: a temporary file in the same folder, fsync, rename, fsync of
 * the folder. `path` "-" or NULL: standard output, checked to the last flush. On CR_IO the old file
 * stays (but if only the last step, the flush of the folder, fails, the new one stands whole and
 * the sentence says so), no temporary file is left, and `problem` holds a sentence without the
 * path. `replace`: whether an existing file may be replaced (else CR_IO with a sentence). */
enum cr_status cr_seam_write(
    const char *path, const char *bytes, size_t n, bool replace, char problem[256]) CR_MUST_USE;

/* Makes a folder, unless there is one. */
enum cr_status cr_seam_make_folder(const char *path, char problem[256]) CR_MUST_USE;

/* Makes this process the only one that works on `path`, by a lock on the file `path`.lock beside
 * it, which goes with cr_seam_unlock. After a kill the file stays, empty of meaning: the lock
 * itself ends with its process. CR_IO with a sentence that names the other process. */
enum cr_status cr_seam_lock(const char *path, int *lock, char problem[256]) CR_MUST_USE;
void cr_seam_unlock(const char *path, int lock);

/* The program is to stop (may be called by a signal handler): who waits for a pipe when the next
 * signal arrives waits no longer, and the call returns CR_INTERRUPTED. cr_seam_writing: whether a
 * file is being written right now. */
void cr_seam_stop(void);
bool cr_seam_stopped(void);
bool cr_seam_writing(void);

/* Seconds of the monotonic clock; only for progress and time limits, never in a result. */
double cr_seam_clock(void);

/* Whether two paths name the same existing file (device and inode). */
bool cr_seam_same_file(const char *a, const char *b);
bool cr_seam_exists(const char *path);
/* Removes a file of our own, if it is there. */
void cr_seam_remove(const char *path);

/* For tests: which = 'a' (allocations), 'b' (these and every block of an arena) or 'f' (file
 * operations); the k-th call from now on (k >= 1) fails, and all later ones too if `forever`. k = 0
 * switches it off. cr_seam_calls: how many calls of a kind there were since the last cr_seam_fail
 * ('b': only while one is to fail). */
void cr_seam_fail(char which, uint64_t k, int forever);
/* For arenas: whether a block fails though it may need no new memory ('b'). So a test reaches the
 * places between two calls of cr_seam_alloc as well. */
bool cr_seam_denied(void);
uint64_t cr_seam_calls(char which);
/* Allocations not freed yet, to find leaks in tests. */
int64_t cr_seam_live(void);

#endif
