/* Members that all JSON documents share. */
#ifndef CR_WRITE_DOCUMENT_H
#define CR_WRITE_DOCUMENT_H

#include "write/json.h"
#include "write/view.h"

/* version, scenario, command. */
void cr_json_provenance(struct cr_json *json, const struct cr_view *view);
/* The probability of what is taken for given; NaN where it is known only in proportion. */
double cr_json_evidence(const struct cr_view *view, double p);
/* "evidence": the names of what is taken for given, where there is any. */
void cr_json_given(struct cr_json *json, const struct cr_view *view);
/* seed and rng. */
void cr_json_seed(struct cr_json *json, const struct cr_luck *luck);
/* They, and runs, worlds, engine. */
void cr_json_luck(struct cr_json *json, const struct cr_luck *luck, uint64_t runs, uint64_t worlds,
    enum cr_engine engine);
void cr_json_texts(struct cr_json *json, const char *key, const char *const *texts, size_t n);

#endif
