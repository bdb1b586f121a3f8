#include "kernels/common/transpose_tile.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/common/transpose_tile.cc"
#include "kernels/common/simd.h"
// simd.h first: it names the targets.
#include <cstring>

#include "hwy/foreach_target.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace goldcrest::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// 128 bits of elements: blocks of kLanes x kLanes are transposed in registers.
template <typename T>
using DBlock = hn::CappedTag<T, 16 / sizeof(T)>;

// Interleaving the first half of the rows with the second log2(kLanes) times transposes a square.
template <size_t kLanes, class V, class D>
HWY_INLINE void Shuffle(D d, V* v) {
  for (size_t round = 1; round < kLanes; round *= 2) {
    V w[kLanes];
    for (size_t i = 0; i < kLanes / 2; ++i) {
      w[2 * i] = hn::InterleaveLower(d, v[i], v[i + kLanes / 2]);
      w[2 * i + 1] = hn::InterleaveUpper(d, v[i], v[i + kLanes / 2]);
    }
    for (size_t i = 0; i < kLanes; ++i) v[i] = w[i];
  }
}

template <typename T>
HWY_INLINE void TransposeTile(const T* in, int64_t in_stride, T* out, int64_t out_stride, int64_t rows, int64_t cols) {
  constexpr int64_t kSide = TransposeTileSide<T>(), kLanes = 16 / sizeof(T);
  const DBlock<T> d;
  // Whole lines are collected here before they are written: rows of a large matrix often lie in the same few cache sets, where lines
  // would push one another out between visits.
  HWY_ALIGN T lines[kSide * kSide];
  const int64_t whole_rows = rows / kLanes * kLanes, whole_cols = cols / kLanes * kLanes;
  for (int64_t c = 0; c < whole_cols; c += kLanes) {
    for (int64_t r = 0; r < whole_rows; r += kLanes) {
      hn::Vec<DBlock<T>> v[kLanes];
      for (int64_t i = 0; i < kLanes; ++i) v[i] = hn::LoadU(d, in + r + (c + i) * in_stride);
      Shuffle<static_cast<size_t>(kLanes)>(d, v);
      for (int64_t i = 0; i < kLanes; ++i) hn::Store(v[i], d, lines + (r + i) * kSide + c);
    }
    for (int64_t r = whole_rows; r < rows; ++r) {
      for (int64_t i = c; i < c + kLanes; ++i) lines[r * kSide + i] = in[r + i * in_stride];
    }
  }
  for (int64_t c = whole_cols; c < cols; ++c) {
    for (int64_t r = 0; r < rows; ++r) lines[r * kSide + c] = in[r + c * in_stride];
  }
  for (int64_t r = 0; r < rows; ++r) {
    if (cols == kSide)
      std::memcpy(out + r * out_stride, lines + r * kSide, kSide * sizeof(T));
    else
      std::memcpy(out + r * out_stride, lines + r * kSide, static_cast<size_t>(cols) * sizeof(T));
  }
}

void Transpose8(const uint8_t* in, int64_t in_stride, uint8_t* out, int64_t out_stride, int64_t rows, int64_t cols) {
  TransposeTile(in, in_stride, out, out_stride, rows, cols);
}
void Transpose16(const uint16_t* in, int64_t in_stride, uint16_t* out, int64_t out_stride, int64_t rows, int64_t cols) {
  TransposeTile(in, in_stride, out, out_stride, rows, cols);
}
void Transpose32(const uint32_t* in, int64_t in_stride, uint32_t* out, int64_t out_stride, int64_t rows, int64_t cols) {
  TransposeTile(in, in_stride, out, out_stride, rows, cols);
}
void Transpose64(const uint64_t* in, int64_t in_stride, uint64_t* out, int64_t out_stride, int64_t rows, int64_t cols) {
  TransposeTile(in, in_stride, out, out_stride, rows, cols);
}

}  // namespace goldcrest::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace goldcrest::kernels {
namespace {

GC_SIMD_TABLE(Transpose8)
GC_SIMD_TABLE(Transpose16)
GC_SIMD_TABLE(Transpose32)
GC_SIMD_TABLE(Transpose64)

}  // namespace

// GCC does not extend the hidden visibility of all else to these.
#define GC_HIDDEN __attribute__((visibility("hidden")))

template <>
GC_HIDDEN TransposeTileFn<uint8_t> ChooseTransposeTile<uint8_t>() {
  return GC_SIMD_CHOOSE(Transpose8);
}
template <>
GC_HIDDEN TransposeTileFn<uint16_t> ChooseTransposeTile<uint16_t>() {
  return GC_SIMD_CHOOSE(Transpose16);
}
template <>
GC_HIDDEN TransposeTileFn<uint32_t> ChooseTransposeTile<uint32_t>() {
  return GC_SIMD_CHOOSE(Transpose32);
}
template <>
GC_HIDDEN TransposeTileFn<uint64_t> ChooseTransposeTile<uint64_t>() {
  return GC_SIMD_CHOOSE(Transpose64);
}

}  // namespace goldcrest::kernels
#endif
