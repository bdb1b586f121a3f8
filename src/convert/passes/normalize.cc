// Sums over the last dimension and what they divide, each as the one operator it is:
//   exp(x - max(x)) / sum(exp(x - max(x)))      ->  SOFTMAX(x)              also without the maximum
//   x * rsqrt(max(sum(x * x), 1e-12))           ->  L2_NORMALIZATION(x)     also x / sqrt(...)
//   log(softmax(x))                             ->  LOG_SOFTMAX(x)
// Exact to rounding. L2_NORMALIZATION takes a length below 1e-6 as 1e-6, so only that bound is left to it.
#include "convert/builder.h"
#include "convert/passes/match.h"
#include "convert/passes/passes.h"

namespace goldcrest::convert {
namespace {

// The x of exp(x) / sum(exp(x)), past a subtraction of its maximum.
Value* SoftmaxOf(const Node& div) {
  const Node* exp = MadeBy(div.input(0), BuiltinOperator::kExp);
  const Node* sum = MadeBy(div.input(1), BuiltinOperator::kSum);
  if (exp == nullptr || !ReducesLastAxis(sum) || sum->input(0) != exp->output()) return nullptr;
  Value* x = exp->input(0);
  const Node* sub = MadeBy(x, BuiltinOperator::kSub);
  const Node* max = sub == nullptr ? nullptr : MadeBy(sub->input(1), BuiltinOperator::kReduceMax);
  return ReducesLastAxis(max) && max->input(0) == sub->input(0) ? sub->input(0) : x;
}

// x where v = sum(x * x) over the last dimension, or the larger of it and 1e-12.
Value* NormOf(const Value* v) {
  if (const Node* max = MadeBy(v, BuiltinOperator::kMaximum)) {
    for (double epsilon : {1e-12, 0.0})
      if (const Value* bounded = OperandBeside(max, epsilon)) v = bounded;
    if (v->producer == max) return nullptr;
  }
  const Node* sum = MadeBy(v, BuiltinOperator::kSum);
  if (!ReducesLastAxis(sum)) return nullptr;
  if (const Node* square = MadeBy(sum->input(0), BuiltinOperator::kSquare)) return square->input(0);
  const Node* mul = MadeBy(sum->input(0), BuiltinOperator::kMul);
  return mul != nullptr && mul->input(0) == mul->input(1) ? mul->input(0) : nullptr;
}

Value* L2NormalizedOf(const Node& node) {
  if (node.Is(BuiltinOperator::kDiv)) {
    const Node* sqrt = MadeBy(node.input(1), BuiltinOperator::kSqrt);
    return sqrt != nullptr && NormOf(sqrt->input(0)) == node.input(0) ? node.input(0) : nullptr;
  }
  for (int i = 0; i < 2; ++i) {
    const Node* rsqrt = MadeBy(node.input(1 - i), BuiltinOperator::kRsqrt);
    if (rsqrt != nullptr && NormOf(rsqrt->input(0)) == node.input(i)) return node.input(i);
  }
  return nullptr;
}

bool Rewrite(Graph& graph, Node& node) {
  if (node.kind != NodeKind::kBuiltin || node.num_outputs() != 1 || graph.IsDead(&node)) return false;
  Value* y = node.output();
  if (y->type != tf::DataType::kFloat) return false;
  Builder b(graph, node);
  Value* result = nullptr;
  model::SoftmaxOptions softmax;
  softmax.beta = 1;
  if (MadeBy(y, BuiltinOperator::kDiv)) {
    if (Value* x = SoftmaxOf(node)) result = b.Unary(BuiltinOperator::kSoftmax, x, softmax);
  }
  if (result == nullptr && (MadeBy(y, BuiltinOperator::kDiv) || MadeBy(y, BuiltinOperator::kMul))) {
    if (Value* x = L2NormalizedOf(node)) result = b.Unary(BuiltinOperator::kL2Normalization, x, model::L2NormOptions());
  }
  if (const Node* inner = node.Is(BuiltinOperator::kLog) ? MadeBy(node.input(0), BuiltinOperator::kSoftmax) : nullptr)
    if (inner->options.OrDefault<model::SoftmaxOptions>().beta == 1 && HasOneReader(graph, node.input(0)))
      result = b.Unary(BuiltinOperator::kLogSoftmax, inner->input(0), model::LogSoftmaxOptions());
  if (result == nullptr) return false;
  graph.ReplaceUses(y, result);
  return true;
}

}  // namespace

Expected<bool> MatchNormalizations(Graph& graph) { return RewriteNodes(graph, Rewrite); }

}  // namespace goldcrest::convert
