// The float tile, written once; a target's file supplies the vectors as the class V and includes this inside no namespace.
//
// V has: Reg, kLanes, Load, StoreFirst(p, v, n) for the first n lanes (n may exceed kLanes), Broadcast(p),
// MulAdd(a, b, c) = a * b + c, Min, Max as the processor's instruction orders operands: the second one where one is NaN.
#ifndef GOLDCREST_SRC_KERNELS_COMMON_GEMM_F32_TILE_INL_H_
#define GOLDCREST_SRC_KERNELS_COMMON_GEMM_F32_TILE_INL_H_

#include "kernels/common/gemm/kernel.h"

namespace goldcrest::gemm {
namespace {

// Stores the first n lanes, for targets without masks.
template <typename V>
void StoreFirstLanes(float* p, typename V::Reg v, size_t n) {
  if (n >= V::kLanes) return V::Store(p, v);
  float lanes[V::kLanes];
  V::Store(lanes, v);
  for (size_t i = 0; i < n; ++i) p[i] = lanes[i];
}

template <typename V, int kRows, int kVectors>
void F32TileOf(const F32Tile& g) {
  using Reg = typename V::Reg;
  constexpr int kL = V::kLanes;
  Reg acc[kRows][kVectors];
  const float* init = g.init;
  GC_UNROLL
  for (int r = 0; r < kRows; ++r) {
    GC_UNROLL
    for (int j = 0; j < kVectors; ++j) acc[r][j] = V::Load(init + j * kL);
    init += g.init_stride;
  }
  const float* w = g.w;
  const void* const* a = g.rows.a;
  for (size_t t = 0; t < g.rows.taps; ++t) {
    const float* p[kRows];
    GC_UNROLL
    for (int r = 0; r < kRows; ++r) p[r] = static_cast<const float*>(a[r]) + g.rows.first;
    a += g.rows.tap_step;
    for (size_t k = 0; k < g.rows.channels; ++k) {
      Reg b[kVectors];
      GC_UNROLL
      for (int j = 0; j < kVectors; ++j) b[j] = V::Load(w + j * kL);
      w += kVectors * kL;
      GC_UNROLL
      for (int r = 0; r < kRows; ++r) {
        const Reg x = V::Broadcast(p[r] + k);
        GC_UNROLL
        for (int j = 0; j < kVectors; ++j) acc[r][j] = V::MulAdd(x, b[j], acc[r][j]);
      }
    }
  }
  const Reg lo = V::Broadcast(&g.lo), hi = V::Broadcast(&g.hi);
  float* c = g.c;
  GC_UNROLL
  for (int r = 0; r < kRows; ++r) {
    GC_UNROLL
    for (int j = 0; j < kVectors; ++j) V::StoreFirst(c + j * kL, V::Min(hi, V::Max(lo, acc[r][j])), g.columns - j * kL);
    c += g.c_stride;
  }
}

}  // namespace
}  // namespace goldcrest::gemm

// The row of the table for r rows, and whole tables.
#define GC_F32_ROW(V, r) {&F32TileOf<V, r, 1>, &F32TileOf<V, r, 2>}
#define GC_F32_TABLE4(V) {GC_F32_ROW(V, 1), GC_F32_ROW(V, 2), GC_F32_ROW(V, 3), GC_F32_ROW(V, 4)}
#define GC_F32_TABLE6(V) {GC_F32_ROW(V, 1), GC_F32_ROW(V, 2), GC_F32_ROW(V, 3), GC_F32_ROW(V, 4), GC_F32_ROW(V, 5), GC_F32_ROW(V, 6)}
#define GC_F32_TABLE8(V)                                                   \
  {GC_F32_ROW(V, 1), GC_F32_ROW(V, 2), GC_F32_ROW(V, 3), GC_F32_ROW(V, 4), \
   GC_F32_ROW(V, 5), GC_F32_ROW(V, 6), GC_F32_ROW(V, 7), GC_F32_ROW(V, 8)}
#define GC_F32_TABLE14(V)                                                                                                            \
  {GC_F32_ROW(V, 1), GC_F32_ROW(V, 2), GC_F32_ROW(V, 3),  GC_F32_ROW(V, 4),  GC_F32_ROW(V, 5),  GC_F32_ROW(V, 6),  GC_F32_ROW(V, 7), \
   GC_F32_ROW(V, 8), GC_F32_ROW(V, 9), GC_F32_ROW(V, 10), GC_F32_ROW(V, 11), GC_F32_ROW(V, 12), GC_F32_ROW(V, 13), GC_F32_ROW(V, 14)}

#endif  // GOLDCREST_SRC_KERNELS_COMMON_GEMM_F32_TILE_INL_H_
