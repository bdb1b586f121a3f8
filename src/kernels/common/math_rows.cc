#include "kernels/common/math_rows.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/common/math_rows.cc"
#include "kernels/common/simd.h"
// simd.h first: it names the targets.
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "kernels/common/map-inl.h"
#include "kernels/common/math-inl.h"
#include "kernels/common/trig-inl.h"

HWY_BEFORE_NAMESPACE();
namespace goldcrest::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

template <class D, class V = hn::Vec<D>>
HWY_INLINE V Sign(D d, V x) {
  // Of NaN it is 0, as in TensorFlow Lite.
  const V zero = hn::Zero(d), one = hn::Set(d, 1.0f);
  return hn::IfThenElse(hn::Gt(x, zero), one, hn::IfThenElse(hn::Lt(x, zero), hn::Neg(one), zero));
}

template <MathFunction kFunction, class D, class V = hn::Vec<D>>
HWY_INLINE V Apply(D d, V x, float alpha) {
  if constexpr (kFunction == MathFunction::kExp) return Exp(d, x);
  if constexpr (kFunction == MathFunction::kLog) return Log(d, x);
  if constexpr (kFunction == MathFunction::kSqrt) return hn::Sqrt(x);
  if constexpr (kFunction == MathFunction::kRsqrt) return Rsqrt(d, x);
  if constexpr (kFunction == MathFunction::kSquare) return hn::Mul(x, x);
  if constexpr (kFunction == MathFunction::kAbs) return hn::Abs(x);
  if constexpr (kFunction == MathFunction::kNeg) return hn::Neg(x);
  if constexpr (kFunction == MathFunction::kSin) return Sin(d, x);
  if constexpr (kFunction == MathFunction::kCos) return Cos(d, x);
  if constexpr (kFunction == MathFunction::kFloor) return hn::Floor(x);
  if constexpr (kFunction == MathFunction::kCeil) return hn::Ceil(x);
  if constexpr (kFunction == MathFunction::kRound) return hn::Round(x);
  if constexpr (kFunction == MathFunction::kSign) return Sign(d, x);
  if constexpr (kFunction == MathFunction::kLogistic) return Logistic(d, x);
  if constexpr (kFunction == MathFunction::kTanh) return Tanh(d, x);
  if constexpr (kFunction == MathFunction::kElu) return hn::IfThenElse(hn::Lt(x, hn::Zero(d)), Expm1(d, x), x);
  if constexpr (kFunction == MathFunction::kHardSwish) return HardSwish(d, x);
  if constexpr (kFunction == MathFunction::kSwish) return hn::Mul(x, Logistic(d, x));
  if constexpr (kFunction == MathFunction::kGelu) return Gelu(d, x);
  if constexpr (kFunction == MathFunction::kGeluTanh) return GeluTanh(d, x);
  if constexpr (kFunction == MathFunction::kLeakyRelu) return hn::IfThenElse(hn::Gt(x, hn::Zero(d)), x, hn::Mul(x, hn::Set(d, alpha)));
}

template <MathFunction kFunction>
void MathRowOf(const MathParams& p, const void* in, void* out, size_t n) {
  const hn::ScalableTag<float> d;
  MapRow(d, static_cast<const float*>(in), n, static_cast<float*>(out),
         [&](auto, auto x) HWY_ATTR { return Apply<kFunction>(d, x, p.alpha); });
}

UnaryRow<MathParams> ChooseMathRow(MathFunction function) {
  using F = MathFunction;
  switch (function) {
    case F::kExp: return MathRowOf<F::kExp>;
    case F::kLog: return MathRowOf<F::kLog>;
    case F::kSqrt: return MathRowOf<F::kSqrt>;
    case F::kRsqrt: return MathRowOf<F::kRsqrt>;
    case F::kSquare: return MathRowOf<F::kSquare>;
    case F::kAbs: return MathRowOf<F::kAbs>;
    case F::kNeg: return MathRowOf<F::kNeg>;
    case F::kSin: return MathRowOf<F::kSin>;
    case F::kCos: return MathRowOf<F::kCos>;
    case F::kFloor: return MathRowOf<F::kFloor>;
    case F::kCeil: return MathRowOf<F::kCeil>;
    case F::kRound: return MathRowOf<F::kRound>;
    case F::kSign: return MathRowOf<F::kSign>;
    case F::kLogistic: return MathRowOf<F::kLogistic>;
    case F::kTanh: return MathRowOf<F::kTanh>;
    case F::kElu: return MathRowOf<F::kElu>;
    case F::kHardSwish: return MathRowOf<F::kHardSwish>;
    case F::kSwish: return MathRowOf<F::kSwish>;
    case F::kGelu: return MathRowOf<F::kGelu>;
    case F::kGeluTanh: return MathRowOf<F::kGeluTanh>;
    case F::kLeakyRelu: return MathRowOf<F::kLeakyRelu>;
  }
  return nullptr;
}

}  // namespace goldcrest::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "kernels/common/half_rows.h"

namespace goldcrest {

GC_SIMD_TABLE(ChooseMathRow)

UnaryRow<MathParams> MathRow(MathFunction function) { return GC_SIMD_CHOOSE(ChooseMathRow)(function); }

Kernel MakeMathKernel(SelectContext& ctx, const char* name, MathFunction function, float alpha) {
  if (IsHalf(ctx.input(0).type)) return MakeHalfUnaryKernel<MathParams>(ctx, std::string(name) + " of half", MathRow(function), {alpha});
  return MakeUnaryKernel<MathParams>(ctx, name, MathRow(function), {alpha});
}

}  // namespace goldcrest
#endif
