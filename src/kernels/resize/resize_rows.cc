#include "kernels/resize/resize_rows.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/resize/resize_rows.cc"
#include "kernels/common/simd.h"
// simd.h first: it names the targets.
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "kernels/common/map-inl.h"

HWY_BEFORE_NAMESPACE();
namespace goldcrest::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace gc = goldcrest::HWY_NAMESPACE;

// Of these numbers each lane has one.
using DF = hn::CappedTag<float, kResizePadding>;
using DI = hn::RebindToSigned<DF>;

HWY_INLINE hn::Vec<DF> LoadAsFloat(DF d, const float* p) { return hn::LoadU(d, p); }
HWY_INLINE hn::Vec<DF> LoadAsFloat(DF d, const uint8_t* p) {
  return hn::ConvertTo(d, hn::PromoteTo(DI(), hn::LoadU(hn::Rebind<uint8_t, DF>(), p)));
}

template <typename T>
HWY_INLINE void WeightFloat(const T* top, const T* bottom, size_t n, float dy, float* weighted) {
  const DF d;
  const float ey = 1.0f - dy;
  float* below = weighted + n + kResizePadding;
  size_t i = 0;
  for (; i + hn::Lanes(d) <= n; i += hn::Lanes(d)) {
    hn::StoreU(hn::Mul(LoadAsFloat(d, top + i), hn::Set(d, ey)), d, weighted + i);
    hn::StoreU(hn::Mul(LoadAsFloat(d, bottom + i), hn::Set(d, dy)), d, below + i);
  }
  for (; i < n; ++i) {
    weighted[i] = static_cast<float>(top[i]) * ey;
    below[i] = static_cast<float>(bottom[i]) * dy;
  }
}

void WeightF32(const float* top, const float* bottom, size_t n, float dy, float* weighted) { WeightFloat(top, bottom, n, dy, weighted); }
void WeightU8(const uint8_t* top, const uint8_t* bottom, size_t n, float dy, float* weighted) { WeightFloat(top, bottom, n, dy, weighted); }

HWY_INLINE void Store(DF d, hn::Vec<DF> v, float* p) { hn::StoreU(v, d, p); }
HWY_INLINE void StoreFirst(DF d, hn::Vec<DF> v, float* p, size_t n) { gc::StoreFirst(d, v, p, n); }
HWY_INLINE auto ToBytes(DF d, hn::Vec<DF> v) {
  return hn::DemoteTo(hn::Rebind<uint8_t, DF>(), hn::ConvertTo(DI(), hn::Add(v, hn::Set(d, 0.5f))));
}
HWY_INLINE void Store(DF d, hn::Vec<DF> v, uint8_t* p) { hn::StoreU(ToBytes(d, v), hn::Rebind<uint8_t, DF>(), p); }
HWY_INLINE void StoreFirst(DF d, hn::Vec<DF> v, uint8_t* p, size_t n) {
  HWY_ALIGN uint8_t lanes[hn::MaxLanes(DF())];
  Store(d, v, lanes);
  for (size_t i = 0; i < n; ++i) p[i] = lanes[i];
}

// Calls pixel(column, first channel, out, whole): whole vectors may be stored where what they write beyond the pixel is overwritten
// by the next one, that is, where it stays within the row.
template <typename Column, typename T, class Pixel>
HWY_INLINE void ForEachPixel(const Column* columns, size_t width, size_t channels, size_t lanes, T* out, const Pixel& pixel) {
  const size_t vectors = (channels + lanes - 1) / lanes * lanes, row = width * channels;
  for (size_t x = 0; x < width; ++x) {
    const size_t at = x * channels;
    const bool whole = at + vectors <= row;
    for (size_t c = 0; c < channels; c += lanes) pixel(columns[x], c, out + at + c, whole ? lanes : HWY_MIN(lanes, channels - c));
  }
}

template <typename T>
HWY_INLINE void MixFloat(const float* top, const float* bottom, const ResizeColumn<float>* columns, size_t width, size_t channels, T* out) {
  const DF d;
  const size_t lanes = hn::Lanes(d);
  // In the order of the reference: top left, bottom left, top right, bottom right.
  ForEachPixel(columns, width, channels, lanes, out, [&](const ResizeColumn<float>& x, size_t c, T* to, size_t n) HWY_ATTR {
    const auto dx = hn::Set(d, x.distance), ex = hn::Set(d, 1.0f - x.distance);
    auto v = hn::Add(hn::Mul(hn::LoadU(d, top + x.left + c), ex), hn::Mul(hn::LoadU(d, bottom + x.left + c), ex));
    v = hn::Add(v, hn::Mul(hn::LoadU(d, top + x.right + c), dx));
    v = hn::Add(v, hn::Mul(hn::LoadU(d, bottom + x.right + c), dx));
    if (n == lanes)
      Store(d, v, to);
    else
      StoreFirst(d, v, to, n);
  });
}

