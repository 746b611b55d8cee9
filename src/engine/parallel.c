/* A team of threads that take items in ascending order.
 *
 * The first member is the calling thread, which also looks after progress. Each has an arena and
 * a state of its own, which live as long as the team. A member that runs out of memory, or that
 * a callee tells to stop, ends the round; items finished so far are always a stretch without
 * gaps. */
#include "engine/parallel.h"

#include "numeric/trouble.h"

#include <pthread.h>
#include <unistd.h>

#define MAX_THREADS 256

struct member {
    struct cr_team *team;
    struct cr_arena *arena;
    void *local;
    pthread_t thread;
    struct cr_trouble trouble; /* GSL's complaint that its thread met */
};

struct cr_team {
    int n;
    struct member *members;
    const struct cr_parallel *job;
    uint64_t next, done, dropped; /* atomic; dropped: the first item that was */
    int stop;                     /* atomic: 1 interrupted, 2 an item failed, 3 memory */
};

static void free_members(void *what)
{
    struct cr_team *team = what;
    for (int i = 0; i < team->n; i++)
        cr_arena_free(team->members[i].arena);
}

static int processors(void)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : n > MAX_THREADS ? MAX_THREADS : (int)n;
}

struct cr_team *cr_team_new(struct cr_arena *arena, int threads)
{
    struct cr_team *team = CR_NEW(arena, struct cr_team, 1);
    team->n = threads <= 0 ? processors() : threads > MAX_THREADS ? MAX_THREADS : threads;
    team->members = CR_NEW(arena, struct member, team->n);
    cr_arena_defer(arena, free_members, team);
    for (int i = 0; i < team->n; i++) {
        team->members[i].team = team;
        team->members[i].arena = cr_arena_new();
        if (!team->members[i].arena)
            cr_shortage();
    }
    return team;
}

int cr_team_size(const struct cr_team *team)
{
    return team->n;
}

void *cr_team_local(const struct cr_team *team, int member)
{
    return team->members[member].local;
}

static void stop(struct cr_team *team, int why)
{
    int now = __atomic_load_n(&team->stop, __ATOMIC_ACQUIRE);
    while (now < why && !__atomic_compare_exchange_n(
                            &team->stop, &now, why, 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) {
    }
}

static bool next_item(struct cr_team *team, uint64_t *item)
{
    if (__atomic_load_n(&team->stop, __ATOMIC_ACQUIRE))
        return false;
    *item = __atomic_fetch_add(&team->next, 1, __ATOMIC_ACQ_REL);
    return *item < team->job->end;
}

static void drop(struct cr_team *team, uint64_t item)
{
    uint64_t first = __atomic_load_n(&team->dropped, __ATOMIC_ACQUIRE);
    while (item < first && !__atomic_compare_exchange_n(&team->dropped, &first, item, 0,
                               __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) {
    }
    stop(team, 1);
}

/* The first member is the calling thread, which also looks after progress. */
static enum cr_status labour(void *what)
{
    struct member *m = what;
    struct cr_team *team = m->team;
    const struct cr_parallel *job = team->job;
    bool calling = m == team->members;
    if (!m->local)
        m->local = job->begin(job->context, m->arena);
    uint64_t item;
    while (next_item(team, &item)) {
        enum cr_status status = job->work(job->context, m->local, m->arena, item);
        if (status == CR_INTERRUPTED)
            drop(team, item);
        else if (status != CR_OK)
            stop(team, 2);
        if (status != CR_OK)
            break;
        uint64_t done = __atomic_add_fetch(&team->done, 1, __ATOMIC_ACQ_REL);
        if (calling && job->tick && job->tick(job->context, done))
            stop(team, 1);
    }
    return CR_OK;
}

static void labour_guarded(struct member *m)
{
    if (cr_try(labour, m) != CR_OK)
        stop(m->team, 3);
}

static void *thread_main(void *what)
{
    struct member *m = what;
    labour_guarded(m);
    cr_trouble_fetch(&m->trouble);
    return NULL;
}

enum cr_status cr_team_run(struct cr_team *team, const struct cr_parallel *job, uint64_t *finished)
{
    team->job = job;
    team->next = job->first;
    team->done = 0;
    team->dropped = UINT64_MAX;
    team->stop = 0;
    int started = 1;
    while (started < team->n && (uint64_t)started < job->end - job->first) {
        struct member *m = &team->members[started];
        if (pthread_create(&m->thread, NULL, thread_main, m) != 0)
            break; /* fewer threads do the same work */
        started++;
    }
    labour_guarded(&team->members[0]);
    for (int i = 1; i < started; i++) {
        pthread_join(team->members[i].thread, NULL);
        cr_trouble_add(&team->members[i].trouble);
    }
    *finished = team->next < job->end ? team->next : job->end;
    *finished = team->dropped < *finished ? team->dropped : *finished;
    switch (team->stop) {
    case 0:
        return CR_OK;
    case 1:
        return *finished < job->end ? CR_INTERRUPTED : CR_OK;
    case 2:
        return CR_INPUT;
    default:
        return CR_MEMORY;
    }
}

struct cr_lock {
    pthread_mutex_t mutex;
};

static void destroy_lock(void *what)
{
    pthread_mutex_destroy(&((struct cr_lock *)what)->mutex);
}

struct cr_lock *cr_lock_new(struct cr_arena *arena)
{
    struct cr_lock *lock = CR_NEW(arena, struct cr_lock, 1);
    pthread_mutex_init(&lock->mutex, NULL);
    cr_arena_defer(arena, destroy_lock, lock);
    return lock;
}

void cr_lock_acquire(struct cr_lock *lock)
{
    pthread_mutex_lock(&lock->mutex);
}

void cr_lock_release(struct cr_lock *lock)
{
    pthread_mutex_unlock(&lock->mutex);
}

void cr_shared_add(uint64_t *counter, uint64_t amount)
{
#ifdef CR_PLANTED_RACE /* tools/soak: what looks for races must find this one */
    *counter += amount;
#else
    __atomic_fetch_add(counter, amount, __ATOMIC_RELAXED);
#endif
}
