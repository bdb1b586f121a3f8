// sin and cos on vectors of float, within 3 units in the last place of the result. NaN and infinite angles give NaN.
#if defined(GOLDCREST_SRC_KERNELS_COMMON_TRIG_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef GOLDCREST_SRC_KERNELS_COMMON_TRIG_INL_H_
#undef GOLDCREST_SRC_KERNELS_COMMON_TRIG_INL_H_
#else
#define GOLDCREST_SRC_KERNELS_COMMON_TRIG_INL_H_
#endif

#include <cmath>

#include "hwy/highway.h"
#include "kernels/common/math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace goldcrest::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// sin(x + first_quadrant * pi / 2), |x| below 2^13 * pi / 2.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V SinOfQuadrant(D d, V x, int first_quadrant) {
  const hn::RebindToSigned<D> di;
  constexpr float kMagic = 12582912.0f;  // 1.5 * 2^23: the sum's low bits are the nearest integer
  const V shifted = hn::MulAdd(x, hn::Set(d, 0.636619772f), hn::Set(d, kMagic));
  const V k = hn::Sub(shifted, hn::Set(d, kMagic));
  // pi / 2 in four parts; k times each of the first three is exact.
  V r = hn::NegMulAdd(k, hn::Set(d, 0x1.92p+0f), x);
  r = hn::NegMulAdd(k, hn::Set(d, 0x1.fb4p-12f), r);
  r = hn::NegMulAdd(k, hn::Set(d, 0x1.444p-24f), r);
  r = hn::NegMulAdd(k, hn::Set(d, 0x1.68c234p-39f), r);
  const V r2 = hn::Mul(r, r);
  // Minimax on [0, pi / 4] in r^2, relative errors 2^-37 and 2^-32.
  const V sin = hn::MulAdd(hn::Mul(r2, Polynomial(d, r2, -0.166666672f, 0.00833332911f, -0.000198392721f, 2.71774502e-06f)), r, r);
  const V cos4 = hn::Mul(hn::Mul(r2, r2), Polynomial(d, r2, 0.0416666456f, -0.00138872839f, 2.44294297e-05f));
  const V cos = hn::Add(hn::NegMulAdd(hn::Set(d, 0.5f), r2, hn::Set(d, 1.0f)), cos4);
  const auto quadrant = hn::Add(hn::BitCast(di, shifted), hn::Set(di, first_quadrant));
  const auto odd = hn::MaskFromVec(hn::BitCast(d, hn::Neg(hn::And(quadrant, hn::Set(di, 1)))));
  const V sign = hn::BitCast(d, hn::ShiftLeft<30>(hn::And(quadrant, hn::Set(di, 2))));
  return hn::Xor(hn::IfThenElse(odd, cos, sin), sign);
}

// The vector function for moderate angles, `exact` lane by lane where any is large, infinite or NaN.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V SinWithLargeAngles(D d, V x, int first_quadrant, float (*exact)(float)) {
  if (HWY_LIKELY(hn::AllTrue(d, hn::Lt(hn::Abs(x), hn::Set(d, 8192.0f))))) return SinOfQuadrant(d, x, first_quadrant);
  HWY_ALIGN float lanes[hn::MaxLanes(d)];
  hn::Store(x, d, lanes);
  for (float& lane : lanes) lane = exact(lane);
  return hn::Load(d, lanes);
}

template <class D, class V = hn::Vec<D>>
HWY_INLINE V Sin(D d, V x) {
  return SinWithLargeAngles(d, x, 0, [](float v) { return std::sin(v); });
}

template <class D, class V = hn::Vec<D>>
HWY_INLINE V Cos(D d, V x) {
  return SinWithLargeAngles(d, x, 1, [](float v) { return std::cos(v); });
}

}  // namespace goldcrest::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // GOLDCREST_SRC_KERNELS_COMMON_TRIG_INL_H_
