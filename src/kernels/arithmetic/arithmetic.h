// What the arithmetic operators with two operands share: the vectorized rows, and the preparation of fused activations.
#ifndef GOLDCREST_SRC_KERNELS_ARITHMETIC_ARITHMETIC_H_
#define GOLDCREST_SRC_KERNELS_ARITHMETIC_ARITHMETIC_H_

#include <cstdint>
#include <limits>

#include "goldcrest/op.h"
#include "kernels/common/binary.h"
#include "kernels/common/quantization.h"
#include "kernels/common/requantize.h"
#include "model/options.h"

namespace goldcrest::kernels {

enum class Arithmetic { kAdd, kSub, kMul, kDiv, kMaximum, kMinimum, kSquaredDifference, kPrelu };

// The ends of a fused activation; the type's own where there is none.
template <typename T>
struct ClampParams {
  T low;
  T high;
};

// ADD of 8-bit operands in one step: out = (a * factor[0] + b * factor[1] + offset) >> right, in 32 bits. The real sum is within
// `margin` of what is shifted, and so is the reference's; where that leaves the result open, it is computed as the reference does.
struct FastSum {
  int32_t factor[2] = {};
  int32_t offset = 0;
  int right = 0;
  int32_t mask = 0;    // 2^right - 1
  int32_t margin = 0;  // 0: not applicable
};

// Quantized operands. ADD and SUB (whose second factor is negative) rescale both operands to a common scale, then the sum;
// MUL and SQUARED_DIFFERENCE rescale the product.
struct QuantizedParams {
  int32_t zero_point[2] = {};
  FixedPointMultiplier factor[2];
  FixedPointMultiplier out_factor;
  QuantizedOutput output;
  FastSum fast;
};

// The rows of the best CPU target. Quantized: kAdd (and SUB through it), kMul; T is int8_t, uint8_t or int16_t.
BinaryRows<ClampParams<float>> FloatRows(Arithmetic op);
template <typename T>
BinaryRows<QuantizedParams> QuantizedRows(Arithmetic op);

inline FusedActivation ToFused(model::ActivationFunctionType a) { return static_cast<FusedActivation>(a); }

// The activation's ends for float and (whole numbers) integer results.
Expected<ClampParams<float>> FloatClamp(model::ActivationFunctionType activation);
template <typename T>
Expected<ClampParams<T>> IntegerClamp(model::ActivationFunctionType activation) {
  constexpr T kLowest = std::numeric_limits<T>::lowest(), kHighest = std::numeric_limits<T>::max();
  if (activation == model::ActivationFunctionType::kNone) return ClampParams<T>{kLowest, kHighest};
  GC_ASSIGN_OR_RETURN(const FloatRange range, ActivationRangeFloat(ToFused(activation)));
  const T low = range.lowest < static_cast<float>(kLowest) ? kLowest : static_cast<T>(range.lowest);
  return ClampParams<T>{low, range.highest > 6.0f ? kHighest : static_cast<T>(range.highest)};
}

// Zero points, and the output's clamp, of operands that are all quantized with one valid scale each.
Expected<QuantizedParams> PrepareQuantized(const SelectContext& ctx, model::ActivationFunctionType activation);

// The factors of ADD (sign 1) and SUB (sign -1).
void SetAddFactors(const SelectContext& ctx, int sign, QuantizedParams* params);

}  // namespace goldcrest::kernels

#endif  // GOLDCREST_SRC_KERNELS_ARITHMETIC_ARITHMETIC_H_
