// Small sums and products written the long way:
//   (x + c) + d -> x + (c + d)     (x * c) * d -> x * (c * d)     also with SUB and DIV where the constant comes second
//   c + (-a) * b -> c - a * b
//   x + (-y) -> x - y      (-x) + y -> y - x      x - (-y) -> x + y
//   1 / SQRT(x) -> RSQRT(x)        SQUARE(x - y), (x - y) * (x - y) -> SQUARED_DIFFERENCE(x, y)
//   SUM(x) * (1 / n) -> MEAN(x)    not(a == b) and its like -> the opposite comparison, on integers for the ordered ones
//   x + 0, x * 1, x - 0, x / 1 -> x
// The merged constants round once more, the rest is exact.
#include <cmath>

#include "convert/builder.h"
#include "convert/passes/fused_activation.h"
#include "convert/passes/match.h"
#include "convert/passes/passes.h"

namespace goldcrest::convert {
namespace {

using tf::DataType;
using tf::Literal;

bool IsSum(const Node& node) { return node.Is(BuiltinOperator::kAdd) || node.Is(BuiltinOperator::kSub); }
bool IsProduct(const Node& node) { return node.Is(BuiltinOperator::kMul) || node.Is(BuiltinOperator::kDiv); }

// The two float constants joined, one element by element or one number with all; nothing where they broadcast otherwise.
std::optional<Literal> Join(const Literal& a, const Literal& b, double (*join)(double, double)) {
  if (a.elements() != b.elements() && a.elements() != 1 && b.elements() != 1) return std::nullopt;
  if (a.elements() == b.elements() && a.elements() != 1 && a.dims() != b.dims()) return std::nullopt;
  const Literal& larger = a.elements() > b.elements() || (a.elements() == b.elements() && a.rank() >= b.rank()) ? a : b;
  const auto x = a.AsDoubles(), y = b.AsDoubles();
  if (!x.ok() || !y.ok()) return std::nullopt;
  std::vector<double> joined(larger.elements());
  for (size_t i = 0; i < joined.size(); ++i) joined[i] = join((*x)[x->size() == 1 ? 0 : i], (*y)[y->size() == 1 ? 0 : i]);
  for (double d : joined)
    if (!std::isfinite(static_cast<float>(d))) return std::nullopt;
  Expected<Literal> literal = tf::LiteralFromDoubles(a.type(), larger.dims(), joined);
  return literal.ok() ? std::optional<Literal>(std::move(*literal)) : std::nullopt;
}

// (x op c) op d with ops of one kind, each undone or not.
bool MergeConstants(Graph& graph, Node& node) {
  const bool sum = IsSum(node);
  if ((!sum && !IsProduct(node)) || node.output()->type != DataType::kFloat) return false;
  const auto outer = SplitConstant(node);
  if (!outer || !HasOneReader(graph, outer->x)) return false;
  const Node& before = *outer->x->producer;
  if ((sum ? !IsSum(before) : !IsProduct(before)) || FusedActivation(before) != model::ActivationFunctionType::kNone) return false;
  const auto inner = SplitConstant(before);
  const bool undo_outer = node.Is(BuiltinOperator::kSub) || node.Is(BuiltinOperator::kDiv);
  const bool undo_inner = before.Is(BuiltinOperator::kSub) || before.Is(BuiltinOperator::kDiv);
  if (!inner || (undo_outer && outer->constant_first) || (undo_inner && inner->constant_first)) return false;
  const auto join =
      sum ? (undo_outer == undo_inner ? +[](double a, double b) { return a + b; } : +[](double a, double b) { return a - b; })
          : (undo_outer == undo_inner ? +[](double a, double b) { return a * b; } : +[](double a, double b) { return a / b; });
  // With the inner operator's sign kept: x - c + d = x - (c - d).
  std::optional<Literal> joined = Join(*inner->constant->constant(), *outer->constant->constant(), join);
  if (!joined) return false;
  Builder b(graph, node);
  Value* merged = b.Const(std::move(*joined));
  model::Options options = before.options;
  std::vector<Value*> inputs = inner->constant_first ? std::vector<Value*>{merged, inner->x} : std::vector<Value*>{inner->x, merged};
  Value* result = b.Builtin(before.builtin, std::move(options), std::move(inputs), DataType::kFloat, node.output()->shape);
  SetFusedActivation(result->producer, FusedActivation(node));
  graph.ReplaceUses(node.output(), result);
  return true;
}

// The node with another operator and operands, its activation kept.
bool ReplaceSum(Graph& graph, Node& node, bool sub, Value* x, Value* y) {
  Builder b(graph, node);
  Value* result = sub ? b.Sub(x, y) : b.Add(x, y);
  result->shape = node.output()->shape;
  SetFusedActivation(result->producer, FusedActivation(node));
  graph.ReplaceUses(node.output(), result);
  return true;
}

bool MergeNegation(Graph& graph, Node& node) {
  if (!IsSum(node)) return false;
  const Node* right = MadeBy(node.input(1), BuiltinOperator::kNeg);
  if (right != nullptr) return ReplaceSum(graph, node, node.Is(BuiltinOperator::kAdd), node.input(0), right->input(0));
  const Node* left = node.Is(BuiltinOperator::kAdd) ? MadeBy(node.input(0), BuiltinOperator::kNeg) : nullptr;
  return left != nullptr && ReplaceSum(graph, node, true, node.input(1), left->input(0));
}

// c + (-a) * b, as a layer norm is written.
bool MergeNegatedProduct(Graph& graph, Node& node) {
  if (!node.Is(BuiltinOperator::kAdd) || node.output()->type != DataType::kFloat) return false;
  for (int i = 0; i < 2; ++i) {
    const Node* mul = HasOneReader(graph, node.input(i)) ? MadeBy(node.input(i), BuiltinOperator::kMul) : nullptr;
    if (mul == nullptr) continue;
    for (int k = 0; k < 2; ++k) {
      const Node* neg = HasOneReader(graph, mul->input(k)) ? MadeBy(mul->input(k), BuiltinOperator::kNeg) : nullptr;
      if (neg == nullptr) continue;
      Builder b(graph, node);
      Value* product = b.Mul(neg->input(0), mul->input(1 - k));
      product->shape = mul->outputs[0]->shape;
      return ReplaceSum(graph, node, true, node.input(1 - i), product);
    }
  }
  return false;
}

// x - y where `node` is its square.
const Node* SquaredDifference(const Node& node) {
  const bool square =
      node.Is(BuiltinOperator::kSquare) || (MadeBy(node.outputs[0].get(), BuiltinOperator::kMul) && node.input(0) == node.input(1));
  return square ? MadeBy(node.input(0), BuiltinOperator::kSub) : nullptr;
}

std::optional<BuiltinOperator> Opposite(const Node& comparison) {
  const DataType type = comparison.num_inputs() == 2 ? comparison.input(0)->type : DataType::kInvalid;
  const bool ordered = type == DataType::kInt32 || type == DataType::kInt64;  // NaN is neither less nor not less
  switch (comparison.kind == NodeKind::kBuiltin ? comparison.builtin : BuiltinOperator::kCustom) {
    case BuiltinOperator::kEqual: return BuiltinOperator::kNotEqual;
    case BuiltinOperator::kNotEqual: return BuiltinOperator::kEqual;
    case BuiltinOperator::kLess: return ordered ? std::optional(BuiltinOperator::kGreaterEqual) : std::nullopt;
    case BuiltinOperator::kGreater: return ordered ? std::optional(BuiltinOperator::kLessEqual) : std::nullopt;
    case BuiltinOperator::kLessEqual: return ordered ? std::optional(BuiltinOperator::kGreater) : std::nullopt;
    case BuiltinOperator::kGreaterEqual: return ordered ? std::optional(BuiltinOperator::kLess) : std::nullopt;
    default: return std::nullopt;
  }
}

model::Options ComparisonOptions(BuiltinOperator op) {
  switch (op) {
    case BuiltinOperator::kEqual: return model::EqualOptions();
    case BuiltinOperator::kNotEqual: return model::NotEqualOptions();
    case BuiltinOperator::kLess: return model::LessOptions();
    case BuiltinOperator::kGreater: return model::GreaterOptions();
    case BuiltinOperator::kLessEqual: return model::LessEqualOptions();
    default: return model::GreaterEqualOptions();
  }
}

// The number of elements over which a reduction reduces, 0 where it is not known.
int64_t ReducedElements(const Node& node) {
  const auto axes = ReducedAxes(node);
  if (!axes) return 0;
  std::vector<int64_t> dims;
  for (int axis : *axes) dims.push_back(node.input(0)->shape.dim(axis));
  return std::max<int64_t>(tf::PartialShape(dims).elements(), 0);
}

// SUM(x) where node divides it by the number of elements summed.
const Node* Averaged(const Node& node) {
  const auto operand = SplitConstant(node);
  const Node* sum = operand ? MadeBy(operand->x, BuiltinOperator::kSum) : nullptr;
  if (sum == nullptr || node.output()->type != DataType::kFloat || !BroadcastsInto(operand->constant, operand->x)) return nullptr;
  const double n = static_cast<double>(ReducedElements(*sum));
  if (n == 0) return nullptr;
  const bool div = node.Is(BuiltinOperator::kDiv) && !operand->constant_first && IsScalar(operand->constant, n);
  return div || (node.Is(BuiltinOperator::kMul) && IsScalar(operand->constant, 1 / n)) ? sum : nullptr;
}

bool MergeUnary(Graph& graph, Node& node) {
  Value* y = node.output();
  const bool plain = FusedActivation(node) == model::ActivationFunctionType::kNone;
  Builder b(graph, node);
  Value* result = nullptr;
  if (const Node* sub = plain && node.num_inputs() > 0 ? SquaredDifference(node) : nullptr; sub != nullptr && y->type == DataType::kFloat) {
    if (graph.NumUses(sub->output()) == node.num_inputs())
      result = b.Binary(BuiltinOperator::kSquaredDifference, sub->input(0), sub->input(1), model::SquaredDifferenceOptions());
  } else if (node.Is(BuiltinOperator::kDiv) && plain && IsScalar(node.input(0), 1) && node.input(0)->rank() == 0) {
    const Node* sqrt = MadeBy(node.input(1), BuiltinOperator::kSqrt);
    if (sqrt != nullptr && HasOneReader(graph, node.input(1))) result = b.Unary(BuiltinOperator::kRsqrt, sqrt->input(0));
  } else if (node.Is(BuiltinOperator::kLogicalNot) && HasOneReader(graph, node.input(0))) {
    const Node& comparison = *node.input(0)->producer;
    if (const auto op = Opposite(comparison)) result = b.Compare(*op, comparison.input(0), comparison.input(1), ComparisonOptions(*op));
  }
  if (const Node* sum = result == nullptr && plain && IsProduct(node) ? Averaged(node) : nullptr)
    if (HasOneReader(graph, sum->output())) result = b.Builtin(BuiltinOperator::kMean, sum->options, sum->inputs, y->type, y->shape);
  if (result == nullptr) return false;
  graph.ReplaceUses(y, result);
  return true;
}

bool RemoveNeutral(Graph& graph, Node& node) {
  if ((!IsSum(node) && !IsProduct(node)) || FusedActivation(node) != model::ActivationFunctionType::kNone) return false;
  const auto operand = SplitConstant(node);
  if (!operand || !BroadcastsInto(operand->constant, operand->x)) return false;
  if (operand->constant_first && (node.Is(BuiltinOperator::kSub) || node.Is(BuiltinOperator::kDiv))) return false;
  if (UniformConstant(operand->constant) != (IsSum(node) ? 0 : 1)) return false;
  graph.ReplaceUses(node.output(), operand->x);
  return true;
}

bool Rewrite(Graph& graph, Node& node) {
  if (node.kind != NodeKind::kBuiltin || node.num_outputs() != 1 || graph.IsDead(&node)) return false;
  return RemoveNeutral(graph, node) || MergeConstants(graph, node) || MergeNegation(graph, node) || MergeNegatedProduct(graph, node) ||
         MergeUnary(graph, node);
}

}  // namespace

Expected<bool> SimplifyArithmetic(Graph& graph) { return RewriteNodes(graph, Rewrite); }

}  // namespace goldcrest::convert