void MixF32(const float* top, const float* bottom, const ResizeColumn<float>* columns, size_t width, size_t channels, float* out) {
  MixFloat(top, bottom, columns, width, channels, out);
}
void MixU8(const float* top, const float* bottom, const ResizeColumn<float>* columns, size_t width, size_t channels, uint8_t* out) {
  MixFloat(top, bottom, columns, width, channels, out);
}

void WeightI8(const int8_t* top, const int8_t* bottom, size_t n, int32_t dy, int32_t* weighted) {
  const DI d;
  const hn::Rebind<int8_t, DI> d8;
  const auto wb = hn::Set(d, dy), wt = hn::Set(d, kResizeOne - dy);
  size_t i = 0;
  for (; i + hn::Lanes(d) <= n; i += hn::Lanes(d)) {
    const auto t = hn::PromoteTo(d, hn::LoadU(d8, top + i)), b = hn::PromoteTo(d, hn::LoadU(d8, bottom + i));
    hn::StoreU(hn::Add(hn::Mul(t, wt), hn::Mul(b, wb)), d, weighted + i);
  }
  for (; i < n; ++i) weighted[i] = top[i] * (kResizeOne - dy) + bottom[i] * dy;
}

// Sums of products of INT8 with weights of at most 2 * kResizeOne each way fit into 31 bits.
void MixI8(const int32_t* weighted, const ResizeColumn<int32_t>* columns, size_t width, size_t channels, int8_t* out) {
  const DI d;
  const hn::Rebind<int8_t, DI> d8;
  const size_t lanes = hn::Lanes(d);
  const auto half = hn::Set(d, kResizeOne * kResizeOne / 2);
  ForEachPixel(columns, width, channels, lanes, out, [&](const ResizeColumn<int32_t>& x, size_t c, int8_t* to, size_t n) HWY_ATTR {
    const auto left = hn::Mul(hn::LoadU(d, weighted + x.left + c), hn::Set(d, kResizeOne - x.distance));
    const auto sum = hn::Add(left, hn::Mul(hn::LoadU(d, weighted + x.right + c), hn::Set(d, x.distance)));
    // Rounded to nearest, halves away from 0: by magnitude.
    const auto magnitude = hn::ShiftRight<20>(hn::Add(hn::Abs(sum), half));
    const auto v = hn::IfThenElse(hn::Lt(sum, hn::Zero(d)), hn::Neg(magnitude), magnitude);
    const auto bytes = hn::DemoteTo(d8, v);
    if (n == lanes) {
      hn::StoreU(bytes, d8, to);
    } else {
      HWY_ALIGN int8_t lane[hn::MaxLanes(DI())];
      hn::StoreU(bytes, d8, lane);
      for (size_t i = 0; i < n; ++i) to[i] = lane[i];
    }
  });
}

}  // namespace goldcrest::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace goldcrest::kernels {
namespace {

GC_SIMD_TABLE(WeightF32)
GC_SIMD_TABLE(WeightU8)
GC_SIMD_TABLE(WeightI8)
GC_SIMD_TABLE(MixF32)
GC_SIMD_TABLE(MixU8)
GC_SIMD_TABLE(MixI8)

void WeightI16(const int16_t* top, const int16_t* bottom, size_t n, int32_t dy, int32_t* weighted) {
  for (size_t i = 0; i < n; ++i) weighted[i] = top[i] * (kResizeOne - dy) + bottom[i] * dy;
}

void MixI16(const int32_t* weighted, const ResizeColumn<int32_t>* columns, size_t width, size_t channels, int16_t* out) {
  constexpr int64_t kWhole = int64_t{kResizeOne} * kResizeOne;
  for (size_t x = 0; x < width; ++x) {
    const int64_t right = columns[x].distance, left = kResizeOne - right;
    for (size_t c = 0; c < channels; ++c) {
      const int64_t sum = weighted[columns[x].left + c] * left + weighted[columns[x].right + c] * right;
      *out++ = static_cast<int16_t>((sum + (sum > 0 ? kWhole / 2 : -kWhole / 2)) / kWhole);
    }
  }
}

}  // namespace

ResizeFloatRows<float> ChooseResizeRowsF32() { return {GC_SIMD_CHOOSE(WeightF32), GC_SIMD_CHOOSE(MixF32)}; }
ResizeFloatRows<uint8_t> ChooseResizeRowsU8() { return {GC_SIMD_CHOOSE(WeightU8), GC_SIMD_CHOOSE(MixU8)}; }
ResizeFixedRows<int8_t> ChooseResizeRowsI8() { return {GC_SIMD_CHOOSE(WeightI8), GC_SIMD_CHOOSE(MixI8)}; }
ResizeFixedRows<int16_t> ChooseResizeRowsI16() { return {WeightI16, MixI16}; }

}  // namespace goldcrest::kernels
#endif
