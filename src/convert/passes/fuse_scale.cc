// conv(x) * c  ->  conv with weights and bias times c, and the same for a division by c: the second half of folding a batch norm.
// Exact to rounding. Weights that another operator reads as well stay, as a scaled copy would make the file larger.
#include "convert/passes/affine.h"
#include "convert/passes/fused_activation.h"
#include "convert/passes/match.h"
#include "convert/passes/passes.h"

namespace goldcrest::convert {
namespace {

bool Fuse(Graph& graph, Node& node) {
  const bool div = node.Is(BuiltinOperator::kDiv);
  if (!div && !node.Is(BuiltinOperator::kMul)) return false;
  const auto operand = SplitConstant(node);
  if (!operand || (div && operand->constant_first)) return false;
  const std::optional<Affine> affine = AffineBefore(graph, operand->x);
  if (!affine || !HasOneReader(graph, affine->node->input(affine->filter))) return false;
  std::optional<std::vector<float>> factors = PerChannel(operand->constant, affine->channels, operand->x->rank());
  if (!factors) return false;
  if (div)
    for (float& f : *factors) f = 1 / f;
  ScaleWeights(graph, *affine, affine->output_axis, *factors);
  if (affine->node->num_inputs() > affine->bias && affine->node->input(affine->bias) != nullptr) {
    std::vector<float> bias = BiasOf(*affine);
    for (size_t i = 0; i < bias.size(); ++i) bias[i] *= (*factors)[i];
    SetBias(graph, *affine, bias);
  }
  SetFusedActivation(affine->node, FusedActivation(node));
  TakePlace(graph, affine->node, node);
  return true;
}

}  // namespace

Expected<bool> FuseScale(Graph& graph) { return RewriteNodes(graph, Fuse); }

}  // namespace goldcrest::convert
