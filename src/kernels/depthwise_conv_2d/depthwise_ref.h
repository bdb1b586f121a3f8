// Depthwise convolution as its definition reads, in double or exact integers; for tests.
#ifndef GOLDCREST_SRC_KERNELS_DEPTHWISE_CONV_2D_DEPTHWISE_REF_H_
#define GOLDCREST_SRC_KERNELS_DEPTHWISE_CONV_2D_DEPTHWISE_REF_H_

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "kernels/depthwise_conv_2d/depthwise.h"

namespace goldcrest {

// Calls each(out_index, channel, tap(in_index, filter_index) for every tap inside the image) in the order of the output.
template <class Start, class Tap, class Finish>
void ForEachDepthwiseOutput(const DepthwiseGeometry& g, const Start& start, const Tap& tap, const Finish& finish) {
  size_t out = 0;
  for (int y = 0; y < g.out_height; ++y) {
    for (int x = 0; x < g.out_width; ++x) {
      for (int c = 0; c < g.channels; ++c, ++out) {
        start(c);
        for (int ky = 0; ky < g.filter_height; ++ky) {
          for (int kx = 0; kx < g.filter_width; ++kx) {
            const int iy = y * g.stride_height - g.pad_top + ky * g.dilation_height;
            const int ix = x * g.stride_width - g.pad_left + kx * g.dilation_width;
            if (iy < 0 || iy >= g.in_height || ix < 0 || ix >= g.in_width) continue;
            tap((static_cast<size_t>(iy) * g.in_width + ix) * g.channels + c,
                (static_cast<size_t>(ky) * g.filter_width + kx) * g.channels + c);
          }
        }
        finish(out, c);
      }
    }
  }
}

// `magnitude` gets the sum of |a * b| of each output, from which an error bound follows.
inline std::vector<double> DepthwiseFloatReference(const DepthwiseFloat& conv, const float* in, std::vector<double>* magnitude) {
  std::vector<double> out;
  double sum = 0, absolute = 0;
  ForEachDepthwiseOutput(
      conv.geometry,
      [&](int c) {
        sum = conv.bias != nullptr ? conv.bias[c] : 0;
        absolute = std::fabs(sum);
      },
      [&](size_t i, size_t f) {
        sum += static_cast<double>(in[i]) * conv.filter[f];
        absolute += std::fabs(static_cast<double>(in[i]) * conv.filter[f]);
      },
      [&](size_t, int) {
        out.push_back(std::fmin(std::fmax(sum, conv.range.lowest), conv.range.highest));
        magnitude->push_back(absolute);
      });
  return out;
}

template <typename T>
std::vector<T> DepthwiseQuantizedReference(const DepthwiseQuantizedOptions& o, const T* in) {
  std::vector<T> out;
  int32_t sum = 0;
  ForEachDepthwiseOutput(
      o.geometry, [&](int c) { sum = o.bias != nullptr ? o.bias[c] : 0; },
      [&](size_t i, size_t f) {
        const int32_t w = o.filter_is_unsigned ? static_cast<const uint8_t*>(o.filter)[f] : static_cast<const int8_t*>(o.filter)[f];
        sum = WrappingAdd(sum, (in[i] - o.input_zero_point) * (w - o.filter_zero_point));
      },
      [&](size_t, int c) {
        const int32_t y = WrappingAdd(MultiplyByQuantizedMultiplier(sum, o.factors[c]), o.output.zero_point);
        out.push_back(static_cast<T>(std::clamp(y, o.output.lowest, o.output.highest)));
      });
  return out;
}

}  // namespace goldcrest

#endif  // GOLDCREST_SRC_KERNELS_DEPTHWISE_CONV_2D_DEPTHWISE_REF_H_
