/* What the files of the reader share: the work at hand, and readers for the small things that every
 * topic has.
 *
 * Order of work: names are declared first, so that everything can refer to everything; then bodies
 * are read, names resolved at once; then the whole is checked. A fault is reported where it is met
 * and the reader goes on with something harmless in its place, so that one mistake is one message.
 */
#ifndef CR_SCENARIO_READER_H
#define CR_SCENARIO_READER_H

#include "base/map.h"
#include "scenario/keys.h"
#include "scenario/scenario.h"

#include <stdbool.h>

#define CR_MAX_NODES 100000
/* z of the 95th percentile: ranges give a 5th and a 95th. */
#define CR_RANGE_Z 1.6448536269514722

struct cr_reader {
    struct cr_arena *arena;
    struct cr_diags *diags;
    struct cr_scenario *s; /* what is being filled in; NULL for a text of the command line */
    const struct cr_scenario *names; /* where names are looked up */
    int strict;
    size_t errors_before; /* in the diagnostics, of other files */
    int suggestions; /* searches for a similar name that are still allowed: each reads all names */
    const char **all_names;    /* parameters and state variables, made when first needed */
    const char **all_branches; /* node.branch */
    size_t n_branches;
    struct cr_map
        *undeclared; /* names without a declaration that were told; made when first needed */
    const struct cr_yaml *correlations; /* read last, when every input is known */
    struct cr_fields *node_fields;
    unsigned char
        *node_bad; /* the node's branches could not be read: say nothing more about them */
    unsigned char *passed_once; /* by every path; made when first needed */
    unsigned char *parameter_used, *state_used, *state_moved;
    unsigned char *actor_used, *stage_used, *source_used;
    size_t bad_targets,
        bad_names; /* faults that would make "unreachable" and "unused" mere noise */
};

