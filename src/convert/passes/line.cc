#include "convert/passes/line.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "convert/passes/fused_activation.h"
#include "convert/passes/match.h"

namespace goldcrest::convert {
namespace {

constexpr size_t kMaxSteps = 8;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

bool Near(double a, double b) { return a == b || std::abs(a - b) <= 1e-5 * std::max(1.0, std::abs(b)); }

// line(v) where v = clamp(u, low, high): not a line of u unless the bounds go through it, which they do for any scale but 0.
std::optional<Line> Clamped(const Line& line, Value* u, double low, double high) {
  double a = line.scale * low + line.offset, b = line.scale * high + line.offset;
  if (line.scale == 0 || std::isnan(a) || std::isnan(b)) return std::nullopt;
  if (a > b) std::swap(a, b);
  Line result = line;
  result.x = u;
  // The outer bounds clamp the inner ones too.
  result.low = std::clamp(a, line.low, line.high);
  result.high = std::clamp(b, line.low, line.high);
  return result;
}

std::optional<Line> Scaled(const Line& line, Value* u, double scale, double offset) {
  Line result = line;
  result.x = u;
  result.offset = line.scale * offset + line.offset;
  result.scale = line.scale * scale;
  if (result.scale == 0 || !std::isfinite(result.scale) || !std::isfinite(result.offset)) return std::nullopt;
  return result;
}

std::optional<Line> ThroughActivation(const Line& line, const Node& node) {
  Value* x = node.input(0);
  switch (node.builtin) {
    case BuiltinOperator::kRelu: return Clamped(line, x, 0, kInfinity);
    case BuiltinOperator::kRelu6: return Clamped(line, x, 0, 6);
    case BuiltinOperator::kReluN1To1: return Clamped(line, x, -1, 1);
    case BuiltinOperator::kRelu0To1: return Clamped(line, x, 0, 1);
    case BuiltinOperator::kNeg: return Scaled(line, x, -1, 0);
    default: return std::nullopt;
  }
}

std::optional<Line> ThroughBinary(const Line& line, const Node& node) {
  const auto operand = SplitConstant(node);
  if (!operand || !BroadcastsInto(operand->constant, operand->x)) return std::nullopt;
  const std::optional<double> number = UniformConstant(operand->constant);
  if (!number) return std::nullopt;
  Value* x = operand->x;
  switch (node.builtin) {
    case BuiltinOperator::kAdd: return Scaled(line, x, 1, *number);
    case BuiltinOperator::kSub: return operand->constant_first ? Scaled(line, x, -1, *number) : Scaled(line, x, 1, -*number);
    case BuiltinOperator::kMul: return Scaled(line, x, *number, 0);
    case BuiltinOperator::kDiv: return operand->constant_first ? std::nullopt : Scaled(line, x, 1 / *number, 0);
    case BuiltinOperator::kMaximum: return Clamped(line, x, *number, kInfinity);
    case BuiltinOperator::kMinimum: return Clamped(line, x, -kInfinity, *number);
    default: return std::nullopt;
  }
}

// The line of line.x as a line of what line.x is computed from.
std::optional<Line> Through(const Line& line) {
  const Node& node = *line.x->producer;
  if (node.kind != NodeKind::kBuiltin || line.x->type != tf::DataType::kFloat) return std::nullopt;
  std::optional<Line> outer = line;
  switch (FusedActivation(node)) {
    case model::ActivationFunctionType::kNone: break;
    case model::ActivationFunctionType::kRelu: outer = Clamped(line, line.x, 0, kInfinity); break;
    case model::ActivationFunctionType::kRelu6: outer = Clamped(line, line.x, 0, 6); break;
    case model::ActivationFunctionType::kReluN1To1: outer = Clamped(line, line.x, -1, 1); break;
    default: return std::nullopt;
  }
  if (!outer) return std::nullopt;
  return node.num_inputs() == 2 ? ThroughBinary(*outer, node) : ThroughActivation(*outer, node);
}

}  // namespace

bool Line::IsScale() const { return offset == 0 && low == -kInfinity && high == kInfinity; }

bool Line::Is(double s, double o, double l, double h) const { return Near(scale, s) && Near(offset, o) && Near(low, l) && Near(high, h); }

Line Line::Times(double factor) const {
  Line result = *this;
  result.scale *= factor;
  result.offset *= factor;
  result.low *= factor;
  result.high *= factor;
  if (factor < 0) std::swap(result.low, result.high);
  return result;
}

std::vector<Line> LinesOf(Value* v) {
  std::vector<Line> lines = {Line{.x = v}};
  while (lines.size() <= kMaxSteps) {
    const std::optional<Line> next = Through(lines.back());
    if (!next) break;
    lines.push_back(*next);
  }
  return lines;
}

}  // namespace goldcrest::convert
