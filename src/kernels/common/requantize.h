// The factors that turn 32-bit sums into quantized results, laid out for vector loads; and a row function that picks its CPU target.
//
//   GC_ASSIGN_OR_RETURN(RequantizeParams params, RequantizeParams::Make(real_factors, channels));
//   params.table()        // what kernels take; lives as long as `params`
//
// Ownership: RequantizeParams owns the arrays. Threads: immutable once made.
#ifndef GOLDCREST_SRC_KERNELS_COMMON_REQUANTIZE_H_
#define GOLDCREST_SRC_KERNELS_COMMON_REQUANTIZE_H_

#include <cstddef>
#include <cstdint>

#include "base/aligned_buffer.h"
#include "goldcrest/function_ref.h"
#include "goldcrest/status.h"
#include "kernels/common/quantization.h"

namespace goldcrest {

// Loops may read the per-channel arrays up to this many elements beyond the last channel: one vector of any target.
inline constexpr size_t kChannelPadding = 16;

// The factors of each channel as separate arrays, padded with zero factors by kChannelPadding.
struct RequantizeTable {
  const int32_t* multiplier = nullptr;
  const int32_t* left = nullptr;   // bits to shift left beforehand
  const int32_t* right = nullptr;  // bits to shift right afterwards, in [0, 31]
  const int32_t* mask = nullptr;   // 2^right - 1
  bool any_left = false;           // whether any channel shifts left; rare, and the loops are shorter without
};

// The same in fewer operations, for sums that are known to be small. With q the multiplier, e the right shift, x the sum and
// X = x + kSumOffset, where |x| < kSumOffset:
//   high = upper 32 bits of (X * doubled + offset)
//   x times its factor, plus the zero point = (high + (X >> sign)) >> right
// X is not negative, so the product is one of unsigned numbers. `offset` takes back what kSumOffset adds and holds the rounding of
// both steps and the zero point; the second rounds halves of negative products down, and bit 30 of X says that x is not negative.
inline constexpr int32_t kSumOffset = 1 << 30;
struct OffsetFactor {
  uint32_t doubled = 0;
  int32_t sign = 32;  // 30, or 32 where nothing is shifted right; a logical shift by 32 gives 0
  int32_t right = 0;
  int64_t offset = 0;
};
// Arrays of 32-bit numbers that a vector of channels takes: doubled, sign, right, the offsets of even channels, those of odd ones.
inline constexpr int kOffsetArrays = 5;
// False where sums up to `largest` in magnitude, or the factor itself, do not allow it.
bool FitsOffsetFactor(FixedPointMultiplier m, int64_t largest);
OffsetFactor MakeOffsetFactor(FixedPointMultiplier m, int32_t zero_point);

// What follows the factor: the zero point is added, the sum clamped.
struct QuantizedOutput {
  int32_t zero_point = 0;
  int32_t lowest = 0;
  int32_t highest = 0;
};

// 2^bits - 1 for bits in [0, 31].
constexpr int32_t PowerOfTwoMask(int bits) { return static_cast<int32_t>((uint32_t{1} << bits) - 1); }

class RequantizeParams {
 public:
  // An empty table.
  RequantizeParams() = default;

  // One factor per channel. Fails where memory runs out.
  static Expected<RequantizeParams> Make(const FixedPointMultiplier* factors, size_t channels);
  // The same from real numbers, for example input_scale * filter_scale[c] / output_scale; `count` is `channels`, or 1 where all
  // share a factor.
  static Expected<RequantizeParams> Make(const double* real_factors, size_t count, size_t channels);

  const RequantizeTable& table() const { return table_; }

 private:
  static Expected<RequantizeParams> Make(size_t channels, FunctionRef<FixedPointMultiplier(size_t)> factor_of);

  AlignedBuffer buffer_;
  RequantizeTable table_;
};

// out[i] = clamp(zero_point + acc[i] * factor[i]) for one row of n channels. T: int8_t, uint8_t, int16_t.
template <typename T>
using RequantizeRowFn = void (*)(const int32_t* acc, const RequantizeTable& table, const QuantizedOutput& output, size_t n, T* out);

// The row functions of the best CPU target allowed now.
RequantizeRowFn<int8_t> ChooseRequantizeRowInt8();
RequantizeRowFn<uint8_t> ChooseRequantizeRowUInt8();
RequantizeRowFn<int16_t> ChooseRequantizeRowInt16();

}  // namespace goldcrest

#endif  // GOLDCREST_SRC_KERNELS_COMMON_REQUANTIZE_H_
