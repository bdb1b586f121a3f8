#include "kernels/complex/magnitude_rows.h"

#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/complex/magnitude_rows.cc"
#include "kernels/common/simd.h"
// simd.h first: it names the targets.
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace goldcrest::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// In double the squares of floats neither overflow nor vanish.
HWY_INLINE float MagnitudeOf(float re, float im) {
  return static_cast<float>(std::sqrt(static_cast<double>(re) * re + static_cast<double>(im) * im));
}

void MagnitudeRow(const float* in, size_t n, float* out) {
  const hn::ScalableTag<float> d;
  const size_t lanes = hn::Lanes(d);
  const auto least = hn::Set(d, 0x1p-100f), most = hn::Set(d, 0x1p120f);
  size_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    hn::Vec<decltype(d)> re, im;
    hn::LoadInterleaved2(d, in + 2 * i, re, im);
    const auto square = hn::MulAdd(re, re, hn::Mul(im, im));
    hn::StoreU(hn::Sqrt(square), d, out + i);
    // Squares that are 0, lost digits at the bottom of the range, or left it at the top.
    if (HWY_LIKELY(hn::AllTrue(d, hn::And(hn::Gt(square, least), hn::Lt(square, most))))) continue;
    for (size_t k = i; k < i + lanes; ++k) out[k] = MagnitudeOf(in[2 * k], in[2 * k + 1]);
  }
  for (; i < n; ++i) out[i] = MagnitudeOf(in[2 * i], in[2 * i + 1]);
}

}  // namespace goldcrest::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace goldcrest::kernels {

GC_SIMD_TABLE(MagnitudeRow)

MagnitudeRowFn ChooseMagnitudeRow() { return GC_SIMD_CHOOSE(MagnitudeRow); }

}  // namespace goldcrest::kernels
#endif
