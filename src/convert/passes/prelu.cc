// relu(x) - alpha * relu(-x)  ->  PRELU(x, alpha), and LEAKY_RELU where alpha is one number; max(x, alpha * x) for 0 < alpha < 1 as well.
// The signs may stand anywhere. Exact.
#include "convert/builder.h"
#include "convert/passes/match.h"
#include "convert/passes/passes.h"

namespace goldcrest::convert {
namespace {

struct Slope {
  Value* x = nullptr;
  std::vector<float> alpha;  // of the shape `dims`
  std::vector<int64_t> dims;
};

// v = c * w or -w with a float constant c: w, and the constant times `sign`.
std::optional<Slope> Product(const Value* v, float sign) {
  if (const Node* neg = MadeBy(v, BuiltinOperator::kNeg)) {
    if (std::optional<Slope> inner = Product(neg->input(0), -sign)) return inner;
    return Slope{neg->input(0), {-sign}, {}};
  }
  const Node* mul = MadeBy(v, BuiltinOperator::kMul);
  const auto operand = mul == nullptr ? std::nullopt : SplitConstant(*mul);
  if (!operand || operand->constant->type != tf::DataType::kFloat || !BroadcastsInto(operand->constant, operand->x)) return std::nullopt;
  const tf::Literal& constant = *operand->constant->constant();
  Slope slope{operand->x, {}, constant.dims()};
  for (float f : constant.values<float>()) slope.alpha.push_back(sign * f);
  return slope;
}

// alpha where `positive` = relu(x) and `negative` = -alpha * relu(-x), for sign 1, or alpha * relu(-x), for sign -1.
std::optional<Slope> SlopeOf(const Value* positive, const Value* negative, float sign) {
  const Node* relu = MadeBy(positive, BuiltinOperator::kRelu);
  if (relu == nullptr) return std::nullopt;
  Value* x = relu->input(0);
  std::optional<Slope> slope = Product(negative, -sign);
  const Node* other = slope ? MadeBy(slope->x, BuiltinOperator::kRelu) : nullptr;
  const Node* neg = other == nullptr ? nullptr : MadeBy(other->input(0), BuiltinOperator::kNeg);
  if (neg == nullptr || neg->input(0) != x) return std::nullopt;
  slope->x = x;
  return slope;
}

// max(x, alpha * x).
std::optional<Slope> SlopeOfMaximum(const Node& node) {
  for (int i = 0; i < 2; ++i) {
    std::optional<Slope> slope = Product(node.input(i), 1);
    if (!slope || slope->x != node.input(1 - i)) continue;
    for (float a : slope->alpha)
      if (!(a > 0 && a < 1)) return std::nullopt;
    return slope;
  }
  return std::nullopt;
}

std::optional<Slope> SlopeOf(const Node& node) {
  if (node.Is(BuiltinOperator::kMaximum)) return SlopeOfMaximum(node);
  if (MadeBy(node.output(), BuiltinOperator::kSub)) return SlopeOf(node.input(0), node.input(1), -1);
  if (!MadeBy(node.output(), BuiltinOperator::kAdd)) return std::nullopt;
  std::optional<Slope> slope = SlopeOf(node.input(0), node.input(1), 1);
  return slope ? slope : SlopeOf(node.input(1), node.input(0), 1);
}

bool Rewrite(Graph& graph, Node& node) {
  if (node.kind != NodeKind::kBuiltin || node.num_outputs() != 1 || node.output()->type != tf::DataType::kFloat || graph.IsDead(&node))
    return false;
  std::optional<Slope> slope = SlopeOf(node);
  if (!slope || slope->alpha.empty()) return false;
  Builder b(graph, node);
  Value* result = nullptr;
  if (slope->alpha.size() == 1) {
    model::LeakyReluOptions options;
    options.alpha = slope->alpha[0];
    result = b.Unary(BuiltinOperator::kLeakyRelu, slope->x, options);
  } else {
    Value* alpha = b.Const(tf::Literal::Of<float>(slope->dims, slope->alpha));
    result = b.Builtin(BuiltinOperator::kPrelu, {}, {slope->x, alpha}, tf::DataType::kFloat, slope->x->shape);
  }
  graph.ReplaceUses(node.output(), result);
  return true;
}

}  // namespace

Expected<bool> MatchPrelu(Graph& graph) { return RewriteNodes(graph, Rewrite); }

}  // namespace goldcrest::convert
