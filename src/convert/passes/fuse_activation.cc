// relu(conv(x))  ->  conv with a fused activation: RELU, RELU6 and RELU_N1_TO_1 after an operator whose kernels apply them, on float32.
// Exact.
#include "convert/passes/fused_activation.h"
#include "convert/passes/match.h"
#include "convert/passes/passes.h"

namespace goldcrest::convert {
namespace {

using model::ActivationFunctionType;

ActivationFunctionType ActivationOf(const Node& node) {
  if (node.Is(BuiltinOperator::kRelu)) return ActivationFunctionType::kRelu;
  if (node.Is(BuiltinOperator::kRelu6)) return ActivationFunctionType::kRelu6;
  if (node.Is(BuiltinOperator::kReluN1To1)) return ActivationFunctionType::kReluN1To1;
  return ActivationFunctionType::kNone;
}

// CONCATENATION and others have the field too, but kernels refuse it.
bool KernelsActivate(const Node& node) {
  if (node.kind != NodeKind::kBuiltin) return false;
  switch (node.builtin) {
    case BuiltinOperator::kConv2d:
    case BuiltinOperator::kDepthwiseConv2d:
    case BuiltinOperator::kTransposeConv:
    case BuiltinOperator::kConv3d:
    case BuiltinOperator::kFullyConnected:
    case BuiltinOperator::kAdd:
    case BuiltinOperator::kSub:
    case BuiltinOperator::kMul:
    case BuiltinOperator::kDiv:
    case BuiltinOperator::kAveragePool2d:
    case BuiltinOperator::kMaxPool2d:
    case BuiltinOperator::kL2Pool2d: return true;
    default: return false;
  }
}

bool Fuse(Graph& graph, Node& node) {
  const ActivationFunctionType activation = ActivationOf(node);
  if (activation == ActivationFunctionType::kNone) return false;
  Value* x = node.input(0);
  Node* producer = x->producer;
  if (!KernelsActivate(*producer) || x->type != tf::DataType::kFloat || !HasOneReader(graph, x)) return false;
  const ActivationFunctionType before = FusedActivation(*producer);
  if (before != ActivationFunctionType::kNone && before != activation) return false;
  if (!SetFusedActivation(producer, activation)) return false;
  TakePlace(graph, producer, node);
  return true;
}

}  // namespace

Expected<bool> FuseActivation(Graph& graph) { return RewriteNodes(graph, Fuse); }

}  // namespace goldcrest::convert
