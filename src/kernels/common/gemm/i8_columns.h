// The blocks an integer product reads besides its rows: packed weights and, for one layer, what its quantization makes of each
// column. Internal to this folder.
#ifndef GOLDCREST_SRC_KERNELS_COMMON_GEMM_I8_COLUMNS_H_
#define GOLDCREST_SRC_KERNELS_COMMON_GEMM_I8_COLUMNS_H_

#include <algorithm>

#include "kernels/common/gemm/gemm.h"
#include "kernels/common/gemm/kernel.h"
#include "kernels/common/gemm/rows.h"

namespace goldcrest::gemm {

// A packed block: the sum of each column's weights, padded to whole panels and 64 bytes, then the panels.
struct I8Layout : Panels {
  size_t group, k;
  I8Layout(const I8Kernel& kernel, size_t n, size_t k)
      : Panels(n, kernel.lanes, kernel.has_halves), group(static_cast<size_t>(kernel.group)), k(k) {}
  size_t padded_k() const { return CeilDiv(k, group) * group; }
  size_t PanelBegin(size_t p) const { return (padded_n() * sizeof(int32_t) + 63) / 64 * 64 + p * nr * padded_k(); }
};

// The start of PrepareI8's block; the arrays follow, each padded_n + kArrayPadding long.
struct alignas(64) I8ColumnsHeader {
  I8Output output;
  int32_t a_zero_point;
  int32_t w_zero_point;  // of the packed weights, which are 128 below unsigned ones
  int32_t c_zero_point;
  uint32_t flip;  // what the kernel turns in each byte of A
  bool a_unsigned;
  bool any_left;
};

// kMultiplier to kMask are as in RequantizeTable. kSmall holds, at a panel's first column, whether the kernel's own requantization
// is exact for the panel. From kBlocks on are the blocks of the requantization with offset sums (I8Factors).
//
// How that works. With q the multiplier, e the right shift and x the sum, the reference computes
//   s = (x * q + 2^30) >> 31,   y = (s + half - (s < 0 and e > 0)) >> e,   half = e > 0 ? 2^(e-1) : 0,   result = y + zero_point
// which, floors being nested, is (floor((2 * x * q + 2^31) / 2^32) + half - negative + (zero_point << e)) >> e. Whether s < 0 can be
// told from x: they differ in sign only for s = 0, and then either gives y = 0. Sums of small panels start at kSumOffset (the bias
// has it), X = x + 2^30 with |x| < 2^30, so that X * 2q is an unsigned product, and bit 30 of X says that x is not negative:
//   high = upper half of (X * 2q + offset),   offset = 2^31 - 2^31 * q + ((half - (e > 0) + (zero_point << e)) << 32)
//   result = (high + (X >> (e > 0 ? 30 : 32))) >> e, where a logical shift by 32 gives 0.
// Nothing overflows where e <= kMaxSmallRight, there is no left shift, and q is not negative.
enum I8ColumnArray { kBias, kMultiplier, kLeft, kRight, kMask, kSmall, kBlocks, kI8ColumnArrays = kBlocks + kBlockParts };

inline constexpr int32_t kSumOffset = 1 << 30;
inline constexpr int32_t kMaxSmallRight = 21;

// Loops of requantize.h may read a vector beyond the last column.
inline constexpr size_t kArrayPadding = 16;

struct I8ColumnsView {
  const I8ColumnsHeader& header;
  const int32_t* arrays;
  size_t length;
  I8ColumnsView(const void* block, const I8Layout& layout)
      : header(*static_cast<const I8ColumnsHeader*>(block)),
        arrays(reinterpret_cast<const int32_t*>(&header + 1)),
        length(layout.padded_n() + kArrayPadding) {}
  // Array `which` from column c.
  const int32_t* At(I8ColumnArray which, size_t c) const { return arrays + static_cast<size_t>(which) * length + c; }
  // Of the panel that begins at column c.
  I8Factors Factors(size_t c) const { return {At(kMultiplier, c), At(kLeft, c), At(kRight, c), At(kBlocks, 0) + c * kBlockParts}; }
};

}  // namespace goldcrest::gemm

#endif  // GOLDCREST_SRC_KERNELS_COMMON_GEMM_I8_COLUMNS_H_
