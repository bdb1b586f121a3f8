// The parts of an output row: which input rows and columns exist, and how many columns the loops take at once.
#ifndef GOLDCREST_SRC_KERNELS_DEPTHWISE_CONV_2D_DEPTHWISE_TILES_H_
#define GOLDCREST_SRC_KERNELS_DEPTHWISE_CONV_2D_DEPTHWISE_TILES_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "kernels/depthwise_conv_2d/depthwise.h"

namespace goldcrest {

// Indices [begin, end).
struct DepthwiseSpan {
  ptrdiff_t begin = 0, end = 0;
};

// The filter rows (or columns) k whose input, first + k * dilation, lies within [0, in_size).
inline DepthwiseSpan TapsInside(ptrdiff_t first, ptrdiff_t taps, ptrdiff_t dilation, ptrdiff_t in_size) {
  const ptrdiff_t begin = first >= 0 ? 0 : (-first + dilation - 1) / dilation;
  const ptrdiff_t end = first >= in_size ? 0 : std::min(taps, (in_size - 1 - first) / dilation + 1);
  return {std::min(begin, taps), std::max(end, std::min(begin, taps))};
}

// The output columns all of whose input columns exist.
inline DepthwiseSpan InnerColumns(const DepthwiseGeometry& g) {
  const ptrdiff_t reach = ptrdiff_t{g.filter_width - 1} * g.dilation_width;
  const ptrdiff_t begin = std::min<ptrdiff_t>((ptrdiff_t{g.pad_left} + g.stride_width - 1) / g.stride_width, g.out_width);
  const ptrdiff_t last = ptrdiff_t{g.in_width} - 1 + g.pad_left - reach;  // the last first column that exists
  const ptrdiff_t end = last < 0 ? 0 : std::min<ptrdiff_t>(last / g.stride_width + 1, g.out_width);
  return {begin, std::max(begin, end)};
}

// Calls tile(x, inner) so that tiles of `width` columns from x cover [0, out_width), the last one overlapping the one before; `inner`
// where every input column of the tile exists. Only for out_width >= width.
template <class F>
inline void ForEachTile(ptrdiff_t width, ptrdiff_t out_width, const DepthwiseSpan& inner, const F& tile) {
  for (ptrdiff_t x = 0; x < out_width; x += width) {
    const ptrdiff_t from = std::min(x, out_width - width);
    tile(from, from >= inner.begin && from + width <= inner.end);
  }
}

}  // namespace goldcrest

#endif  // GOLDCREST_SRC_KERNELS_DEPTHWISE_CONV_2D_DEPTHWISE_TILES_H_
