#include "kernels/common/requantize.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/common/requantize.cc"
#include "kernels/common/simd.h"
// After simd.h, which sets the targets.
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "kernels/common/requantize-inl.h"

HWY_BEFORE_NAMESPACE();
namespace goldcrest::HWY_NAMESPACE {

void RequantizeRowInt8(const int32_t* acc, const RequantizeTable& t, const QuantizedOutput& o, size_t n, int8_t* out) {
  RequantizeRow(acc, t, o, n, out);
}
void RequantizeRowUInt8(const int32_t* acc, const RequantizeTable& t, const QuantizedOutput& o, size_t n, uint8_t* out) {
  RequantizeRow(acc, t, o, n, out);
}
void RequantizeRowInt16(const int32_t* acc, const RequantizeTable& t, const QuantizedOutput& o, size_t n, int16_t* out) {
  RequantizeRow(acc, t, o, n, out);
}

}  // namespace goldcrest::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "base/checked.h"

namespace goldcrest {
GC_SIMD_TABLE(RequantizeRowInt8)
GC_SIMD_TABLE(RequantizeRowUInt8)
GC_SIMD_TABLE(RequantizeRowInt16)

RequantizeRowFn<int8_t> ChooseRequantizeRowInt8() { return GC_SIMD_CHOOSE(RequantizeRowInt8); }
RequantizeRowFn<uint8_t> ChooseRequantizeRowUInt8() { return GC_SIMD_CHOOSE(RequantizeRowUInt8); }
RequantizeRowFn<int16_t> ChooseRequantizeRowInt16() { return GC_SIMD_CHOOSE(RequantizeRowInt16); }

bool FitsOffsetFactor(FixedPointMultiplier m, int64_t largest) {
  // Up to this shift the zero point of a byte, shifted left by it, and the rounded product fit 32 bits together.
  constexpr int kMostRight = 21;
  return m.multiplier >= 0 && m.shift <= 0 && m.shift >= -kMostRight && largest < kSumOffset;
}

OffsetFactor MakeOffsetFactor(FixedPointMultiplier m, int32_t zero_point) {
  const int right = -m.shift;
  const int64_t rounding = right > 0 ? (int64_t{1} << (right - 1)) - 1 : 0;
  const int64_t upper = rounding + int64_t{zero_point} * (int64_t{1} << right);
  return {static_cast<uint32_t>(m.multiplier) * 2, right > 0 ? 30 : 32, right,
          (int64_t{1} << 31) - int64_t{m.multiplier} * (int64_t{1} << 31) + upper * (int64_t{1} << 32)};
}

Expected<RequantizeParams> RequantizeParams::Make(size_t channels, FunctionRef<FixedPointMultiplier(size_t)> factor_of) {
  const CheckedSize padded = (CheckedSize(channels) + kChannelPadding).AlignedUp(kChannelPadding);
  const CheckedSize bytes = padded * 4 * sizeof(int32_t);
  if (!bytes.ok()) return Error(StatusCode::kLimitExceeded, "%zu channels to rescale", channels);
  RequantizeParams params;
  GC_ASSIGN_OR_RETURN(params.buffer_, AlignedBuffer::Allocate(bytes.value()));
  const size_t stride = padded.value();
  int32_t* const multiplier = params.buffer_.as<int32_t>();
  int32_t *const left = multiplier + stride, *const right = left + stride, *const mask = right + stride;
  params.table_ = {multiplier, left, right, mask, false};
  for (size_t c = 0; c < stride; ++c) {
    const FixedPointMultiplier m = c < channels ? factor_of(c) : FixedPointMultiplier();
    multiplier[c] = m.multiplier;
    left[c] = m.shift > 0 ? m.shift : 0;
    right[c] = m.shift > 0 ? 0 : -m.shift;
    mask[c] = PowerOfTwoMask(right[c]);
    params.table_.any_left |= m.shift > 0;
  }
  return params;
}

Expected<RequantizeParams> RequantizeParams::Make(const FixedPointMultiplier* factors, size_t channels) {
  return Make(channels, [&](size_t c) { return factors[c]; });
}

Expected<RequantizeParams> RequantizeParams::Make(const double* real_factors, size_t count, size_t channels) {
  return Make(channels, [&](size_t c) { return QuantizeMultiplier(real_factors[count == 1 ? 0 : c]); });
}

}  // namespace goldcrest
#endif
