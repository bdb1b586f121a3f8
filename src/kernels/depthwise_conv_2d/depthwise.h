// The loops of DEPTHWISE_CONV_2D: each channel of an NHWC image is convolved with its own filter.
//
//   out[y, x, c] = clamp(bias[c] + sum over ky, kx of in[y * stride - pad + ky * dilation, ..., c] * filter[ky, kx, c])
//
// Work is done by output rows, so that a caller may run any band of rows, in any order, on any thread, with input rows that exist
// only while they are needed (DepthwiseBand). A result depends on its position in the image alone, not on the band.
//
// A depth multiplier above 1 is computed by repeating the input's channels first (RepeatChannels); the loops see a multiplier of 1.
//
// Everything here is checked by the operator beforehand: shapes agree, sizes do not overflow, scales are valid.
#ifndef GOLDCREST_SRC_KERNELS_DEPTHWISE_CONV_2D_DEPTHWISE_H_
#define GOLDCREST_SRC_KERNELS_DEPTHWISE_CONV_2D_DEPTHWISE_H_

#include <cstddef>
#include <cstdint>

#include "base/aligned_buffer.h"
#include "goldcrest/status.h"
#include "kernels/common/quantization.h"
#include "kernels/common/requantize.h"

namespace goldcrest {

// One image. Strides and dilations are at least 1; `channels` counts those of the output.
struct DepthwiseGeometry {
  int32_t in_height = 0, in_width = 0;
  int32_t out_height = 0, out_width = 0;
  int32_t channels = 0;
  int32_t filter_height = 0, filter_width = 0;
  int32_t stride_height = 1, stride_width = 1;
  int32_t dilation_height = 1, dilation_width = 1;
  int32_t pad_top = 0, pad_left = 0;
};

// Output rows [out_begin, out_end) and where the data is.
template <typename T>
struct DepthwiseBand {
  const T* in = nullptr;     // row in_first_row of the image, then the rows after it as far as the band needs them
  int32_t in_first_row = 0;  // 0 where `in` is the whole image
  int32_t out_begin = 0, out_end = 0;
  T* out = nullptr;  // row out_begin
};

// How many output rows make a piece of work worth handing to a thread. Depends on the geometry alone.
int32_t DepthwiseRowsPerGrain(const DepthwiseGeometry& geometry);

// out[i * multiplier + m] = in[i], for `count` elements of `element_size` (1, 2 or 4) bytes.
void RepeatChannels(const void* in, size_t count, int32_t multiplier, size_t element_size, void* out);

// Float. `filter` is [filter_height, filter_width, channels] as in the model file, `bias` has `channels` elements or is null. Neither
// is copied.
struct DepthwiseFloat {
  DepthwiseGeometry geometry;
  const float* filter = nullptr;
  const float* bias = nullptr;
  FloatRange range = {};
};
using DepthwiseFloatFn = void (*)(const DepthwiseFloat& conv, const DepthwiseBand<float>& band);
// The loop of the best CPU target allowed now.
DepthwiseFloatFn ChooseDepthwiseFloat();

// What a quantized depthwise convolution is made from. T is the type of input and output.
struct DepthwiseQuantizedOptions {
  DepthwiseGeometry geometry;
  const void* filter = nullptr;  // int8 or uint8, [filter_height, filter_width, channels]; only read while packing
  bool filter_is_unsigned = false;
  int32_t filter_zero_point = 0;
  const int32_t* bias = nullptr;  // `channels` elements or null
  int32_t input_zero_point = 0;
  const FixedPointMultiplier* factors = nullptr;  // one per channel: input scale * filter scale / output scale
  QuantizedOutput output;
};

// How a CPU target wants weights packed: by blocks of `lanes` channels, the taps of two filter rows interleaved or one after the other.
struct DepthwiseLayout {
  size_t lanes = 0;
  bool interleaved = false;
  bool offset_factors = false;  // whether the loops know OffsetFactor
};

// A quantized depthwise convolution with its weights packed for one CPU target. Immutable once made; Rows may be called from many
// threads. Results are equal to the bit on every target: 32-bit sums, rescaled as in quantization.h.
template <typename T>
class DepthwiseQuantized {
 public:
  DepthwiseQuantized() = default;
  // Packs for the best CPU target allowed now. Fails where memory runs out.
  static Expected<DepthwiseQuantized> Make(const DepthwiseQuantizedOptions& options);

  void Rows(const DepthwiseBand<T>& band) const { rows_(*this, band); }

  // For the loops.
  using RowsFn = void (*)(const DepthwiseQuantized&, const DepthwiseBand<T>&);
  struct Packed {
    DepthwiseGeometry geometry;
    DepthwiseLayout layout;
    int32_t blocks = 0;
    const int16_t* weights = nullptr;   // [blocks][row pairs][filter_width][2 * lanes]
    const int32_t* channels = nullptr;  // [blocks][kChannelArrays][lanes], see depthwise_pack.cc
    const T* padding = nullptr;         // `lanes` input zero points
    bool offset_factors = false;        // sums carry kSumOffset, `channels` has OffsetFactors
    bool any_left = false;
    int32_t input_zero_point = 0;
    QuantizedOutput output;
  };
  static constexpr int kChannelArrays = 1 + kOffsetArrays;
  const Packed& packed() const { return packed_; }

 private:
  AlignedBuffer buffer_;
  Packed packed_;
  RowsFn rows_ = nullptr;
};

// The loops for the best CPU target allowed now.
template <typename T>
struct DepthwiseLoops {
  typename DepthwiseQuantized<T>::RowsFn rows;
  DepthwiseLayout layout;
};
template <typename T>
DepthwiseLoops<T> ChooseDepthwiseLoops(int32_t channels);
template <>
DepthwiseLoops<int8_t> ChooseDepthwiseLoops<int8_t>(int32_t channels);
template <>
DepthwiseLoops<uint8_t> ChooseDepthwiseLoops<uint8_t>(int32_t channels);

extern template class DepthwiseQuantized<int8_t>;
extern template class DepthwiseQuantized<uint8_t>;

}  // namespace goldcrest

#endif  // GOLDCREST_SRC_KERNELS_DEPTHWISE_CONV_2D_DEPTHWISE_H_
