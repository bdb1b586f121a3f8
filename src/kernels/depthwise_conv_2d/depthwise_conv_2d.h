// The parts of DEPTHWISE_CONV_2D: geometry, the walk over bands of output rows, and one kernel for each family of types.
#ifndef GOLDCREST_SRC_KERNELS_DEPTHWISE_CONV_2D_DEPTHWISE_CONV_2D_H_
#define GOLDCREST_SRC_KERNELS_DEPTHWISE_CONV_2D_DEPTHWISE_CONV_2D_H_

#include <algorithm>
#include <vector>

#include "base/checked.h"
#include "goldcrest/op.h"
#include "kernels/depthwise_conv_2d/depthwise.h"
#include "model/options.h"

namespace goldcrest::kernels {

struct DepthwiseShape {
  DepthwiseGeometry image;  // one image; its channels are those of the output
  int32_t batches = 0;
  int32_t in_channels = 0;
  int32_t multiplier = 1;  // image.channels = in_channels * multiplier
  int bias_input = -1;

  size_t in_size() const {  // elements of one image
    return static_cast<size_t>(image.in_height) * static_cast<size_t>(image.in_width) * static_cast<size_t>(in_channels);
  }
  size_t out_row() const { return static_cast<size_t>(image.out_width) * static_cast<size_t>(image.channels); }
  size_t filter_size() const {
    return static_cast<size_t>(image.filter_height) * static_cast<size_t>(image.filter_width) * static_cast<size_t>(image.channels);
  }
  // Workspace for one input whose channels are repeated, of any number of images; 0 where the input is used as it is.
  CheckedSize repeated_bytes(int32_t images, size_t element) const {
    if (multiplier == 1) return 0;
    return (CheckedSize(image.in_height) * image.in_width * image.channels * images * element).AlignedUp(kAlignment);
  }
};

Expected<DepthwiseShape> MakeDepthwiseShape(const InferContext& ctx);

// The input as the loops want it: each channel `multiplier` times, in `workspace`; the input itself where that is once. Never null,
// so that the loops may compute addresses of rows that they do not read.
template <typename T>
const T* LoopInput(const DepthwiseShape& s, EvalContext& ctx, uint8_t* workspace) {
  static constexpr T kNothing{};
  const size_t count = static_cast<size_t>(s.batches) * s.in_size();
  if (count == 0) return &kNothing;
  const T* in = ctx.in<T>(0);
  if (s.multiplier == 1) return in;
  T* const repeated = reinterpret_cast<T*>(workspace);
  constexpr size_t kGrain = 16384;
  ctx.ParallelFor((count + kGrain - 1) / kGrain, [&](size_t grain) {
    const size_t begin = grain * kGrain;
    RepeatChannels(in + begin, std::min(kGrain, count - begin), s.multiplier, sizeof(T),
                   repeated + begin * static_cast<size_t>(s.multiplier));
  });
  return repeated;
}

// Calls rows(band) for bands of output rows that make up images [0, images), in parallel. `in` has image.channels channels.
template <typename In, class F>
void ForEachBand(const DepthwiseShape& s, EvalContext& ctx, int32_t images, const In* in, In* out, const F& rows) {
  const DepthwiseGeometry& g = s.image;
  const int32_t step = DepthwiseRowsPerGrain(g);
  const size_t bands = static_cast<size_t>(g.out_height / step + (g.out_height % step != 0));
  const size_t in_image = s.in_size() * static_cast<size_t>(s.multiplier);
  ctx.ParallelFor(bands * static_cast<size_t>(images), [&](size_t grain) {
    const size_t image = grain / bands;
    const int32_t begin = static_cast<int32_t>(grain % bands) * step, end = begin + std::min(step, g.out_height - begin);
    const size_t first_row = image * static_cast<size_t>(g.out_height) + static_cast<size_t>(begin);
    rows(DepthwiseBand<In>{in + image * in_image, 0, begin, end, out + first_row * s.out_row()});
  });
}

// 8-bit weights as int8, one to a byte: those of the tensor, or unpacked into `unpacked` where it has INT4.
const int8_t* Int8Weights(const TensorView& filter, const void* data, size_t count, std::vector<int8_t>* unpacked);

using DepthwiseOptions = model::DepthwiseConv2DOptions;
Expected<Kernel> SelectDepthwiseF32(SelectContext& ctx, const DepthwiseShape& shape, const DepthwiseOptions& options);
Expected<Kernel> SelectDepthwiseHybrid(SelectContext& ctx, const DepthwiseShape& shape, const DepthwiseOptions& options);
Expected<Kernel> SelectDepthwiseQuantized(SelectContext& ctx, const DepthwiseShape& shape, const DepthwiseOptions& options);
Expected<Kernel> SelectDepthwiseI16(SelectContext& ctx, const DepthwiseShape& shape, const DepthwiseOptions& options);

}  // namespace goldcrest::kernels

#endif  // GOLDCREST_SRC_KERNELS_DEPTHWISE_CONV_2D_DEPTHWISE_CONV_2D_H_
