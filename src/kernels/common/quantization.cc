#include "kernels/common/quantization.h"

#include <algorithm>
#include <cmath>

namespace goldcrest {
namespace {

Status NotAnInterval(FusedActivation activation) {
  return Error(StatusCode::kUnsupported, "fused activation %d; supported: NONE (0), RELU (1), RELU_N1_TO_1 (2), RELU6 (3)",
               static_cast<int>(activation));
}

}  // namespace

bool IsValidScale(double scale) { return scale > 0 && std::isfinite(scale); }

FixedPointMultiplier QuantizeMultiplier(double real) {
  if (std::isnan(real) || real == 0) return {};
  constexpr int32_t kLargest = std::numeric_limits<int32_t>::max();
  const int sign = real < 0 ? -1 : 1;
  if (std::isinf(real)) return {sign * kLargest, 30};
  int shift;
  int64_t q = std::llround(std::frexp(std::fabs(real), &shift) * 2147483648.0);
  if (q == int64_t{1} << 31) {
    q /= 2;
    ++shift;
  }
  if (shift < -31) return {};
  if (shift > 30) return {sign * kLargest, 30};
  return {static_cast<int32_t>(sign * q), shift};
}

int32_t MultiplyByQuantizedMultiplier64(int64_t x, FixedPointMultiplier m) {
  const int64_t reduced = m.multiplier < 0x7FFF0000 ? (m.multiplier + (1 << 15)) >> 16 : 0x7FFF;
  const int total_shift = 15 - std::min(m.shift, 14);
  const uint64_t product = static_cast<uint64_t>(x) * static_cast<uint64_t>(reduced) + (uint64_t{1} << (total_shift - 1));
  return static_cast<int32_t>(static_cast<int64_t>(product) >> total_shift);
}

int32_t RoundToInt32(double x) {
  constexpr double kLow = std::numeric_limits<int32_t>::min(), kHigh = std::numeric_limits<int32_t>::max();
  if (!(x > kLow)) return std::numeric_limits<int32_t>::min();
  if (x >= kHigh) return std::numeric_limits<int32_t>::max();
  return static_cast<int32_t>(std::round(x));
}

int32_t QuantizeValue(float real, float scale, int32_t zero_point, int32_t lowest, int32_t highest) {
  const int64_t q = int64_t{zero_point} + RoundToInt32(std::round(real / scale));
  return static_cast<int32_t>(std::clamp<int64_t>(q, lowest, highest));
}

QuantizedRange TypeRange(TensorType type) {
  switch (type) {
    case TensorType::kInt8: return {-128, 127};
    case TensorType::kUInt8: return {0, 255};
    case TensorType::kInt16: return {-32768, 32767};
    case TensorType::kUInt16: return {0, 65535};
    case TensorType::kInt4: return {-8, 7};
    default: return {std::numeric_limits<int32_t>::min(), std::numeric_limits<int32_t>::max()};
  }
}

Expected<QuantizedRange> ActivationRange(FusedActivation activation, TensorType type, float scale, int32_t zero_point) {
  QuantizedRange range = TypeRange(type);
  if (activation == FusedActivation::kNone) return range;
  GC_ASSIGN_OR_RETURN(const FloatRange real, ActivationRangeFloat(activation));
  const auto quantize = [&](float value) { return std::round(value / scale) + static_cast<double>(zero_point); };
  const double low = quantize(real.lowest);
  const double high = std::isinf(real.highest) ? range.highest : quantize(real.highest);
  const auto fits = [](double q) { return std::fabs(q) <= 2147483647.0; };
  if (!IsValidScale(scale) || !fits(low) || !fits(high)) {
    return Error(StatusCode::kInvalidModel, "fused activation %d ends outside of 32 bits with scale %g and zero point %d",
                 static_cast<int>(activation), static_cast<double>(scale), zero_point);
  }
  range.lowest = std::max(range.lowest, static_cast<int32_t>(low));
  range.highest = std::min(range.highest, static_cast<int32_t>(high));
  return range;
}

Expected<FloatRange> ActivationRangeFloat(FusedActivation activation) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  switch (activation) {
    case FusedActivation::kNone: return FloatRange{-kInfinity, kInfinity};
    case FusedActivation::kRelu: return FloatRange{0, kInfinity};
    case FusedActivation::kReluN1To1: return FloatRange{-1, 1};
    case FusedActivation::kRelu6: return FloatRange{0, 6};
    default: return NotAnInterval(activation);
  }
}

}  // namespace goldcrest
