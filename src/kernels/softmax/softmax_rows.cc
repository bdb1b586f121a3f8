#include "kernels/softmax/softmax_rows.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/softmax/softmax_rows.cc"
#include "kernels/common/simd.h"
// simd.h first: it names the targets.
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "kernels/common/map-inl.h"
#include "kernels/common/math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace goldcrest::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace common = goldcrest::HWY_NAMESPACE;

HWY_INLINE float RowMaximum(const float* in, size_t n) {
  const hn::ScalableTag<float> d;
  const size_t lanes = hn::Lanes(d);
  auto most = hn::Set(d, in[0]);
  size_t i = 0;
  for (; i + lanes <= n; i += lanes) most = hn::Max(most, hn::LoadU(d, in + i));
  // Lanes past the end count as the first element.
  if (i < n) most = hn::Max(most, hn::IfThenElse(hn::FirstN(d, n - i), common::LoadFirst(d, in + i, n - i), hn::Set(d, in[0])));
  return hn::GetLane(hn::MaxOfLanes(d, most));
}

// The sum of exp(beta * (x - maximum)); stored where kStore.
template <bool kStore>
HWY_INLINE float SumOfExp(const float* in, size_t n, float maximum, float beta, float* out) {
  const hn::ScalableTag<float> d;
  const size_t lanes = hn::Lanes(d);
  const auto most = hn::Set(d, maximum), factor = hn::Set(d, beta);
  auto sum = hn::Zero(d);
  size_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    const auto e = common::Exp(d, hn::Mul(hn::Sub(hn::LoadU(d, in + i), most), factor));
    if constexpr (kStore) hn::StoreU(e, d, out + i);
    sum = hn::Add(sum, e);
  }
  if (i < n) {
    const auto e = common::Exp(d, hn::Mul(hn::Sub(common::LoadFirst(d, in + i, n - i), most), factor));
    if constexpr (kStore) common::StoreFirst(d, e, out + i, n - i);
    sum = hn::Add(sum, hn::IfThenElseZero(hn::FirstN(d, n - i), e));
  }
  return hn::GetLane(hn::SumOfLanes(d, sum));
}

void SoftmaxRow(const float* in, size_t n, float beta, float* out) {
  const hn::ScalableTag<float> d;
  const auto scale = hn::Set(d, 1.0f / SumOfExp<true>(in, n, RowMaximum(in, n), beta, out));
  common::MapRow(d, out, n, out, [&](auto, auto e) HWY_ATTR { return hn::Mul(e, scale); });
}

void LogSoftmaxRow(const float* in, size_t n, float, float* out) {
  const hn::ScalableTag<float> d;
  const float maximum = RowMaximum(in, n);
  const auto log_sum = common::Log(d, hn::Set(d, SumOfExp<false>(in, n, maximum, 1.0f, out)));
  const auto most = hn::Set(d, maximum);
  common::MapRow(d, in, n, out, [&](auto, auto x) HWY_ATTR { return hn::Sub(hn::Sub(x, most), log_sum); });
}

}  // namespace goldcrest::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace goldcrest::kernels {

GC_SIMD_TABLE(SoftmaxRow)
GC_SIMD_TABLE(LogSoftmaxRow)

SoftmaxRowFn ChooseSoftmaxRow() { return GC_SIMD_CHOOSE(SoftmaxRow); }
SoftmaxRowFn ChooseLogSoftmaxRow() { return GC_SIMD_CHOOSE(LogSoftmaxRow); }

}  // namespace goldcrest::kernels
#endif
