// Small transposes: what a strided copy does where the input lies in memory along one dimension and the output along another.
#ifndef GOLDCREST_SRC_KERNELS_COMMON_TRANSPOSE_TILE_H_
#define GOLDCREST_SRC_KERNELS_COMMON_TRANSPOSE_TILE_H_

#include <cstddef>
#include <cstdint>

namespace goldcrest::kernels {

// out[r * out_stride + c] = in[r + c * in_stride] for r < rows, c < cols; strides in elements. At most one cache line of elements
// (TransposeTileSide) each way.
template <typename T>
using TransposeTileFn = void (*)(const T* in, int64_t in_stride, T* out, int64_t out_stride, int64_t rows, int64_t cols);

template <typename T>
constexpr int64_t TransposeTileSide() {
  return 64 / static_cast<int64_t>(sizeof(T));
}

// For uint8_t, uint16_t, uint32_t and uint64_t; of the best CPU target allowed now.
template <typename T>
TransposeTileFn<T> ChooseTransposeTile();

}  // namespace goldcrest::kernels

#endif  // GOLDCREST_SRC_KERNELS_COMMON_TRANSPOSE_TILE_H_
