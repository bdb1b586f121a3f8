// FULLY_CONNECTED with INT16 results: plain loops, as TensorFlow Lite's reference kernels have them.
//
// INT16 inputs are summed in 64 bits and rounded once, unless their bias has 32 bits and their weights 8 or less: then as 8-bit layers are.
// UINT8 inputs (of the first quantized models) have 32-bit sums. No zero point is added to the results.
#include <algorithm>
#include <vector>

#include "kernels/common/byte_weights.h"
#include "kernels/common/gemm_layer.h"
#include "kernels/fully_connected/fully_connected.h"

namespace goldcrest::kernels {
namespace {

struct State {
  DenseSizes sizes;
  std::vector<FixedPointMultiplier> factors;  // one, or one per result
  QuantizedRange range;
  int32_t zero_point[2] = {0, 0};  // of input and weights
  bool bias_is_64_bit = false;
  bool sums_have_32_bits = false;
  std::vector<uint8_t> unpacked;  // weights of less than a byte, a byte each
};

template <typename T, typename W>
Status Eval(const State& s, EvalContext& ctx) {
  const size_t depth = static_cast<size_t>(s.sizes.depth), results = static_cast<size_t>(s.sizes.results);
  const int bias = s.sizes.bias_input;
  ctx.ParallelFor(static_cast<size_t>(s.sizes.rows), [&](size_t row) {
    const T* in = ctx.in<T>(0) + row * depth;
    for (size_t o = 0; o < results; ++o) {
      const W* w = (s.unpacked.empty() ? ctx.in<W>(1) : reinterpret_cast<const W*>(s.unpacked.data())) + o * depth;
      int64_t products = 0;
      for (size_t k = 0; k < depth; ++k) products += int64_t{in[k] - s.zero_point[0]} * (w[k] - s.zero_point[1]);
      // Unsigned, for a bias of any size.
      uint64_t sum = static_cast<uint64_t>(products);
      if (bias >= 0) sum += static_cast<uint64_t>(s.bias_is_64_bit ? ctx.in<int64_t>(bias)[o] : ctx.in<int32_t>(bias)[o]);
      const FixedPointMultiplier factor = s.factors[s.factors.size() > 1 ? o : 0];
      const int32_t q = s.sums_have_32_bits ? MultiplyByQuantizedMultiplier(static_cast<int32_t>(sum), factor)
                                            : MultiplyByQuantizedMultiplier64(static_cast<int64_t>(sum), factor);
      ctx.out<int16_t>(0)[row * results + o] = static_cast<int16_t>(std::clamp(q, s.range.lowest, s.range.highest));
    }
  });
  return Status::Ok();
}

}  // namespace

Expected<Kernel> SelectDenseToInt16(SelectContext& ctx, const DenseSizes& sizes, const model::FullyConnectedOptions& options) {
  const TensorView &input = ctx.input(0), &weights = ctx.input(1), &output = ctx.output(0);
  const bool from_int16 = input.type == TensorType::kInt16;
  if (output.quantization.zero_point0() != 0 || (from_int16 && input.quantization.zero_point0() != 0)) {
    return Error(StatusCode::kUnsupported, "INT16 tensors need the zero point 0");
  }
  const bool narrow_bias = sizes.bias_input >= 0 && ctx.input(sizes.bias_input).type == TensorType::kInt32;
  State s;
  s.sizes = sizes;
  s.zero_point[0] = input.quantization.zero_point0();
  s.zero_point[1] = weights.quantization.zero_point0();
  s.bias_is_64_bit = !narrow_bias;
  const bool narrow_sums = narrow_bias || (sizes.bias_input < 0 && options.quantized_bias_type == TensorType::kInt32);
  s.sums_have_32_bits = !from_int16 || (narrow_sums && weights.type != TensorType::kInt16);
  GC_ASSIGN_OR_RETURN(s.factors, LayerFactors(input, weights, output, static_cast<size_t>(sizes.results), true));
  GC_ASSIGN_OR_RETURN(s.range, ActivationRange(static_cast<FusedActivation>(options.fused_activation_function), TensorType::kInt16,
                                               output.quantization.scale0(), 0));
  if (TypeBits(weights.type) < 8) {
    if (!ctx.is_constant(1)) return Error(StatusCode::kUnsupported, "weights of less than a byte must be constant");
    ByteWeights(weights, ctx.value<uint8_t>(1), &s.unpacked);
  }
  if (weights.type == TensorType::kInt16) return Kernel::Make<State, Eval<int16_t, int16_t>>("fully_connected_int16 plain", std::move(s));
  return from_int16 ? Kernel::Make<State, Eval<int16_t, int8_t>>("fully_connected_int16 plain", std::move(s))
                    : Kernel::Make<State, Eval<uint8_t, uint8_t>>("fully_connected_uint8 to int16 plain", std::move(s));
}

}  // namespace goldcrest::kernels
