#include "convert/passes/fused_activation.h"

namespace goldcrest::convert {

using model::ActivationFunctionType;

template <typename O>
concept Activates = requires(O o) { o.fused_activation_function; };

ActivationFunctionType FusedActivation(const Node& node) {
  ActivationFunctionType activation = ActivationFunctionType::kNone;
  model::VisitOptionsType(node.options.type(), [&]<typename O>() {
    if constexpr (Activates<O>) activation = node.options.As<O>()->fused_activation_function;
  });
  return activation;
}

bool SetFusedActivation(Node* node, ActivationFunctionType activation) {
  bool set = false;
  model::VisitOptionsType(node->options.type(), [&]<typename O>() {
    if constexpr (Activates<O>) {
      O options = *node->options.As<O>();
      options.fused_activation_function = activation;
      node->options = std::move(options);
      set = true;
    }
  });
  return set;
}

}  // namespace goldcrest::convert
