// Matrix products with packed weights: what convolutions, dense layers and batched products are made of.
//
//   C[M x N] = epilogue(A[M x K] * W[N x K]^T + bias[N])
//
// How to use it (float; the integer half of this file works the same way):
//
//   const F32Kernel& kernel = ChooseF32Kernel();                         // when the plan is made: best allowed CPU target
//   packed = Allocate(F32PackedBytes(kernel, n, k).value());             // 64-byte aligned
//   PackF32(kernel, n, k, weights, /*stride_n=*/k, /*stride_k=*/1, bias, packed);
//   GemmF32(kernel, shape, DenseRows(input, k), packed, output, n, epilogue, max_threads);   // when it runs
//
// The left operand is taken where it lies, never packed as a whole: as dense rows, or row by row through pointers, one for each
// kernel tap, so that a k x k convolution needs no im2col buffer (see Rows).
//
// Threads: every function may be called from many threads at once. The work is cut into grains that depend on shapes and caches
// only and the depth is never split between threads, so results do not depend on `max_threads`, to the bit. Integer results are
// also equal for every CPU target. Errors: none; what callers must check before is said at each function. Sizes of scratch are
// constants, nothing is allocated.
#ifndef GOLDCREST_SRC_KERNELS_COMMON_GEMM_GEMM_H_
#define GOLDCREST_SRC_KERNELS_COMMON_GEMM_GEMM_H_

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>

#include "base/checked.h"
#include "kernels/common/quantization.h"

namespace goldcrest::gemm {

// M, N, and the depth K = taps * channels. A dense product has one tap.
struct GemmShape {
  size_t m = 0;
  size_t n = 0;
  size_t taps = 1;
  size_t channels = 0;
  size_t k() const { return taps * channels; }
};

// The rows of A. Row m holds, for each tap, `channels` contiguous elements.
//
// Dense: row m starts at base + m * stride. Indirect: `fill` is asked for the addresses, a tile at a time:
//   out[(t - tap) * out_step + (r - row)] = where row r's elements of tap t start
// for r in [row, row + rows), t in [tap, tap + taps). A tap that falls into the padding points to `channels` elements of zero
// (float) or of the zero point (integer). `fill` runs on several threads at once and several times for the same row.
struct Rows {
  const void* base = nullptr;
  size_t stride = 0;  // in elements
  void (*fill)(const void* context, size_t row, size_t rows, size_t tap, size_t taps, const void** out, size_t out_step) = nullptr;
  const void* context = nullptr;
};

inline Rows DenseRows(const void* base, size_t stride) { return {base, stride, nullptr, nullptr}; }

// Called on each finished part of the result while it is in the cache: `tile` is row row0, column col0 of C, `stride` in elements.
struct TileCallback {
  void (*fn)(void* context, void* tile, size_t rows, size_t columns, size_t stride, size_t row0, size_t col0) = nullptr;
  void* context = nullptr;
};

// ---- Float -------------------------------------------------------------------------------------------------------------------

struct F32Kernel;

// The kernel of the best CPU target that may be used now (base/cpu.h).
const F32Kernel& ChooseF32Kernel();
// Names the packed layout; blocks packed for equal names and sizes are interchangeable.
std::string_view LayoutName(const F32Kernel& kernel);

// Bytes of a packed block, which must be 64-byte aligned. Invalid on overflow.
CheckedSize F32PackedBytes(const F32Kernel& kernel, size_t n, size_t k);

// Packs weight (n, k) = weights[n * stride_n + k * stride_k] and the bias (null: zeros).
void PackF32(const F32Kernel& kernel, size_t n, size_t k, const float* weights, size_t stride_n, size_t stride_k, const float* bias,
             void* packed, int max_threads = 1);
// Replaces the bias of a packed block, for the rare model that computes it.
void SetBiasF32(const F32Kernel& kernel, size_t n, size_t k, const float* bias, void* packed);

struct F32Epilogue {
  // Added before the clamp: another M x N tensor, or null. May be C itself.
  const float* residual = nullptr;
  size_t residual_stride = 0;
  float min = -std::numeric_limits<float>::infinity();
  float max = std::numeric_limits<float>::infinity();
  TileCallback callback;
};

// C, with rows `c_stride` >= n apart. C must not overlap A.
void GemmF32(const F32Kernel& kernel, const GemmShape& shape, const Rows& a, const void* packed, float* c, size_t c_stride,
             const F32Epilogue& epilogue, int max_threads);

// ---- 8-bit integers ------------------------------------------------------------------------------------------------------------
//
// The sum over k of (a - a_zero_point) * (w - w_zero_point), plus bias, exact in (wrapping) 32-bit integers.

struct I8Kernel;

const I8Kernel& ChooseI8Kernel();
std::string_view LayoutName(const I8Kernel& kernel);
// Rows whose channels are a multiple of this are read where they lie; others are gathered, tile by tile.
size_t DepthGroup(const I8Kernel& kernel);

CheckedSize I8PackedBytes(const I8Kernel& kernel, size_t n, size_t k);

// Packs bytes that are int8_t, or uint8_t where `is_unsigned`.
void PackI8(const I8Kernel& kernel, size_t n, size_t k, const void* weights, bool is_unsigned, size_t stride_n, size_t stride_k,
            void* packed, int max_threads = 1);
// Sums over k of the packed weights, which for unsigned weights are (w - 128): n of them.
const int32_t* PackedColumnSums(const void* packed);

enum class I8Output {
  kInt8,
  kUint8,
  kInt32,  // the sums themselves
  kFloat,  // (sum * column_scale[n]) * row_scale[m] + float_bias[n]: dynamic-range models
};

// What depends on quantization parameters rather than on weights, for one layer.
struct I8Quantization {
  bool a_unsigned = false;
  int32_t a_zero_point = 0;  // 0 where I8Epilogue::row_zero_point gives one for each row
  bool w_unsigned = false;
  int32_t w_zero_point = 0;
  const int32_t* bias = nullptr;  // null: zeros
  I8Output output = I8Output::kInt8;
  // For kInt8 and kUint8: input scale * weight scale / output scale, one per column or (per_channel false) one for all.
  const FixedPointMultiplier* factors = nullptr;
  bool per_channel = true;
  int32_t c_zero_point = 0;
};

// Bytes of the block that PrepareI8 writes (64-byte aligned), read by GemmI8.
CheckedSize I8ColumnBytes(const I8Kernel& kernel, size_t n);
void PrepareI8(const I8Kernel& kernel, size_t n, size_t k, const void* packed, const I8Quantization& quantization, void* columns);

struct I8Epilogue {
  // For kInt8 and kUint8: the clamp, within the type.
  int32_t min = -128, max = 127;
  // For kFloat.
  const float* row_scale = nullptr;
  const float* column_scale = nullptr;
  const float* float_bias = nullptr;        // or null
  const int32_t* row_zero_point = nullptr;  // of A, for each row; or null
  float float_min = -std::numeric_limits<float>::infinity();
  float float_max = std::numeric_limits<float>::infinity();
  TileCallback callback;
};

// `columns` is PrepareI8's block. C's elements are of the type that the quantization's `output` says.
void GemmI8(const I8Kernel& kernel, const GemmShape& shape, const Rows& a, const void* packed, const void* columns, void* c,
            size_t c_stride, const I8Epilogue& epilogue, int max_threads);

}  // namespace goldcrest::gemm

#endif  // GOLDCREST_SRC_KERNELS_COMMON_GEMM_GEMM_H_
