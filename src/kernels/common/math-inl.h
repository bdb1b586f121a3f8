// Elementary functions on vectors of float: exp, expm1, log, tanh, logistic, erf, gelu, hard_swish, rsqrt; sin and cos
// are in trig-inl.h.
//
// Accuracy (against the exact result, for every float, on every target; math_test.cc checks it), in units in the last place of
// the result, results below 2^-126 within 2^-149:
//   Exp 1, Expm1 2, Log 1, Logistic 3, Tanh 3, Erf 2, Rsqrt 2, HardSwish 3;
//   Gelu and GeluTanh: 2 units in the last place of the argument (the result of a large negative argument is a small difference).
// NaN gives NaN. Infinite arguments, overflow and results below the normal numbers are as in <cmath>.
//
// A multiplication and an addition are one operation where the CPU has it and two where not, so results differ between targets
// within these bounds.
#if defined(GOLDCREST_SRC_KERNELS_COMMON_MATH_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef GOLDCREST_SRC_KERNELS_COMMON_MATH_INL_H_
#undef GOLDCREST_SRC_KERNELS_COMMON_MATH_INL_H_
#else
#define GOLDCREST_SRC_KERNELS_COMMON_MATH_INL_H_
#endif

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace goldcrest::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// c0 + x * (c1 + x * (c2 + ...)).
template <class D, class V>
HWY_INLINE V Polynomial(D d, V x, float c) {
  return hn::Set(d, c);
}
template <class D, class V, typename... Rest>
HWY_INLINE V Polynomial(D d, V x, float c, Rest... rest) {
  return hn::MulAdd(Polynomial(d, x, rest...), x, hn::Set(d, c));
}

// `x`, or NaN where `nan_source` is NaN.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V KeepNaN(D d, V nan_source, V x) {
  return hn::IfThenElse(hn::Eq(nan_source, nan_source), x, nan_source);
}

// x within [lowest, highest], infinite where nothing is cut; NaN stays NaN.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V ClampFloat(D d, V x, V lowest, V highest) {
#if HWY_ARCH_X86
  return hn::Min(highest, hn::Max(lowest, x));  // in this order the instructions return the second operand where it is NaN
#else
#if HWY_TARGET == HWY_NEON
  if constexpr (hn::MaxLanes(D()) == 4) return V(vminq_f32(vmaxq_f32(x.raw, lowest.raw), highest.raw));  // unlike hn::Min, keeps NaN
#endif
  const V raised = hn::IfThenElse(hn::Lt(x, lowest), lowest, x);
  return hn::IfThenElse(hn::Gt(raised, highest), highest, raised);
#endif
}

// exp(x) = 2^exponent * (1 + fraction) for x in [-110, 90].
template <class V, class VI>
struct ExpParts {
  V fraction;
  VI exponent;
};

template <class D, class V = hn::Vec<D>>
HWY_INLINE auto SplitExp(D d, V x) {
  const hn::RebindToSigned<D> di;
  // Adding 1.5 * 2^23 leaves the nearest integer in the low bits.
  constexpr float kMagic = 12582912.0f;
  const V shifted = hn::MulAdd(x, hn::Set(d, 1.44269504f), hn::Set(d, kMagic));
  const V n = hn::Sub(shifted, hn::Set(d, kMagic));
  // ln 2 in two parts; n * the first is exact.
  const V r = hn::NegMulAdd(n, hn::Set(d, -2.12194440e-4f), hn::NegMulAdd(n, hn::Set(d, 0.693359375f), x));
  // Minimax of (exp(r) - 1 - r) / r^2 for |r| <= ln(2) / 2; relative error of exp(r) - 1 below 2^-31.
  const V q = Polynomial(d, r, 0.5f, 0.166666672f, 0.0416663513f, 0.0083332723f, 0.0013941311f, 0.000199145943f);
  const V fraction = hn::MulAdd(hn::Mul(r, r), q, r);
  const auto exponent = hn::Sub(hn::BitCast(di, shifted), hn::BitCast(di, hn::Set(d, kMagic)));
  return ExpParts<V, hn::Vec<decltype(di)>>{fraction, exponent};
}

