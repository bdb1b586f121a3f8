// Chains of RESHAPE, SQUEEZE and EXPAND_DIMS, which all give the same elements under another shape: the last alone says the shape, so it
// reads what the first reads; and one that gives the shape its input has goes. Exact.
#include "convert/builder.h"
#include "convert/passes/match.h"
#include "convert/passes/passes.h"

namespace goldcrest::convert {
namespace {

bool IsReshape(const Node& node) {
  return node.Is(BuiltinOperator::kReshape) || node.Is(BuiltinOperator::kSqueeze) || node.Is(BuiltinOperator::kExpandDims);
}

// All dimensions are known and equal, or one is not and follows from the others.
bool SameButOne(const tf::PartialShape& a, const tf::PartialShape& b) { return a == b && ReshapeDims(a) && a.has_rank(); }

bool Rewrite(Graph& graph, Node& node) {
  if (!IsReshape(node) || graph.IsDead(&node)) return false;
  Value* x = node.input(0);
  if (SameButOne(x->shape, node.output()->shape)) {
    graph.ReplaceUses(node.output(), x);
    return true;
  }
  if (!IsReshape(*x->producer)) return false;
  Value* origin = x->producer->input(0);
  const auto dims = ReshapeDims(node.output()->shape);
  if (node.Is(BuiltinOperator::kReshape) && IntsOf(node.input(1))) {
    graph.SetInput(&node, 0, origin);
    EraseIfDead(graph, x->producer);
    return true;
  }
  if (!dims) return false;
  Builder b(graph, node);
  graph.ReplaceUses(node.output(), b.Reshape(origin, *dims, node.output()->shape));
  return true;
}

}  // namespace

Expected<bool> MergeReshapes(Graph& graph) { return RewriteNodes(graph, Rewrite); }

}  // namespace goldcrest::convert
