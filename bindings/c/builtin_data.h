// The options of built-in operators in the structures of builtin_op_data.h, for operators that a client replaces.
#ifndef GOLDCREST_BINDINGS_C_BUILTIN_DATA_H_
#define GOLDCREST_BINDINGS_C_BUILTIN_DATA_H_

#include <cstdlib>
#include <memory>

#include "model/model.h"

namespace goldcrest::c {

struct FreeBuiltinData {
  void operator()(void* p) const { std::free(p); }
};
using BuiltinData = std::unique_ptr<void, FreeBuiltinData>;

// What TfLiteNode.builtin_data points to for `op`; null for an operator that has no structure (custom operators, RELU and the like).
// Strings and arrays stay in `options`, which must outlive the result. Where the file has no options, the format's defaults.
BuiltinData MakeBuiltinData(BuiltinOperator op, const model::Options& options);

}  // namespace goldcrest::c

#endif  // GOLDCREST_BINDINGS_C_BUILTIN_DATA_H_
