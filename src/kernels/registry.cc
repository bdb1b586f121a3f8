#include "kernels/registry.h"

#include <string>

#include "kernels/select_library.h"

namespace goldcrest {
namespace kernels {

#define GC_OP(builtin, name, first, last, types) const Operator& name##Operator();
#define GC_CUSTOM_OP(custom_name, name, types) const Operator& name##Operator();
#include "kernels/registry.inc"
#undef GC_OP
#undef GC_CUSTOM_OP

}  // namespace kernels

namespace {

constexpr OperatorEntry kEntries[] = {
#define GC_OP(builtin, name, first, last, types) {BuiltinOperator::builtin, "", first, last, types, &kernels::name##Operator},
#define GC_CUSTOM_OP(custom_name, name, types) {BuiltinOperator::kCustom, custom_name, 1, 1, types, &kernels::name##Operator},
#include "kernels/registry.inc"
#undef GC_OP
#undef GC_CUSTOM_OP
};

class Registry final : public OperatorRegistry {
 public:
  const Operator* Find(int builtin_code, std::string_view custom_name, int version, std::string* reason) const override {
    for (const OperatorEntry& e : kEntries) {
      if (static_cast<int>(e.builtin) != builtin_code || e.custom_name != (e.builtin == BuiltinOperator::kCustom ? custom_name : ""))
        continue;
      if (e.builtin == BuiltinOperator::kCustom || (version >= e.first_version && version <= e.last_version)) return &e.definition();
      *reason = "version " + std::to_string(version) + " is not supported; supported: " + std::to_string(e.first_version) + " to " +
                std::to_string(e.last_version) + " of " + std::string(e.types);
      return nullptr;
    }
    if (builtin_code == static_cast<int>(BuiltinOperator::kCustom) && custom_name.starts_with("Flex"))
      return FindSelectOperator(custom_name, reason);
    *reason = builtin_code == static_cast<int>(BuiltinOperator::kCustom) ? "no custom operator of this name is registered"
                                                                         : "this build has no kernel for it";
    return nullptr;
  }
};

}  // namespace

std::span<const OperatorEntry> BuiltinOperators() { return kEntries; }

const OperatorRegistry& BuiltinRegistry() {
  static const Registry registry;
  return registry;
}

}  // namespace goldcrest
