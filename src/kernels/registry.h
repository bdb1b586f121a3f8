// The built-in operators.
#ifndef GOLDCREST_SRC_KERNELS_REGISTRY_H_
#define GOLDCREST_SRC_KERNELS_REGISTRY_H_

#include <span>
#include <string_view>

#include "goldcrest/op.h"
#include "model/builtin_operator.h"

namespace goldcrest {

struct OperatorEntry {
  BuiltinOperator builtin;       // kCustom for a custom operator
  std::string_view custom_name;  // of a custom operator
  int first_version;
  int last_version;
  std::string_view types;
  const Operator& (*definition)();
};

// Every row of registry.inc; BuiltinRegistry() of op.h finds those, and nothing else.
std::span<const OperatorEntry> BuiltinOperators();

}  // namespace goldcrest

#endif  // GOLDCREST_SRC_KERNELS_REGISTRY_H_
