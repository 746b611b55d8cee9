#include "scenario/keys.h"

const struct cr_object_info cr_objects[CR_N_OBJECTS] = {
#define CR_OBJECT(name, noun, a_noun, short_form)                                                  \
    {noun, a_noun, short_form, CR_FIRST_##name, (int)CR_LAST_##name - (int)CR_FIRST_##name},
#define CR_KEY(object, key, type, of, required, help)
#define CR_END(name)
#include "scenario/keys.def"
#undef CR_OBJECT
#undef CR_KEY
#undef CR_END
};

const struct cr_key_info cr_keys[CR_N_KEYS] = {
#define CR_OBJECT(name, noun, a_noun, short_form)
#define CR_KEY(object, key, type, of, required, help)                                              \
    {CR_OBJECT_##object, #key, CR_TYPE_##type, CR_OBJECT_##of, required, help},
#define CR_END(name)
#include "scenario/keys.def"
#undef CR_OBJECT
#undef CR_KEY
#undef CR_END
};

const char *const cr_bases[CR_N_BASES] = {"said", "implied", "ours"};
