// The exact arithmetic of quantized operators, as TensorFlow Lite's reference kernels do it: one number at a time.
//
// A real factor is carried as multiplier * 2^(shift - 31) with a 31-bit multiplier. Applying it rounds twice: once after the
// high half of the product, once after the right shift. The vectorized form with the same results is requantize-inl.h.
//
// Every function is defined for every argument: sums and shifts wrap where TensorFlow Lite's would be undefined, and factors that
// are not finite become 0. A kernel refuses such models beforehand, with IsValidScale.
#ifndef GOLDCREST_SRC_KERNELS_COMMON_QUANTIZATION_H_
#define GOLDCREST_SRC_KERNELS_COMMON_QUANTIZATION_H_

#include <cstdint>
#include <limits>

#include "goldcrest/status.h"
#include "goldcrest/types.h"

namespace goldcrest {

// The activations an operator can end with, numbered as in the model file.
enum class FusedActivation : int8_t { kNone = 0, kRelu = 1, kReluN1To1 = 2, kRelu6 = 3, kTanh = 4, kSignBit = 5 };

// A positive, finite scale. A tensor with any other cannot be computed with.
bool IsValidScale(double scale);

// A real factor: about multiplier * 2^(shift - 31).
struct FixedPointMultiplier {
  int32_t multiplier = 0;  // 0, or of magnitude [2^30, 2^31)
  int shift = 0;           // [-31, 30]; positive shifts the operand left beforehand, negative the product right afterwards
};

// The nearest representation of `real`. Magnitudes below 2^-32 and NaN give 0, those of 2^30 and more the largest there is.
FixedPointMultiplier QuantizeMultiplier(double real);

// (a * b + 2^30) >> 31: the product of two Q0.31 numbers. Saturates for INT32_MIN * INT32_MIN.
inline int32_t SaturatingRoundingDoublingHighMul(int32_t a, int32_t b) {
  if (a == b && a == std::numeric_limits<int32_t>::min()) return std::numeric_limits<int32_t>::max();
  return static_cast<int32_t>((int64_t{a} * b + (int64_t{1} << 30)) >> 31);
}

// x / 2^exponent, rounded to nearest, halves away from zero; exponent in [0, 31].
inline int32_t RoundingDivideByPowerOfTwo(int32_t x, int exponent) {
  const int64_t mask = (int64_t{1} << exponent) - 1;
  const int64_t remainder = x & mask;
  const int64_t threshold = (mask >> 1) + (x < 0 ? 1 : 0);
  return static_cast<int32_t>((int64_t{x} >> exponent) + (remainder > threshold ? 1 : 0));
}

// x * 2^shift in 32 bits, wrapping; shift in [0, 31].
inline int32_t WrappingShiftLeft(int32_t x, int shift) { return static_cast<int32_t>(static_cast<uint32_t>(x) << shift); }

inline int32_t WrappingAdd(int32_t a, int32_t b) { return static_cast<int32_t>(static_cast<uint32_t>(a) + static_cast<uint32_t>(b)); }

// x times the factor, rounded twice.
inline int32_t MultiplyByQuantizedMultiplier(int32_t x, FixedPointMultiplier m) {
  const int left = m.shift > 0 ? m.shift : 0;
  const int right = m.shift > 0 ? 0 : -m.shift;
  return RoundingDivideByPowerOfTwo(SaturatingRoundingDoublingHighMul(WrappingShiftLeft(x, left), m.multiplier), right);
}

// The same for the 64-bit sums of INT16 kernels: the multiplier is cut to 16 bits and the result rounded once, halves up.
int32_t MultiplyByQuantizedMultiplier64(int64_t x, FixedPointMultiplier m);

// How far ADD and SUB shift their operands left before they rescale them: as far as a 32-bit sum allows.
constexpr int AddLeftShift(TensorType type) { return type == TensorType::kInt16 ? 15 : 20; }

// Rounds to nearest, halves away from zero, then saturates; NaN gives `lowest`.
int32_t RoundToInt32(double x);

// zero_point + round(real / scale) within [lowest, highest], the division in float as TensorFlow Lite does it.
int32_t QuantizeValue(float real, float scale, int32_t zero_point, int32_t lowest, int32_t highest);

// An interval of quantized values, both ends included.
struct QuantizedRange {
  int32_t lowest = 0;
  int32_t highest = 0;
};

// The values of an integer type up to 16 bits; of INT32 for any other type.
QuantizedRange TypeRange(TensorType type);

// The values that `activation` lets through, in a tensor of this type and quantization. Fails for an activation that clamps to no
// interval (TANH, SIGN_BIT) and where the scale puts an end of the interval outside of 32 bits.
Expected<QuantizedRange> ActivationRange(FusedActivation activation, TensorType type, float scale, int32_t zero_point);

// The same for float: [lowest, highest], infinite where nothing is cut. Fails for TANH and SIGN_BIT.
struct FloatRange {
  float lowest;
  float highest;
};
Expected<FloatRange> ActivationRangeFloat(FusedActivation activation);

}  // namespace goldcrest

#endif  // GOLDCREST_SRC_KERNELS_COMMON_QUANTIZATION_H_
