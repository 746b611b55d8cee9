/* CR_WIDEST: compiles a function for several instruction sets and takes the best at start-up. Only
 * for loops whose bits do not depend on the choice (elementwise work, sums in fixed lanes). */
#ifndef CR_STATS_WIDEST_H
#define CR_STATS_WIDEST_H

/* Sanitizers and the resolvers of clones do not go together; clang 14 has no such attribute. */
#if defined __x86_64__ && defined __linux__ && defined __GNUC__ && !defined __clang__ &&           \
    !defined __SANITIZE_ADDRESS__ && !defined __SANITIZE_THREAD__ && !defined CR_NO_CLONES
#define CR_WIDEST __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define CR_WIDEST
#endif

#endif
