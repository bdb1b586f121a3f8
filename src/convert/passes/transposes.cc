// Transposes in a row are one, one that moves nothing is none, and one that only moves dimensions of 1 is a RESHAPE, which costs nothing.
// Exact.
#include "convert/builder.h"
#include "convert/passes/match.h"
#include "convert/passes/passes.h"
#include "convert/passes/permutation.h"

namespace goldcrest::convert {
namespace {

// The dimensions that are not 1 keep their order.
bool OnlyMovesOnes(const Permutation& permutation, const tf::PartialShape& shape) {
  int last = -1;
  for (int axis : permutation) {
    if (shape.dim(axis) == 1) continue;
    if (axis < last) return false;
    last = axis;
  }
  return true;
}

bool Rewrite(Graph& graph, Node& node) {
  const std::optional<Permutation> permutation = PermutationOf(&node);
  if (!permutation || graph.IsDead(&node)) return false;
  Value* x = node.input(0);
  if (IsIdentity(*permutation)) {
    graph.ReplaceUses(node.output(), x);
    return true;
  }
  Builder b(graph, node);
  if (const std::optional<Permutation> first = PermutationOf(x->producer)) {
    // y[i] = x[p[i]] and x[j] = w[q[j]]: y[i] = w[q[p[i]]].
    graph.ReplaceUses(node.output(), b.Transpose(x->producer->input(0), Permute(*first, *permutation)));
    return true;
  }
  const auto dims = ReshapeDims(node.output()->shape);
  if (!dims || !x->shape.has_rank() || x->rank() != static_cast<int>(permutation->size()) || !OnlyMovesOnes(*permutation, x->shape))
    return false;
  graph.ReplaceUses(node.output(), b.Reshape(x, *dims, node.output()->shape));
  return true;
}

}  // namespace

Expected<bool> MergeTransposes(Graph& graph) { return RewriteNodes(graph, Rewrite); }

}  // namespace goldcrest::convert
