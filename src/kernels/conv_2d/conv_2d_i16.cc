// CONV_2D with INT16 activations and INT8 weights: a plain loop with 64-bit sums, as TensorFlow Lite's reference kernel has it. With a
// 32-bit bias its sums have 32 bits and are rounded as those of 8-bit layers are.
#include "kernels/conv_2d/conv_2d.h"

#include "kernels/common/byte_weights.h"

namespace goldcrest::kernels {
namespace {

struct State {
  ConvGeometry geometry;
  std::vector<FixedPointMultiplier> factors;
  QuantizedRange range;
  bool bias_is_64_bit;
  bool sums_have_32_bits;
  std::vector<uint8_t> unpacked = {};  // weights of less than a byte, a byte each
};

int64_t SumAt(const ConvGeometry& g, const int16_t* image, const int8_t* filter, int32_t y, int32_t x, int32_t first_channel) {
  const Window& h = g.window.rows;
  const Window& w = g.window.columns;
  int64_t sum = 0;
  for (int32_t ky = 0; ky < h.taps; ++ky) {
    const int64_t iy = int64_t{y} * h.stride - h.before + int64_t{ky} * h.dilation;
    for (int32_t kx = 0; kx < w.taps; ++kx, filter += g.filter_channels) {
      const int64_t ix = int64_t{x} * w.stride - w.before + int64_t{kx} * w.dilation;
      if (iy < 0 || iy >= h.in || ix < 0 || ix >= w.in) continue;
      const int16_t* in =
          image + (static_cast<size_t>(iy) * static_cast<size_t>(w.in) + static_cast<size_t>(ix)) * static_cast<size_t>(g.channels) +
          first_channel;
      for (int32_t c = 0; c < g.filter_channels; ++c) sum += int32_t{in[c]} * filter[c];
    }
  }
  return sum;
}

Status Eval(const State& s, EvalContext& ctx) {
  const ConvGeometry& g = s.geometry;
  const size_t taps = static_cast<size_t>(g.window.rows.taps) * static_cast<size_t>(g.window.columns.taps);
  const size_t image = static_cast<size_t>(g.height) * static_cast<size_t>(g.width) * static_cast<size_t>(g.channels);
  const int32_t per_group = g.results / g.groups;
  ctx.ParallelFor(static_cast<size_t>(g.batches) * static_cast<size_t>(g.window.rows.out), [&](size_t line) {
    const size_t n = line / static_cast<size_t>(g.window.rows.out);
    const int32_t y = static_cast<int32_t>(line % static_cast<size_t>(g.window.rows.out));
    int16_t* out = ctx.out<int16_t>(0) + line * static_cast<size_t>(g.window.columns.out) * static_cast<size_t>(g.results);
    for (int32_t x = 0; x < g.window.columns.out; ++x) {
      for (int32_t o = 0; o < g.results; ++o) {
        const int8_t* weights = s.unpacked.empty() ? ctx.in<int8_t>(1) : reinterpret_cast<const int8_t*>(s.unpacked.data());
        const int8_t* filter = weights + static_cast<size_t>(o) * taps * static_cast<size_t>(g.filter_channels);
        // Unsigned, for a bias of any size.
        uint64_t sum = static_cast<uint64_t>(SumAt(g, ctx.in<int16_t>(0) + n * image, filter, y, x, o / per_group * g.filter_channels));
        if (g.bias_input >= 0)
          sum += static_cast<uint64_t>(s.bias_is_64_bit ? ctx.in<int64_t>(g.bias_input)[o] : ctx.in<int32_t>(g.bias_input)[o]);
        const FixedPointMultiplier factor = s.factors[s.factors.size() > 1 ? static_cast<size_t>(o) : 0];
        const int32_t q = s.sums_have_32_bits ? MultiplyByQuantizedMultiplier(static_cast<int32_t>(sum), factor)
                                              : MultiplyByQuantizedMultiplier64(static_cast<int64_t>(sum), factor);
        *out++ = static_cast<int16_t>(std::min(s.range.highest, std::max(s.range.lowest, q)));
      }
    }
  });
  return Status::Ok();
}

}  // namespace

Expected<Kernel> SelectConvI16(SelectContext& ctx, const ConvGeometry& g, const model::Conv2DOptions& options) {
  const bool small = TypeBits(ctx.input(1).type) < 8;
  if (small && !ctx.is_constant(1)) return Error(StatusCode::kUnsupported, "weights of less than a byte must be constant");
  if (ctx.input(0).quantization.zero_point0() != 0 || ctx.output(0).quantization.zero_point0() != 0) {
    return Error(StatusCode::kUnsupported, "INT16 tensors need the zero point 0");
  }
  const bool narrow_bias = g.bias_input >= 0 && ctx.input(g.bias_input).type == TensorType::kInt32;
  State s{g, {}, {}, !narrow_bias, narrow_bias || (g.bias_input < 0 && options.quantized_bias_type == TensorType::kInt32)};
  GC_ASSIGN_OR_RETURN(s.factors, LayerFactors(ctx.input(0), ctx.input(1), ctx.output(0), static_cast<size_t>(g.results)));
  GC_ASSIGN_OR_RETURN(s.range, ActivationRange(static_cast<FusedActivation>(options.fused_activation_function), TensorType::kInt16,
                                               ctx.output(0).quantization.scale0(), 0));
  if (small) ByteWeights(ctx.input(1), ctx.value<uint8_t>(1), &s.unpacked);
  return Kernel::Make<State, Eval>("conv_2d_int16 plain", std::move(s));
}

}  // namespace goldcrest::kernels
