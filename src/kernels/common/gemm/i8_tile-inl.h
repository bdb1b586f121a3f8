// The integer tile, written once; a target's file supplies the vectors as the class V.
//
// V has: kHasHalves, and then Half (the same for vectors half as long), Lower(activations) and StoreWide(p, half sums) that stores
// zeros behind them, else Half is V itself; Reg (int32 lanes), kLanes, kGroup (k per step), Element (of the rows), Weights (a
// register type), LoadWeights(p) for one vector's group, Prepare(flip), Broadcast(p, prepared) for one group of one row,
// Dot(acc, activations, weights), Load and Store of sums; kSteps, and where that is above 1 Row, LoadRow(p, prepared) for kSteps groups
// of one row, and DotLane<step>(acc, row, weights).
#ifndef GOLDCREST_SRC_KERNELS_COMMON_GEMM_I8_TILE_INL_H_
#define GOLDCREST_SRC_KERNELS_COMMON_GEMM_I8_TILE_INL_H_

#include <utility>

#include "kernels/common/gemm/i8_loops-inl.h"
#include "kernels/common/gemm/kernel.h"

namespace goldcrest::gemm {
namespace {

// One group of k, the rows' elements in lane kLane of `x`.
template <typename V, int kRows, int kVectors, int kLane>
inline __attribute__((always_inline)) void AddStep(const typename V::Row (&x)[kRows], const int8_t* w,
                                                   typename V::Reg (&acc)[kRows][kVectors]) {
  typename V::Weights b[kVectors];
  GC_UNROLL
  for (int j = 0; j < kVectors; ++j) b[j] = V::LoadWeights(w + (kLane * kVectors + j) * V::kLanes * V::kGroup);
  GC_UNROLL
  for (int r = 0; r < kRows; ++r) {
    GC_UNROLL
    for (int j = 0; j < kVectors; ++j) acc[r][j] = V::template DotLane<kLane>(acc[r][j], x[r], b[j]);
  }
}

// kSteps groups at once, for targets that multiply by a lane.
template <typename V, int kRows, int kVectors, typename Prepared, int... kLane>
inline __attribute__((always_inline)) void AddSteps(const typename V::Element* const (&p)[kRows], size_t k, const int8_t* w,
                                                    Prepared prepared, typename V::Reg (&acc)[kRows][kVectors],
                                                    std::integer_sequence<int, kLane...>) {
  typename V::Row x[kRows];
  GC_UNROLL
  for (int r = 0; r < kRows; ++r) x[r] = V::LoadRow(p[r] + k, prepared);
  (AddStep<V, kRows, kVectors, kLane>(x, w, acc), ...);
}

template <typename V, int kRows, int kHalves>
void I8TileOf(const I8Tile& g) {
  // Columns in whole vectors, then in a half one.
  constexpr int kL = V::kLanes, kGroup = V::kGroup, kFull = kHalves / 2;
  constexpr bool kHalf = kHalves % 2 != 0;
  using Element = typename V::Element;
  using H = typename V::Half;
  typename V::Reg acc[kRows][kFull > 0 ? kFull : 1];
  typename H::Reg tail[kRows];
  const int32_t* init = g.init;
  GC_UNROLL
  for (int r = 0; r < kRows; ++r) {
    GC_UNROLL
    for (int j = 0; j < kFull; ++j) acc[r][j] = V::Load(init + j * kL);
    if constexpr (kHalf) tail[r] = H::Load(init + kFull * kL);
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
    size_t k = 0;
    if constexpr (V::kSteps > 1) {
      for (; k + V::kSteps * kGroup <= g.rows.channels; k += V::kSteps * kGroup, w += V::kSteps * kFull * kL * kGroup) {
        AddSteps<V, kRows, kFull>(p, k, w, prepared, acc, std::make_integer_sequence<int, V::kSteps>());
      }
    }
    for (; k < g.rows.channels; k += kGroup) {
      typename V::Weights b[kFull > 0 ? kFull : 1];
      typename H::Weights b_half;
      GC_UNROLL
      for (int j = 0; j < kFull; ++j) b[j] = V::LoadWeights(w + j * kL * kGroup);
      if constexpr (kHalf) b_half = H::LoadWeights(w + kFull * kL * kGroup);
      w += kHalves * kL / 2 * kGroup;
      GC_UNROLL
      for (int r = 0; r < kRows; ++r) {
        const auto x = V::Broadcast(p[r] + k, prepared);
        GC_UNROLL
        for (int j = 0; j < kFull; ++j) acc[r][j] = V::Dot(acc[r][j], x, b[j]);
        if constexpr (kHalf) tail[r] = H::Dot(tail[r], V::Lower(x), b_half);
      }
    }
  }
  int32_t* out = g.acc;
  GC_UNROLL
  for (int r = 0; r < kRows; ++r) {
    GC_UNROLL
    for (int j = 0; j < kFull; ++j) V::Store(out + j * kL, acc[r][j]);
    if constexpr (kHalf) V::StoreWide(out + kFull * kL, tail[r]);
    out += 2 * kL;
  }
}

// The tiles of a kernel made of V's vectors.
template <typename V>
struct VectorTiles {
  template <int kRows, int kHalves>
  static constexpr void (*kTile)(const I8Tile&) = &I8TileOf<V, kRows, kHalves>;
};

template <typename V, typename Tiles, int kRows>
constexpr void FillRows(I8Kernel& kernel) {
  if constexpr (V::kHasHalves) {
    kernel.tile[kRows - 1][0] = Tiles::template kTile<kRows, 1>;
    kernel.tile[kRows - 1][2] = Tiles::template kTile<kRows, 3>;
  }
  kernel.tile[kRows - 1][1] = Tiles::template kTile<kRows, 2>;
  kernel.tile[kRows - 1][3] = Tiles::template kTile<kRows, 4>;
  if constexpr (kRows > 1) FillRows<V, Tiles, kRows - 1>(kernel);
}

// The kernel of V's vectors with tiles of up to kRows rows; V says more about itself by kWidens, kSignedActivations, kOffsetSums,
// kRequantize and kDequantize.
template <typename V, int kRows, typename Tiles = VectorTiles<V>>
constexpr I8Kernel MakeI8Kernel(const char* layout) {
  I8Kernel kernel = {};
  kernel.layout = layout;
  kernel.mr = kRows;
  kernel.lanes = V::kLanes;
  kernel.group = V::kGroup;
  kernel.has_halves = V::kHasHalves;
  kernel.widens = V::kWidens;
  kernel.signed_activations = V::kSignedActivations;
  kernel.offset_sums = V::kOffsetSums;
  kernel.requantize = V::kRequantize;
  kernel.sum = &SumLoop;
  kernel.dequantize = V::kDequantize;
  if constexpr (V::kWidens) kernel.widen = &WidenLoop;
  FillRows<V, Tiles, kRows>(kernel);
  return kernel;
}

}  // namespace
}  // namespace goldcrest::gemm

#endif  // GOLDCREST_SRC_KERNELS_COMMON_GEMM_I8_TILE_INL_H_
