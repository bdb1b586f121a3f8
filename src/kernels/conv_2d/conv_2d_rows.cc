// CONV_2D with few input channels (a network's first layer): the taps of one filter row lie side by side in an input row, so the
// GEMM gets one address a filter row instead of one a tap. Where the window leaves the input, the input is copied with its padding
// first; with three channels that is a small part of the layer's work.
#include <algorithm>
#include <cstring>

#include "base/checked.h"
#include "base/thread_pool.h"
#include "kernels/conv_2d/conv_2d.h"

namespace goldcrest::kernels {
namespace {

// Elements that the windows of one axis reach over, from the first padding on.
int64_t Reach(const Window& w) {
  if (w.out < 1) return w.in;
  const int64_t last = (int64_t{w.out} - 1) * w.stride + (int64_t{w.taps} - 1) * w.dilation + 1;
  return std::max(last, int64_t{w.before} + w.in);
}

}  // namespace

ConvRows::ConvRows(const ConvGeometry& geometry, size_t element, size_t group) {
  // Above this many bytes a pixel, gathering tap by tap costs little beside the product.
  constexpr size_t kMaxPixelBytes = 64;
  const Window& w = geometry.window.columns;
  pixel_ = static_cast<size_t>(geometry.channels) * element;
  const int64_t height = Reach(geometry.window.rows), width = Reach(w);
  const CheckedSize depth = CheckedSize(w.taps) * geometry.channels;
  const CheckedSize lengthened = depth.AlignedUp(group);
  if (!lengthened.ok()) return;
  skipped_ = lengthened.value() - depth.value();
  // What lies behind the input's last row may not be read.
  copies_ = height != geometry.height || width != geometry.width || skipped_ > 0;
  const CheckedSize bytes = CheckedSize(height) * width * geometry.batches * pixel_ + skipped_ * element;
  // A window that lies in the padding for the most part would make the copy larger than the work.
  const bool small = bytes.AtMost((size_t{16} << 20) * element);
  applies_ = geometry.groups == 1 && w.taps > 1 && w.dilation == 1 && pixel_ <= kMaxPixelBytes && small;
  if (!applies_) return;
  row_ = static_cast<size_t>(width) * pixel_;
  image_ = static_cast<size_t>(height) * row_;
  bytes_ = copies_ ? bytes.value() : 0;
}

void ConvRows::Pad(const ConvGeometry& g, const void* input, int zero, int max_threads, uint8_t* copy) const {
  const Window& h = g.window.rows;
  const size_t in_row = static_cast<size_t>(g.width) * pixel_, left = static_cast<size_t>(g.window.columns.before) * pixel_;
  const size_t lines = image_ / row_, end = static_cast<size_t>(g.batches) * image_;
  std::memset(copy + end, zero, bytes_ - end);
  ParallelFor(static_cast<size_t>(g.batches), max_threads, [&](size_t n) {
    uint8_t* out = copy + n * image_;
    const uint8_t* in = static_cast<const uint8_t*>(input) + n * static_cast<size_t>(g.height) * in_row;
    for (size_t y = 0; y < lines; ++y, out += row_) {
      const int64_t iy = static_cast<int64_t>(y) - h.before;
      if (iy < 0 || iy >= g.height) {
        std::memset(out, zero, row_);
        continue;
      }
      std::memset(out, zero, left);
      std::memcpy(out + left, in + static_cast<size_t>(iy) * in_row, in_row);
      std::memset(out + left + in_row, zero, row_ - left - in_row);
    }
  });
}

gemm::Rows ConvRows::Source::Rows() const {
  gemm::Rows rows;
  rows.fill = Fill;
  rows.context = this;
  return rows;
}

void ConvRows::Source::Fill(const void* context, size_t row, size_t rows, size_t tap, size_t taps, const void** out, size_t out_step) {
  const Source& s = *static_cast<const Source*>(context);
  const Window& h = s.geometry.window.rows;
  const Window& w = s.geometry.window.columns;
  const size_t columns = static_cast<size_t>(w.out), lines = static_cast<size_t>(h.out);
  const size_t step = static_cast<size_t>(w.stride) * s.rows.pixel_, line = static_cast<size_t>(h.stride) * s.rows.row_;
  const size_t down = static_cast<size_t>(h.dilation) * s.rows.row_;
  size_t x = row % columns, y = row / columns % lines, n = row / columns / lines;
  for (size_t r = 0; r < rows; ++r) {
    const uint8_t* first = s.data + n * s.rows.image_ + y * line + x * step + tap * down;
    for (size_t k = 0; k < taps; ++k) out[k * out_step + r] = first + k * down;
    if (++x == columns) {
      x = 0;
      if (++y == lines) {
        y = 0;
        ++n;
      }
    }
  }
}

}  // namespace goldcrest::kernels
