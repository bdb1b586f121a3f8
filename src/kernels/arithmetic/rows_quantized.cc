// The vectorized rows of quantized ADD (which SUB uses too) and MUL: exactly TensorFlow Lite's reference arithmetic.
#include <algorithm>
#include <utility>

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

using D32 = hn::ScalableTag<int32_t>;
using V32 = hn::Vec<D32>;

// Operands as vectors of int32. kStepB: 0 where the second is a single value.
template <typename T, int kStepB>
struct Operands {
  const T* a;
  const T* b;
  V32 single_b;

  Operands(const void* left, const void* right)
      : a(static_cast<const T*>(left)), b(static_cast<const T*>(right)), single_b(hn::Set(D32(), *b)) {}
  HWY_INLINE V32 A(size_t i) const { return hn::PromoteTo(D32(), hn::LoadU(hn::Rebind<T, D32>(), a + i)); }
  HWY_INLINE V32 B(size_t i) const {
    if constexpr (kStepB == 0) return single_b;
    return hn::PromoteTo(D32(), hn::LoadU(hn::Rebind<T, D32>(), b + i));
  }
};

// Calls vector(operands, i, out + i) for each vector of the row; the last, partial one on copies.
template <typename T, int kStepB, class F>
HWY_INLINE void ForEachVector(const void* left, const void* right, void* result, size_t begin, size_t n, const F& vector) {
  const size_t lanes = hn::Lanes(D32());
  T* out = static_cast<T*>(result);
  const Operands<T, kStepB> operands(left, right);
  size_t i = begin;
  for (; i + lanes <= n; i += lanes) vector(operands, i, out + i);
  if (i == n) return;
  T tail_a[hn::MaxLanes(D32())] = {}, tail_b[hn::MaxLanes(D32())] = {}, tail[hn::MaxLanes(D32())];
  for (size_t k = i; k < n; ++k) {
    tail_a[k - i] = operands.a[k];
    tail_b[k - i] = operands.b[kStepB * k];
  }
  vector(Operands<T, 1>(tail_a, tail_b), 0, tail);
  for (size_t k = i; k < n; ++k) out[k] = tail[k - i];
}

// x times the factor of all elements, which may shift left.
HWY_INLINE V32 Rescale(V32 x, const common::RequantizeFactors<V32>& factors, int left) {
  return common::Requantize<false>(D32(), hn::ShiftLeftSame(x, left), factors);
}
inline int LeftShift(const QuantizedParams& p) { return std::max(p.out_factor.shift, 0); }

// The reference's sum: both operands rescaled, added, rescaled.
template <typename T>
struct ExactAdd {
  D32 d;
  V32 zero_a, zero_b, zero_out, lowest, highest;
  common::RequantizeFactors<V32> factor_a, factor_b, factor_out;
  int left_out;

  explicit ExactAdd(const QuantizedParams& p)
      : zero_a(hn::Set(d, p.zero_point[0])),
        zero_b(hn::Set(d, p.zero_point[1])),
        zero_out(hn::Set(d, p.output.zero_point)),
        lowest(hn::Set(d, p.output.lowest)),
        highest(hn::Set(d, p.output.highest)),
        factor_a(common::SetFactors(d, p.factor[0])),
        factor_b(common::SetFactors(d, p.factor[1])),
        factor_out(common::SetFactors(d, p.out_factor)),
        left_out(LeftShift(p)) {}

  template <class Ops>
  HWY_INLINE void operator()(const Ops& operands, size_t i, T* out) const {
    constexpr int kShift = AddLeftShift(sizeof(T) == 2 ? TensorType::kInt16 : TensorType::kInt8);
    const V32 left = common::Requantize<false>(d, hn::ShiftLeft<kShift>(hn::Sub(operands.A(i), zero_a)), factor_a);
    const V32 right = common::Requantize<false>(d, hn::ShiftLeft<kShift>(hn::Sub(operands.B(i), zero_b)), factor_b);
    const V32 sum = Rescale(hn::Add(left, right), factor_out, left_out);
    common::StoreQuantized(d, hn::Add(sum, zero_out), lowest, highest, out);
  }
};

