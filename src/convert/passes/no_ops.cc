// Operators of the model format that give their input back: casts to the same type or there and back, padding of nothing, slices of
// everything, BROADCAST_TO, TILE and concatenations of one. And CONCATENATION of a CONCATENATION along the same axis, which is one. Exact.
#include <algorithm>

#include "convert/builder.h"
#include "convert/passes/fused_activation.h"
#include "convert/passes/match.h"
#include "convert/passes/passes.h"

namespace goldcrest::convert {
namespace {

using tf::DataType;

// Every value of `from` is one of `to`.
bool Widens(DataType from, DataType to) {
  if (from == DataType::kBool) return to == DataType::kInt32 || to == DataType::kInt64 || to == DataType::kFloat || to == DataType::kUInt8;
  if (from == DataType::kInt32) return to == DataType::kInt64 || to == DataType::kDouble;
  if (from == DataType::kInt8 || from == DataType::kUInt8 || from == DataType::kInt16)
    return to == DataType::kInt32 || to == DataType::kInt64 || to == DataType::kFloat;
  return (from == DataType::kHalf && to == DataType::kFloat) || (from == DataType::kFloat && to == DataType::kDouble);
}

bool AllAre(const Value* v, int64_t number) {
  const auto ints = IntsOf(v);
  return ints && std::all_of(ints->begin(), ints->end(), [&](int64_t i) { return i == number; });
}

// A slice whose result has all of the input's elements has them in order, unless a stride is negative.
bool TakesAll(const Node& node) {
  if (!SameShape(node.input(0), node.output())) return false;
  if (node.Is(BuiltinOperator::kSlice)) return true;
  const auto strides = IntsOf(node.input(3));
  return strides && std::all_of(strides->begin(), strides->end(), [](int64_t s) { return s > 0; });
}

Value* Same(const Node& node) {
  Value* x = node.input(0);
  const auto same_if = [&](bool same) { return same ? x : nullptr; };
  switch (node.builtin) {
    case BuiltinOperator::kCast: {
      if (x->type == node.output()->type) return x;
      const Node* first = MadeBy(x, BuiltinOperator::kCast);
      if (first == nullptr || first->input(0)->type != node.output()->type) return nullptr;
      return Widens(first->input(0)->type, x->type) ? first->input(0) : nullptr;
    }
    case BuiltinOperator::kPad:
    case BuiltinOperator::kPadv2:
    case BuiltinOperator::kMirrorPad: return same_if(AllAre(node.input(1), 0));
    case BuiltinOperator::kTile: return same_if(AllAre(node.input(1), 1));
    case BuiltinOperator::kBroadcastTo: return same_if(SameShape(x, node.output()));
    case BuiltinOperator::kSlice:
    case BuiltinOperator::kStridedSlice: return same_if(TakesAll(node));
    case BuiltinOperator::kConcatenation:
      return same_if(node.num_inputs() == 1 && FusedActivation(node) == model::ActivationFunctionType::kNone);
    default: return nullptr;
  }
}

bool FlattenConcatenation(Graph& graph, Node& node) {
  if (!node.Is(BuiltinOperator::kConcatenation) || node.output()->rank() < 1) return false;
  const auto axis_of = [](const Node& n) {
    const int axis = n.options.OrDefault<model::ConcatenationOptions>().axis;
    return axis < 0 ? axis + n.outputs[0]->rank() : axis;
  };
  std::vector<Value*> inputs;
  for (Value* v : node.inputs) {
    const Node* inner = HasOneReader(graph, v) ? MadeBy(v, BuiltinOperator::kConcatenation) : nullptr;
    if (inner != nullptr && axis_of(*inner) == axis_of(node)) {
      inputs.insert(inputs.end(), inner->inputs.begin(), inner->inputs.end());
    } else {
      inputs.push_back(v);
    }
  }
  if (inputs.size() == node.inputs.size()) return false;
  Builder b(graph, node);
  graph.ReplaceUses(node.output(), b.Builtin(node.builtin, node.options, inputs, node.output()->type, node.output()->shape));
  return true;
}

bool Rewrite(Graph& graph, Node& node) {
  if (node.kind != NodeKind::kBuiltin || node.num_outputs() != 1 || node.num_inputs() == 0 || node.input(0) == nullptr ||
      graph.IsDead(&node))
    return false;
  Value* same = Same(node);
  if (same == nullptr || same->type != node.output()->type) return FlattenConcatenation(graph, node);
  graph.ReplaceUses(node.output(), same);
  return true;
}

}  // namespace

Expected<bool> RemoveNoOps(Graph& graph) { return RewriteNodes(graph, Rewrite); }

}  // namespace goldcrest::convert