/* The values of one mapping by key (NULL: absent or faulty). */
struct cr_fields {
    const struct cr_yaml *yaml; /* of the whole; NULL if it was no mapping */
    uint32_t given;             /* bit k: key k was written, faulty or not */
    uint32_t meant;             /* bit k: it may be what a misspelt key was meant to be */
    uint32_t unknown;           /* keys that there are not, each reported */
    const struct cr_yaml *at[CR_MAX_FIELDS];
    const struct cr_yaml *key[CR_MAX_FIELDS]; /* the key itself, for its place */
};
#define CR_FIELD(f, object, name) ((f)->at[CR_KEY_##object##_##name - CR_FIRST_##object])
#define CR_GIVEN(f, object, name)                                                                  \
    ((f)->given >> (CR_KEY_##object##_##name - CR_FIRST_##object) & 1u)
#define CR_MEANT(f, object, name)                                                                  \
    ((f)->meant >> (CR_KEY_##object##_##name - CR_FIRST_##object) & 1u)
#define CR_FIELD_KEY(f, object, name) ((f)->key[CR_KEY_##object##_##name - CR_FIRST_##object])

/* --- object.c --- */

/* Sorts a mapping into its fields, reporting unknown, empty and missing keys. `key` names the item
 * (NULL for the whole file). A scalar is taken as the short form. CR_INPUT when it is neither. */
enum cr_status cr_object_read(struct cr_reader *r, enum cr_object object, const struct cr_yaml *key,
    const struct cr_yaml *yaml, struct cr_fields *fields) CR_MUST_USE;
/* Whether a value is a mapping, list or scalar; reports if not. `what` names it: "nodes". */
enum cr_status cr_expect(struct cr_reader *r, const struct cr_yaml *yaml, enum cr_yaml_kind kind,
    const char *what) CR_MUST_USE;
/* An empty plain scalar: nothing was written. */
bool cr_yaml_empty(const struct cr_yaml *yaml);
/* The place to point at for a whole item: its first line at most. */
struct cr_place cr_yaml_spot(const struct cr_yaml *yaml);

const char *cr_read_text(struct cr_reader *r, const struct cr_yaml *yaml, const char *what);
/* One text or a list of texts. */
const char **cr_read_texts(
    struct cr_reader *r, const struct cr_yaml *yaml, const char *what, size_t *n);
const char *cr_read_date(struct cr_reader *r, const struct cr_yaml *yaml, const char *what);
/* true or false. */
bool cr_read_flag(struct cr_reader *r, const struct cr_yaml *yaml, const char *what);
/* The basis of what a lens says. */
enum cr_basis cr_read_basis(struct cr_reader *r, const struct cr_yaml *yaml);
/* The index of the word among n, 0 after a fault. */
int cr_read_choice(struct cr_reader *r, const struct cr_yaml *yaml, const char *what,
    const char *const *words, int n);
/* A plain number, % allowed. */
enum cr_status cr_read_number(
    struct cr_reader *r, const struct cr_yaml *yaml, const char *what, double *x) CR_MUST_USE;
/* The same, with a way out for what is no number. */
enum cr_status cr_read_number_or(struct cr_reader *r, const struct cr_yaml *yaml, const char *what,
    const char *hint, double *x) CR_MUST_USE;
/* [low, high]; after a fault, which is reported, both stay as they are. */
enum cr_status cr_read_interval(
    struct cr_reader *r, const struct cr_yaml *yaml, double *low, double *high);
void cr_read_because(struct cr_reader *r, const struct cr_yaml *yaml, struct cr_because *because);

/* --- names.c --- */

bool cr_is_identifier(const char *text, size_t n);
/* Enters the keys of a mapping as names of things. Returns how many there are; item i of the map is
 * thing i. `other` (may be NULL) maps share the namespace. */
size_t cr_declare(struct cr_reader *r, enum cr_object object, const struct cr_yaml *yaml,
    struct cr_map *map, const struct cr_map *other, const struct cr_map *third);
/* Whether a text begins or ends with typographic quotes; what stands between them. */
bool cr_typographic(const char *text, size_t n, size_t *from, size_t *to);
/* A way out for a name that is not found because of blanks or quotes that are not the keyboard's,
 * or NULL. */
const char *cr_odd_name(struct cr_reader *r, const char *id);
/* Checks the name of a branch or signal. */
void cr_check_free_name(struct cr_reader *r, const struct cr_yaml *key, const char *what);
/* "did you mean ...?" among the keys of one or two maps, or NULL. */
const char *cr_similar(
    struct cr_reader *r, const char *word, const struct cr_map *a, const struct cr_map *b);
const char *cr_similar_of(
    struct cr_reader *r, const char *word, const char *const *words, size_t n);
/* Notes a name that nothing declares; false if it was told before. */
bool cr_mark_reported(struct cr_reader *r, const char *id);
/* References; each reports and gives -1 when there is no such thing. */
int cr_find_actor(struct cr_reader *r, const char *id, struct cr_place place);
int cr_find_state(struct cr_reader *r, const char *id, struct cr_place place);
int cr_find_node(struct cr_reader *r, const char *id, struct cr_place place);
/* node.branch; `signal` NULL: only branches. Sets -1 where it does not apply. */
enum cr_status cr_find_branch(struct cr_reader *r, const char *text, struct cr_place place,
    int *node, int *branch, int *signal);
struct cr_target cr_read_target(struct cr_reader *r, const struct cr_yaml *yaml, const char *what);
/* The branch or signal of a node by name, or -1. */
int cr_node_signal(const struct cr_node *node, const char *name);

/* --- value.c, range.c, dist_text.c, expr_text.c, weight.c, shift.c --- */

/* What may stand at a place of the file. */
struct cr_value_rules {
    const char *where;        /* "a parameter", "a weight", ...: for messages */
    bool words;               /* estimative words and counts: it may be a probability */
    bool dists;               /* distributions and ranges */
    bool odds;                /* a range must have %: it is a weight */
    bool state, path, payoff; /* what expressions may name */
};
extern const struct cr_value_rules cr_rules_parameter, cr_rules_start, cr_rules_weight,
    cr_rules_new_weight, cr_rules_confidence, cr_rules_effect, cr_rules_pay, cr_rules_outcome_pay,
    cr_rules_when, cr_rules_measure, cr_rules_actor_payoff, cr_rules_utility;

/* A stretch [from, to) of a scalar's text, blanks trimmed. */
struct cr_span {
    const struct cr_yaml *yaml;
    const char *s;
    size_t n;
};
struct cr_span cr_span_of(const struct cr_yaml *yaml);
struct cr_span cr_span_cut(struct cr_span span, size_t from, size_t to);
struct cr_place cr_span_place(struct cr_span span);
/* The text with blanks collapsed, in the arena. */
char *cr_span_text(struct cr_arena *arena, struct cr_span span);

/* A number with optional sign and %. */
enum cr_num_result { CR_NUM_IS, CR_NUM_IS_NOT, CR_NUM_FAULTY };
/* FAULTY: it is meant as a number but written in a way that is refused; *why says how. */
enum cr_num_result cr_span_number(struct cr_span span, double *x, int *percent, const char **why);
/* Where the word `to` parts the text; 0 if it does not. */
bool cr_span_range(struct cr_span span, struct cr_span *low, struct cr_span *high);
/* Reads `a to b` into a distribution; NULL after a fault. */
struct cr_dist *cr_read_range(struct cr_reader *r, struct cr_span span, struct cr_span low,
    struct cr_span high, const struct cr_value_rules *rules);
/* Warns of a range whose ends have one sign and whose normal distribution has both. */
void cr_warn_of_sign(struct cr_reader *r, const struct cr_dist *dist, struct cr_place place);
/* Warns of a plain percentage where a variable's bounds go beyond 1: "trust: +5%" on a scale of 0
 * to 100. `what`: the key it stands under. */
void cr_warn_of_percent(
    struct cr_reader *r, const struct cr_value *value, int state, const char *what);
/* The range of an estimative word as a distribution; NULL if it is none. */
struct cr_dist *cr_word_dist(struct cr_reader *r, struct cr_span span);
/* Whether the text is `name(...)` with the name of a distribution; *kind and the inside. */
bool cr_span_dist(struct cr_span span, int *kind, struct cr_span *inside);
/* Whether it is name(...) with any name. */
bool cr_span_call(struct cr_span span, struct cr_span *name, struct cr_span *inside);
struct cr_dist *cr_read_dist(
    struct cr_reader *r, struct cr_span span, const struct cr_value_rules *rules);
/* Parses, resolves and folds; NULL after a fault. */
struct cr_expr *cr_read_expr_span(
    struct cr_reader *r, struct cr_span span, const struct cr_value_rules *rules);
struct cr_expr *cr_read_expr(
    struct cr_reader *r, const struct cr_yaml *yaml, const struct cr_value_rules *rules);
/* Recognises a probability or a range as people say it ("20-40%", "1 in 5", "probably") and tells
 * the form to copy (slips.c). False: it is none, or one with a meaning, of which it may have
 * warned. */
bool cr_report_slip(struct cr_reader *r, struct cr_span span, const struct cr_value_rules *rules);
/* Words for a probability that are not the language's; `lower`: the text in small letters
 * (slip_words.c). */
bool cr_report_word(struct cr_reader *r, struct cr_span span, const char *lower);
bool cr_span_names(const struct cr_reader *r, struct cr_span span);
/* Reports a space that is not an ordinary one, outside quotes. */
bool cr_report_blank(struct cr_reader *r, struct cr_span span);
/* Reads any value. After a fault, which is reported, the value has kind NONE; so whoever reads on
 * need not ask. */
enum cr_status cr_read_value(struct cr_reader *r, const struct cr_yaml *yaml,
    const struct cr_value_rules *rules, struct cr_value *value);
enum cr_status cr_read_value_span(struct cr_reader *r, struct cr_span span,
    const struct cr_value_rules *rules, struct cr_value *value);
void cr_read_weight(struct cr_reader *r, const struct cr_yaml *yaml, struct cr_weight *weight);
/* x1.5 -> 1 and the factor; 0 if the text does not begin like that, -1 after a fault. */
int cr_read_multiplier(struct cr_reader *r, struct cr_span span, double *factor);
/* x0.3, and by a variable x0.8 per 10 [from 50]; `shift` knows its cause. */
enum cr_status cr_read_shift_form(
    struct cr_reader *r, struct cr_span span, struct cr_shift *shift) CR_MUST_USE;
void cr_read_shifts(struct cr_reader *r, const struct cr_yaml *yaml, struct cr_branch_item *branch);

/* --- topics --- */
void cr_read_actors(struct cr_reader *r, const struct cr_yaml *yaml);
void cr_read_stages(struct cr_reader *r, const struct cr_yaml *yaml);
void cr_read_sources(struct cr_reader *r, const struct cr_yaml *yaml);
void cr_read_parameters(struct cr_reader *r, const struct cr_yaml *yaml);
void cr_read_state(struct cr_reader *r, const struct cr_yaml *yaml);
void cr_read_measures(struct cr_reader *r, const struct cr_yaml *yaml);
void cr_declare_nodes(struct cr_reader *r, const struct cr_yaml *yaml);
void cr_read_nodes(struct cr_reader *r);
void cr_read_branch(struct cr_reader *r, const struct cr_node *node, struct cr_branch_item *branch,
    const struct cr_yaml *key, const struct cr_yaml *yaml);
void cr_read_pays(struct cr_reader *r, const struct cr_yaml *yaml,
    const struct cr_value_rules *rules, struct cr_pay **pays, size_t *n);
void cr_read_outcomes(struct cr_reader *r, const struct cr_yaml *yaml);
void cr_read_lenses(struct cr_reader *r, const struct cr_yaml *yaml);
/* node: {branch: likelihood}, ... of an observation. */
void cr_read_informs(
    struct cr_reader *r, const struct cr_yaml *yaml, struct cr_inform **informs, size_t *n);
void cr_read_observations(struct cr_reader *r, const struct cr_yaml *yaml);
void cr_read_correlations(struct cr_reader *r, const struct cr_yaml *yaml);
void cr_read_lesson(struct cr_reader *r, const struct cr_yaml *yaml);

/* --- foreign.c: the program whose file this is, by its first bytes or its keys, or NULL --- */
const char *cr_foreign_text(const struct cr_source *source);
const char *cr_foreign_tree(const struct cr_yaml *yaml);

/* --- checks --- */
/* "a -> b -> a" of n names. */
const char *cr_cycle_text(struct cr_arena *arena, const char *const *names, size_t n);
/* Whether nothing was wrong so far. */
bool cr_is_faultless(const struct cr_reader *r);
void cr_check_parameters(struct cr_reader *r);
void cr_check_weights(struct cr_reader *r);
void cr_check_correlations(struct cr_reader *r);
void cr_check_rest(struct cr_reader *r);
void cr_check_graph(struct cr_reader *r);
void cr_check_shifts(struct cr_reader *r);
void cr_check_when(struct cr_reader *r);
/* Hidden causes that may be known to one actor. */
void cr_check_types(struct cr_reader *r);
void cr_check_unused(struct cr_reader *r);
void cr_check_review(struct cr_reader *r); /* --strict */

#endif
