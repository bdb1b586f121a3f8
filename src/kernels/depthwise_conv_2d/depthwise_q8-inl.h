// Quantized depthwise convolution for input type T, int8_t or uint8_t. Included by depthwise_int8.cc and depthwise_uint8.cc.
//
// A block of channels (one vector of 16-bit integers) goes along the output row in tiles of columns. The taps of two filter rows are
// multiplied and added as pairs, exactly, into 32-bit sums. The input's zero point is in the bias; where a tap lies outside of the
// image the zero point itself is read, so that borders need no other bias.
//
// The 32-bit sums of a block are two vectors: `low` has the channels in the lower half of each 128-bit part of the block, `high` the
// others. That is what interleaving gives and what ReorderDemote2To takes back; the packed per-channel arrays follow it.
#if defined(GOLDCREST_SRC_KERNELS_DEPTHWISE_CONV_2D_DEPTHWISE_Q8_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef GOLDCREST_SRC_KERNELS_DEPTHWISE_CONV_2D_DEPTHWISE_Q8_INL_H_
#undef GOLDCREST_SRC_KERNELS_DEPTHWISE_CONV_2D_DEPTHWISE_Q8_INL_H_
#else
#define GOLDCREST_SRC_KERNELS_DEPTHWISE_CONV_2D_DEPTHWISE_Q8_INL_H_
#endif

#include "hwy/highway.h"
#include "kernels/common/map-inl.h"
#include "kernels/common/requantize-inl.h"
#include "kernels/depthwise_conv_2d/depthwise_tiles.h"

HWY_BEFORE_NAMESPACE();
namespace goldcrest::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// x86 multiplies and adds neighbouring pairs in one instruction (pmaddwd), so there pairs are interleaved.
#if HWY_ARCH_X86
constexpr bool kInterleavedTaps = true;
#else
constexpr bool kInterleavedTaps = false;
#endif

// Columns of a tile: two sums each, and with a filter row of 3 the weights, fit the registers (16 below AVX-512 on x86, else 32).
#if HWY_ARCH_X86 && HWY_TARGET > HWY_AVX3
constexpr int kQuantizedTile = 3;
#else
constexpr int kQuantizedTile = 7;
#endif

template <class V>
struct Halves {
  V low, high;
};

// The inputs of two taps, or their weights, ready to be multiplied.
template <class D16, class V = hn::Vec<D16>>
HWY_INLINE Halves<V> PairOf(D16 d, V first, V second) {
  if constexpr (kInterleavedTaps) return {hn::InterleaveLower(d, first, second), hn::InterleaveUpper(d, first, second)};
  return {first, second};
}

// low += in * (the weights' first vector), high += in * (their second), for the channels of each.
template <class D16, class V16, class V32>
HWY_INLINE void AddProducts(D16 d16, const Halves<V16>& in, V16 w0, V16 w1, V32& low, V32& high) {
#if HWY_ARCH_X86
  const hn::RepartitionToWide<D16> d32;
  V32 unused = hn::Zero(d32);
  low = hn::ReorderWidenMulAccumulate(d32, in.low, w0, low, unused);
  high = hn::ReorderWidenMulAccumulate(d32, in.high, w1, high, unused);
#elif HWY_TARGET == HWY_NEON
  low = V32(vmlal_s16(low.raw, vget_low_s16(in.low.raw), vget_low_s16(w0.raw)));
  low = V32(vmlal_s16(low.raw, vget_low_s16(in.high.raw), vget_low_s16(w1.raw)));
  high = V32(vmlal_high_s16(high.raw, in.low.raw, w0.raw));
  high = V32(vmlal_high_s16(high.raw, in.high.raw, w1.raw));
#else
  const hn::RepartitionToWide<D16> d32;
  const hn::Half<D16> dh;
  const auto lower = [&](V16 v) { return hn::PromoteTo(d32, hn::LowerHalf(dh, v)); };
  const auto upper = [&](V16 v) { return hn::PromoteTo(d32, hn::UpperHalf(dh, v)); };
  low = hn::Add(low, hn::Add(hn::Mul(lower(in.low), lower(w0)), hn::Mul(lower(in.high), lower(w1))));
  high = hn::Add(high, hn::Add(hn::Mul(upper(in.low), upper(w0)), hn::Mul(upper(in.high), upper(w1))));
#endif
}

