// Quantization that was simulated in training.
#include <algorithm>
#include <cmath>

#include "convert/lower/operands.h"

namespace goldcrest::convert {
namespace {

using tf::DataType;
using tf::Literal;

Status FakeQuant(Lowering& l, double min, double max) {
  const int64_t bits = l.attrs().Int("num_bits", 8);
  if (bits < 2 || bits > 16) return l.Refuse("%lld bits; 2 to 16 expected", static_cast<long long>(bits));
  if (!(min <= 0 && max >= 0 && min < max)) return l.Refuse("a range from %g to %g; one around 0 expected", min, max);
  model::FakeQuantOptions options;
  options.min = static_cast<float>(min);
  options.max = static_cast<float>(max);
  options.num_bits = static_cast<int32_t>(bits);
  options.narrow_range = l.attrs().Bool("narrow_range");
  return l.Replace(l.Unary(BuiltinOperator::kFakeQuant, l.input(0), options));
}

Status LowerVars(Lowering& l) {
  const auto min = l.Doubles(1), max = l.Doubles(2);
  if (!min || !max || min->size() != 1 || max->size() != 1) return l.Refuse("its range is computed; the model format has it as constants");
  return FakeQuant(l, min->front(), max->front());
}

Status LowerArgs(Lowering& l) {
  return FakeQuant(l, static_cast<double>(l.attrs().Float("min", -6)), static_cast<double>(l.attrs().Float("max", 6)));
}

// A range for each channel: x is cut to it and rounded to one of its steps, 0 among them.
Status LowerPerChannel(Lowering& l) {
  const auto min = l.Doubles(1), max = l.Doubles(2);
  if (!min || !max || min->size() != max->size()) return l.Refuse("its ranges are computed; constants expected");
  const int64_t bits = l.attrs().Int("num_bits", 8);
  if (bits < 2 || bits > 16) return l.Refuse("%lld bits; 2 to 16 expected", static_cast<long long>(bits));
  const float first = l.attrs().Bool("narrow_range") ? 1.0f : 0.0f;
  const float last = static_cast<float>((1 << bits) - 1);
  std::vector<float> low, high, step, per_step;
  for (size_t i = 0; i < min->size(); ++i) {
    const float from = static_cast<float>((*min)[i]), to = static_cast<float>((*max)[i]);
    if (!(from <= 0 && to >= 0 && from < to)) return l.Refuse("a range from %g to %g; one around 0 expected", (*min)[i], (*max)[i]);
    const float scale = (to - from) / (last - first);
    const float zero = std::clamp(std::floor(first - from / scale + 0.5f), first, last);
    low.push_back((first - zero) * scale);
    high.push_back((last - zero) * scale);
    step.push_back(scale);
    per_step.push_back(1 / scale);
  }
  const std::vector<int64_t> dims = {static_cast<int64_t>(low.size())};
  Value* lowest = l.Const(Literal::Of<float>(dims, low));
  Value* cut = l.Binary(BuiltinOperator::kMaximum, l.input(0), lowest, model::MaximumMinimumOptions());
  cut = l.Binary(BuiltinOperator::kMinimum, cut, l.Const(Literal::Of<float>(dims, high)), model::MaximumMinimumOptions());
  Value* steps = l.Mul(l.Sub(cut, lowest), l.Const(Literal::Of<float>(dims, per_step)));
  Value* rounded = l.Unary(BuiltinOperator::kFloor, l.Add(steps, l.Float(0.5f)));
  return l.Replace(l.Add(l.Mul(rounded, l.Const(Literal::Of<float>(dims, step))), lowest));
}

// Steps on both sides of 0, as many as the bits allow within the range given.
Status LowerQuantizeAndDequantize(Lowering& l) {
  const auto min = l.Doubles(1), max = l.Doubles(2);
  if (!l.attrs().Bool("range_given") || !min || !max || min->size() != 1 || max->size() != 1)
    return l.Refuse("its range is computed; a constant one expected");
  if (l.attrs().Int("axis", -1) != -1) return l.Refuse("it has a range for each slice; one for all expected");
  if (l.input(0)->type != DataType::kFloat) return l.Refuse("no kernel computes it on %s", tf::TypeName(l.input(0)->type).c_str());
  const std::optional<int64_t> given_bits =
      l.attrs().Has("num_bits") ? std::optional<int64_t>(l.attrs().Int("num_bits", 8)) : ConstInt(l, 3);
  if (!given_bits || *given_bits < 2 || *given_bits > 24) return l.Refuse("2 to 24 bits expected");
  const int bits = static_cast<int>(*given_bits);
  const bool is_signed = l.attrs().Bool("signed_input", true), narrow = l.attrs().Bool("narrow_range");
  const float lowest = is_signed ? -std::ldexp(1.0f, bits - 1) + (narrow ? 1 : 0) : 0;
  const float highest = is_signed ? std::ldexp(1.0f, bits - 1) - 1 : std::ldexp(1.0f, bits) - 1;
  float from = static_cast<float>(min->front()), to = static_cast<float>(max->front());
  if (!(from <= to)) return l.Refuse("a range from %g to %g", min->front(), max->front());
  const bool by_min = lowest * from > 0, by_max = highest * to > 0;
  if (!by_min && !by_max) return l.Refuse("a range from %g to %g", min->front(), max->front());
  const float scale_min = by_min ? lowest / from : HUGE_VALF, scale_max = by_max ? highest / to : HUGE_VALF;
  const float scale = std::min(scale_min, scale_max);
  if (scale_min < scale_max)
    to = highest / scale;
  else
    from = lowest / scale;
  Value* cut = l.Binary(BuiltinOperator::kMinimum, l.input(0), l.Float(to), model::MaximumMinimumOptions());
  cut = l.Binary(BuiltinOperator::kMaximum, cut, l.Float(from), model::MaximumMinimumOptions());
  Value* steps = l.Mul(cut, l.Float(scale));
  const bool even = l.attrs().String("round_mode", "HALF_TO_EVEN") == "HALF_TO_EVEN";
  Value* rounded = even ? l.Unary(BuiltinOperator::kRound, steps) : l.Unary(BuiltinOperator::kFloor, l.Add(steps, l.Float(0.5f)));
  return l.Replace(l.Mul(rounded, l.Float(1 / scale)));
}

constexpr LoweringRule kRules[] = {
    {"FakeQuantWithMinMaxArgs", LowerArgs},
    {"FakeQuantWithMinMaxVars", LowerVars},
    {"FakeQuantWithMinMaxVarsPerChannel", LowerPerChannel},
    {"QuantizeAndDequantizeV2", LowerQuantizeAndDequantize},
    {"QuantizeAndDequantizeV3", LowerQuantizeAndDequantize},
    {"QuantizeAndDequantizeV4", LowerQuantizeAndDequantize},
};

}  // namespace

std::span<const LoweringRule> FakeQuantRules() { return kRules; }

}  // namespace goldcrest::convert
