// Float depthwise convolution. A block of channels (one vector) goes along the output row in tiles of columns whose sums stay in
// registers; within a tile an input vector is loaded once and used for every output column that it reaches.
//
// Sums are formed in the order ky, kx, bias first, whatever the tile, so that results do not depend on it.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/depthwise_conv_2d/depthwise_f32.cc"
#include "kernels/common/simd.h"
// After simd.h, which sets the targets.
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "kernels/common/map-inl.h"
#include "kernels/common/math-inl.h"
#include "kernels/depthwise_conv_2d/depthwise_tiles.h"

HWY_BEFORE_NAMESPACE();
namespace goldcrest::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// One block of channels of one output row. Pointers are to the block's first channel.
struct FloatRow {
  const DepthwiseGeometry* geometry;
  const float* in;      // the first input row that exists, column 0
  ptrdiff_t rows;       // input rows that exist
  ptrdiff_t row_step;   // from one of them to the next
  const float* filter;  // the filter row of the first input row
  const float* bias;    // or null
  FloatRange range;
  float* out;    // column 0
  size_t count;  // channels, where fewer than lanes
};

// The vector function: channels at p. kPartial: only the first `count`.
template <bool kPartial, class D>
HWY_INLINE hn::Vec<D> LoadBlock(D d, const float* p, size_t count) {
  if constexpr (kPartial) return LoadFirst(d, p, count);
  return hn::LoadU(d, p);
}

template <int T, class D, class V = hn::Vec<D>>
HWY_INLINE void StartSums(D d, const FloatRow& row, bool partial, V (&acc)[T]) {
  V bias = hn::Zero(d);
  if (row.bias != nullptr) bias = partial ? LoadFirst(d, row.bias, row.count) : hn::LoadU(d, row.bias);
  HWY_UNROLL(16)
  for (int t = 0; t < T; ++t) acc[t] = bias;
}

template <bool kPartial, int T, class D, class V = hn::Vec<D>>
HWY_INLINE void StoreSums(D d, const FloatRow& row, ptrdiff_t x, const V (&acc)[T]) {
  const V lowest = hn::Set(d, row.range.lowest), highest = hn::Set(d, row.range.highest);
  float* out = row.out + x * row.geometry->channels;
  HWY_UNROLL(16)
  for (int t = 0; t < T; ++t) {
    const V y = ClampFloat(d, acc[t], lowest, highest);
    if constexpr (kPartial) {
      StoreFirst(d, y, out, row.count);
    } else {
      hn::StoreU(y, d, out);
    }
    out += row.geometry->channels;
  }
}

// T columns from x, for a filter of KW columns, stride S and no dilation across.
template <int KW, int S, int T, bool kChecked, class D>
HWY_NOINLINE void FixedTile(D d, const FloatRow& row, ptrdiff_t x) {
  using V = hn::Vec<D>;
  const DepthwiseGeometry& g = *row.geometry;
  const ptrdiff_t step = g.channels, first = x * S - g.pad_left;
  V acc[T];
  StartSums<T>(d, row, false, acc);
  const float* in = row.in + first * step;
  const float* filter = row.filter;
  for (ptrdiff_t r = 0; r < row.rows; ++r, in += row.row_step, filter += KW * step) {
    V w[KW];
    HWY_UNROLL(16)
    for (int k = 0; k < KW; ++k) w[k] = hn::LoadU(d, filter + k * step);
    HWY_UNROLL(32)
    for (int i = 0; i < (T - 1) * S + KW; ++i) {
      if (kChecked && (first + i < 0 || first + i >= g.in_width)) continue;
      const V v = hn::LoadU(d, in + i * step);
      HWY_UNROLL(16)
      for (int k = 0; k < KW; ++k) {
        const int t = (i - k) / S;
        if (i >= k && (i - k) % S == 0 && t < T) acc[t] = hn::MulAdd(v, w[k], acc[t]);
      }
    }
  }
  StoreSums<false>(d, row, x, acc);
}

// T columns from x, for any filter.
template <int T, bool kChecked, bool kPartial, class D>
HWY_NOINLINE void AnyTile(D d, const FloatRow& row, ptrdiff_t x) {
  using V = hn::Vec<D>;
  const DepthwiseGeometry& g = *row.geometry;
  const ptrdiff_t step = g.channels, first = x * g.stride_width - g.pad_left;
  V acc[T];
  StartSums<T>(d, row, kPartial, acc);
  for (ptrdiff_t r = 0; r < row.rows; ++r) {
    const float* in = row.in + r * row.row_step;
    const float* filter = row.filter + r * g.filter_width * step;
    for (ptrdiff_t k = 0; k < g.filter_width; ++k, filter += step) {
      const V w = LoadBlock<kPartial>(d, filter, row.count);
      HWY_UNROLL(16)
      for (int t = 0; t < T; ++t) {
        const ptrdiff_t column = first + t * g.stride_width + k * g.dilation_width;
        if (kChecked && (column < 0 || column >= g.in_width)) continue;
        acc[t] = hn::MulAdd(LoadBlock<kPartial>(d, in + column * step, row.count), w, acc[t]);
      }
    }
  }
  StoreSums<kPartial>(d, row, x, acc);
}