// One block of channels of one output row. Pointers are to the block's first channel.
template <typename T>
struct QuantizedRow {
  const typename DepthwiseQuantized<T>::Packed* packed;
  const T* in;              // column 0 of the first input row in memory
  ptrdiff_t in_first_row;   // which row of the image that is
  ptrdiff_t first_row;      // the first filter row's input row; may lie outside of the image
  const int16_t* weights;   // of the block
  const int32_t* channels;  // of the block
  T* out;                   // column 0
  size_t count;             // channels, where fewer than lanes
};

// The two input rows of a pair: where column 0 is, and how far the next column. A row outside of the image is the zero point.
template <typename T>
struct RowPair {
  const T* first;
  const T* second;
  ptrdiff_t first_step, second_step;
};

template <typename T>
HWY_INLINE RowPair<T> FindRows(const QuantizedRow<T>& row, ptrdiff_t ky) {
  const DepthwiseGeometry& g = row.packed->geometry;
  const ptrdiff_t row_size = ptrdiff_t{g.in_width} * g.channels;
  const ptrdiff_t a = row.first_row + ky * g.dilation_height, b = a + g.dilation_height;
  const T* const padding = row.packed->padding;
  const bool a_inside = a >= 0 && a < g.in_height;
  // The weights of a row beyond the filter are 0, so that any input does.
  const bool b_inside = ky + 1 < g.filter_height && b >= 0 && b < g.in_height;
  return {a_inside ? row.in + (a - row.in_first_row) * row_size : padding, b_inside ? row.in + (b - row.in_first_row) * row_size : padding,
          a_inside ? g.channels : 0, b_inside ? g.channels : 0};
}

template <bool kPartial, class D16, typename T>
HWY_INLINE hn::Vec<D16> LoadWide(D16 d16, const T* p, size_t count) {
  const hn::Rebind<T, D16> d8;
  if constexpr (kPartial) return hn::PromoteTo(d16, LoadFirst(d8, p, count));
  return hn::PromoteTo(d16, hn::LoadU(d8, p));
}

// The pair of inputs at a column; the zero point where kChecked and the column is outside of the image.
template <bool kChecked, bool kPartial, class D16, typename T>
HWY_INLINE Halves<hn::Vec<D16>> LoadPair(D16 d16, const QuantizedRow<T>& row, const RowPair<T>& rows, ptrdiff_t column) {
  if (kChecked && (column < 0 || column >= row.packed->geometry.in_width)) {
    const auto zero_point = hn::Set(d16, static_cast<int16_t>(row.packed->input_zero_point));
    return PairOf(d16, zero_point, zero_point);
  }
  return PairOf(d16, LoadWide<kPartial>(d16, rows.first + column * rows.first_step, row.count),
                LoadWide<kPartial>(d16, rows.second + column * rows.second_step, row.count));
}

// Clamps and stores the channels of column t as 16-bit results of a block.
template <bool kPartial, class D16, typename Out>
HWY_INLINE void StoreColumn(D16 d16, const QuantizedRow<Out>& row, hn::Vec<D16> y, Out* out) {
  const hn::Rebind<Out, D16> d8;
  const QuantizedOutput& o = row.packed->output;
  const auto lowest = hn::Set(d16, static_cast<int16_t>(o.lowest)), highest = hn::Set(d16, static_cast<int16_t>(o.highest));
  const auto clamped = hn::Min(hn::Max(y, lowest), highest);
  if constexpr (kPartial) {
    StoreFirst(d8, hn::DemoteTo(d8, clamped), out, row.count);
  } else {
    hn::StoreU(hn::DemoteTo(d8, clamped), d8, out);
  }
}

