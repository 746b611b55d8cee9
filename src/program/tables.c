/* All tables of quantiles that a program may draw from: as one number, and shared among programs.
 */
#include "program/tables.h"

#include "random/table.h"

static uint64_t of_dist(const struct cr_dist *dist, uint64_t hash)
{
    return dist && dist->table ? cr_quantile_table_hash(dist->table, hash) : hash;
}

static uint64_t of_value(const struct cr_slot_value *value, uint64_t hash)
{
    for (int k = 0; k < value->n_laws; k++)
        hash = of_dist(value->laws[k].dist, hash);
    return hash;
}

static uint64_t of_branch(const struct cr_branch *b, uint64_t hash)
{
    for (int k = 0; k < b->n_pays; k++)
        hash = of_dist(b->pays[k].value.dist, hash);
    for (int k = 0; k < b->n_sets; k++)
        hash = of_dist(b->sets[k].value.dist, hash);
    for (int k = 0; k < b->n_changes; k++)
        hash = of_dist(b->changes[k].value.dist, hash);
    return hash;
}

uint64_t cr_program_tables_hash(const struct cr_program *program)
{
    uint64_t hash = 0;
    for (int s = 0; s < program->n_slots; s++) {
        const struct cr_slot *slot = &program->slots[s];
        hash = slot->table ? cr_quantile_table_hash(slot->table, hash) : hash;
        hash = of_value(&slot->value, hash);
        for (size_t k = 0; slot->by_lens && k < program->setup->n_lenses; k++)
            hash = of_value(&slot->by_lens[k], hash);
    }
    for (int b = 0; b < program->n_branches; b++)
        hash = of_branch(&program->branches[b], hash);
    return hash;
}

static struct cr_quantile_table *table_like(
    const struct cr_program *from, const struct cr_quantile_table *table)
{
    double shape = cr_quantile_table_law(table).a;
    for (int s = 0; s < from->n_slots; s++) {
        struct cr_quantile_table *other = from->slots[s].table;
        if (other && cr_quantile_table_law(other).a == shape)
            return other;
    }
    return NULL;
}

void cr_program_share_tables(struct cr_program *program, const struct cr_program *from)
{
    for (int s = 0; s < program->n_slots; s++) {
        struct cr_slot *slot = &program->slots[s];
        struct cr_quantile_table *other = slot->table ? table_like(from, slot->table) : NULL;
        slot->table = other ? other : slot->table;
    }
}
