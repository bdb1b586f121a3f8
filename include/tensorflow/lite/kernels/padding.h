// Padding of windows that slide over pictures.
#ifndef GOLDCREST_TENSORFLOW_LITE_KERNELS_PADDING_H_
#define GOLDCREST_TENSORFLOW_LITE_KERNELS_PADDING_H_

#include <algorithm>

#include "tensorflow/lite/core/c/builtin_op_data.h"

namespace tflite {

// The number of places of the window; 0 for padding that is neither SAME nor VALID, and for a stride below 1.
inline int ComputeOutSize(TfLitePadding padding, int image_size, int filter_size, int stride, int dilation_rate = 1) {
  if (stride < 1) return 0;
  const int effective = (filter_size - 1) * dilation_rate + 1;
  if (padding == kTfLitePaddingSame) return (image_size + stride - 1) / stride;
  return padding == kTfLitePaddingValid ? (image_size + stride - effective) / stride : 0;
}

// Pixels before the first; *offset is 1 where there is one more after the last.
inline int ComputePaddingWithOffset(int stride, int dilation_rate, int in_size, int filter_size, int out_size, int* offset) {
  const int effective = (filter_size - 1) * dilation_rate + 1;
  const int total = std::max((out_size - 1) * stride + effective - in_size, 0);
  *offset = total % 2;
  return total / 2;
}
inline int ComputePadding(int stride, int dilation_rate, int in_size, int filter_size, int out_size) {
  int offset;
  return ComputePaddingWithOffset(stride, dilation_rate, in_size, filter_size, out_size, &offset);
}

inline TfLitePaddingValues ComputePaddingHeightWidth(int stride_height, int stride_width, int dilation_rate_height, int dilation_rate_width,
                                                     int in_height, int in_width, int filter_height, int filter_width,
                                                     TfLitePadding padding, int* out_height, int* out_width) {
  *out_width = ComputeOutSize(padding, in_width, filter_width, stride_width, dilation_rate_width);
  *out_height = ComputeOutSize(padding, in_height, filter_height, stride_height, dilation_rate_height);
  TfLitePaddingValues values = {};
  values.height =
      ComputePaddingWithOffset(stride_height, dilation_rate_height, in_height, filter_height, *out_height, &values.height_offset);
  values.width = ComputePaddingWithOffset(stride_width, dilation_rate_width, in_width, filter_width, *out_width, &values.width_offset);
  return values;
}

}  // namespace tflite

#endif  // GOLDCREST_TENSORFLOW_LITE_KERNELS_PADDING_H_
