// FULLY_CONNECTED of the first quantized models with shuffled weights: UINT8 input, INT16 results, plain loops.
//
// Weights lie in blocks of 4 rows by 16 columns, [results / 4][depth / 16][4][16], and are INT8: the zero points of weights and input are
// 128, and 128 is taken away from both when a model is converted or run. A second output is the input as TensorFlow Lite's kernel
// shuffles it: INT8, and for four rows [depth / 16][4][16].
#include <algorithm>

#include "kernels/common/gemm_layer.h"
#include "kernels/fully_connected/fully_connected.h"

namespace goldcrest::kernels {
namespace {

constexpr size_t kRows = 4, kColumns = 16;  // of a block

struct State {
  DenseSizes sizes;
  FixedPointMultiplier factor;
  QuantizedRange range;
};

// The second output.
void Shuffle(const uint8_t* in, size_t rows, size_t depth, uint8_t* out) {
  for (size_t first = 0; first < rows;) {
    const size_t block = rows - first >= kRows ? kRows : 1;
    for (size_t k = 0; k < depth; k += kColumns) {
      for (size_t r = first; r < first + block; ++r) {
        for (size_t j = k; j < k + kColumns; ++j) *out++ = in[r * depth + j] ^ 0x80;
      }
    }
    first += block;
  }
}

// The sum for result `o`, in 32 bits that wrap.
int32_t Sum(const uint8_t* in, const int8_t* weights, size_t depth, size_t o, int32_t bias) {
  const int8_t* w = weights + o / kRows * kRows * depth + o % kRows * kColumns;
  uint32_t sum = static_cast<uint32_t>(bias);
  for (size_t k = 0; k < depth; k += kColumns, w += kRows * kColumns) {
    for (size_t j = 0; j < kColumns; ++j) sum += static_cast<uint32_t>((int32_t{in[k + j]} - 128) * w[j]);
  }
  return static_cast<int32_t>(sum);
}

Status Eval(const State& s, EvalContext& ctx) {
  const size_t rows = static_cast<size_t>(s.sizes.rows), depth = static_cast<size_t>(s.sizes.depth);
  const size_t results = static_cast<size_t>(s.sizes.results);
  const uint8_t* in = ctx.in<uint8_t>(0);
  const int32_t* bias = ctx.in<int32_t>(2);
  ctx.ParallelFor(rows, [&](size_t row) {
    int16_t* out = ctx.out<int16_t>(0) + row * results;
    for (size_t o = 0; o < results; ++o) {
      const int32_t sum = Sum(in + row * depth, ctx.in<int8_t>(1), depth, o, bias[o]);
      out[o] = static_cast<int16_t>(std::clamp(MultiplyByQuantizedMultiplier(sum, s.factor), s.range.lowest, s.range.highest));
    }
  });
  Shuffle(in, rows, depth, ctx.out<uint8_t>(1));
  return Status::Ok();
}

}  // namespace

Status InferDenseShuffled(InferContext& ctx, const DenseSizes& s) {
  GC_RETURN_IF_ERROR(ctx.ExpectType(0, {TensorType::kUInt8}));
  GC_RETURN_IF_ERROR(ctx.ExpectType(1, {TensorType::kUInt8}));
  GC_RETURN_IF_ERROR(ctx.ExpectOutputType(0, {TensorType::kInt16}));
  if (s.results % static_cast<int>(kRows) != 0 || s.depth % static_cast<int>(kColumns) != 0 || s.bias_input < 0) {
    return Error(StatusCode::kInvalidModel, "shuffled weights %s; expected a multiple of 4 by a multiple of 16, and a bias",
                 ctx.input(1).shape.ToString().c_str());
  }
  GC_RETURN_IF_ERROR(ctx.ExpectType(2, {TensorType::kInt32}));
  GC_RETURN_IF_ERROR(ctx.ExpectOutputType(1, {TensorType::kUInt8}));
  return ctx.SetOutput(1, ctx.input(0).shape);
}

Expected<Kernel> SelectDenseShuffled(SelectContext& ctx, const DenseSizes& s, const model::FullyConnectedOptions& options) {
  const TensorView& output = ctx.output(0);
  GC_ASSIGN_OR_RETURN(const auto factors, LayerFactors(ctx.input(0), ctx.input(1), output, 1, true));
  GC_ASSIGN_OR_RETURN(const QuantizedRange range, ActivationRange(static_cast<FusedActivation>(options.fused_activation_function),
                                                                  TensorType::kInt16, output.quantization.scale0(), 0));
  return Kernel::Make<State, Eval>("fully_connected_shuffled plain", {s, factors[0], range});
}

}  // namespace goldcrest::kernels
