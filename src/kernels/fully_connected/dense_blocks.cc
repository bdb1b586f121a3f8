// FULLY_CONNECTED with float activations and weights that are quantized in blocks along the depth: each row of the input is quantized
// as it comes, each block gives a sum of integers with a scale of its own. The sums are added in TensorFlow Lite's order.
#include <algorithm>
#include <string>

#include "base/checked.h"
#include "kernels/common/gemm_layer.h"
#include "kernels/common/half.h"
#include "kernels/common/packed_elements.h"
#include "kernels/common/post_ops.h"
#include "kernels/fully_connected/fully_connected.h"
#include "model/model.h"

namespace goldcrest::kernels {
namespace {

constexpr int kScalesInput = 3;

struct State {
  DenseSizes sizes;
  size_t block;
  std::vector<float> scales;  // [results][blocks]
  PackedBlock weights;        // a byte each
  float min, max;
  std::vector<TilePostOp> post_ops;
};

float Dot(const State& s, const int8_t* in, int32_t zero_point, const int8_t* weights, const float* scales) {
  const size_t blocks = static_cast<size_t>(s.sizes.depth) / s.block;
  float sum = 0, weight_sum = 0;
  for (size_t b = 0; b < blocks; ++b) {
    int32_t products = 0, block_weights = 0;
    for (size_t k = b * s.block; k < (b + 1) * s.block; ++k) {
      products += int32_t{in[k]} * weights[k];
      block_weights += weights[k];
    }
    sum += static_cast<float>(products) * scales[b];
    weight_sum += scales[b] * static_cast<float>(block_weights);
  }
  return sum - static_cast<float>(zero_point) * weight_sum;
}

Status Eval(const State& s, EvalContext& ctx) {
  const size_t rows = static_cast<size_t>(s.sizes.rows), depth = static_cast<size_t>(s.sizes.depth);
  const size_t results = static_cast<size_t>(s.sizes.results), blocks = depth / s.block;
  const float* bias = s.sizes.bias_input < 0 ? nullptr : ctx.in<float>(s.sizes.bias_input);
  ctx.ParallelFor(rows, [&](size_t row) {
    int8_t* quantized = reinterpret_cast<int8_t*>(ctx.workspace()) + row * depth;
    float scale;
    int32_t zero_point;
    QuantizeBatch(ctx.in<float>(0) + row * depth, depth, true, quantized, &scale, &zero_point);
    float* out = ctx.out<float>(0) + row * results;
    for (size_t o = 0; o < results; ++o) {
      const float real =
          Dot(s, quantized, zero_point, reinterpret_cast<const int8_t*>(s.weights.get()) + o * depth, s.scales.data() + o * blocks) * scale;
      out[o] = std::min(s.max, std::max(s.min, bias == nullptr ? real : real + bias[o]));
    }
  });
  PostOpTiles tiles{&s.post_ops, &ctx, 0};
  if (!s.post_ops.empty()) PostOpTiles::Apply(&tiles, ctx.out<float>(0), rows, results, results, 0, 0);
  return Status::Ok();
}

}  // namespace

int32_t WeightBlockSize(const InferContext& ctx) {
  const model::Quantization* details = ctx.input(1).quantization.details;
  const bool blocks = details != nullptr && details->details == model::Quantization::Details::kBlockwise;
  return blocks ? details->block_size : 0;
}

Status CheckDenseBlocks(const InferContext& ctx, const DenseSizes& s) {
  const int32_t block = WeightBlockSize(ctx);
  // Up to 2^16 products of two 8-bit numbers fit a 32-bit sum.
  if (ctx.input(1).type != TensorType::kInt4 || block > 1 << 16 || s.depth % block != 0 || !ctx.has_input(kScalesInput) ||
      ctx.input(kScalesInput).type != TensorType::kFloat16 ||
      ctx.input(kScalesInput).shape.elements() != int64_t{s.results} * (s.depth / block)) {
    return Error(StatusCode::kInvalidModel, "weights of shape %s in blocks of %d must be of INT4 and have a FLOAT16 scale for each block",
                 ctx.input(1).shape.ToString().c_str(), block);
  }
  return Status::Ok();
}

Expected<Kernel> SelectDenseBlocks(SelectContext& ctx, const DenseSizes& s, const model::FullyConnectedOptions& options) {
  if (!ctx.is_constant(1) || !ctx.is_constant(kScalesInput)) {
    return Error(StatusCode::kUnsupported, "weights in blocks and their scales must be constant");
  }
  GC_ASSIGN_OR_RETURN(const FloatRange range, ActivationRangeFloat(static_cast<FusedActivation>(options.fused_activation_function)));
  State state{s, static_cast<size_t>(WeightBlockSize(ctx)), {}, {}, range.lowest, range.highest, {}};
  const uint16_t* scales = ctx.value<uint16_t>(kScalesInput);
  for (int64_t i = 0, n = ctx.input(kScalesInput).shape.elements(); i < n; ++i) state.scales.push_back(HalfToFloat(scales[i]));
  const size_t weights = static_cast<size_t>(ctx.input(1).shape.elements());
  const uint8_t* packed = ctx.value<uint8_t>(1);
  const auto unpack = [&](uint8_t* out) {
    for (size_t i = 0; i < weights; ++i) out[i] = static_cast<uint8_t>(PackedElement(packed, i, 4, true));
  };
  GC_ASSIGN_OR_RETURN(state.weights, ctx.Pack({packed, ctx.input(1).bytes}, "int4 as int8", weights, unpack));
  state.post_ops = MakeTilePostOps(ctx.node().post_ops);
  const CheckedSize workspace = CheckedSize(s.rows) * s.depth;
  if (!workspace.ok()) return Error(StatusCode::kLimitExceeded, "the working memory would be too large");
  Kernel kernel = Kernel::Make<State, Eval>("fully_connected blocks", std::move(state));
  kernel.workspace = workspace.value();
  return kernel;
}

}  // namespace goldcrest::kernels
