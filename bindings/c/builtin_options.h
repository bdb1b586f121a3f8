// The other way from builtin_data.h: from the structures of builtin_op_data.h to options, for graphs that a client builds itself.
#ifndef GOLDCREST_BINDINGS_C_BUILTIN_OPTIONS_H_
#define GOLDCREST_BINDINGS_C_BUILTIN_OPTIONS_H_

#include "model/model.h"

namespace goldcrest::c {

// `builtin_data` is what TensorFlow Lite's kernel of `op` reads, null for the format's defaults. No options for an operator that has no
// structure, or one that no program builds by hand (control flow, tables, StableHLO).
model::Options OptionsFromBuiltinData(BuiltinOperator op, const void* builtin_data);

}  // namespace goldcrest::c

#endif  // GOLDCREST_BINDINGS_C_BUILTIN_OPTIONS_H_
