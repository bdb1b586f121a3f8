// The vectorized rows of float arithmetic.
#include "kernels/arithmetic/arithmetic.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/arithmetic/rows_f32.cc"
#include "kernels/common/simd.h"
// simd.h first: it names the targets.
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "kernels/common/math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace goldcrest::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

struct AddF32 {
  template <class V>
  static HWY_INLINE V Apply(V a, V b) {
    return hn::Add(a, b);
  }
};
struct SubF32 {
  template <class V>
  static HWY_INLINE V Apply(V a, V b) {
    return hn::Sub(a, b);
  }
};
struct MulF32 {
  template <class V>
  static HWY_INLINE V Apply(V a, V b) {
    return hn::Mul(a, b);
  }
};
struct DivF32 {
  template <class V>
  static HWY_INLINE V Apply(V a, V b) {
    return hn::Div(a, b);
  }
};
// The second operand where they do not compare, as in TensorFlow Lite.
struct MaximumF32 {
  template <class V>
  static HWY_INLINE V Apply(V a, V b) {
    return hn::IfThenElse(hn::Gt(a, b), a, b);
  }
};
struct MinimumF32 {
  template <class V>
  static HWY_INLINE V Apply(V a, V b) {
    return hn::IfThenElse(hn::Lt(a, b), a, b);
  }
};
struct SquaredDifferenceF32 {
  template <class V>
  static HWY_INLINE V Apply(V a, V b) {
    const V d = hn::Sub(a, b);
    return hn::Mul(d, d);
  }
};

// The second is the factor where the first is negative (or NaN).
struct PreluF32 {
  template <class V>
  static HWY_INLINE V Apply(V a, V b) {
    return hn::IfThenElse(hn::Ge(a, hn::Zero(hn::DFromV<V>())), a, hn::Mul(a, b));
  }
};

// kStepA, kStepB: 1 for an operand that moves on, 0 for a single value. The last elements go one at a time, as vectors of one lane.
template <class F, int kStepA, int kStepB>
void RowF32(const ClampParams<float>& p, const void* left, const void* right, void* result, size_t n) {
  const float *a = static_cast<const float*>(left), *b = static_cast<const float*>(right);
  float* out = static_cast<float*>(result);
  const auto run = [&](auto d, size_t i) HWY_ATTR {
    const auto low = hn::Set(d, p.low), high = hn::Set(d, p.high);
    for (; i + hn::Lanes(d) <= n; i += hn::Lanes(d)) {
      const auto x = kStepA ? hn::LoadU(d, a + i) : hn::Set(d, *a);
      const auto y = kStepB ? hn::LoadU(d, b + i) : hn::Set(d, *b);
      hn::StoreU(goldcrest::HWY_NAMESPACE::ClampFloat(d, F::Apply(x, y), low, high), d, out + i);
    }
    return i;
  };
  run(hn::CappedTag<float, 1>(), run(hn::ScalableTag<float>(), 0));
}

template <class F>
BinaryRows<ClampParams<float>> RowsOf() {
  return {RowF32<F, 1, 1>, RowF32<F, 0, 1>, RowF32<F, 1, 0>};
}

BinaryRows<ClampParams<float>> RowsF32(Arithmetic op) {
  switch (op) {
    case Arithmetic::kAdd: return RowsOf<AddF32>();
    case Arithmetic::kSub: return RowsOf<SubF32>();
    case Arithmetic::kMul: return RowsOf<MulF32>();
    case Arithmetic::kDiv: return RowsOf<DivF32>();
    case Arithmetic::kMaximum: return RowsOf<MaximumF32>();
    case Arithmetic::kMinimum: return RowsOf<MinimumF32>();
    case Arithmetic::kSquaredDifference: return RowsOf<SquaredDifferenceF32>();
    case Arithmetic::kPrelu: return RowsOf<PreluF32>();
  }
  return {};
}

}  // namespace goldcrest::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace goldcrest::kernels {

GC_SIMD_TABLE(RowsF32)

BinaryRows<ClampParams<float>> FloatRows(Arithmetic op) { return GC_SIMD_CHOOSE(RowsF32)(op); }

}  // namespace goldcrest::kernels
#endif
