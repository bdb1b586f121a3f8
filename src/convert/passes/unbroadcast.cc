// add(BROADCAST_TO(x), y) or add(FILL(x), y)  ->  add(x, y), for operators that broadcast by themselves, where y has the whole shape
// already. Exact.
#include "convert/builder.h"
#include "convert/passes/match.h"
#include "convert/passes/passes.h"

namespace goldcrest::convert {
namespace {

bool Broadcasts(const Node& node) {
  if (node.kind != NodeKind::kBuiltin || node.num_inputs() != 2) return false;
  switch (node.builtin) {
    case BuiltinOperator::kAdd:
    case BuiltinOperator::kSub:
    case BuiltinOperator::kMul:
    case BuiltinOperator::kDiv:
    case BuiltinOperator::kMaximum:
    case BuiltinOperator::kMinimum:
    case BuiltinOperator::kSquaredDifference:
    case BuiltinOperator::kEqual:
    case BuiltinOperator::kNotEqual:
    case BuiltinOperator::kLess:
    case BuiltinOperator::kLessEqual:
    case BuiltinOperator::kGreater:
    case BuiltinOperator::kGreaterEqual:
    case BuiltinOperator::kFloorDiv:
    case BuiltinOperator::kFloorMod:
    case BuiltinOperator::kPow: return true;
    default: return false;
  }
}

// What is repeated to make `v`, or null.
Value* Repeated(const Value* v) {
  if (const Node* node = MadeBy(v, BuiltinOperator::kBroadcastTo)) return node->input(0);
  const Node* fill = MadeBy(v, BuiltinOperator::kFill);
  return fill != nullptr ? fill->input(1) : nullptr;
}

bool Rewrite(Graph& graph, Node& node) {
  if (!Broadcasts(node)) return false;
  bool changed = false;
  for (int i = 0; i < 2; ++i) {
    Value* wide = node.input(i);
    Value* x = Repeated(wide);
    if (x == nullptr || !node.output()->shape.IsStatic()) continue;
    if (!(BroadcastShape(x->shape, node.input(1 - i)->shape) == node.output()->shape)) continue;
    graph.SetInput(&node, i, x);
    EraseIfDead(graph, wide->producer);
    changed = true;
  }
  return changed;
}

}  // namespace

Expected<bool> RemoveBroadcasts(Graph& graph) { return RewriteNodes(graph, Rewrite); }

}  // namespace goldcrest::convert
