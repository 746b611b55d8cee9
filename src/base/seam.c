/* The system's memory, files and clock, behind one seam.
 *
 * Every kind of call has a letter and a counter, so that a test can make the k-th call fail, for
 * every k, and look that nothing leaks or breaks. A file is written beside its target, forced to
 * disk and renamed when it is whole: whoever reads the target sees the old file or the new one.
 * A request to stop, from a signal handler, is a flag that long computations look at. */
#define _XOPEN_SOURCE 700 /* realpath; POSIX.1-2008 has it, glibc asks for more */
#include "base/seam.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* One row a kind of call: allocations, file operations, blocks of memory. */
static struct fault {
    atomic_uint_fast64_t calls, fail_at;
    atomic_int forever;
} faults[3];

static atomic_int_fast64_t live;

/* Set by a signal handler; how many files are being written right now. */
static atomic_int stopped, writing;

void cr_seam_stop(void)
{
    atomic_store(&stopped, 1);
}

bool cr_seam_stopped(void)
{
    return atomic_load_explicit(&stopped, memory_order_relaxed);
}

bool cr_seam_writing(void)
{
    return atomic_load(&writing);
}

static struct fault *fault_of(char which)
{
    return &faults[which == 'f' ? 1 : which == 'b' ? 2 : 0];
}

/* Counts a call; whether it is one that a test wants to fail. */
static bool fails(char which)
{
    struct fault *fault = fault_of(which);
    uint64_t call = atomic_fetch_add_explicit(&fault->calls, 1, memory_order_relaxed) + 1;
    uint64_t at = atomic_load_explicit(&fault->fail_at, memory_order_relaxed);
    if (!at || call < at || (call > at && !atomic_load(&fault->forever)))
        return false;
    errno = which == 'f' ? EIO : ENOMEM;
    return true;
}

void cr_seam_fail(char which, uint64_t k, int forever)
{
    struct fault *fault = fault_of(which);
    atomic_store(&fault->fail_at, 0);
    atomic_store(&fault->calls, 0);
    atomic_store(&fault->forever, forever);
    atomic_store(&fault->fail_at, k);
}

bool cr_seam_denied(void)
{
    return atomic_load_explicit(&fault_of('b')->fail_at, memory_order_relaxed) && fails('b');
}

uint64_t cr_seam_calls(char which)
{
    return atomic_load(&fault_of(which)->calls);
}

int64_t cr_seam_live(void)
{
    return atomic_load(&live);
}

/* Freed memory up to this much stays with the process: an analysis makes and drops the same arrays
 * thousands of times, and pages fresh from the kernel cost more than what is done with them. */
enum { KEPT_MEMORY = 1 << 27, KEPT_BLOCK = 1 << 25 };

static void keep_memory(void)
{
#ifdef __GLIBC__
    static atomic_flag done = ATOMIC_FLAG_INIT;
    if (!atomic_flag_test_and_set_explicit(&done, memory_order_relaxed)) {
        mallopt(M_MMAP_THRESHOLD, KEPT_BLOCK);
        mallopt(M_TRIM_THRESHOLD, KEPT_MEMORY);
    }
#endif
}

/* calloc, not aligned_alloc and memset: fresh pages of the kernel are zero already. What calloc
 * returned stands in the word before the aligned block. */
void *cr_seam_alloc(size_t bytes)
{
    enum { ALIGN = 64 };
    /* Half a terabyte (on small machines half the memory) is a mistake, whatever the system would
     * promise. */
    const size_t most = SIZE_MAX >> (sizeof(size_t) > 4 ? 25 : 1);
    if (bytes > most || fails('a') || cr_seam_denied())
        return NULL;
    keep_memory();
    char *raw = calloc(1, bytes + ALIGN + sizeof raw);
    if (!raw)
        return NULL;
    uintptr_t first = (uintptr_t)(raw + sizeof raw);
    char *block = raw + sizeof raw + (ALIGN - first % ALIGN) % ALIGN;
    memcpy(block - sizeof raw, &raw, sizeof raw);
    atomic_fetch_add_explicit(&live, 1, memory_order_relaxed);
    return block;
}

void cr_seam_free(void *memory)
{
    if (!memory)
        return;
    char *raw;
    memcpy(&raw, (char *)memory - sizeof raw, sizeof raw);
    free(raw);
    atomic_fetch_sub_explicit(&live, 1, memory_order_relaxed);
}

