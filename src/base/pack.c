/* Numbers as bytes and back, the least byte first whatever the machine; counts in seven bits a
 * byte, so that small ones are short. */
#include "base/pack.h"

#include <string.h>

void cr_pack_bytes(struct cr_pack *pack, const void *bytes, size_t n)
{
    if (pack->at && n)
        memcpy(pack->at + pack->n, bytes, n);
    pack->n += n;
}

void cr_pack_word(struct cr_pack *pack, uint64_t x)
{
    unsigned char bytes[8];
    for (int i = 0; i < 8; i++)
        bytes[i] = (unsigned char)(x >> (8 * i));
    cr_pack_bytes(pack, bytes, 8);
}

void cr_pack_count(struct cr_pack *pack, uint64_t x)
{
    unsigned char bytes[10];
    size_t n = 0;
    for (; x > 127; x >>= 7)
        bytes[n++] = (unsigned char)(x | 128);
    bytes[n++] = (unsigned char)x;
    cr_pack_bytes(pack, bytes, n);
}

void cr_pack_doubles(struct cr_pack *pack, const double *x, size_t n)
{
    if (!pack->at) {
        pack->n += 8 * n;
        return;
    }
    for (size_t i = 0; i < n; i++) {
        uint64_t bits;
        memcpy(&bits, &x[i], sizeof bits);
        cr_pack_word(pack, bits);
    }
}

const void *cr_unpack_bytes(struct cr_unpack *from, uint64_t n)
{
    if (from->bad || n > (uint64_t)(from->end - from->at)) {
        from->bad = true;
        return NULL;
    }
    const void *bytes = from->at;
    from->at += n;
    return bytes;
}

uint64_t cr_unpack_word(struct cr_unpack *from)
{
    const unsigned char *bytes = cr_unpack_bytes(from, 8);
    uint64_t x = 0;
    for (int i = 0; bytes && i < 8; i++)
        x |= (uint64_t)bytes[i] << (8 * i);
    return x;
}

uint64_t cr_unpack_count(struct cr_unpack *from)
{
    uint64_t x = 0;
    for (int shift = 0; shift < 64; shift += 7) {
        const unsigned char *byte = cr_unpack_bytes(from, 1);
        if (!byte)
            return 0;
        x |= (uint64_t)(*byte & 127) << shift;
        if (*byte < 128)
            return x;
    }
    from->bad = true;
    return 0;
}

void cr_unpack_doubles(struct cr_unpack *from, double *x, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint64_t bits = cr_unpack_word(from);
        memcpy(&x[i], &bits, sizeof bits);
    }
}