template <bool kLeft, bool kPartial, int T, class D16, class V32, typename Out>
HWY_INLINE void StoreTile(D16 d16, const QuantizedRow<Out>& row, ptrdiff_t x, const V32 (&low)[T], const V32 (&high)[T]) {
  const hn::RepartitionToWide<D16> d32;
  const size_t lanes = hn::Lanes(d16), half = lanes / 2;
  const auto factors = [&](size_t at) HWY_ATTR {
    const RequantizeTable table = {row.channels + lanes, row.channels + 2 * lanes, row.channels + 3 * lanes, row.channels + 4 * lanes,
                                   kLeft};
    return LoadFactors(d32, table, at);
  };
  const auto low_factors = factors(0), high_factors = factors(half);
  const auto zero_point = hn::Set(d16, static_cast<int16_t>(row.packed->output.zero_point));
  Out* out = row.out + x * row.packed->geometry.channels;
  HWY_UNROLL(8)
  for (int t = 0; t < T; ++t, out += row.packed->geometry.channels) {
    const auto y = hn::ReorderDemote2To(d16, Requantize<kLeft>(d32, low[t], low_factors), Requantize<kLeft>(d32, high[t], high_factors));
    // Saturated at 16 bits twice, which the clamp to 8 bits hides.
    StoreColumn<kPartial>(d16, row, hn::SaturatedAdd(y, zero_point), out);
  }
}

#if HWY_ARCH_X86 && HWY_TARGET <= HWY_AVX2
template <bool kPartial, int T, class D16, class V32, typename Out>
HWY_INLINE void StoreOffsetTile(D16 d16, const QuantizedRow<Out>& row, ptrdiff_t x, const V32 (&low)[T], const V32 (&high)[T]) {
  const hn::RepartitionToWide<D16> d32;
  const size_t lanes = hn::Lanes(d16);
  const auto low_factors = LoadOffsetFactors(d32, row.channels + lanes);
  const auto high_factors = LoadOffsetFactors(d32, row.channels + lanes + lanes / 2 * kOffsetArrays);
  Out* out = row.out + x * row.packed->geometry.channels;
  HWY_UNROLL(8)
  for (int t = 0; t < T; ++t, out += row.packed->geometry.channels) {
    const auto y = hn::ReorderDemote2To(d16, RequantizeOffset(d32, low[t], low_factors), RequantizeOffset(d32, high[t], high_factors));
    StoreColumn<kPartial>(d16, row, y, out);
  }
}
#endif

template <bool kPartial, int T, class D16, class V32, typename Out>
HWY_INLINE void Finish(D16 d16, const QuantizedRow<Out>& row, ptrdiff_t x, const V32 (&low)[T], const V32 (&high)[T]) {
#if HWY_ARCH_X86 && HWY_TARGET <= HWY_AVX2
  if (HWY_LIKELY(row.packed->offset_factors)) return StoreOffsetTile<kPartial>(d16, row, x, low, high);
#endif
  if (HWY_UNLIKELY(row.packed->any_left)) {
    StoreTile<true, kPartial>(d16, row, x, low, high);
  } else {
    StoreTile<false, kPartial>(d16, row, x, low, high);
  }
}

template <int T, class D16, class V32, typename In>
HWY_INLINE void StartTile(D16 d16, const QuantizedRow<In>& row, V32 (&low)[T], V32 (&high)[T]) {
  const hn::RepartitionToWide<D16> d32;
  const V32 low_bias = hn::LoadU(d32, row.channels), high_bias = hn::LoadU(d32, row.channels + hn::Lanes(d32));
  HWY_UNROLL(8)
  for (int t = 0; t < T; ++t) low[t] = low_bias, high[t] = high_bias;
}

