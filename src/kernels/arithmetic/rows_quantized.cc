// The vectorized rows of quantized ADD (which SUB uses too) and MUL: exactly TensorFlow Lite's reference arithmetic.
#include "kernels/arithmetic/arithmetic.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/arithmetic/rows_quantized.cc"
#include "kernels/common/simd.h"
// simd.h first: it names the targets.
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "kernels/common/map-inl.h"
#include "kernels/common/requantize-inl.h"

HWY_BEFORE_NAMESPACE();
namespace goldcrest::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace common = goldcrest::HWY_NAMESPACE;

// out[i] = clamp(f(a[i], b[i])), f on vectors of int32. kStepA, kStepB: 0 for an operand that is a single value.
template <int kStepA, int kStepB, typename T, class F>
HWY_INLINE void MapRow(const T* a, const T* b, size_t n, const QuantizedOutput& output, T* out, const F& f) {
  const hn::ScalableTag<int32_t> d;
  const hn::Rebind<T, decltype(d)> dt;
  const size_t lanes = hn::Lanes(d);
  const auto lowest = hn::Set(d, output.lowest), highest = hn::Set(d, output.highest);
  const auto single_a = hn::Set(d, *a), single_b = hn::Set(d, *b);
  size_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    const auto x = kStepA ? hn::PromoteTo(d, hn::LoadU(dt, a + i)) : single_a;
    const auto y = kStepB ? hn::PromoteTo(d, hn::LoadU(dt, b + i)) : single_b;
    common::StoreQuantized(d, f(x, y), lowest, highest, out + i);
  }
  if (i == n) return;
  const auto x = kStepA ? hn::PromoteTo(d, common::LoadFirst(dt, a + i, n - i)) : single_a;
  const auto y = kStepB ? hn::PromoteTo(d, common::LoadFirst(dt, b + i, n - i)) : single_b;
  HWY_ALIGN T tail[hn::MaxLanes(d)];
  common::StoreQuantized(d, f(x, y), lowest, highest, tail);
  for (size_t k = i; k < n; ++k) out[k] = tail[k - i];
}

template <typename T, int kStepA, int kStepB, bool kLeft>
HWY_INLINE void AddRowLoop(const QuantizedParams& p, const T* a, const T* b, T* out, size_t n) {
  const hn::ScalableTag<int32_t> d;
  constexpr int kShift = AddLeftShift(sizeof(T) == 2 ? TensorType::kInt16 : TensorType::kInt8);
  const auto zero_a = hn::Set(d, p.zero_point[0]), zero_b = hn::Set(d, p.zero_point[1]), zero_out = hn::Set(d, p.output.zero_point);
  const auto factor_a = common::SetFactors(d, p.factor[0]), factor_b = common::SetFactors(d, p.factor[1]);
  const auto factor_out = common::SetFactors(d, p.out_factor);
  MapRow<kStepA, kStepB>(a, b, n, p.output, out, [&](auto x, auto y) HWY_ATTR {
    const auto left = common::Requantize<false>(d, hn::ShiftLeft<kShift>(hn::Sub(x, zero_a)), factor_a);
    const auto right = common::Requantize<false>(d, hn::ShiftLeft<kShift>(hn::Sub(y, zero_b)), factor_b);
    return hn::Add(common::Requantize<kLeft>(d, hn::Add(left, right), factor_out), zero_out);
  });
}

template <typename T, int kStepA, int kStepB, bool kLeft>
HWY_INLINE void MulRowLoop(const QuantizedParams& p, const T* a, const T* b, T* out, size_t n) {
  const hn::ScalableTag<int32_t> d;
  const auto zero_a = hn::Set(d, p.zero_point[0]), zero_b = hn::Set(d, p.zero_point[1]), zero_out = hn::Set(d, p.output.zero_point);
  const auto factor_out = common::SetFactors(d, p.out_factor);
  MapRow<kStepA, kStepB>(a, b, n, p.output, out, [&](auto x, auto y) HWY_ATTR {
    const auto product = hn::Mul(hn::Sub(x, zero_a), hn::Sub(y, zero_b));
    return hn::Add(common::Requantize<kLeft>(d, product, factor_out), zero_out);
  });
}

template <typename T, int kStepA, int kStepB>
void AddRow(const QuantizedParams& p, const void* a, const void* b, void* out, size_t n) {
  const T *x = static_cast<const T*>(a), *y = static_cast<const T*>(b);
  if (p.out_factor.shift > 0) {
    AddRowLoop<T, kStepA, kStepB, true>(p, x, y, static_cast<T*>(out), n);
  } else {
    AddRowLoop<T, kStepA, kStepB, false>(p, x, y, static_cast<T*>(out), n);
  }
}

template <typename T, int kStepA, int kStepB>
void MulRow(const QuantizedParams& p, const void* a, const void* b, void* out, size_t n) {
  const T *x = static_cast<const T*>(a), *y = static_cast<const T*>(b);
  if (p.out_factor.shift > 0) {
    MulRowLoop<T, kStepA, kStepB, true>(p, x, y, static_cast<T*>(out), n);
  } else {
    MulRowLoop<T, kStepA, kStepB, false>(p, x, y, static_cast<T*>(out), n);
  }
}

template <typename T>
BinaryRows<QuantizedParams> RowsOf(Arithmetic op) {
  if (op == Arithmetic::kMul) return {MulRow<T, 1, 1>, MulRow<T, 0, 1>, MulRow<T, 1, 0>};
  return {AddRow<T, 1, 1>, AddRow<T, 0, 1>, AddRow<T, 1, 0>};
}

BinaryRows<QuantizedParams> RowsInt8(Arithmetic op) { return RowsOf<int8_t>(op); }
BinaryRows<QuantizedParams> RowsUInt8(Arithmetic op) { return RowsOf<uint8_t>(op); }
BinaryRows<QuantizedParams> RowsInt16(Arithmetic op) { return RowsOf<int16_t>(op); }

}  // namespace goldcrest::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace goldcrest::kernels {

GC_SIMD_TABLE(RowsInt8)
GC_SIMD_TABLE(RowsUInt8)
GC_SIMD_TABLE(RowsInt16)

template <>
BinaryRows<QuantizedParams> QuantizedRows<int8_t>(Arithmetic op) {
  return GC_SIMD_CHOOSE(RowsInt8)(op);
}
template <>
BinaryRows<QuantizedParams> QuantizedRows<uint8_t>(Arithmetic op) {
  return GC_SIMD_CHOOSE(RowsUInt8)(op);
}
template <>
BinaryRows<QuantizedParams> QuantizedRows<int16_t>(Arithmetic op) {
  return GC_SIMD_CHOOSE(RowsInt16)(op);
}

}  // namespace goldcrest::kernels
#endif
