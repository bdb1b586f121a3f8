#include "kernels/common/pool.h"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <type_traits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/common/pool.cc"
#include "kernels/common/simd.h"
// After simd.h, which sets the targets.
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "kernels/common/map-inl.h"
#include "kernels/common/math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace goldcrest::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// The elements of one window inside of the image.
template <typename T>
struct PoolWindow {
  const T* first;
  ptrdiff_t rows, columns;
  ptrdiff_t row_step;     // elements from one row to the next
  ptrdiff_t column_step;  // and from one column to the next: the channels
  ptrdiff_t count() const { return rows * columns; }
};

// A policy says which lanes a block has and how they are combined: Load, Start, Add, Store.
template <typename T>
struct MaxPolicy {
  using Tag = hn::ScalableTag<T>;
  using V = hn::Vec<Tag>;
  static HWY_INLINE V Start(Tag d) { return hn::Set(d, std::numeric_limits<T>::lowest()); }
  static HWY_INLINE V Add(Tag d, V acc, V v) { return hn::Max(acc, v); }
  static HWY_INLINE V Load(Tag d, const T* p) { return hn::LoadU(d, p); }
  static HWY_INLINE V LoadSome(Tag d, const T* p, size_t n) { return LoadFirst(d, p, n); }
  static HWY_INLINE V Finish(Tag d, V acc, const PoolParams<T>& p, ptrdiff_t) {
    return hn::Min(hn::Max(acc, hn::Set(d, p.lowest)), hn::Set(d, p.highest));
  }
  static HWY_INLINE void Store(Tag d, V v, T* p) { hn::StoreU(v, d, p); }
  static HWY_INLINE void StoreSome(Tag d, V v, T* p, size_t n) { StoreFirst(d, v, p, n); }
};

struct AverageFloatPolicy {
  using Tag = hn::ScalableTag<float>;
  using V = hn::Vec<Tag>;
  static HWY_INLINE V Start(Tag d) { return hn::Zero(d); }
  static HWY_INLINE V Add(Tag d, V acc, V v) { return hn::Add(acc, v); }
  static HWY_INLINE V Load(Tag d, const float* p) { return hn::LoadU(d, p); }
  static HWY_INLINE V LoadSome(Tag d, const float* p, size_t n) { return LoadFirst(d, p, n); }
  static HWY_INLINE V Finish(Tag d, V acc, const PoolParams<float>& p, ptrdiff_t count) {
    return ClampFloat(d, hn::Div(acc, hn::Set(d, static_cast<float>(count))), hn::Set(d, p.lowest), hn::Set(d, p.highest));
  }
  static HWY_INLINE void Store(Tag d, V v, float* p) { hn::StoreU(v, d, p); }
  static HWY_INLINE void StoreSome(Tag d, V v, float* p, size_t n) { StoreFirst(d, v, p, n); }
};

// trunc(sums / count), sums and count exact.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V DivideExactly(D d, V sums, int32_t count, int32_t largest_quotient) {
  // While quotient * count stays below 2^24, the nearest float of a quotient below an integer is below it too.
  if (HWY_LIKELY((int64_t{largest_quotient} + 1) * count < (1 << 24))) {
    const hn::Rebind<float, D> df;
    return hn::ConvertTo(d, hn::Div(hn::ConvertTo(df, sums), hn::Set(df, static_cast<float>(count))));
  }
  HWY_ALIGN int32_t lanes[hn::MaxLanes(d)];
  hn::Store(sums, d, lanes);
  for (int32_t& lane : lanes) lane /= count;
  return hn::Load(d, lanes);
}

template <typename T>
struct AverageIntegerPolicy {
  using Tag = hn::ScalableTag<int32_t>;
  using V = hn::Vec<Tag>;
  using Narrow = hn::Rebind<T, Tag>;
  static HWY_INLINE V Start(Tag d) { return hn::Zero(d); }
  static HWY_INLINE V Add(Tag d, V acc, V v) { return hn::Add(acc, v); }
  static HWY_INLINE V Load(Tag d, const T* p) { return hn::PromoteTo(d, hn::LoadU(Narrow(), p)); }
  static HWY_INLINE V LoadSome(Tag d, const T* p, size_t n) { return hn::PromoteTo(d, LoadFirst(Narrow(), p, n)); }
  static HWY_INLINE V Finish(Tag d, V acc, const PoolParams<T>& p, ptrdiff_t count) {
    const int32_t n = static_cast<int32_t>(count);
    const V half = hn::Set(d, n / 2);
    const V rounded = hn::IfThenElse(hn::Gt(acc, hn::Zero(d)), hn::Add(acc, half), hn::Sub(acc, half));
    const V average = DivideExactly(d, rounded, n, sizeof(T) == 1 ? 256 : 32768);
    return hn::Min(hn::Max(average, hn::Set(d, int32_t{p.lowest})), hn::Set(d, int32_t{p.highest}));
  }
  static HWY_INLINE void Store(Tag, V v, T* p) { hn::StoreU(hn::DemoteTo(Narrow(), v), Narrow(), p); }
  static HWY_INLINE void StoreSome(Tag, V v, T* p, size_t n) { StoreFirst(Narrow(), hn::DemoteTo(Narrow(), v), p, n); }
};

