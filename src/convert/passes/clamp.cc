// MAXIMUM and MINIMUM with 0, 6, 1 or -1  ->  RELU, RELU6, RELU_N1_TO_1, RELU_0_TO_1, which then fuse into their producer; and one
// clamp of two in a row. Exact but for NaN, which a maximum keeps and the kernels of RELU may not.
#include "convert/builder.h"
#include "convert/passes/line.h"
#include "convert/passes/match.h"
#include "convert/passes/passes.h"

namespace goldcrest::convert {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct Clamp {
  double low, high;
  BuiltinOperator op;
};
constexpr Clamp kClamps[] = {{0, kInfinity, BuiltinOperator::kRelu},
                             {0, 6, BuiltinOperator::kRelu6},
                             {-1, 1, BuiltinOperator::kReluN1To1},
                             {0, 1, BuiltinOperator::kRelu0To1}};

bool IsClamp(const Node& node) {
  switch (node.kind == NodeKind::kBuiltin ? node.builtin : BuiltinOperator::kCustom) {
    case BuiltinOperator::kMaximum:
    case BuiltinOperator::kMinimum:
    case BuiltinOperator::kRelu:
    case BuiltinOperator::kRelu6:
    case BuiltinOperator::kReluN1To1:
    case BuiltinOperator::kRelu0To1: return true;
    default: return false;
  }
}

bool Rewrite(Graph& graph, Node& node) {
  if (!IsClamp(node) || node.output()->type != tf::DataType::kFloat || graph.IsDead(&node)) return false;
  const std::vector<Line> lines = LinesOf(node.output());
  // The furthest value that this is a pure clamp of, past nodes that clamp as well.
  for (size_t i = lines.size() - 1; i > 0; --i) {
    const Line& line = lines[i];
    bool only_clamps = true;
    for (size_t k = 1; k < i; ++k) only_clamps = only_clamps && IsClamp(*lines[k].x->producer);
    if (!only_clamps || line.scale != 1 || line.offset != 0) continue;
    for (const Clamp& clamp : kClamps) {
      if (line.low != clamp.low || line.high != clamp.high || (i == 1 && node.Is(clamp.op))) continue;
      Builder b(graph, node);
      graph.ReplaceUses(node.output(), b.Unary(clamp.op, line.x));
      return true;
    }
  }
  return false;
}

}  // namespace

Expected<bool> MatchClamps(Graph& graph) { return RewriteNodes(graph, Rewrite); }

}  // namespace goldcrest::convert