// 2^n for n in [-126, 127].
template <class D, class VI>
HWY_INLINE hn::Vec<D> PowerOfTwo(D d, VI n) {
  const hn::RebindToSigned<D> di;
  return hn::BitCast(d, hn::ShiftLeft<23>(hn::Add(n, hn::Set(di, 127))));
}

template <class D, class V = hn::Vec<D>>
HWY_INLINE V Exp(D d, V x) {
  const auto parts = SplitExp(d, hn::Min(hn::Max(x, hn::Set(d, -110.0f)), hn::Set(d, 90.0f)));
  // The scale is applied in two halves: at either end of the range it is not a normal number.
  const auto half = hn::ShiftRight<1>(parts.exponent);
  const V y = hn::Mul(hn::Add(parts.fraction, hn::Set(d, 1.0f)), PowerOfTwo(d, half));
  return KeepNaN(d, x, hn::Mul(y, PowerOfTwo(d, hn::Sub(parts.exponent, half))));
}

// exp(x) - 1, accurate near 0.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V Expm1(D d, V x) {
  const hn::RebindToSigned<D> di;
  const auto parts = SplitExp(d, hn::Min(hn::Max(x, hn::Set(d, -30.0f)), hn::Set(d, 90.0f)));
  // Half of the result, which cannot overflow before the result does.
  const V scale = PowerOfTwo(d, hn::Sub(hn::Min(parts.exponent, hn::Set(di, 128)), hn::Set(di, 1)));
  const V half = hn::MulAdd(scale, parts.fraction, hn::Sub(scale, hn::Set(d, 0.5f)));
  const V overflowed = hn::IfThenElse(hn::Gt(x, hn::Set(d, 89.0f)), hn::Inf(d), hn::Add(half, half));
  // Keeps the sign of -0 and numbers too small for the sum.
  const V tiny = hn::IfThenElse(hn::Lt(hn::Abs(x), hn::Set(d, 0x1p-30f)), x, overflowed);
  return KeepNaN(d, x, tiny);
}

template <class D, class V = hn::Vec<D>>
HWY_INLINE V Log(D d, V x) {
  const hn::RebindToSigned<D> di;
  const auto denormal = hn::Lt(x, hn::Set(d, 0x1p-126f));
  const V normal = hn::IfThenElse(denormal, hn::Mul(x, hn::Set(d, 0x1p23f)), x);
  // normal = 2^e * (1 + f) with 1 + f in [sqrt(1/2), sqrt(2)).
  const auto bits = hn::BitCast(di, normal);
  const auto e_bits = hn::ShiftRight<23>(hn::Sub(bits, hn::Set(di, 0x3F3504F3)));
  const V f = hn::Sub(hn::BitCast(d, hn::Sub(bits, hn::ShiftLeft<23>(e_bits))), hn::Set(d, 1.0f));
  const V e = hn::Sub(hn::ConvertTo(d, e_bits), hn::IfThenElseZero(denormal, hn::Set(d, 23.0f)));
  // Minimax of (log(1 + f) - f + f^2 / 2) / f^3; relative error of log(1 + f) below 2^-30.
  const V p = Polynomial(d, f, 0.333333105f, -0.249999866f, 0.200022265f, -0.166692495f, 0.142186552f, -0.123843685f, 0.118730128f,
                         -0.117897049f, 0.0691516623f);
  const V f2 = hn::Mul(f, f);
  // ln 2 in two parts; e * the first is exact.
  V y = hn::MulAdd(e, hn::Set(d, -2.12194440e-4f), hn::Mul(hn::Mul(f, f2), p));
  y = hn::Add(f, hn::NegMulAdd(hn::Set(d, 0.5f), f2, y));
  y = hn::MulAdd(e, hn::Set(d, 0.693359375f), y);
  const V zero = hn::Zero(d);
  y = hn::IfThenElse(hn::Eq(x, hn::Inf(d)), x, y);
  y = hn::IfThenElse(hn::Eq(x, zero), hn::Neg(hn::Inf(d)), y);
  return hn::IfThenElse(hn::Lt(x, zero), hn::NaN(d), KeepNaN(d, x, y));
}

