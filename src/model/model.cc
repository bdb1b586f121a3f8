#include "model/model.h"

namespace goldcrest::model {

std::string OperatorName(const OperatorCode& code) {
  if (code.builtin == BuiltinOperator::kCustom) return code.custom_code.empty() ? "CUSTOM" : code.custom_code;
  const std::string_view name = BuiltinOperatorName(code.builtin);
  return name.empty() ? "BUILTIN_" + std::to_string(static_cast<int>(code.builtin)) : std::string(name);
}

const Block* ConstantData(const Model& model, const Tensor& tensor) {
  if (tensor.buffer == 0 || tensor.buffer >= model.buffers.size()) return nullptr;
  const Block& data = model.buffers[tensor.buffer].data;
  return data.data() != nullptr ? &data : nullptr;
}

}  // namespace goldcrest::model