// Seven divides the row lengths of networks for 224 x 224 pixels (7, 14, 28, 56, 112), and with a filter row of 5 still fits
// 16 registers.
constexpr int kTile = 7;

template <int KW, int S, class D>
HWY_INLINE void FixedRow(D d, const FloatRow& row, const DepthwiseSpan& inner) {
  ForEachTile(kTile, row.geometry->out_width, inner, [&](ptrdiff_t x, bool is_inner) HWY_ATTR {
    if (is_inner) {
      FixedTile<KW, S, kTile, false>(d, row, x);
    } else {
      FixedTile<KW, S, kTile, true>(d, row, x);
    }
  });
}

template <bool kPartial, class D>
HWY_INLINE void AnyRow(D d, const FloatRow& row, const DepthwiseSpan& inner) {
  const ptrdiff_t width = row.geometry->out_width;
  const auto tile = [&](ptrdiff_t x, bool is_inner) HWY_ATTR {
    if (is_inner) {
      AnyTile<kTile, false, kPartial>(d, row, x);
    } else {
      AnyTile<kTile, true, kPartial>(d, row, x);
    }
  };
  if (width >= kTile) return ForEachTile(kTile, width, inner, tile);
  for (ptrdiff_t x = 0; x < width; ++x) AnyTile<1, true, kPartial>(d, row, x);
}

template <class D>
HWY_INLINE void BlockRow(D d, const FloatRow& row, const DepthwiseSpan& inner) {
  const DepthwiseGeometry& g = *row.geometry;
  const bool fixed = g.dilation_width == 1 && g.out_width >= kTile;
  if (fixed && g.filter_width == 3 && g.stride_width == 1) return FixedRow<3, 1>(d, row, inner);
  if (fixed && g.filter_width == 3 && g.stride_width == 2) return FixedRow<3, 2>(d, row, inner);
  if (fixed && g.filter_width == 5 && g.stride_width == 1) return FixedRow<5, 1>(d, row, inner);
  if (fixed && g.filter_width == 5 && g.stride_width == 2) return FixedRow<5, 2>(d, row, inner);
  AnyRow<false>(d, row, inner);
}

void DepthwiseFloatRows(const DepthwiseFloat& conv, const DepthwiseBand<float>& band) {
  const DepthwiseGeometry& g = conv.geometry;
  const hn::ScalableTag<float> d;
  const ptrdiff_t lanes = static_cast<ptrdiff_t>(hn::Lanes(d)), channels = g.channels;
  const ptrdiff_t row_size = ptrdiff_t{g.in_width} * channels;
  const DepthwiseSpan inner = InnerColumns(g);
  for (ptrdiff_t y = band.out_begin; y < band.out_end; ++y) {
    const ptrdiff_t first = y * g.stride_height - g.pad_top;
    const DepthwiseSpan taps = TapsInside(first, g.filter_height, g.dilation_height, g.in_height);
    const float* in = band.in + (first + taps.begin * g.dilation_height - band.in_first_row) * row_size;
    const float* filter = conv.filter + taps.begin * g.filter_width * channels;
    float* out = band.out + (y - band.out_begin) * g.out_width * channels;
    for (ptrdiff_t c = 0; c < channels; c += lanes) {
      // The last block overlaps the one before it.
      const ptrdiff_t at = channels < lanes ? 0 : std::min(c, channels - lanes);
      const FloatRow row = {&g,
                            in + at,
                            taps.end - taps.begin,
                            g.dilation_height * row_size,
                            filter + at,
                            conv.bias == nullptr ? nullptr : conv.bias + at,
                            conv.range,
                            out + at,
                            static_cast<size_t>(channels)};
      if (channels < lanes) {
        AnyRow<true>(d, row, inner);
      } else {
        BlockRow(d, row, inner);
      }
    }
  }
}

}  // namespace goldcrest::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace goldcrest {
GC_SIMD_TABLE(DepthwiseFloatRows)
DepthwiseFloatFn ChooseDepthwiseFloat() { return GC_SIMD_CHOOSE(DepthwiseFloatRows); }
}  // namespace goldcrest
#endif
