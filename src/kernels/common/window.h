// Where a sliding window lies: output size and padding of convolutions and pooling, one axis at a time.
#ifndef GOLDCREST_SRC_KERNELS_COMMON_WINDOW_H_
#define GOLDCREST_SRC_KERNELS_COMMON_WINDOW_H_

#include <cstdint>

#include "goldcrest/op.h"
#include "model/options.h"

namespace goldcrest::kernels {

// One axis. Output o reads input o * stride - before + tap * dilation for each tap in [0, taps), where that is in [0, in).
struct Window {
  int32_t in = 0;
  int32_t out = 0;
  int32_t taps = 1;
  int32_t stride = 1;
  int32_t dilation = 1;
  int32_t before = 0;  // padding in front of the first element
};

// SAME or VALID padding. Refuses a stride, dilation or window below 1 and what does not fit into 31 bits.
Expected<Window> MakeWindow(int32_t in, int32_t taps, int32_t stride, int32_t dilation, model::Padding padding);

// Padding given in numbers, which replaces the options'.
Expected<Window> MakeWindow(int32_t in, int32_t taps, int32_t stride, int32_t dilation, int32_t before, int32_t after);

// For loops that compute positions in 32 bits where the machine has no more: a stride or dilation that leads nowhere becomes 1, and
// a window that reaches further than 31 bits is refused.
Status SimplifyWindow(Window* window);

// Rows and columns of a convolution or pooling over an NHWC input.
struct Window2D {
  Window rows;
  Window columns;
};

// `ctx`'s explicit padding where a fusion pass set one, else `padding`.
Expected<Window2D> MakeWindow2D(const InferContext& ctx, int32_t height, int32_t width, int32_t filter_height, int32_t filter_width,
                                int32_t stride_h, int32_t stride_w, int32_t dilation_h, int32_t dilation_w, model::Padding padding);

}  // namespace goldcrest::kernels

#endif  // GOLDCREST_SRC_KERNELS_COMMON_WINDOW_H_
