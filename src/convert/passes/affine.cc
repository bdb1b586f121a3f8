#include "convert/passes/affine.h"

#include "convert/builder.h"
#include "convert/passes/fused_activation.h"
#include "convert/passes/match.h"

namespace goldcrest::convert {
namespace {

const tf::Literal* FloatConstant(const Value* v) {
  return v != nullptr && v->constant() != nullptr && v->type == tf::DataType::kFloat ? v->constant() : nullptr;
}

// Where the inputs of each operator lie, and its weights' axes.
std::optional<Affine> Layout(Node* node) {
  if (node->kind != NodeKind::kBuiltin) return std::nullopt;
  switch (node->builtin) {
    case BuiltinOperator::kConv2d: return Affine{node, 0, 1, 2, 0, 3};
    case BuiltinOperator::kDepthwiseConv2d: return Affine{node, 0, 1, 2, 3, -1};
    case BuiltinOperator::kFullyConnected: return Affine{node, 0, 1, 2, 0, 1};
    case BuiltinOperator::kTransposeConv: return Affine{node, 2, 1, 3, 0, 3};
    case BuiltinOperator::kConv3d: return Affine{node, 0, 1, 2, 4, 3};
    default: return std::nullopt;
  }
}

}  // namespace

std::optional<Affine> AsAffine(Node* node) {
  std::optional<Affine> affine = Layout(node);
  if (!affine || node->num_inputs() <= affine->filter || node->num_outputs() != 1) return std::nullopt;
  const tf::Literal* filter = FloatConstant(node->input(affine->filter));
  if (filter == nullptr || filter->rank() <= std::max(affine->output_axis, affine->input_axis)) return std::nullopt;
  affine->channels = filter->dim(affine->output_axis);
  if (node->num_inputs() > affine->bias && node->input(affine->bias) != nullptr) {
    const tf::Literal* bias = FloatConstant(node->input(affine->bias));
    if (bias == nullptr || static_cast<int64_t>(bias->elements()) != affine->channels) return std::nullopt;
  }
  return affine;
}

std::optional<Affine> AffineBefore(const Graph& graph, const Value* v) {
  if (v == nullptr || !HasOneReader(graph, v) || FusedActivation(*v->producer) != model::ActivationFunctionType::kNone) return std::nullopt;
  return AsAffine(v->producer);
}

std::optional<std::vector<float>> PerChannel(const Value* constant, int64_t channels, int rank) {
  const tf::Literal* literal = FloatConstant(constant);
  if (literal == nullptr || rank < 1 || literal->rank() > rank || channels < 1) return std::nullopt;
  const int64_t elements = static_cast<int64_t>(literal->elements());
  if (elements != 1 && (elements != channels || literal->dim(literal->rank() - 1) != channels)) return std::nullopt;
  const std::span<const float> values = literal->values<float>();
  if (elements == 1) return std::vector<float>(static_cast<size_t>(channels), values[0]);
  return std::vector<float>(values.begin(), values.end());
}

std::vector<float> BiasOf(const Affine& affine) {
  const Value* bias = affine.node->num_inputs() > affine.bias ? affine.node->input(affine.bias) : nullptr;
  if (bias == nullptr) return std::vector<float>(static_cast<size_t>(affine.channels));
  const std::span<const float> values = bias->constant()->values<float>();
  return {values.begin(), values.end()};
}

void SetBias(Graph& graph, const Affine& affine, const std::vector<float>& bias) {
  Node* node = affine.node;
  Value* old = node->num_inputs() > affine.bias ? node->input(affine.bias) : nullptr;
  Value* made = graph.AddConst(tf::Literal::Of<float>({affine.channels}, bias), node->name + "/bias", node);
  while (node->num_inputs() <= affine.bias) graph.AddNodeInput(node, nullptr);
  graph.SetInput(node, affine.bias, made);
  if (old != nullptr) EraseIfDead(graph, old->producer);
}

void ScaleWeights(Graph& graph, const Affine& affine, int axis, const std::vector<float>& factors) {
  Value* old = affine.node->input(affine.filter);
  const tf::Literal& filter = *old->constant();
  size_t inner = 1;
  for (int i = axis + 1; i < filter.rank(); ++i) inner *= static_cast<size_t>(filter.dim(i));
  const std::span<const float> values = filter.values<float>();
  std::vector<float> scaled(values.begin(), values.end());
  for (size_t i = 0; i < scaled.size(); ++i) scaled[i] *= factors[i / inner % factors.size()];
  graph.SetInput(affine.node, affine.filter,
                 graph.AddConst(tf::Literal::Of<float>(filter.dims(), scaled), old->producer->name, affine.node));
  EraseIfDead(graph, old->producer);
}

}  // namespace goldcrest::convert
