/* Numbers to bytes and back, the same on every machine: least byte first, doubles as their bits.
 *
 * Packing is done twice by the same code: first without room, which only counts, then into the
 * memory that was found to be needed. Unpacking trusts nothing: past the end, or after anything
 * odd, it gives zeros and `bad` stays set. */
#ifndef CR_BASE_PACK_H
#define CR_BASE_PACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cr_pack {
    unsigned char *at; /* NULL: only count */
    size_t n;
};
void cr_pack_bytes(struct cr_pack *pack, const void *bytes, size_t n);
void cr_pack_word(struct cr_pack *pack, uint64_t x); /* 8 bytes */
/* Small numbers in few bytes: 7 bits each, the highest bit says that more follow. */
void cr_pack_count(struct cr_pack *pack, uint64_t x);
void cr_pack_doubles(struct cr_pack *pack, const double *x, size_t n);

struct cr_unpack {
    const unsigned char *at, *end;
    bool bad;
};
/* n bytes where they stand, or NULL. */
const void *cr_unpack_bytes(struct cr_unpack *from, uint64_t n);
uint64_t cr_unpack_word(struct cr_unpack *from);
uint64_t cr_unpack_count(struct cr_unpack *from);
void cr_unpack_doubles(struct cr_unpack *from, double *x, size_t n);

#endif
