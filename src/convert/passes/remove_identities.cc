// TensorFlow's operators that give their input back: by their nature (Identity, StopGradient, Snapshot, ...) or for their operands
// (a cast to the same type, a transpose that moves nothing, padding of nothing, adding 0, multiplying by 1). Exact, but that -0 + 0
// is now -0.
#include <algorithm>

#include "convert/passes/match.h"
#include "convert/passes/passes.h"

namespace goldcrest::convert {
namespace {

bool IsAlwaysIdentity(const Node& node) {
  static constexpr std::string_view kOps[] = {
      "Identity",        "StopGradient", "PreventGradient",        "Snapshot", "CheckNumerics",
      "CheckNumericsV2", "EnsureShape",  "PlaceholderWithDefault", "Print",    "DebugGradientIdentity",
      "XlaSharding",     "RefIdentity",  "DebugIdentity",          "DeepCopy", "OptimizationBarrier"};
  return std::find(std::begin(kOps), std::end(kOps), node.op) != std::end(kOps);
}

bool AllAre(const Value* v, int64_t number) {
  const auto ints = IntsOf(v);
  return ints && std::all_of(ints->begin(), ints->end(), [&](int64_t i) { return i == number; });
}

// Reshaping gives the shape that the input has: all dimensions are known and equal, or one is not and follows from the others.
bool ReshapesToItself(const Value* x, const Value* y) {
  if (!x->shape.has_rank() || !y->shape.has_rank() || x->rank() != y->rank()) return false;
  int unknown = 0;
  for (int i = 0; i < x->rank(); ++i) {
    if (x->shape.dim(i) != y->shape.dim(i) || x->shape.dim(i) == 0) return false;
    unknown += x->shape.dim(i) < 0 ? 1 : 0;
  }
  return unknown <= 1;
}

bool IsIdentityPermutation(const Value* permutation) {
  const auto ints = IntsOf(permutation);
  if (!ints) return false;
  for (size_t i = 0; i < ints->size(); ++i)
    if ((*ints)[i] != static_cast<int64_t>(i)) return false;
  return true;
}

// A slice that takes everything.
bool SlicesAll(const Node& node) {
  if (!AllAre(node.input(1), 0) || !node.input(0)->shape.has_rank()) return false;
  const auto sizes = IntsOf(node.input(2));
  if (!sizes || static_cast<int>(sizes->size()) != node.input(0)->rank()) return false;
  for (size_t i = 0; i < sizes->size(); ++i)
    if ((*sizes)[i] != -1 && (*sizes)[i] != node.input(0)->shape.dim(static_cast<int>(i))) return false;
  return true;
}

// x in x + 0, x - 0, x * 1, x / 1, pow(x, 1), where the constant does not broadcast x to more.
Value* NeutralOperand(const Node& node) {
  const auto operand = SplitConstant(node);
  if (!operand || !BroadcastsInto(operand->constant, operand->x)) return nullptr;
  const std::optional<double> number = UniformConstant(operand->constant);
  if (!number) return nullptr;
  const std::string& op = node.op;
  const bool add = op == "Add" || op == "AddV2" || op == "BiasAdd", mul = op == "Mul";
  if ((add && *number == 0) || (mul && *number == 1)) return operand->x;
  if (operand->constant_first) return nullptr;
  const bool div = op == "RealDiv" || op == "Div" || op == "Pow";
  return (op == "Sub" && *number == 0) || (div && *number == 1) ? operand->x : nullptr;
}

// The value that output 0 of the node is, or null.
Value* Same(const Node& node) {
  Value* x = node.num_inputs() > 0 ? node.input(0) : nullptr;
  if (x == nullptr || node.num_outputs() != 1) return nullptr;
  const std::string& op = node.op;
  if (IsAlwaysIdentity(node)) return x;
  const auto same_if = [&](bool same) { return same ? x : nullptr; };
  if (op == "Cast") return same_if(x->type == node.output()->type);
  if (op == "AddN") return same_if(node.num_inputs() == 1);
  if (op == "ConcatV2") return same_if(node.num_inputs() == 2);
  if (op == "Split") return node.num_inputs() == 2 ? node.input(1) : nullptr;
  if (op == "Reshape") return same_if(ReshapesToItself(x, node.output()));
  if (op == "BroadcastTo") return same_if(SameShape(x, node.output()));
  if (op == "Transpose") return same_if(IsIdentityPermutation(node.input(1)));
  if (op == "Pad" || op == "PadV2" || op == "MirrorPad") return same_if(AllAre(node.input(1), 0));
  if (op == "Tile") return same_if(AllAre(node.input(1), 1));
  if (op == "Slice") return same_if(SlicesAll(node));
  return NeutralOperand(node);
}

bool Remove(Graph& graph, Node& node) {
  if (node.kind != NodeKind::kTf || graph.IsDead(&node)) return false;
  if (node.op == "IdentityN") {
    for (int i = 0; i < node.num_outputs(); ++i) graph.ReplaceUses(node.output(i), node.input(i));
    return true;
  }
  Value* same = Same(node);
  if (same == nullptr || same->type != node.output()->type) return false;
  // EnsureShape and the like know more of the shape.
  if (Expected<tf::PartialShape> merged = tf::Merge(same->shape, node.output()->shape); merged.ok() && !graph.IsOutput(same))
    if (same->producer->kind != NodeKind::kArg) same->shape = *merged;
  graph.ReplaceUses(node.output(), same);
  return true;
}

}  // namespace

Expected<bool> RemoveIdentities(Graph& graph) { return RewriteNodes(graph, Remove); }

}  // namespace goldcrest::convert