// T columns from x, for a filter of KW columns, stride S and no dilation across.
template <int KW, int S, int T, bool kChecked, class D16, typename In>
HWY_NOINLINE void FixedTile(D16 d16, const QuantizedRow<In>& row, ptrdiff_t x) {
  using V16 = hn::Vec<D16>;
  const DepthwiseGeometry& g = row.packed->geometry;
  hn::Vec<hn::RepartitionToWide<D16>> low[T], high[T];
  StartTile(d16, row, low, high);
  const ptrdiff_t first = x * S - g.pad_left;
  const int16_t* weights = row.weights;
  for (ptrdiff_t ky = 0; ky < g.filter_height; ky += 2, weights += KW * 2 * hn::Lanes(d16)) {
    const RowPair<In> rows = FindRows(row, ky);
    V16 w0[KW], w1[KW];
    HWY_UNROLL(8)
    for (int k = 0; k < KW; ++k) {
      w0[k] = hn::LoadU(d16, weights + 2 * k * hn::Lanes(d16));
      w1[k] = hn::LoadU(d16, weights + (2 * k + 1) * hn::Lanes(d16));
    }
    HWY_UNROLL(32)
    for (int i = 0; i < (T - 1) * S + KW; ++i) {
      const Halves<V16> in = LoadPair<kChecked, false>(d16, row, rows, first + i);
      HWY_UNROLL(8)
      for (int k = 0; k < KW; ++k) {
        const int t = (i - k) / S;
        if (i >= k && (i - k) % S == 0 && t < T) AddProducts(d16, in, w0[k], w1[k], low[t], high[t]);
      }
    }
  }
  Finish<false>(d16, row, x, low, high);
}

// T columns from x, for any filter.
template <int T, bool kChecked, bool kPartial, class D16, typename In>
HWY_NOINLINE void AnyTile(D16 d16, const QuantizedRow<In>& row, ptrdiff_t x) {
  const DepthwiseGeometry& g = row.packed->geometry;
  hn::Vec<hn::RepartitionToWide<D16>> low[T], high[T];
  StartTile(d16, row, low, high);
  const ptrdiff_t first = x * g.stride_width - g.pad_left;
  const int16_t* weights = row.weights;
  for (ptrdiff_t ky = 0; ky < g.filter_height; ky += 2) {
    const RowPair<In> rows = FindRows(row, ky);
    for (ptrdiff_t k = 0; k < g.filter_width; ++k, weights += 2 * hn::Lanes(d16)) {
      const auto w0 = hn::LoadU(d16, weights), w1 = hn::LoadU(d16, weights + hn::Lanes(d16));
      HWY_UNROLL(8)
      for (int t = 0; t < T; ++t) {
        const ptrdiff_t column = first + t * g.stride_width + k * g.dilation_width;
        AddProducts(d16, LoadPair<kChecked, kPartial>(d16, row, rows, column), w0, w1, low[t], high[t]);
      }
    }
  }
  Finish<kPartial>(d16, row, x, low, high);
}

template <int KW, int S, class D16, typename T>
HWY_INLINE void FixedRow(D16 d16, const QuantizedRow<T>& row, const DepthwiseSpan& inner) {
  ForEachTile(kQuantizedTile, row.packed->geometry.out_width, inner, [&](ptrdiff_t x, bool is_inner) HWY_ATTR {
    if (is_inner) {
      FixedTile<KW, S, kQuantizedTile, false>(d16, row, x);
    } else {
      FixedTile<KW, S, kQuantizedTile, true>(d16, row, x);
    }
  });
}

template <bool kPartial, class D16, typename T>
HWY_INLINE void AnyRow(D16 d16, const QuantizedRow<T>& row, const DepthwiseSpan& inner) {
  const ptrdiff_t width = row.packed->geometry.out_width;
  if (width < kQuantizedTile) {
    for (ptrdiff_t x = 0; x < width; ++x) AnyTile<1, true, kPartial>(d16, row, x);
    return;
  }
  ForEachTile(kQuantizedTile, width, inner, [&](ptrdiff_t x, bool is_inner) HWY_ATTR {
    if (is_inner) {
      AnyTile<kQuantizedTile, false, kPartial>(d16, row, x);
    } else {
      AnyTile<kQuantizedTile, true, kPartial>(d16, row, x);
    }
  });
}