double cr_seam_clock(void)
{
    struct timespec now;
    if (clock_gettime(CLOCK_MONOTONIC, &now))
        return 0;
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

bool cr_seam_same_file(const char *a, const char *b)
{
    struct stat x, y;
    return !stat(a, &x) && !stat(b, &y) && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

bool cr_seam_exists(const char *path)
{
    struct stat s;
    return !lstat(path, &s);
}

/* ------------------------------------------------------------------ problems in words */

static const char *errno_text(int error)
{
    switch (error) {
    case ENOENT:
        return "no such file or folder";
    case EACCES:
    case EPERM:
        return "permission denied";
    case EISDIR:
        return "it is a directory";
    case ENOTDIR:
        return "a part of its path is not a directory";
    case ENOSPC:
    case EDQUOT:
        return "no space left on the device";
    case EFBIG:
        return "the file would become larger than the limit on file sizes";
    case EROFS:
        return "the file system is read-only";
    case ENAMETOOLONG:
        return "the file name is too long";
    case ELOOP:
        return "too many symbolic links";
    case EMFILE:
    case ENFILE:
        return "too many files are open";
    case EPIPE:
        return "the reader went away";
    case EBADF:
        return "the stream is closed";
    case EEXIST:
        return "the file exists already";
    case EIO:
        return "the device reported an error";
    case EINTR:
        return "interrupted";
    case EBUSY:
    case ETXTBSY:
        return "the file is in use";
    default:
        return strerror(error);
    }
}

static enum cr_status io_failure(char problem[256], int error)
{
    snprintf(problem, 256, "%s", errno_text(error));
    return error == EINTR ? CR_INTERRUPTED : CR_IO;
}

/* ------------------------------------------------------------------ system calls that a test can
 * fail */

static int try_open(const char *path, int flags, mode_t mode)
{
    if (fails('f'))
        return -1;
    int fd;
    do
        fd = open(path, flags | O_CLOEXEC | O_NOCTTY, mode);
    while (fd < 0 && errno == EINTR && !cr_seam_stopped());
    return fd;
}

static int try_fsync(int fd)
{
    if (fails('f'))
        return -1;
    int result;
    do
        result = fsync(fd);
    while (result && errno == EINTR);
    return result && (errno == EINVAL || errno == ENOTSUP) ? 0
                                                           : result; /* nothing to flush there */
}

/* Closes whatever happens; EINTR counts as closed, as on Linux it is. */
static int try_close(int fd)
{
    bool failed = fails('f');
    int result = close(fd);
    if (failed)
        errno = EIO;
    return failed || (result && errno != EINTR) ? -1 : 0;
}

/* 0, or -1 with EINTR. */
static int wait_for(int fd, short events)
{
    struct pollfd one = {.fd = fd, .events = events};
    return poll(&one, 1, -1) < 0 && errno == EINTR ? -1 : 0;
}

static ssize_t try_read(int fd, char *to, size_t n)
{
    if (fails('f'))
        return -1;
    for (;;) {
        ssize_t got = read(fd, to, n < SSIZE_MAX ? n : SSIZE_MAX);
        if (got >= 0 || (errno != EINTR && errno != EAGAIN))
            return got;
        if ((errno == EINTR || wait_for(fd, POLLIN)) && cr_seam_stopped())
            return -1;
    }
}

/* Writes all bytes; 0, or -1 with errno. Once the program is to stop, a reader who takes nothing
 * from one signal to the next is waited for no longer. */
static int write_all(int fd, const char *bytes, size_t n)
{
    if (fails('f'))
        return -1;
    for (int signals = 0; n;) {
        ssize_t done = write(fd, bytes, n < (1u << 30) ? n : 1u << 30);
        if (done < 0 && errno != EINTR && errno != EAGAIN)
            return -1;
        if (done < 0 && (errno == EINTR || wait_for(fd, POLLOUT)) && cr_seam_stopped() &&
            ++signals > 1)
            return -1;
        if (done > 0) {
            signals = 0;
            bytes += done;
            n -= (size_t)done;
        }
    }
    return 0;
}

/* ------------------------------------------------------------------ reading */

/* Reads to the end into a buffer that first has room for `expect` bytes and grows up to limit + 1:
 * reading one byte more than allowed tells a file at the limit from one beyond. */
static enum cr_status read_all(
    int fd, size_t expect, size_t limit, char **bytes, size_t *n, char problem[256])
{
    size_t cap = expect < limit ? expect + 2 : limit + 2, have = 0;
    char *buffer = cr_seam_alloc(cap);
    while (buffer) {
        ssize_t got = try_read(fd, buffer + have, cap - 1 - have);
        if (got < 0) {
            int error = errno;
            cr_seam_free(buffer);
            return io_failure(problem, error);
        }
        have += (size_t)got;
        if (got == 0 || have > limit)
            break;
        if (have + 1 < cap)
            continue;
        cap = cap > limit / 2 ? limit + 2 : 2 * cap;
        char *larger = cr_seam_alloc(cap);
        if (larger)
            memcpy(larger, buffer, have);
        cr_seam_free(buffer);
        buffer = larger;
    }
    if (!buffer)
        return CR_MEMORY;
    if (have > limit) {
        cr_seam_free(buffer);
        snprintf(problem, 256, "it has more than the %zu bytes that are allowed", limit);
        return CR_IO;
    }
    buffer[have] = 0;
    *bytes = buffer;
    *n = have;
    return CR_OK;
}

static enum cr_status read_open(int fd, size_t limit, char **bytes, size_t *n, char problem[256])
{
    struct stat s;
    if (fails('f') || fstat(fd, &s))
        return io_failure(problem, errno);
    if (S_ISDIR(s.st_mode))
        return io_failure(problem, EISDIR);
    if (S_ISREG(s.st_mode) && s.st_size > 0 && (uintmax_t)s.st_size > limit) {
        snprintf(
            problem, 256, "it has %jd bytes; at most %zu are allowed", (intmax_t)s.st_size, limit);
        return CR_IO;
    }
    size_t expect = S_ISREG(s.st_mode) && s.st_size > 0 ? (size_t)s.st_size : 16384;
    return read_all(fd, expect, limit, bytes, n, problem);
}

enum cr_status cr_seam_read(
    const char *path, size_t limit, char **bytes, size_t *n, char problem[256])
{
    *bytes = NULL;
    *n = 0;
    problem[0] = 0;
    if (limit > SIZE_MAX / 4)
        limit = SIZE_MAX / 4;
    if (!strcmp(path, "-"))
        return read_open(STDIN_FILENO, limit, bytes, n, problem);
    int fd = try_open(path, O_RDONLY, 0);
    if (fd < 0)
        return io_failure(problem, errno);
    enum cr_status status = read_open(fd, limit, bytes, n, problem);
    close(fd); /* nothing was written, so nothing can be lost */
    return status;
}

enum cr_status cr_seam_look(const char *path, char *bytes, size_t n, char problem[256])
{
    struct stat s;
    problem[0] = 0;
    memset(bytes, 0, n);
    int fd = try_open(path, O_RDONLY | O_NONBLOCK, 0); /* a pipe is not waited for */
    if (fd < 0)
        return io_failure(problem, errno);
    int error = fstat(fd, &s) ? errno : S_ISDIR(s.st_mode) ? EISDIR : 0;
    if (!error && !S_ISREG(s.st_mode)) {
        snprintf(problem, 256, "it is not a regular file");
        close(fd);
        return CR_IO;
    }
    for (ssize_t have = 0, got = 1; !error && got > 0 && (size_t)have < n; have += got)
        if ((got = try_read(fd, bytes + have, n - (size_t)have)) < 0)
            error = errno;
    close(fd);
    return error ? io_failure(problem, error) : CR_OK;
}

/* ------------------------------------------------------------------ writing */

/* Writes to a stream that is open already, a pipe or a device, and learns of errors that only
 * closing tells. */
static enum cr_status write_stream(int fd, const char *bytes, size_t n, char problem[256])
{
    if (write_all(fd, bytes, n))
        return io_failure(problem, errno);
    int copy = dup(fd);
    if (copy >= 0 && try_close(copy))
        return io_failure(problem, errno);
    return CR_OK;
}

/* The number of the stream that a path names (/dev/stdout, /dev/fd/3), or -1. */
static int stream_of(const char *path)
{
    if (!path || !strcmp(path, "-") || !strcmp(path, "/dev/stdout"))
        return STDOUT_FILENO;
    if (!strcmp(path, "/dev/stderr"))
        return STDERR_FILENO;
    const char *digits = !strncmp(path, "/dev/fd/", 8)          ? path + 8
                         : !strncmp(path, "/proc/self/fd/", 14) ? path + 14
                                                                : "";
    int fd = -1;
    for (; *digits >= '0' && *digits <= '9' && fd < 100000; digits++)
        fd = (fd < 0 ? 0 : fd) * 10 + (*digits - '0');
    return *digits ? -1 : fd;
}

static enum cr_status write_device(const char *path, const char *bytes, size_t n, char problem[256])
{
    int fd = try_open(path, O_WRONLY, 0);
    if (fd < 0)
        return io_failure(problem, errno);
    int error = write_all(fd, bytes, n) ? errno : 0;
    if (try_close(fd) && !error)
        error = errno;
    return error ? io_failure(problem, error) : CR_OK;
}

struct target {
    char path[PATH_MAX]; /* of the real file, links followed */
    char folder[PATH_MAX];
    char temporary[PATH_MAX];
    const char *name; /* within path */
    bool exists;
    struct stat stat;
};

/* Where the bytes belong: follows a link to the real file. */
static int resolve(struct target *target, const char *path)
{
    struct stat link;
    size_t n = strlen(path);
    if (n >= sizeof target->path || n == 0) {
        errno = n ? ENAMETOOLONG : ENOENT;
        return -1;
    }
    target->exists = !fails('f') && !stat(path, &target->stat);
    if (!target->exists && errno != ENOENT)
        return -1;
    bool is_link = !lstat(path, &link) && S_ISLNK(link.st_mode);
    if (is_link && !realpath(path, target->path))
        return -1; /* it points at nothing */
    if (!is_link)
        memcpy(target->path, path, n + 1);
    char *slash = strrchr(target->path, '/');
    target->name = slash ? slash + 1 : target->path;
    size_t folder = (size_t)(target->name - target->path);
    memcpy(target->folder, target->path, folder);
    memcpy(target->folder + folder, ".", 2);
    if (*target->name)
        return 0;
    errno = EISDIR; /* "folder/" */
    return -1;
}

/* Creates the temporary file beside the target, with the target's mode and, if we may, owner. */
static int open_temporary(struct target *target)
{
    int fd = -1;
    for (int attempt = 0; fd < 0 && attempt < 100; attempt++) {
        int n = snprintf(target->temporary, sizeof target->temporary, "%.*s.%.200s.tmp.%ld",
            (int)(target->name - target->path), target->path, target->name, (long)getpid());
        if (n > 0 && attempt && (size_t)n < sizeof target->temporary)
            n += snprintf(
                target->temporary + n, sizeof target->temporary - (size_t)n, ".%d", attempt);
        if (n < 0 || (size_t)n >= sizeof target->temporary) {
            errno = ENAMETOOLONG;
            return -1;
        }
        fd = try_open(target->temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW,
            target->exists ? 0600 : 0666);
        if (fd < 0 && errno != EEXIST)
            return -1;
    }
    if (fd >= 0 && target->exists) {
        const struct stat *old = &target->stat;
        if ((old->st_uid != geteuid() || old->st_gid != getegid()) &&
            fchown(fd, old->st_uid, old->st_gid))
            errno = 0; /* not ours to give away: the new file is ours, which is allowed */
        if (fchmod(fd, old->st_mode & 0777))
            errno = 0; /* a file system without modes */
    }
    return fd;
}

/* Gives the temporary file its name. Without `replace` a file that came into being meanwhile is
 * kept: link fails where rename would not. */
static int move_in(const struct target *target, bool replace)
{
    if (fails('f'))
        return -1;
    if (replace)
        return rename(target->temporary, target->path);
    if (!link(target->temporary, target->path)) {
        unlink(target->temporary);
        return 0;
    }
    if (errno == EEXIST)
        return -1;
    return rename(target->temporary, target->path); /* a file system without links */
}

static enum cr_status write_regular(
    struct target *target, const char *bytes, size_t n, bool replace, char problem[256])
{
    int fd = open_temporary(target);
    if (fd < 0)
        return io_failure(problem, errno);
    int error = write_all(fd, bytes, n) || try_fsync(fd) ? errno : 0;
    if (try_close(fd) && !error)
        error = errno;
    int folder = -1;
    if (!error && (folder = try_open(target->folder, O_RDONLY | O_DIRECTORY, 0)) < 0 &&
        errno != EACCES) /* a folder may be writable and not readable */
        error = errno;
    if (!error && move_in(target, replace))
        error = errno;
    if (error) {
        unlink(
            target->temporary); /* never made to fail: a test wants to see that nothing is left */
        if (folder >= 0)
            close(folder);
        return io_failure(problem, error);
    }
    error = folder >= 0 && try_fsync(folder) ? errno : 0;
    if (folder >= 0)
        close(folder);
    if (error)
        snprintf(problem, 256,
            "the file is whole, but its folder could not be flushed to the disk: %s",
            errno_text(error));
    return error ? CR_IO : CR_OK;
}

static enum cr_status write_to(
    const char *path, const char *bytes, size_t n, bool replace, char problem[256])
{
    int stream = stream_of(path);
    if (stream >= 0)
        return write_stream(stream, bytes, n, problem);
    struct target target;
    if (resolve(&target, path))
        return io_failure(problem, errno);
    if (target.exists && S_ISDIR(target.stat.st_mode))
        return io_failure(problem, EISDIR);
    if (target.exists && !S_ISREG(target.stat.st_mode))
        return write_device(path, bytes, n, problem);
    if (target.exists && !replace)
        return io_failure(problem, EEXIST);
    if (target.exists && access(target.path, W_OK))
        return io_failure(problem, errno); /* rename would not mind that the file is read-only */
    return write_regular(&target, bytes, n, replace, problem);
}

enum cr_status cr_seam_write(
    const char *path, const char *bytes, size_t n, bool replace, char problem[256])
{
    problem[0] = 0;
    atomic_fetch_add(&writing, 1);
    enum cr_status status = write_to(path, bytes, n, replace, problem);
    atomic_fetch_sub(&writing, 1);
    return status;
}

enum cr_status cr_seam_make_folder(const char *path, char problem[256])
{
    problem[0] = 0;
    if (fails('f') || (mkdir(path, 0777) && errno != EEXIST))
        return io_failure(problem, errno);
    return CR_OK;
}

/* ------------------------------------------------------------------ locks */

/* A lock of POSIX and not of BSD: it says who holds it, and network file systems know it. */
static enum cr_status acquire_lock(int fd, char problem[256])
{
    struct flock wish = {.l_type = F_WRLCK, .l_whence = SEEK_SET}, holder = wish;
    if (fails('f'))
        return io_failure(problem, errno);
    if (!fcntl(fd, F_SETLK, &wish))
        return CR_OK;
    int error = errno;
    if (error != EACCES && error != EAGAIN)
        return io_failure(problem, error);
    if (fcntl(fd, F_GETLK, &holder) || holder.l_type == F_UNLCK)
        snprintf(problem, 256, "another process is using it");
    else
        snprintf(problem, 256, "process %ld is using it", (long)holder.l_pid);
    return CR_IO;
}

void cr_seam_remove(const char *path)
{
    unlink(path);
}

enum cr_status cr_seam_lock(const char *path, int *lock, char problem[256])
{
    char name[PATH_MAX];
    int n = snprintf(name, sizeof name, "%s.lock", path);
    if (n < 0 || (size_t)n >= sizeof name)
        return io_failure(problem, ENAMETOOLONG);
    for (;;) {
        struct stat mine, there;
        int fd = try_open(name, O_RDWR | O_CREAT | O_NOFOLLOW, 0666);
        if (fd < 0)
            return io_failure(problem, errno);
        enum cr_status status = acquire_lock(fd, problem);
        if (status == CR_OK && !fstat(fd, &mine) && !stat(name, &there) &&
            mine.st_dev == there.st_dev && mine.st_ino == there.st_ino) {
            *lock = fd;
            return CR_OK;
        }
        close(fd);
        if (status != CR_OK)
            return status; /* else the holder of before removed the file while we opened it */
    }
}

void cr_seam_unlock(const char *path, int lock)
{
    char name[PATH_MAX];
    int n = snprintf(name, sizeof name, "%s.lock", path);
    if (lock < 0)
        return;
    if (n > 0 && (size_t)n < sizeof name)
        unlink(name); /* before the lock goes, so that nobody can hold a file without a name */
    close(lock);
}
