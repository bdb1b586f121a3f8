// Transposed convolutions with INT16 activations and INT8 weights: a plain loop with 64-bit sums, as TensorFlow Lite's reference
// kernel has it.
#include "kernels/common/gemm_layer.h"
#include "kernels/transpose_conv/transposed.h"

namespace goldcrest::kernels {
namespace {

struct State {
  TransposedShape shape;
  std::vector<FixedPointMultiplier> factors;  // one, or one per result
  QuantizedRange range;
  bool bias_is_64_bit = false;
  bool sums_have_32_bits = false;  // and are rounded as those of 8-bit layers are
};

// The sum of one output, number `m` of the run, for result o.
int64_t SumAt(const TransposedRun& run, size_t m, size_t o, const int8_t* filter) {
  if (run.phases[0] == nullptr) return 0;
  const TransposedShape& s = *run.shape;
  const int16_t* image = reinterpret_cast<const int16_t*>(run.image);
  int64_t sum = 0;
  for (const auto& dz : run.phases[0]->taps) {
    for (const auto& dy : run.phases[1]->taps) {
      for (const auto& dx : run.phases[2]->taps) {
        const int64_t z = run.base[0] - dz.back, y = run.base[1] - dy.back, x = run.base[2] + static_cast<int64_t>(m) - dx.back;
        if (z < 0 || z >= s.axes[0].in || y < 0 || y >= s.axes[1].in || x < 0 || x >= s.axes[2].in) continue;
        const size_t pixel = static_cast<size_t>((z * s.axes[1].in + y) * s.axes[2].in + x);
        const size_t line = static_cast<size_t>(dz.index) * static_cast<size_t>(s.axes[1].taps) + static_cast<size_t>(dy.index);
        const size_t tap = line * static_cast<size_t>(s.axes[2].taps) + static_cast<size_t>(dx.index);
        const int16_t* in = image + pixel * static_cast<size_t>(s.channels);
        const int8_t* w = filter + o * s.result_stride + tap * s.tap_stride;
        for (int32_t c = 0; c < s.channels; ++c) sum += int32_t{in[c]} * w[c];
      }
    }
  }
  return sum;
}

Status Eval(const State& s, EvalContext& ctx) {
  if (ctx.output(0).bytes == 0) return Status::Ok();
  const int bias = s.shape.bias_input;
  ForEachTransposedRun(s.shape, ctx, nullptr, sizeof(int16_t), [&](const TransposedRun& run) {
    for (size_t m = 0; m < run.count; ++m) {
      int16_t* out = ctx.out<int16_t>(0) + run.out + m * run.out_stride;
      for (size_t o = 0; o < static_cast<size_t>(s.shape.results); ++o) {
        const int64_t b = bias < 0 ? 0 : s.bias_is_64_bit ? ctx.in<int64_t>(bias)[o] : ctx.in<int32_t>(bias)[o];
        // Unsigned, for a bias of any size.
        const uint64_t sum = static_cast<uint64_t>(SumAt(run, m, o, ctx.in<int8_t>(1))) + static_cast<uint64_t>(b);
        const FixedPointMultiplier factor = s.factors[s.factors.size() > 1 ? o : 0];
        const int32_t q = s.sums_have_32_bits ? MultiplyByQuantizedMultiplier(static_cast<int32_t>(sum), factor)
                                              : MultiplyByQuantizedMultiplier64(static_cast<int64_t>(sum), factor);
        out[o] = static_cast<int16_t>(std::clamp(q, s.range.lowest, s.range.highest));
      }
    }
  });
  return Status::Ok();
}

}  // namespace

Expected<Kernel> SelectTransposedI16(SelectContext& ctx, TransposedShape shape, const char* name) {
  const TensorView &input = ctx.input(2), &output = ctx.output(0);
  if (input.quantization.zero_point0() != 0 || output.quantization.zero_point0() != 0) {
    return Error(StatusCode::kUnsupported, "INT16 tensors need the zero point 0");
  }
  State s;
  const bool narrow_bias = shape.bias_input >= 0 && ctx.input(shape.bias_input).type == TensorType::kInt32;
  s.bias_is_64_bit = !narrow_bias;
  s.sums_have_32_bits = narrow_bias;
  GC_ASSIGN_OR_RETURN(s.factors, LayerFactors(input, ctx.input(1), output, static_cast<size_t>(shape.results)));
  GC_ASSIGN_OR_RETURN(s.range,
                      ActivationRange(static_cast<FusedActivation>(shape.activation), TensorType::kInt16, output.quantization.scale0(), 0));
  s.shape = std::move(shape);
  return Kernel::Make<State, Eval>(std::string(name) + "_int16 plain", std::move(s));
}

}  // namespace goldcrest::kernels