// 1 / (1 + exp(-x)).
template <class D, class V = hn::Vec<D>>
HWY_INLINE V Logistic(D d, V x) {
  const V one = hn::Set(d, 1.0f);
  const V e = Exp(d, hn::Neg(hn::Abs(x)));
  return hn::Div(hn::IfThenElse(hn::Lt(x, hn::Zero(d)), e, one), hn::Add(one, e));
}

template <class D, class V = hn::Vec<D>>
HWY_INLINE V Tanh(D d, V x) {
  // (exp(2a) - 1) / (exp(2a) + 1) for a = |x|; beyond 10 the result is 1.
  const V a = hn::Min(hn::Abs(x), hn::Set(d, 10.0f));
  const V e = Expm1(d, hn::Add(a, a));
  return KeepNaN(d, x, hn::CopySign(hn::Div(e, hn::Add(e, hn::Set(d, 2.0f))), x));
}

// The error function.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V Erf(D d, V x) {
  const V one = hn::Set(d, 1.0f);
  const V a = hn::Min(hn::Abs(x), hn::Set(d, 4.0f));  // beyond 4 the result is 1
  const V x2 = hn::Mul(x, x);
  // Minimax of erf(x) / x - 1 in x^2 on [0, 1]; relative error below 2^-29.
  const V near =
      Polynomial(d, x2, 0.128379166f, -0.37612626f, 0.112836003f, -0.0268544443f, 0.00518953567f, -0.000802084222f, 7.88912294e-05f);
  // Minimax of log(1 - erf(a)) on [1, 4]; error of the result below 2^-35.
  const V far = Polynomial(d, a, 0.00018846766f, -1.12958026f, -0.633216381f, -0.108422101f, 0.0252103377f, -0.00420528417f, 0.00044147257f,
                           -2.16976077e-05f);
  const V y = hn::CopySign(hn::Sub(one, Exp(d, far)), x);
  return KeepNaN(d, x, hn::IfThenElse(hn::Lt(a, one), hn::MulAdd(near, x, x), y));
}

// 0.5 * x * (1 + erf(x / sqrt(2))).
template <class D, class V = hn::Vec<D>>
HWY_INLINE V Gelu(D d, V x) {
  const V half = hn::Mul(x, hn::Set(d, 0.5f));
  return hn::MulAdd(half, Erf(d, hn::Mul(x, hn::Set(d, 0.707106781f))), half);
}

// The approximation of gelu by tanh: 0.5 * x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3))).
template <class D, class V = hn::Vec<D>>
HWY_INLINE V GeluTanh(D d, V x) {
  const V half = hn::Mul(x, hn::Set(d, 0.5f));
  const V cubed = hn::Mul(hn::Mul(x, x), x);
  const V inner = hn::Mul(hn::Set(d, 0.797884561f), hn::MulAdd(hn::Set(d, 0.044715f), cubed, x));
  return hn::MulAdd(half, Tanh(d, inner), half);
}

// x * min(max(x + 3, 0), 6) / 6.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V HardSwish(D d, V x) {
  const V gate = hn::Min(hn::Max(hn::Add(x, hn::Set(d, 3.0f)), hn::Zero(d)), hn::Set(d, 6.0f));
  return KeepNaN(d, x, hn::Mul(x, hn::Mul(gate, hn::Set(d, 1.0f / 6.0f))));
}

// 1 / sqrt(x).
template <class D, class V = hn::Vec<D>>
HWY_INLINE V Rsqrt(D d, V x) {
  return hn::Div(hn::Set(d, 1.0f), hn::Sqrt(x));
}

}  // namespace goldcrest::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // GOLDCREST_SRC_KERNELS_COMMON_MATH_INL_H_