template <class Policy, bool kPartial, typename T>
HWY_INLINE void PoolBlock(const PoolParams<T>& params, const PoolWindow<T>& w, ptrdiff_t c, T* out) {
  const typename Policy::Tag d;
  const size_t count = static_cast<size_t>(w.column_step);
  auto acc = Policy::Start(d);
  for (ptrdiff_t y = 0; y < w.rows; ++y) {
    const T* in = w.first + y * w.row_step + c;
    for (ptrdiff_t x = 0; x < w.columns; ++x, in += w.column_step) {
      if constexpr (kPartial) {
        acc = Policy::Add(d, acc, Policy::LoadSome(d, in, count));
      } else {
        acc = Policy::Add(d, acc, Policy::Load(d, in));
      }
    }
  }
  acc = Policy::Finish(d, acc, params, w.count());
  if constexpr (kPartial) {
    Policy::StoreSome(d, acc, out + c, count);
  } else {
    Policy::Store(d, acc, out + c);
  }
}

template <class Policy, typename T>
HWY_INLINE void PoolRows(const PoolParams<T>& params, const PoolBand<T>& band) {
  const PoolGeometry& g = params.geometry;
  const ptrdiff_t channels = g.channels, row_step = channels * g.in_width;
  const ptrdiff_t lanes = static_cast<ptrdiff_t>(hn::Lanes(typename Policy::Tag()));
  T* out = band.out;
  for (ptrdiff_t y = band.out_begin; y < band.out_end; ++y) {
    const ptrdiff_t top = y * g.stride_height - g.pad_top;
    const ptrdiff_t y0 = std::max<ptrdiff_t>(top, 0), y1 = std::min<ptrdiff_t>(top + g.filter_height, g.in_height);
    for (ptrdiff_t x = 0; x < g.out_width; ++x, out += channels) {
      const ptrdiff_t left = x * g.stride_width - g.pad_left;
      const ptrdiff_t x0 = std::max<ptrdiff_t>(left, 0), x1 = std::min<ptrdiff_t>(left + g.filter_width, g.in_width);
      const PoolWindow<T> window = {band.in + y0 * row_step + x0 * channels, y1 - y0, x1 - x0, row_step, channels};
      if (channels < lanes) {
        PoolBlock<Policy, true>(params, window, 0, out);
        continue;
      }
      // The last block overlaps the one before it.
      for (ptrdiff_t c = 0; c < channels; c += lanes) PoolBlock<Policy, false>(params, window, std::min(c, channels - lanes), out);
    }
  }
}

void MaxPoolF32(const PoolParams<float>& p, const PoolBand<float>& b) { PoolRows<MaxPolicy<float>>(p, b); }
void MaxPoolInt8(const PoolParams<int8_t>& p, const PoolBand<int8_t>& b) { PoolRows<MaxPolicy<int8_t>>(p, b); }
void MaxPoolUInt8(const PoolParams<uint8_t>& p, const PoolBand<uint8_t>& b) { PoolRows<MaxPolicy<uint8_t>>(p, b); }
void MaxPoolInt16(const PoolParams<int16_t>& p, const PoolBand<int16_t>& b) { PoolRows<MaxPolicy<int16_t>>(p, b); }
void AveragePoolF32(const PoolParams<float>& p, const PoolBand<float>& b) { PoolRows<AverageFloatPolicy>(p, b); }
void AveragePoolInt8(const PoolParams<int8_t>& p, const PoolBand<int8_t>& b) { PoolRows<AverageIntegerPolicy<int8_t>>(p, b); }
void AveragePoolUInt8(const PoolParams<uint8_t>& p, const PoolBand<uint8_t>& b) { PoolRows<AverageIntegerPolicy<uint8_t>>(p, b); }
void AveragePoolInt16(const PoolParams<int16_t>& p, const PoolBand<int16_t>& b) { PoolRows<AverageIntegerPolicy<int16_t>>(p, b); }

}  // namespace goldcrest::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace goldcrest {
namespace {

// Whether each of `out` windows along one dimension has an element in [0, in).
bool MeetsLine(int64_t in, int64_t out, int64_t filter, int64_t stride, int64_t pad) {
  return out == 0 || (filter > pad && (out - 1) * stride - pad < in);
}

}  // namespace

bool PoolWindowsMeetImage(const PoolGeometry& g) {
  return MeetsLine(g.in_height, g.out_height, g.filter_height, g.stride_height, g.pad_top) &&
         MeetsLine(g.in_width, g.out_width, g.filter_width, g.stride_width, g.pad_left);
}

GC_SIMD_TABLE(MaxPoolF32)
GC_SIMD_TABLE(MaxPoolInt8)
GC_SIMD_TABLE(MaxPoolUInt8)
GC_SIMD_TABLE(MaxPoolInt16)
GC_SIMD_TABLE(AveragePoolF32)
GC_SIMD_TABLE(AveragePoolInt8)
GC_SIMD_TABLE(AveragePoolUInt8)
GC_SIMD_TABLE(AveragePoolInt16)

template <>
PoolFn<float> ChoosePool<float>(PoolKind kind) {
  return kind == PoolKind::kMax ? GC_SIMD_CHOOSE(MaxPoolF32) : GC_SIMD_CHOOSE(AveragePoolF32);
}
template <>
PoolFn<int8_t> ChoosePool<int8_t>(PoolKind kind) {
  return kind == PoolKind::kMax ? GC_SIMD_CHOOSE(MaxPoolInt8) : GC_SIMD_CHOOSE(AveragePoolInt8);
}
template <>
PoolFn<uint8_t> ChoosePool<uint8_t>(PoolKind kind) {
  return kind == PoolKind::kMax ? GC_SIMD_CHOOSE(MaxPoolUInt8) : GC_SIMD_CHOOSE(AveragePoolUInt8);
}
template <>
PoolFn<int16_t> ChoosePool<int16_t>(PoolKind kind) {
  return kind == PoolKind::kMax ? GC_SIMD_CHOOSE(MaxPoolInt16) : GC_SIMD_CHOOSE(AveragePoolInt16);
}

}  // namespace goldcrest
#endif
