// The loops of DepthwiseDot, compiled for a CPU target of their own: nothing here may have inline functions that the linker could
// share with the rest of the library.
#ifndef GOLDCREST_SRC_KERNELS_DEPTHWISE_CONV_2D_DEPTHWISE_DOT_KERNEL_H_
#define GOLDCREST_SRC_KERNELS_DEPTHWISE_CONV_2D_DEPTHWISE_DOT_KERNEL_H_

#include <stddef.h>
#include <stdint.h>

namespace goldcrest {

// Channels of a block. The loops hold them in four vectors of eight: 0 to 3 and 16 to 19 first, then 4 to 7 and 20 to 23, and so on.
inline constexpr int kDotChannels = 32;
// Output columns that a loop computes at once, where needed some beyond the last.
inline constexpr int kDotColumns = 4;
// The widest filter and the longest step that there are loops for.
inline constexpr int kDotMaxWidth = 5, kDotMaxStride = 2;

// Weights are packed by groups of four taps. An output at an odd column has them one place further (a shift of 1).
constexpr int DotShifts(int stride) { return stride % 2 == 0 ? 1 : 2; }
constexpr int DotGroups(int filter_width, int stride) { return (filter_width + DotShifts(stride) - 1 + 3) / 4; }
// Input columns that the loops read from for kDotColumns outputs.
constexpr int DotInputColumns(int filter_width, int stride) {
  return 2 * ((kDotColumns - 1) * stride / 2 + 2 * DotGroups(filter_width, stride));
}

// One block of channels of a run of output columns.
struct DepthwiseDotRun {
  // The address of input column i, as filter row r sees it, is columns[r * columns_stride + i] + channel. Column 0 is the first that
  // the first output needs.
  const uint8_t* const* columns;
  size_t columns_stride;
  size_t filter_height;
  size_t channel;
  const int8_t* weights;   // [filter rows][shifts][groups][channels in the loops' order][4]
  const int32_t* init;     // [channels in the loops' order]: the sums begin here
  const int32_t* factors;  // as gemm::I8Factors::blocks for vectors of 8
  int8_t lo, hi;
  uint8_t* out;  // of the first column
  size_t out_stride;
  size_t count;  // output columns
};

using DepthwiseDotFn = void (*)(const DepthwiseDotRun&);

// For a filter width and horizontal stride; null where there is none.
DepthwiseDotFn FindDepthwiseDotAvx512Vnni(int filter_width, int stride);

}  // namespace goldcrest

#endif  // GOLDCREST_SRC_KERNELS_DEPTHWISE_CONV_2D_DEPTHWISE_DOT_KERNEL_H_
