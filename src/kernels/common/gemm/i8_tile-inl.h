// The integer tile, written once; a target's file supplies the vectors as the class V.
//
// V has: Reg (int32 lanes), kLanes, kGroup (k per step), Element (of the rows), kWeightBytes (of one vector's group, so
// kLanes * kGroup), Weights and Activations (register types), LoadWeights(p), Prepare(flip), Broadcast(p, prepared) for one group of
// one row, Dot(acc, activations, weights), Load and Store of sums.
#ifndef GOLDCREST_SRC_KERNELS_COMMON_GEMM_I8_TILE_INL_H_
#define GOLDCREST_SRC_KERNELS_COMMON_GEMM_I8_TILE_INL_H_

#include "kernels/common/gemm/kernel.h"

namespace goldcrest::gemm {
namespace {

template <typename V, int kRows, int kVectors>
void I8TileOf(const I8Tile& g) {
  using Element = typename V::Element;
  constexpr int kL = V::kLanes;
  typename V::Reg acc[kRows][kVectors];
  const int32_t* init = g.init;
  GC_UNROLL
  for (int r = 0; r < kRows; ++r) {
    GC_UNROLL
    for (int j = 0; j < kVectors; ++j) acc[r][j] = V::Load(init + j * kL);
    init += g.init_stride;
  }
  const int8_t* w = g.w;
  const auto prepared = V::Prepare(g.flip);
  const void* const* a = g.rows.a;
  for (size_t t = 0; t < g.rows.taps; ++t) {
    const Element* p[kRows];
    GC_UNROLL
    for (int r = 0; r < kRows; ++r) p[r] = static_cast<const Element*>(a[r]) + g.rows.first;
    a += g.rows.tap_step;
    for (size_t k = 0; k < g.rows.channels; k += V::kGroup) {
      typename V::Weights b[kVectors];
      GC_UNROLL
      for (int j = 0; j < kVectors; ++j) b[j] = V::LoadWeights(w + j * kL * V::kGroup);
      w += kVectors * kL * V::kGroup;
      GC_UNROLL
      for (int r = 0; r < kRows; ++r) {
        const auto x = V::Broadcast(p[r] + k, prepared);
        GC_UNROLL
        for (int j = 0; j < kVectors; ++j) acc[r][j] = V::Dot(acc[r][j], x, b[j]);
      }
    }
  }
  int32_t* out = g.acc;
  GC_UNROLL
  for (int r = 0; r < kRows; ++r) {
    GC_UNROLL
    for (int j = 0; j < kVectors; ++j) V::Store(out + j * kL, acc[r][j]);
    out += 2 * kL;
  }
}

// Plain loops, for the compiler to make vectors of the file's target.
[[maybe_unused]] void WidenLoop(const uint8_t* in, size_t n, bool is_unsigned, int16_t* out) {
  if (is_unsigned) {
    for (size_t i = 0; i < n; ++i) out[i] = in[i];
  } else {
    for (size_t i = 0; i < n; ++i) out[i] = static_cast<int8_t>(in[i]);
  }
}

template <int kNr>
void DequantizeLoop(const I8Dequantize& g) {
  for (size_t r = 0; r < g.rows; ++r) {
    const int32_t* acc = g.acc + r * kNr;
    float* out = g.out + r * g.out_stride;
    const float scale = g.row_scale[r];
    for (size_t i = 0; i < g.columns; ++i) {
      const float x = static_cast<float>(acc[i]) * g.column_scale[i] * scale + g.bias[i];
      const float y = x < g.lo ? g.lo : x;
      out[i] = y > g.hi ? g.hi : y;
    }
  }
}

}  // namespace
}  // namespace goldcrest::gemm

// The row of the table for r rows, and whole tables.
#define GC_I8_ROW(V, r) {&I8TileOf<V, r, 1>, &I8TileOf<V, r, 2>}
#define GC_I8_TABLE4(V) {GC_I8_ROW(V, 1), GC_I8_ROW(V, 2), GC_I8_ROW(V, 3), GC_I8_ROW(V, 4)}
#define GC_I8_TABLE6(V) {GC_I8_ROW(V, 1), GC_I8_ROW(V, 2), GC_I8_ROW(V, 3), GC_I8_ROW(V, 4), GC_I8_ROW(V, 5), GC_I8_ROW(V, 6)}
#define GC_I8_TABLE8(V) \
  {GC_I8_ROW(V, 1), GC_I8_ROW(V, 2), GC_I8_ROW(V, 3), GC_I8_ROW(V, 4), GC_I8_ROW(V, 5), GC_I8_ROW(V, 6), GC_I8_ROW(V, 7), GC_I8_ROW(V, 8)}
#define GC_I8_TABLE12(V)                                                                                   \
  {GC_I8_ROW(V, 1), GC_I8_ROW(V, 2), GC_I8_ROW(V, 3), GC_I8_ROW(V, 4),  GC_I8_ROW(V, 5),  GC_I8_ROW(V, 6), \
   GC_I8_ROW(V, 7), GC_I8_ROW(V, 8), GC_I8_ROW(V, 9), GC_I8_ROW(V, 10), GC_I8_ROW(V, 11), GC_I8_ROW(V, 12)}
#define GC_I8_TABLE14(V)                                                                                                      \
  {GC_I8_ROW(V, 1), GC_I8_ROW(V, 2), GC_I8_ROW(V, 3),  GC_I8_ROW(V, 4),  GC_I8_ROW(V, 5),  GC_I8_ROW(V, 6),  GC_I8_ROW(V, 7), \
   GC_I8_ROW(V, 8), GC_I8_ROW(V, 9), GC_I8_ROW(V, 10), GC_I8_ROW(V, 11), GC_I8_ROW(V, 12), GC_I8_ROW(V, 13), GC_I8_ROW(V, 14)}

#endif  // GOLDCREST_SRC_KERNELS_COMMON_GEMM_I8_TILE_INL_H_
