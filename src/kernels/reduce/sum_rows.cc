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

// S: the type of sums. The last elements go one at a time.
template <typename T, typename S>
void SumColumns(const void* source, size_t n, void* target) {
  const T* in = static_cast<const T*>(source);
  S* sums = static_cast<S*>(target);
  const hn::ScalableTag<S> d;
  size_t i = 0;
  for (; i + hn::Lanes(d) <= n; i += hn::Lanes(d)) hn::StoreU(hn::Add(hn::LoadU(d, sums + i), LoadAs(d, in + i)), d, sums + i);
  for (; i < n; ++i) sums[i] = WrappingSum(sums[i], static_cast<S>(in[i]));
}

template <typename T, typename S>
void SumFold(const void* source, size_t n, void* target) {
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

SumRowFn SumRowOf(TensorType type, bool fold) {
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

GC_SIMD_TABLE(SumRowOf)

SumRowFn ChooseSumRow(TensorType type, bool fold) { return GC_SIMD_CHOOSE(SumRowOf)(type, fold); }

}  // namespace goldcrest::kernels
#endif
