#include "kernels/reduce/sum_rows.h"

#include <type_traits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/reduce/sum_rows.cc"
#include "kernels/common/simd.h"
// simd.h first: it names the targets.
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace goldcrest::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

template <class D, typename T>
HWY_INLINE hn::Vec<D> LoadAs(D d, const T* p) {
  if constexpr (sizeof(T) == sizeof(hn::TFromD<D>)) {
    return hn::LoadU(d, p);
  } else {
    return hn::PromoteTo(d, hn::LoadU(hn::Rebind<T, D>(), p));
  }
}

// Whole numbers may wrap around.
template <typename S>
HWY_INLINE S WrappingSum(S a, S b) {
  if constexpr (std::is_integral_v<S>) {
    return static_cast<S>(static_cast<std::make_unsigned_t<S>>(a) + static_cast<std::make_unsigned_t<S>>(b));
  } else {
    return a + b;
  }
}

// Adds eight rows of bytes to int32 sums, through int16: n rounded down to whole vectors. Returns how many columns that is.
template <typename T>
HWY_INLINE size_t SumEightByteRows(const T* row, size_t stride, size_t n, int32_t* sums) {
  const hn::ScalableTag<int16_t> d16;
  const hn::ScalableTag<int32_t> d32;
  const hn::Half<decltype(d16)> d16_half;
  const size_t lanes = hn::Lanes(d16);
  size_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    auto sum = LoadAs(d16, row + i);
    for (size_t k = 1; k < 8; ++k) sum = hn::Add(sum, LoadAs(d16, row + k * stride + i));
    int32_t* const to = sums + i;
    hn::StoreU(hn::Add(hn::LoadU(d32, to), hn::PromoteTo(d32, hn::LowerHalf(d16_half, sum))), d32, to);
    int32_t* const above = to + lanes / 2;
    hn::StoreU(hn::Add(hn::LoadU(d32, above), hn::PromoteTo(d32, hn::UpperHalf(d16_half, sum))), d32, above);
  }
  return i;
}

// S: the type of sums. Eight rows at a time: they are read along, and the sums loaded and stored once for all. The last columns go
// one at a time.
template <typename T, typename S>
void SumColumns(const void* source, size_t rows, size_t stride, size_t n, void* target) {
  const T* in = static_cast<const T*>(source);
  S* sums = static_cast<S*>(target);
  const hn::ScalableTag<S> d;
  const size_t lanes = hn::Lanes(d);
  for (size_t r = 0; r < rows;) {
    const T* row = in + r * stride;
    const size_t count = rows - r >= 8 ? 8 : 1;
    size_t i = 0;
    if (count == 8) {
      if constexpr (sizeof(T) == 1) i = SumEightByteRows(row, stride, n, sums);
      for (; i + lanes <= n; i += lanes) {
        auto a = hn::LoadU(d, sums + i);
        for (size_t k = 0; k < 8; ++k) a = hn::Add(a, LoadAs(d, row + k * stride + i));
        hn::StoreU(a, d, sums + i);
      }
    } else {
      for (; i + lanes <= n; i += lanes) hn::StoreU(hn::Add(hn::LoadU(d, sums + i), LoadAs(d, row + i)), d, sums + i);
    }
    for (; i < n; ++i) {
      for (size_t k = 0; k < count; ++k) sums[i] = WrappingSum(sums[i], static_cast<S>(row[k * stride + i]));
    }
    r += count;
  }
}

template <typename T, typename S>
void SumFold(const void* source, size_t, size_t, size_t n, void* target) {
  const T* in = static_cast<const T*>(source);
  const hn::ScalableTag<S> d;
  const size_t lanes = hn::Lanes(d);
  auto a = hn::Zero(d), b = hn::Zero(d);  // two sums: the additions of one do not wait for the other's
  size_t i = 0;
  for (; i + 2 * lanes <= n; i += 2 * lanes) {
    a = hn::Add(a, LoadAs(d, in + i));
    b = hn::Add(b, LoadAs(d, in + i + lanes));
  }
  for (; i + lanes <= n; i += lanes) a = hn::Add(a, LoadAs(d, in + i));
  S sum = hn::GetLane(hn::SumOfLanes(d, hn::Add(a, b)));
  for (; i < n; ++i) sum = WrappingSum(sum, static_cast<S>(in[i]));
  *static_cast<S*>(target) = WrappingSum(*static_cast<S*>(target), sum);
}

SumRowsFn SumRowsOf(TensorType type, bool fold) {
  switch (type) {
    case TensorType::kFloat32: return fold ? SumFold<float, float> : SumColumns<float, float>;
    case TensorType::kInt8: return fold ? SumFold<int8_t, int32_t> : SumColumns<int8_t, int32_t>;
    case TensorType::kUInt8: return fold ? SumFold<uint8_t, int32_t> : SumColumns<uint8_t, int32_t>;
    case TensorType::kInt16: return fold ? SumFold<int16_t, int32_t> : SumColumns<int16_t, int32_t>;
    default: return nullptr;
  }
}

}  // namespace goldcrest::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace goldcrest::kernels {

GC_SIMD_TABLE(SumRowsOf)

SumRowsFn ChooseSumRows(TensorType type, bool fold) { return GC_SIMD_CHOOSE(SumRowsOf)(type, fold); }

}  // namespace goldcrest::kernels
#endif
