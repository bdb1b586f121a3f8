// How the drivers walk a product: tiles of rows, chunks of depth, grains of work. Internal to this folder.
#ifndef GOLDCREST_SRC_KERNELS_COMMON_GEMM_ROWS_H_
#define GOLDCREST_SRC_KERNELS_COMMON_GEMM_ROWS_H_

#include <algorithm>
#include <cstddef>

#include "kernels/common/gemm/gemm.h"
#include "kernels/common/gemm/kernel.h"

namespace goldcrest::gemm {

// Pointers are kept for this many taps of a tile.
inline constexpr size_t kMaxTaps = 64;
// Panels of one grain whose unfinished sums are kept where the depth takes several chunks.
inline constexpr size_t kMaxOpenPanels = 8;

inline size_t CeilDiv(size_t a, size_t b) { return a / b + (a % b != 0); }

// `total` cut into `parts` pieces whose sizes differ by at most one: no last tile of one lonely row.
struct EvenSplit {
  size_t base, extra;
  EvenSplit(size_t total, size_t parts) : base(total / parts), extra(total % parts) {}
  size_t Begin(size_t i) const { return i * base + std::min(i, extra); }
  size_t Size(size_t i) const { return base + (i < extra ? 1 : 0); }
};

// The columns cut into panels (kernel.h).
struct Panels {
  size_t n, nr, half;  // half: columns of half a vector
  bool has_halves;
  Panels(size_t n, int lanes, bool has_halves)
      : n(n), nr(2 * static_cast<size_t>(lanes)), half(static_cast<size_t>(lanes) / 2), has_halves(has_halves) {}
  size_t panels() const { return CeilDiv(n, nr); }
  size_t padded_n() const { return panels() * nr; }
  size_t Columns(size_t p) const { return std::min(nr, n - p * nr); }
  // Half vectors of a panel, and the columns that these make.
  size_t Halves(size_t p) const {
    const size_t halves = CeilDiv(Columns(p), half);
    return has_halves ? halves : (halves + 1) / 2 * 2;
  }
  size_t Width(size_t p) const { return Halves(p) * half; }
};

// A piece of the depth: `length` elements from element `first` of tap `tap` on, touching `taps` taps. Unless cut flat, these are
// elements [first, first + channels) of each tap.
struct Chunk {
  size_t tap, taps, first, channels, length;
};

// Cuts the depth, so that a panel's weights stay in the cache and scratch sizes are constants.
class Chunks {
 public:
  // Pieces of at most `max_depth` (a multiple of the kernel's group): several whole taps, or a part of one.
  Chunks(const GemmShape& shape, size_t max_depth) : shape_(shape) {
    if (shape.channels > max_depth) {
      per_tap_ = CeilDiv(shape.channels, max_depth);
      length_ = max_depth;
      count_ = per_tap_ * shape.taps;
    } else {
      taps_ = std::clamp<size_t>(max_depth / std::max<size_t>(shape.channels, 1), 1, kMaxTaps);
      count_ = std::max<size_t>(CeilDiv(shape.taps, taps_), 1);
    }
  }
  // Pieces of the same length but for the last, wherever taps begin and end; a multiple of `group`, which is at most 8.
  static Chunks Flat(const GemmShape& shape, size_t max_depth, size_t group) {
    Chunks chunks(shape, max_depth);
    const size_t by_taps = std::min(shape.channels, max_depth) * (kMaxTaps - 1);
    chunks.flat_ = true;
    chunks.length_ = std::max(std::min(by_taps, max_depth) / group * group, group);
    chunks.count_ = std::max<size_t>(CeilDiv(shape.k(), chunks.length_), 1);
    return chunks;
  }
  size_t count() const { return count_; }
  Chunk operator[](size_t i) const {
    const size_t channels = shape_.channels;
    if (flat_) {
      const size_t begin = i * length_, length = std::min(length_, shape_.k() - begin);
      if (length == 0) return {0, 0, 0, 0, 0};
      const size_t tap = begin / channels;
      return {tap, (begin + length - 1) / channels - tap + 1, begin % channels, 0, length};
    }
    if (per_tap_ > 1) {
      const size_t first = i % per_tap_ * length_, length = std::min(length_, channels - first);
      return {i / per_tap_, 1, first, length, length};
    }
    const size_t taps = std::min(taps_, shape_.taps - i * taps_);
    return {i * taps_, taps, 0, channels, taps * channels};
  }

 private:
  GemmShape shape_;
  bool flat_ = false;
  size_t per_tap_ = 1, length_ = 0, taps_ = 1, count_ = 1;
};

// Addresses of a tile's rows: pointers[t * rows + r].
inline void FillPointers(const Rows& a, size_t element, size_t row, size_t rows, size_t tap, size_t taps, const void** pointers) {
  if (a.fill != nullptr) {
    a.fill(a.context, row, rows, tap, taps, pointers, rows);
    return;
  }
  for (size_t r = 0; r < rows; ++r) pointers[r] = static_cast<const char*>(a.base) + (row + r) * a.stride * element;
}

// The work cut into grains: blocks of `tiles` row tiles by `panels` column panels. Depends on sizes and caches only.
struct Grains {
  size_t all_tiles, all_panels;  // of the product
  size_t tiles, panels;          // of one grain, at most
  size_t row_blocks, column_blocks;
  size_t count() const { return row_blocks * column_blocks; }
};

// `panel_bytes`: packed weights of a panel. `grain_work`: multiply-adds of a grain, about. `open`: the depth takes several chunks.
Grains CutGrains(const GemmShape& shape, size_t mr, size_t nr, size_t panel_bytes, size_t grain_work, bool open);

}  // namespace goldcrest::gemm

#endif  // GOLDCREST_SRC_KERNELS_COMMON_GEMM_ROWS_H_
