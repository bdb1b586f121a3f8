// conv(x * c) and conv(x + c)  ->  conv with weights times c, and with a bias of what the weights make of c: normalization of the input and
// batch norms before a convolution. A product always, as padding is 0 either way; a sum only with VALID padding or in FULLY_CONNECTED.
// Exact to rounding. Weights that another operator reads as well stay.
#include "convert/passes/affine.h"
#include "convert/passes/match.h"
#include "convert/passes/passes.h"

namespace goldcrest::convert {
namespace {

bool PadsNothing(const Node& node) {
  if (node.Is(BuiltinOperator::kFullyConnected)) return true;
  if (node.Is(BuiltinOperator::kConv2d)) return node.options.OrDefault<model::Conv2DOptions>().padding == model::Padding::kValid;
  return node.Is(BuiltinOperator::kDepthwiseConv2d) &&
         node.options.OrDefault<model::DepthwiseConv2DOptions>().padding == model::Padding::kValid;
}

// One number for each input channel, of the constant beside x.
std::optional<std::vector<float>> Channels(const Affine& affine, const ConstantOperand& operand) {
  const Value* x = operand.x;
  if (x->rank() < 1) return std::nullopt;
  const int64_t channels = x->shape.dim(x->rank() - 1);
  const tf::Literal& filter = *affine.node->input(affine.filter)->constant();
  // A grouped convolution's weights have fewer; a depthwise one's have a multiple.
  const bool fits =
      affine.input_axis >= 0 ? filter.dim(affine.input_axis) == channels : channels > 0 && filter.dim(affine.output_axis) % channels == 0;
  if (!fits) return std::nullopt;
  return PerChannel(operand.constant, channels, x->rank());
}

void Scale(Graph& graph, const Affine& affine, const std::vector<float>& factors) {
  if (affine.input_axis >= 0) return ScaleWeights(graph, affine, affine.input_axis, factors);
  std::vector<float> each;
  const size_t multiplier = static_cast<size_t>(affine.channels) / factors.size();
  for (float f : factors) each.insert(each.end(), multiplier, f);
  ScaleWeights(graph, affine, affine.output_axis, each);
}

// Adds what the weights make of the addends to the bias.
void AddToBias(Graph& graph, const Affine& affine, const std::vector<float>& addends, float sign) {
  const tf::Literal& filter = *affine.node->input(affine.filter)->constant();
  const std::span<const float> weights = filter.values<float>();
  const std::vector<float> old = BiasOf(affine);
  std::vector<double> bias(old.begin(), old.end());
  const size_t outputs = bias.size(), inputs = addends.size(), multiplier = outputs / inputs;
  // Weights lie as [outputs, ..., inputs], depthwise as [..., outputs].
  const size_t per_output = outputs == 0 ? 0 : weights.size() / outputs;
  for (size_t i = 0; i < weights.size(); ++i) {
    const size_t o = affine.input_axis >= 0 ? i / per_output : i % outputs;
    const size_t c = affine.input_axis >= 0 ? i % inputs : o / multiplier;
    bias[o] += static_cast<double>(sign * weights[i]) * static_cast<double>(addends[c]);
  }
  SetBias(graph, affine, {bias.begin(), bias.end()});
}

bool Rewrite(Graph& graph, Node& node) {
  const std::optional<Affine> affine = AsAffine(&node);
  if (!affine || node.Is(BuiltinOperator::kConv3d) || !HasOneReader(graph, node.input(affine->filter))) return false;
  Value* data = node.input(affine->data);
  const auto made_by = [&](BuiltinOperator op) { return MadeBy(data, op) != nullptr; };
  const bool mul = made_by(BuiltinOperator::kMul), div = made_by(BuiltinOperator::kDiv);
  const bool add = made_by(BuiltinOperator::kAdd), sub = made_by(BuiltinOperator::kSub);
  if ((!mul && !div && !add && !sub) || !HasOneReader(graph, data) || ((add || sub) && !PadsNothing(node))) return false;
  const auto operand = SplitConstant(*data->producer);
  if (!operand || ((div || sub) && operand->constant_first) || !(operand->x->shape == data->shape)) return false;
  std::optional<std::vector<float>> channels = Channels(*affine, *operand);
  if (!channels) return false;
  Node* before = data->producer;
  Value* x = operand->x;
  if (mul || div) {
    if (div)
      for (float& f : *channels) f = 1 / f;
    Scale(graph, *affine, *channels);
  } else {
    AddToBias(graph, *affine, *channels, sub ? -1.0f : 1.0f);
  }
  graph.SetInput(&node, affine->data, x);
  EraseIfDead(graph, before);
  return true;
}

}  // namespace

Expected<bool> FuseBefore(Graph& graph) { return RewriteNodes(graph, Rewrite); }

}  // namespace goldcrest::convert
