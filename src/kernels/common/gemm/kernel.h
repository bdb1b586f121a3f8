// The micro-kernels: one tile of the result each. Internal to this folder; gemm.h is what operators include.
//
// A kernel computes up to `mr` rows by up to two vectors of `lanes` columns. Its file is compiled for its CPU target, so it must include
// nothing with inline functions that the linker could share with the rest of the library: this header has none.
//
// Packed weights: the columns (output channels) are cut into panels of nr = 2 * lanes; the last panel is as wide as it must be, in
// whole or (`has_halves`) half vectors. In a panel, depth goes outermost: for every `group` of consecutive k, the panel's columns, and in
// each column the group's k side by side. Columns and depth that do not exist are zero.
#ifndef GOLDCREST_SRC_KERNELS_COMMON_GEMM_KERNEL_H_
#define GOLDCREST_SRC_KERNELS_COMMON_GEMM_KERNEL_H_

#include <stddef.h>
#include <stdint.h>

namespace goldcrest::gemm {

inline constexpr int kMaxRows = 14;
inline constexpr int kMaxLanes = 16;
inline constexpr int kMaxColumns = 2 * kMaxLanes;

// The left operand of one tile: row r's element k of tap t is a[t * tap_step + r][first + k].
struct TileRows {
  const void* const* a;
  size_t tap_step;
  size_t taps;
  size_t first;     // in elements
  size_t channels;  // a multiple of the kernel's group
};

// c = clamp(init + a * w, lo, hi), all with strides in elements.
struct F32Tile {
  TileRows rows;
  const float* w;     // one packed panel, from the first k of `rows`
  const float* init;  // bias (init_stride 0), bias and residual, or the sums of earlier k
  size_t init_stride;
  float* c;
  size_t c_stride;
  size_t columns;  // valid columns of c
  float lo, hi;
};

struct F32Kernel {
  const char* layout;  // names the packed layout
  int mr, lanes;
  bool has_halves;
  void (*tile[kMaxRows][4])(const F32Tile&);  // [rows - 1][half vectors - 1]
};

// acc = init + a' * w in 32-bit integers, where a' is a with the bits of `flip` turned.
struct I8Tile {
  TileRows rows;  // bytes, or int16_t where the kernel says `widens`
  const int8_t* w;
  const int32_t* init;
  size_t init_stride;
  int32_t* acc;   // stride: the kernel's nr
  uint32_t flip;  // 0x80808080 or 0
};

// Factors of the columns of one panel: arrays of nr as in requantize.h, and the same for the requantization with offset sums, which
// i8_columns.h explains. There each vector of columns has its own kBlockParts vectors, side by side: doubled multipliers, the same of
// odd columns in the place of even ones, 64-bit offsets of even columns, of odd ones, logical right shifts of the sum, arithmetic
// right shifts of the result.
struct I8Factors {
  const int32_t* multiplier;
  const int32_t* left;
  const int32_t* right;
  const int32_t* blocks;
};
inline constexpr int kBlockParts = 6;

// What the bias cannot hold and finished sums still lack: acc -= term[row] + factor[row] * column_sums[column], modulo 2^32.
struct I8RowTerms {
  const int32_t* term;
  const int32_t* factor;
  const int32_t* column_sums;  // nr of them
};

// Requantizes a tile to bytes. uint8 results are computed 128 lower, as int8, and `flip`ped (0x80) in the end.
struct I8Requantize {
  const int32_t* acc;  // stride: the kernel's nr
  size_t rows, columns;
  I8Factors factors;
  const int32_t* term;  // as in I8RowTerms, without the factor; or null
  int16_t zero_point;
  int8_t lo, hi;
  uint8_t flip;
  uint8_t* out;
  size_t out_stride;
};

// For dynamic-range models: out = clamp((acc * column_scale) * row_scale + bias, lo, hi).
struct I8Dequantize {
  const int32_t* acc;  // stride: the kernel's nr
  size_t rows, columns;
  I8RowTerms terms;
  const float* row_scale;
  const float* column_scale;
  const float* bias;
  float lo, hi;
  float* out;
  size_t out_stride;
};

struct I8Kernel {
  const char* layout;
  int mr, lanes, group;
  bool has_halves;
  bool widens;                               // takes rows as int16_t, unflipped
  bool signed_activations;                   // takes rows as int8_t, else as uint8_t; without meaning where it widens
  bool offset_sums;                          // requantizes sums that carry an offset, and only small ones (i8_columns.h)
  void (*tile[kMaxRows][4])(const I8Tile&);  // [rows - 1][half vectors - 1]
  void (*widen)(const uint8_t* in, size_t n, bool is_unsigned, int16_t* out);  // null where it does not
  void (*requantize)(const I8Requantize&);                                     // null: row by row with requantize.h
  uint32_t (*sum)(const uint8_t* in, size_t n, bool is_unsigned);
  void (*dequantize)(const I8Dequantize&);
};

// Defined in the files of their targets; choose.cc lists those that each processor family compiles.
extern const F32Kernel kF32Scalar, kF32Sse4, kF32Avx2, kF32Avx512, kF32Neon;
extern const I8Kernel kI8Scalar, kI8Sse4, kI8Avx2, kI8AvxVnni, kI8Avx512, kI8Avx512Vnni, kI8Neon, kI8NeonDot, kI8NeonI8mm;

}  // namespace goldcrest::gemm

// Fully unrolls the loop that follows; accumulators indexed by its variable then live in registers.
#if defined(__clang__)
#define GC_UNROLL _Pragma("clang loop unroll(full)")
#else
#define GC_UNROLL _Pragma("GCC unroll 16")
#endif

#endif  // GOLDCREST_SRC_KERNELS_COMMON_GEMM_KERNEL_H_
