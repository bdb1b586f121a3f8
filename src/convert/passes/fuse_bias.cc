// conv(x) + c  ->  conv with bias c, for CONV_2D, DEPTHWISE_CONV_2D, TRANSPOSE_CONV, CONV_3D and FULLY_CONNECTED. A bias that is there
// already is added to. Exact in the first case, to rounding in the second.
#include "convert/passes/affine.h"
#include "convert/passes/fused_activation.h"
#include "convert/passes/match.h"
#include "convert/passes/passes.h"

namespace goldcrest::convert {
namespace {

bool Fuse(Graph& graph, Node& node) {
  const bool sub = node.Is(BuiltinOperator::kSub);
  if (!sub && !node.Is(BuiltinOperator::kAdd)) return false;
  const auto operand = SplitConstant(node);
  if (!operand || (sub && operand->constant_first)) return false;
  const std::optional<Affine> affine = AffineBefore(graph, operand->x);
  if (!affine) return false;
  const auto addend = PerChannel(operand->constant, affine->channels, operand->x->rank());
  if (!addend) return false;
  std::vector<float> bias = BiasOf(*affine);
  for (size_t i = 0; i < bias.size(); ++i) bias[i] += sub ? -(*addend)[i] : (*addend)[i];
  SetBias(graph, *affine, bias);
  SetFusedActivation(affine->node, FusedActivation(node));
  TakePlace(graph, affine->node, node);
  return true;
}

}  // namespace

Expected<bool> FuseBias(Graph& graph) { return RewriteNodes(graph, Fuse); }

}  // namespace goldcrest::convert
