// Fixed-point functions of quantized operators, to the bit as TensorFlow Lite's reference kernels compute them: exp, logarithm,
// reciprocal and square root on 32-bit numbers.
//
// A number of the format Q(k) has k bits above the binary point and 31 - k below: raw / 2^(31 - k), in [-2^k, 2^k).
#ifndef GOLDCREST_SRC_KERNELS_COMMON_FIXED_POINT_H_
#define GOLDCREST_SRC_KERNELS_COMMON_FIXED_POINT_H_

#include <cstdint>
#include <limits>

#include "kernels/common/quantization.h"

namespace goldcrest {

// x * 2^exponent, saturating upwards, rounding (halves away from zero) downwards; exponent in [-31, 31].
inline int32_t SaturatingMultiplyByPowerOfTwo(int32_t x, int exponent) {
  if (exponent <= 0) return RoundingDivideByPowerOfTwo(x, -exponent);
  const int64_t wide = static_cast<int64_t>(static_cast<uint64_t>(int64_t{x}) << exponent);
  if (wide > std::numeric_limits<int32_t>::max()) return std::numeric_limits<int32_t>::max();
  if (wide < std::numeric_limits<int32_t>::min()) return std::numeric_limits<int32_t>::min();
  return static_cast<int32_t>(wide);
}

// exp(x) in Q(0) for x <= 0 in Q(5): exp(0) is the largest Q(0) number.
int32_t ExpOfNegativeQ5(int32_t x);

// The natural logarithm in Q(5) of x >= 1 in Q(12).
int32_t LogOfQ12(int32_t x);

// 1 / (1 + x) in Q(0) for x in [0, 1) in Q(0).
int32_t OneOverOnePlusQ0(int32_t x);

// 1 / x in two parts, for a positive x in Q(integer_bits): the result is scale / 2^31 / 2^bits_over_unit, scale in (2^30, 2^31).
struct Reciprocal {
  int32_t scale;
  int bits_over_unit;
};
Reciprocal ReciprocalOf(int32_t x, int integer_bits);

// 1 / sqrt(x) as a factor (shift as in FixedPointMultiplier: negative to the right), for x >= 0; 1 and less count as 1.
FixedPointMultiplier InverseSqrt(int32_t x);

}  // namespace goldcrest

#endif  // GOLDCREST_SRC_KERNELS_COMMON_FIXED_POINT_H_