// out = (a * A + b * B + C) >> F on four vectors at a time. Where an element comes so close to the boundary between two results that
// the reference might round the other way, the four are done over exactly. Returns how many elements are done.
template <typename T, int kStepB>
HWY_INLINE size_t AddFast(const QuantizedParams& p, const ExactAdd<T>& exact, const void* left, const void* right, T* out, size_t n) {
  const D32 d;
  const size_t lanes = hn::Lanes(d);
  const FastSum& fast = p.fast;
  const V32 factor_a = hn::Set(d, fast.factor[0]), factor_b = hn::Set(d, fast.factor[1]), offset = hn::Set(d, fast.offset);
  const V32 margin = hn::Set(d, fast.margin), mask = hn::Set(d, fast.mask), twice = hn::Set(d, 2 * fast.margin);
  const Operands<T, kStepB> operands(left, right);
  size_t i = 0, redone = 0;
  for (; i + 4 * lanes <= n; i += 4 * lanes) {
    V32 nearest = mask;  // how far above the lower margin the closest element is
    const auto sum_at = [&](size_t at) HWY_ATTR {
      const V32 sum = hn::Add(hn::Add(hn::Mul(operands.A(at), factor_a), hn::Mul(operands.B(at), factor_b)), offset);
      nearest = hn::Min(nearest, hn::And(hn::Add(sum, margin), mask));
      return sum;
    };
    const V32 sum0 = sum_at(i), sum1 = sum_at(i + lanes), sum2 = sum_at(i + 2 * lanes), sum3 = sum_at(i + 3 * lanes);
    if (HWY_LIKELY(hn::AllFalse(d, hn::Lt(nearest, twice)))) {
      // Only now: `out` may be an operand.
      const auto store = [&](V32 sum, T* to)
                             HWY_ATTR { common::StoreQuantized(d, hn::ShiftRightSame(sum, fast.right), exact.lowest, exact.highest, to); };
      store(sum0, out + i);
      store(sum1, out + i + lanes);
      store(sum2, out + i + 2 * lanes);
      store(sum3, out + i + 3 * lanes);
      continue;
    }
    // Scales in a simple proportion make many sums fall on the boundary: then the rest of the row is better done exactly at once.
    if (++redone > 8 && 2 * redone * 4 * lanes > i) return i;
    for (size_t k = 0; k < 4; ++k) exact(operands, i + k * lanes, out + i + k * lanes);
  }
  return i;
}

template <typename T, int kStepB>
void AddRow(const QuantizedParams& p, const void* a, const void* b, void* result, size_t n) {
  const ExactAdd<T> exact(p);
  T* out = static_cast<T*>(result);
  size_t done = 0;
  if constexpr (sizeof(T) == 1) {
    if (p.fast.margin > 0) done = AddFast<T, kStepB>(p, exact, a, b, out, n);
  }
  ForEachVector<T, kStepB>(a, b, out, done, n, exact);
}

template <typename T, int kStepB>
void MulRow(const QuantizedParams& p, const void* a, const void* b, void* out, size_t n) {
  const D32 d;
  const V32 zero_a = hn::Set(d, p.zero_point[0]), zero_b = hn::Set(d, p.zero_point[1]), zero_out = hn::Set(d, p.output.zero_point);
  const V32 lowest = hn::Set(d, p.output.lowest), highest = hn::Set(d, p.output.highest);
  const auto factor_out = common::SetFactors(d, p.out_factor);
  const int left = LeftShift(p);
  ForEachVector<T, kStepB>(a, b, out, 0, n, [&](const auto& operands, size_t i, T* to) HWY_ATTR {
    const V32 product = hn::Mul(hn::Sub(operands.A(i), zero_a), hn::Sub(operands.B(i), zero_b));
    common::StoreQuantized(d, hn::Add(Rescale(product, factor_out, left), zero_out), lowest, highest, to);
  });
}

// Both operations take their operands either way around, so that the row for a single first operand is that for a single second.
template <BinaryRow<QuantizedParams> kRow>
void Swapped(const QuantizedParams& p, const void* a, const void* b, void* out, size_t n) {
  QuantizedParams q = p;
  std::swap(q.zero_point[0], q.zero_point[1]);
  std::swap(q.factor[0], q.factor[1]);
  std::swap(q.fast.factor[0], q.fast.factor[1]);
  kRow(q, b, a, out, n);
}

template <typename T>
BinaryRows<QuantizedParams> RowsOf(Arithmetic op) {
  if (op == Arithmetic::kMul) return {MulRow<T, 1>, Swapped<MulRow<T, 0>>, MulRow<T, 0>};
  return {AddRow<T, 1>, Swapped<AddRow<T, 0>>, AddRow<T, 0>};
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