template <class D16, typename T>
HWY_INLINE void BlockRow(D16 d16, const QuantizedRow<T>& row, const DepthwiseSpan& inner) {
  const DepthwiseGeometry& g = row.packed->geometry;
  if (static_cast<size_t>(g.channels) < hn::Lanes(d16)) return AnyRow<true>(d16, row, inner);
  // The loops for common filters are large. UINT8 models, which converters have not made for years, do without.
  if constexpr (std::is_signed_v<T>) {
    const bool fixed = g.dilation_width == 1 && g.out_width >= kQuantizedTile;
    if (fixed && g.filter_width == 3 && g.stride_width == 1) return FixedRow<3, 1>(d16, row, inner);
    if (fixed && g.filter_width == 3 && g.stride_width == 2) return FixedRow<3, 2>(d16, row, inner);
    if (fixed && g.filter_width == 5 && g.stride_width == 1) return FixedRow<5, 1>(d16, row, inner);
    if (fixed && g.filter_width == 5 && g.stride_width == 2) return FixedRow<5, 2>(d16, row, inner);
  }
  AnyRow<false>(d16, row, inner);
}

template <class D16, typename T>
HWY_INLINE void QuantizedRows(D16 d16, const DepthwiseQuantized<T>& conv, const DepthwiseBand<T>& band) {
  const auto& p = conv.packed();
  const DepthwiseGeometry& g = p.geometry;
  const ptrdiff_t lanes = static_cast<ptrdiff_t>(hn::Lanes(d16)), channels = g.channels;
  const ptrdiff_t block_weights = ptrdiff_t{(g.filter_height + 1) / 2} * g.filter_width * 2 * lanes;
  const DepthwiseSpan inner = InnerColumns(g);
  for (ptrdiff_t y = band.out_begin; y < band.out_end; ++y) {
    T* const out = band.out + (y - band.out_begin) * g.out_width * channels;
    for (ptrdiff_t b = 0; b < p.blocks; ++b) {
      // The last block overlaps the one before it.
      const ptrdiff_t c = channels < lanes ? 0 : std::min(b * lanes, channels - lanes);
      const QuantizedRow<T> row = {&p,
                                   band.in + c,
                                   band.in_first_row,
                                   y * g.stride_height - g.pad_top,
                                   p.weights + b * block_weights,
                                   p.channels + b * DepthwiseQuantized<T>::kChannelArrays * lanes,
                                   out + c,
                                   static_cast<size_t>(channels)};
      BlockRow(d16, row, inner);
    }
  }
}

// 128 bits at a time where fewer channels than a whole vector of AVX2; AVX-512 masks instead.
#if HWY_TARGET == HWY_AVX2
constexpr bool kNarrowBlocks = true;
#else
constexpr bool kNarrowBlocks = false;
#endif
using WideTag = hn::ScalableTag<int16_t>;
using NarrowTag = hn::CappedTag<int16_t, 8>;

inline DepthwiseLayout LayoutFor(int32_t channels) {
  const size_t wide = hn::Lanes(WideTag());
  return {kNarrowBlocks && static_cast<size_t>(channels) < wide ? hn::Lanes(NarrowTag()) : wide, kInterleavedTaps, kUsesOffsetFactors};
}

template <typename T>
HWY_INLINE void QuantizedRowsOfAnyLayout(const DepthwiseQuantized<T>& conv, const DepthwiseBand<T>& band) {
  if constexpr (kNarrowBlocks) {
    if (conv.packed().layout.lanes < hn::Lanes(WideTag())) return QuantizedRows(NarrowTag(), conv, band);
  }
  QuantizedRows(WideTag(), conv, band);
}

}  // namespace goldcrest::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // GOLDCREST_SRC_KERNELS_DEPTHWISE_CONV_2D_DEPTHWISE_Q8_INL_H_
