// op(transpose(x))  ->  transpose(op(x)) for operators that work element by element, for PAD, CONCATENATION and reductions, so that the
// transposes of a graph in channels-first layout meet their inverses and cancel. Only where that makes no transpose more: the others
// read constants, scalars or values transposed the same way. Exact.
#include <algorithm>

#include "convert/builder.h"
#include "convert/passes/match.h"
#include "convert/passes/passes.h"
#include "convert/passes/permutation.h"

namespace goldcrest::convert {
namespace {

bool IsElementwise(const Node& node) {
  if (node.kind != NodeKind::kBuiltin) return false;
  switch (node.builtin) {
    case BuiltinOperator::kAdd:
    case BuiltinOperator::kSub:
    case BuiltinOperator::kMul:
    case BuiltinOperator::kDiv:
    case BuiltinOperator::kMaximum:
    case BuiltinOperator::kMinimum:
    case BuiltinOperator::kPow:
    case BuiltinOperator::kSquaredDifference:
    case BuiltinOperator::kAbs:
    case BuiltinOperator::kNeg:
    case BuiltinOperator::kExp:
    case BuiltinOperator::kLog:
    case BuiltinOperator::kSqrt:
    case BuiltinOperator::kRsqrt:
    case BuiltinOperator::kSquare:
    case BuiltinOperator::kRelu:
    case BuiltinOperator::kRelu6:
    case BuiltinOperator::kReluN1To1:
    case BuiltinOperator::kRelu0To1:
    case BuiltinOperator::kElu:
    case BuiltinOperator::kLeakyRelu:
    case BuiltinOperator::kHardSwish:
    case BuiltinOperator::kGelu:
    case BuiltinOperator::kLogistic:
    case BuiltinOperator::kTanh:
    case BuiltinOperator::kPrelu:
    case BuiltinOperator::kCast: return true;
    default: return false;
  }
}

// The permutation of the first input that is transposed and read by this node only.
std::optional<Permutation> InputPermutation(const Graph& graph, const Node& node, int data_inputs) {
  for (int i = 0; i < data_inputs; ++i) {
    const Value* v = node.input(i);
    if (v == nullptr) return std::nullopt;
    std::optional<Permutation> permutation = PermutationOf(v->producer);
    if (permutation && HasOneReader(graph, v)) return permutation;
  }
  return std::nullopt;
}

// `v` is transposed by this permutation for this node only, or is a constant that can be transposed back.
bool HasBefore(const Graph& graph, const Value* v, const Permutation& permutation) {
  if (v == nullptr) return false;
  if (const std::optional<Permutation> own = PermutationOf(v->producer)) return *own == permutation && HasOneReader(graph, v);
  const tf::Literal* literal = v->constant();
  return literal != nullptr && tf::TypeBytes(literal->type()) != 0 && literal->rank() <= static_cast<int>(permutation.size());
}

// `v` as it was before it was transposed.
Value* Before(Builder& b, Value* v, const Permutation& permutation) {
  const tf::Literal* literal = v->constant();
  if (literal == nullptr) return v->producer->input(0);
  if (literal->rank() == 0) return v;
  std::vector<int64_t> dims(permutation.size() - literal->dims().size(), 1);
  dims.insert(dims.end(), literal->dims().begin(), literal->dims().end());
  return b.Const(Transposed(literal->WithDims(dims), Inverse(permutation)));
}

// The node again with these data inputs, and its result transposed.
bool Replace(Graph& graph, Node& node, Builder& b, std::vector<Value*> inputs, model::Options options, const Permutation& permutation) {
  Value* old = node.output();
  Value* made = b.Builtin(node.builtin, std::move(options), std::move(inputs), old->type, Permute(old->shape, Inverse(permutation)));
  Value* transposed = b.Transpose(made, permutation);
  transposed->shape = old->shape;
  graph.ReplaceUses(old, transposed);
  return true;
}

bool SinkElementwise(Graph& graph, Node& node, const Permutation& permutation) {
  // Operands of another rank, transposed by a permutation of another length, do not line up.
  if (node.output()->rank() != static_cast<int>(permutation.size())) return false;
  for (const Value* v : node.inputs)
    if (!HasBefore(graph, v, permutation)) return false;
  Builder b(graph, node);
  std::vector<Value*> inputs;
  for (Value* v : node.inputs) inputs.push_back(Before(b, v, permutation));
  return Replace(graph, node, b, std::move(inputs), node.options, permutation);
}

bool SinkPad(Graph& graph, Node& node, const Permutation& permutation) {
  const tf::Literal* pads = node.input(1)->constant();
  if (pads == nullptr || pads->rank() != 2 || pads->dim(0) != static_cast<int64_t>(permutation.size())) return false;
  const std::vector<int64_t> ints = *IntsOf(node.input(1));
  std::vector<int64_t> moved(ints.size());
  for (size_t i = 0; i < permutation.size(); ++i)
    for (size_t k = 0; k < 2; ++k) moved[2 * static_cast<size_t>(permutation[i]) + k] = ints[2 * i + k];
  Expected<tf::Literal> literal = tf::LiteralFromInts(pads->type(), pads->dims(), moved);
  if (!literal.ok()) return false;
  Builder b(graph, node);
  std::vector<Value*> inputs = node.inputs;
  inputs[0] = inputs[0]->producer->input(0);
  inputs[1] = b.Const(std::move(*literal));
  return Replace(graph, node, b, std::move(inputs), node.options, permutation);
}

bool SinkConcatenation(Graph& graph, Node& node, const Permutation& permutation) {
  auto options = node.options.OrDefault<model::ConcatenationOptions>();
  const int rank = static_cast<int>(permutation.size());
  if (options.axis < 0) options.axis += rank;
  if (options.axis < 0 || options.axis >= rank) return false;
  options.axis = permutation[static_cast<size_t>(options.axis)];
  std::vector<Value*> inputs;
  for (Value* v : node.inputs) {
    if (PermutationOf(v->producer) != permutation || !HasOneReader(graph, v)) return false;
    inputs.push_back(v->producer->input(0));
  }
  Builder b(graph, node);
  return Replace(graph, node, b, std::move(inputs), options, permutation);
}

bool SinkReduction(Graph& graph, Node& node, const Permutation& permutation) {
  std::optional<std::vector<int>> axes = ReducedAxes(node);
  if (!axes) return false;
  // What the result's dimensions are: all of them, or those that stay, numbered anew in both orders.
  const bool keep = KeepsDims(node);
  std::vector<bool> reduced(permutation.size());
  std::vector<int64_t> moved;
  for (int axis : *axes) {
    moved.push_back(permutation[static_cast<size_t>(axis)]);
    reduced[static_cast<size_t>(moved.back())] = true;
  }
  std::sort(moved.begin(), moved.end());
  Permutation left;
  for (int from : permutation) {
    if (!keep && reduced[static_cast<size_t>(from)]) continue;
    left.push_back(keep ? from : from - static_cast<int>(std::count(reduced.begin(), reduced.begin() + from, true)));
  }
  if (node.output()->rank() != static_cast<int>(left.size())) return false;
  Builder b(graph, node);
  return Replace(graph, node, b, {node.input(0)->producer->input(0), b.Int32s(moved)}, node.options, left);
}

bool Rewrite(Graph& graph, Node& node) {
  if (node.kind != NodeKind::kBuiltin || node.num_outputs() != 1 || node.num_inputs() == 0 || graph.IsDead(&node)) return false;
  const bool elementwise = IsElementwise(node), concatenation = node.Is(BuiltinOperator::kConcatenation);
  const std::optional<Permutation> permutation = InputPermutation(graph, node, elementwise || concatenation ? node.num_inputs() : 1);
  if (!permutation) return false;
  if (elementwise) return SinkElementwise(graph, node, *permutation);
  switch (node.builtin) {
    case BuiltinOperator::kConcatenation: return SinkConcatenation(graph, node, *permutation);
    case BuiltinOperator::kPad:
    case BuiltinOperator::kPadv2:
    case BuiltinOperator::kMirrorPad: return SinkPad(graph, node, *permutation);
    case BuiltinOperator::kMean:
    case BuiltinOperator::kSum:
    case BuiltinOperator::kReduceMax:
    case BuiltinOperator::kReduceMin:
    case BuiltinOperator::kReduceProd: return SinkReduction(graph, node, *permutation);
    default: return false;
  }
}

}  // namespace

Expected<bool> SinkTransposes(Graph& graph) { return RewriteNodes(graph, Rewrite); }

}  // namespace goldcrest::convert
