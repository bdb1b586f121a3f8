#include "kernels/common/quantize_batch.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/common/quantize_batch.cc"
#include "kernels/common/simd.h"
// After simd.h, which sets the targets.
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "kernels/common/map-inl.h"

HWY_BEFORE_NAMESPACE();
namespace goldcrest::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

void Extremes(const float* in, size_t n, FloatSpan* range) {
  const hn::ScalableTag<float> d;
  auto low = hn::Zero(d), high = hn::Zero(d);
  // Comparisons with NaN are false on every target; minimum and maximum differ.
  const auto take = [&](auto v) HWY_ATTR {
    low = hn::IfThenElse(hn::Lt(v, low), v, low);
    high = hn::IfThenElse(hn::Gt(v, high), v, high);
  };
  size_t i = 0;
  for (; i + hn::Lanes(d) <= n; i += hn::Lanes(d)) take(hn::LoadU(d, in + i));
  if (i < n) take(goldcrest::HWY_NAMESPACE::LoadFirst(d, in + i, n - i));
  *range = {hn::GetLane(hn::MinOfLanes(d, low)), hn::GetLane(hn::MaxOfLanes(d, high))};
}

// Rounded to nearest, halves away from zero, and clamped; whole numbers.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V Rounded(D d, const BatchQuantization& q, V x) {
  const V y = hn::Add(hn::Set(d, static_cast<float>(q.zero_point)), hn::Mul(x, hn::Set(d, q.inverse)));
  const V whole = hn::Trunc(y), one = hn::CopySign(hn::Set(d, 1.0f), y);
  const V rounded = hn::IfThenElse(hn::Ge(hn::Abs(hn::Sub(y, whole)), hn::Set(d, 0.5f)), hn::Add(whole, one), whole);
  const V number = hn::IfThenElseZero(hn::Eq(rounded, rounded), rounded);
  return hn::Min(hn::Max(number, hn::Set(d, static_cast<float>(q.lowest))), hn::Set(d, 127.0f));
}

void ToInt8(const BatchQuantization& q, const float* in, size_t n, int8_t* out) {
  const hn::ScalableTag<float> d;
  const hn::Rebind<int32_t, decltype(d)> d32;
  const hn::Rebind<int8_t, decltype(d)> d8;
  const auto bytes = [&](auto v) HWY_ATTR { return hn::DemoteTo(d8, hn::ConvertTo(d32, Rounded(d, q, v))); };
  size_t i = 0;
  for (; i + hn::Lanes(d) <= n; i += hn::Lanes(d)) hn::StoreU(bytes(hn::LoadU(d, in + i)), d8, out + i);
  if (i < n) {
    goldcrest::HWY_NAMESPACE::StoreFirst(d8, bytes(goldcrest::HWY_NAMESPACE::LoadFirst(d, in + i, n - i)), out + i, n - i);
  }
}

void ToFloat(const BatchQuantization& q, const float* in, size_t n, float* out) {
  const hn::ScalableTag<float> d;
  const auto zero_point = hn::Set(d, static_cast<float>(q.zero_point));
  goldcrest::HWY_NAMESPACE::MapRow(d, in, n, out, [&](auto, auto v) HWY_ATTR { return hn::Sub(Rounded(d, q, v), zero_point); });
}

}  // namespace goldcrest::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <algorithm>
#include <cmath>

namespace goldcrest::kernels {
namespace {

GC_SIMD_TABLE(Extremes)
GC_SIMD_TABLE(ToInt8)
GC_SIMD_TABLE(ToFloat)

// Elements a thread takes at a time.
constexpr size_t kGrain = 16384;

}  // namespace

FloatSpan LowestAndHighest(const float* in, size_t n) {
  FloatSpan range;
  GC_SIMD_CHOOSE(Extremes)(in, n, &range);
  return range;
}

void QuantizeToInt8(const BatchQuantization& q, const float* in, size_t n, int8_t* out) { GC_SIMD_CHOOSE(ToInt8)(q, in, n, out); }
void QuantizeToFloat(const BatchQuantization& q, const float* in, size_t n, float* out) { GC_SIMD_CHOOSE(ToFloat)(q, in, n, out); }

BatchQuantization ChooseBatchQuantization(FloatSpan range, bool asymmetric) {
  BatchQuantization q;
  const float low = range.low, high = range.high;
  // All zero, or nothing that a scale can express.
  if (!(high > low) || !std::isfinite(high - low)) return q;
  if (!asymmetric) {
    const float largest = std::max(-low, high);
    q.scale = largest / 127.0f;
    q.inverse = 127.0f / largest;
    q.lowest = -127;
    return q;
  }
  constexpr double kLow = -128, kHigh = 127;
  const double s = (static_cast<double>(high) - low) / (kHigh - kLow);
  // The zero point is exact at one end of the range; the end where rounding errs less is taken.
  const double from_low = kLow - low / s, from_high = kHigh - high / s;
  const double error_low = std::abs(kLow) + std::abs(low / s), error_high = std::abs(kHigh) + std::abs(high / s);
  const double z = error_low < error_high ? from_low : from_high;
  q.zero_point = static_cast<int32_t>(std::round(std::clamp(z, kLow, kHigh)));
  q.scale = static_cast<float>(s);
  q.inverse = 1.0f / q.scale;
  return q;
}

void QuantizeBatch(const float* in, size_t n, bool asymmetric, int8_t* out, float* scale, int32_t* zero_point) {
  const BatchQuantization q = ChooseBatchQuantization(LowestAndHighest(in, n), asymmetric);
  QuantizeToInt8(q, in, n, out);
  *scale = q.scale;
  *zero_point = q.zero_point;
}

BatchQuantization ChooseBatchQuantization(EvalContext& ctx, const float* in, size_t n, bool asymmetric) {
  constexpr size_t kMostParts = 64;
  const size_t parts = std::clamp<size_t>(n / kGrain, 1, kMostParts), step = n / parts;
  FloatSpan ranges[kMostParts];
  ctx.ParallelFor(parts, [&](size_t p) { ranges[p] = LowestAndHighest(in + p * step, p + 1 < parts ? step : n - p * step); });
  FloatSpan range = ranges[0];
  for (size_t p = 1; p < parts; ++p) range = {std::min(range.low, ranges[p].low), std::max(range.high, ranges[p].high)};
  return ChooseBatchQuantization(range, asymmetric);
}

void QuantizeToInt8(EvalContext& ctx, const BatchQuantization& q, const float* in, size_t n, int8_t* out) {
  ctx.ParallelFor((n + kGrain - 1) / kGrain, [&](size_t grain) {
    const size_t begin = grain * kGrain;
    QuantizeToInt8(q, in + begin, std::min(kGrain, n - begin), out + begin);
  });
}

}  // namespace goldcrest::kernels
#endif
