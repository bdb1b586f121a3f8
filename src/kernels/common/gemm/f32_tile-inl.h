// The float tile, written once; a target's file supplies the vectors as the class V.
//
// V has: kHasHalves, and then Half (the same for vectors half as long) and Lower(reg), else Half is V itself; Reg,  kLanes, Load,
// StoreFirst(p, v, n) for the first n lanes (n may exceed kLanes), Broadcast(p), MulAdd(a, b, c) = a * b + c, Min, Max as the processor's
// instruction orders operands: the second one where one is NaN.
#ifndef GOLDCREST_SRC_KERNELS_COMMON_GEMM_F32_TILE_INL_H_
#define GOLDCREST_SRC_KERNELS_COMMON_GEMM_F32_TILE_INL_H_

#include <utility>

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

// One k, the rows' elements in lane kLane of `x`.
template <typename V, int kRows, int kVectors, int kLane>
inline __attribute__((always_inline)) void AddStep(const typename V::Reg (&x)[kRows], const float* w,
                                                   typename V::Reg (&acc)[kRows][kVectors]) {
  typename V::Reg b[kVectors];
  GC_UNROLL
  for (int j = 0; j < kVectors; ++j) b[j] = V::Load(w + (kLane * kVectors + j) * V::kLanes);
  GC_UNROLL
  for (int r = 0; r < kRows; ++r) {
    GC_UNROLL
    for (int j = 0; j < kVectors; ++j) acc[r][j] = V::template MulAddLane<kLane>(x[r], b[j], acc[r][j]);
  }
}

// kSteps k at once, for targets that multiply by a lane.
template <typename V, int kRows, int kVectors, int... kLane>
inline __attribute__((always_inline)) void AddSteps(const float* const (&p)[kRows], size_t k, const float* w,
                                                    typename V::Reg (&acc)[kRows][kVectors], std::integer_sequence<int, kLane...>) {
  typename V::Reg x[kRows];
  GC_UNROLL
  for (int r = 0; r < kRows; ++r) x[r] = V::Load(p[r] + k);
  (AddStep<V, kRows, kVectors, kLane>(x, w, acc), ...);
}

template <typename V, int kRows, int kHalves>
void F32TileOf(const F32Tile& tile) {
  const F32Tile g = tile;  // a copy, which stores into c cannot be thought to change
  // Columns in whole vectors, then in a half one.
  constexpr int kL = V::kLanes, kFull = kHalves / 2, kWidth = kHalves * kL / 2;
  constexpr bool kHalf = kHalves % 2 != 0;
  using Reg = typename V::Reg;
  using H = typename V::Half;
  Reg acc[kRows][kFull > 0 ? kFull : 1];
  typename H::Reg tail[kRows];
  const float* init = g.init;
  GC_UNROLL
  for (int r = 0; r < kRows; ++r) {
    GC_UNROLL
    for (int j = 0; j < kFull; ++j) acc[r][j] = V::Load(init + j * kL);
    if constexpr (kHalf) tail[r] = H::Load(init + kFull * kL);
    init += g.init_stride;
  }
  const float* w = g.w;
  const void* const* a = g.rows.a;
  for (size_t t = 0; t < g.rows.taps; ++t) {
    const float* p[kRows];
    GC_UNROLL
    for (int r = 0; r < kRows; ++r) p[r] = static_cast<const float*>(a[r]) + g.rows.first;
    a += g.rows.tap_step;
    size_t k = 0;
    if constexpr (V::kSteps > 1) {
      for (; k + V::kSteps <= g.rows.channels; k += V::kSteps, w += V::kSteps * kWidth) {
        AddSteps<V, kRows, kFull>(p, k, w, acc, std::make_integer_sequence<int, V::kSteps>());
      }
    }
    for (; k < g.rows.channels; ++k) {
      Reg b[kFull > 0 ? kFull : 1];
      typename H::Reg b_half;
      GC_UNROLL
      for (int j = 0; j < kFull; ++j) b[j] = V::Load(w + j * kL);
      if constexpr (kHalf) b_half = H::Load(w + kFull * kL);
      w += kWidth;
      GC_UNROLL
      for (int r = 0; r < kRows; ++r) {
        if constexpr (kFull == 0) {
          tail[r] = H::MulAdd(H::Broadcast(p[r] + k), b_half, tail[r]);
        } else {
          Reg x = V::Broadcast(p[r] + k);
          GC_UNROLL
          for (int j = 0; j < kFull; ++j) acc[r][j] = V::MulAdd(x, b[j], acc[r][j]);
          if constexpr (kHalf) tail[r] = H::MulAdd(V::Lower(x), b_half, tail[r]);
        }
      }
    }
  }
  Reg lo = V::Broadcast(&g.lo), hi = V::Broadcast(&g.hi);
  float* c = g.c;
  GC_UNROLL
  for (int r = 0; r < kRows; ++r) {
    GC_UNROLL
    for (int j = 0; j < kFull; ++j) V::StoreFirst(c + j * kL, V::Min(hi, V::Max(lo, acc[r][j])), g.columns - j * kL);
    if constexpr (kHalf) {
      H::StoreFirst(c + kFull * kL, H::Min(V::Lower(hi), H::Max(V::Lower(lo), tail[r])), g.columns - kFull * kL);
    }
    c += g.c_stride;
  }
}

template <typename V, int kRows>
constexpr void FillRows(F32Kernel& kernel) {
  if constexpr (V::kHasHalves) {
    kernel.tile[kRows - 1][0] = &F32TileOf<V, kRows, 1>;
    kernel.tile[kRows - 1][2] = &F32TileOf<V, kRows, 3>;
  }
  kernel.tile[kRows - 1][1] = &F32TileOf<V, kRows, 2>;
  kernel.tile[kRows - 1][3] = &F32TileOf<V, kRows, 4>;
  if constexpr (kRows > 1) FillRows<V, kRows - 1>(kernel);
}

// The kernel of V's vectors with tiles of up to kRows rows.
template <typename V, int kRows>
constexpr F32Kernel MakeF32Kernel(const char* layout) {
  F32Kernel kernel = {layout, kRows, V::kLanes, V::kHasHalves, {}};
  FillRows<V, kRows>(kernel);
  return kernel;
}

}  // namespace
}  // namespace goldcrest::gemm

#endif  // GOLDCREST_SRC_KERNELS_COMMON_GEMM_F32_TILE_INL_H_
