// x * relu6(x + 3) / 6  ->  HARD_SWISH(x), whichever of the factors is divided and however the clamp is written:
//   x * (relu6(x + 3) * (1/6)), (x / 6) * relu6(x + 3), x * clip(x / 6 + 0.5, 0, 1), ...
// Exact to rounding.
#include "convert/builder.h"
#include "convert/passes/line.h"
#include "convert/passes/match.h"
#include "convert/passes/passes.h"

namespace goldcrest::convert {
namespace {

bool IsHardSigmoid(const Line& line) { return line.Is(1.0 / 6, 0.5, 0, 1); }

// The x of which a * b, times `factor`, is the hard-swish; null where it is not.
Value* HardSwishOf(Value* a, Value* b, double factor) {
  const std::vector<Line> lines_a = LinesOf(a), lines_b = LinesOf(b);
  for (const Line& x : lines_a) {
    for (const Line& y : lines_b) {
      if (x.x != y.x) continue;
      if (x.IsScale() && IsHardSigmoid(y.Times(x.scale * factor))) return x.x;
      if (y.IsScale() && IsHardSigmoid(x.Times(y.scale * factor))) return x.x;
    }
  }
  return nullptr;
}

Value* HardSwishOf(const Node& node) {
  if (MadeBy(node.output(), BuiltinOperator::kMul) != nullptr && !SplitConstant(node)) return HardSwishOf(node.input(0), node.input(1), 1);
  // The factor last.
  for (const Line& line : LinesOf(node.outputs[0].get())) {
    const Node* product = line.IsScale() && line.x != node.output() ? MadeBy(line.x, BuiltinOperator::kMul) : nullptr;
    if (product != nullptr && !SplitConstant(*product)) return HardSwishOf(product->input(0), product->input(1), line.scale);
  }
  return nullptr;
}

bool Rewrite(Graph& graph, Node& node) {
  if (!node.Is(BuiltinOperator::kMul) && !node.Is(BuiltinOperator::kDiv)) return false;
  if (node.output()->type != tf::DataType::kFloat || graph.IsDead(&node)) return false;
  Value* x = HardSwishOf(node);
  if (x == nullptr) return false;
  Builder b(graph, node);
  graph.ReplaceUses(node.output(), b.Unary(BuiltinOperator::kHardSwish, x, model::HardSwishOptions()));
  return true;
}

}  // namespace

Expected<bool> MatchHardSwish(Graph& graph) { return RewriteNodes(graph, Rewrite); }

}  // namespace goldcrest::convert
