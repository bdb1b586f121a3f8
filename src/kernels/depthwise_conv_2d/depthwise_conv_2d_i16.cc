// DEPTHWISE_CONV_2D with INT16 activations and INT8 weights: a plain loop with 64-bit sums, as TensorFlow Lite's reference kernel has it.
#include "kernels/common/gemm_layer.h"
#include "kernels/depthwise_conv_2d/depthwise_conv_2d.h"
#include "kernels/depthwise_conv_2d/depthwise_tiles.h"

namespace goldcrest::kernels {
namespace {

struct State {
  DepthwiseShape shape;
  std::vector<FixedPointMultiplier> factors;  // one per output channel
  QuantizedRange range;
  std::vector<int8_t> unpacked;  // weights that the file packs two to a byte
  bool bias_is_64_bit = false;
};

// The sum at one output pixel for channel c; `first_y` and `first_x` are the first tap's input row and column.
int64_t SumAt(const DepthwiseShape& s, const int16_t* image, const int8_t* filter, ptrdiff_t first_y, ptrdiff_t first_x, ptrdiff_t c) {
  const DepthwiseGeometry& g = s.image;
  const DepthwiseSpan rows = TapsInside(first_y, g.filter_height, g.dilation_height, g.in_height);
  const DepthwiseSpan columns = TapsInside(first_x, g.filter_width, g.dilation_width, g.in_width);
  int64_t sum = 0;
  for (ptrdiff_t ky = rows.begin; ky < rows.end; ++ky) {
    const int16_t* in = image + (first_y + ky * g.dilation_height) * g.in_width * s.in_channels + c / s.multiplier;
    for (ptrdiff_t kx = columns.begin; kx < columns.end; ++kx) {
      sum += int32_t{in[(first_x + kx * g.dilation_width) * s.in_channels]} * filter[(ky * g.filter_width + kx) * g.channels + c];
    }
  }
  return sum;
}

Status Eval(const State& s, EvalContext& ctx) {
  const DepthwiseGeometry& g = s.shape.image;
  const int8_t* filter = s.unpacked.empty() ? ctx.in<int8_t>(1) : s.unpacked.data();
  const int bias = s.shape.bias_input;
  const size_t lines = static_cast<size_t>(g.out_height);
  ctx.ParallelFor(static_cast<size_t>(s.shape.batches) * lines, [&](size_t line) {
    const int16_t* image = ctx.in<int16_t>(0) + line / lines * s.shape.in_size();
    const ptrdiff_t first_y = static_cast<ptrdiff_t>(line % lines) * g.stride_height - g.pad_top;
    int16_t* out = ctx.out<int16_t>(0) + line * s.shape.out_row();
    for (int32_t x = 0; x < g.out_width; ++x) {
      for (int32_t c = 0; c < g.channels; ++c) {
        int64_t sum = SumAt(s.shape, image, filter, first_y, ptrdiff_t{x} * g.stride_width - g.pad_left, c);
        // Unsigned, for a bias of any size.
        const int64_t b = bias < 0 ? 0 : s.bias_is_64_bit ? ctx.in<int64_t>(bias)[c] : ctx.in<int32_t>(bias)[c];
        sum = static_cast<int64_t>(static_cast<uint64_t>(sum) + static_cast<uint64_t>(b));
        const int32_t q = MultiplyByQuantizedMultiplier64(sum, s.factors[static_cast<size_t>(c)]);
        *out++ = static_cast<int16_t>(std::clamp(q, s.range.lowest, s.range.highest));
      }
    }
  });
  return Status::Ok();
}

}  // namespace

Expected<Kernel> SelectDepthwiseI16(SelectContext& ctx, const DepthwiseShape& shape, const DepthwiseOptions& options) {
  const TensorView &input = ctx.input(0), &output = ctx.output(0);
  if (input.quantization.zero_point0() != 0 || output.quantization.zero_point0() != 0) {
    return Error(StatusCode::kUnsupported, "INT16 tensors need the zero point 0");
  }
  State s{shape, {}, {}, {}, shape.bias_input >= 0 && ctx.input(shape.bias_input).type == TensorType::kInt64};
  GC_ASSIGN_OR_RETURN(s.factors, LayerFactors(input, ctx.input(1), output, static_cast<size_t>(shape.image.channels)));
  s.factors.resize(static_cast<size_t>(shape.image.channels), s.factors[0]);
  GC_ASSIGN_OR_RETURN(s.range, ActivationRange(static_cast<FusedActivation>(options.fused_activation_function), TensorType::kInt16,
                                               output.quantization.scale0(), 0));
  if (ctx.input(1).type == TensorType::kInt4) Int8Weights(ctx.input(1), ctx.value<uint8_t>(1), shape.filter_size(), &s.unpacked);
  return Kernel::Make<State, Eval>("depthwise_conv_2d_int16 plain", std::move(s));
}

}  // namespace goldcrest::kernels
