// FULLY_CONNECTED: output[m, n] = activation(bias[n] + sum over k of input[m, k] * weights[n, k]). The input is taken as rows of K
// elements, whatever its shape; with keep_num_dims the output keeps the leading dimensions.
//
//   input [2, 3, 8], weights [5, 8] -> [6, 5], or [2, 3, 5] with keep_num_dims
#include "kernels/fully_connected/fully_connected.h"

#include <type_traits>

#include "kernels/common/define.h"
#include "kernels/common/gemm_layer.h"

namespace goldcrest::kernels {
namespace {

Expected<DenseSizes> MakeSizes(const InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectRank(1, 2, 2));
  const Shape& input = ctx.input(0).shape;
  const Shape& weights = ctx.input(1).shape;
  DenseSizes s;
  s.results = weights[0];
  s.depth = weights[1];
  const int64_t elements = input.elements();
  if (s.depth < 1 || s.results < 1 || elements % s.depth != 0 || elements / s.depth > INT32_MAX) {
    return Error(StatusCode::kInvalidModel, "weights %s do not divide input %s into rows", weights.ToString().c_str(),
                 input.ToString().c_str());
  }
  s.rows = static_cast<int32_t>(elements / s.depth);
  s.bias_input = NumOwnInputs(ctx) > 2 && ctx.has_input(2) ? 2 : -1;
  if (s.bias_input >= 0 && ctx.input(2).shape.elements() != s.results) {
    return Error(StatusCode::kInvalidModel, "bias has the shape %s; expected %d elements", ctx.input(2).shape.ToString().c_str(),
                 s.results);
  }
  return s;
}

Status CheckTypes(const InferContext& ctx, const DenseSizes& s) {
  const TensorType in = ctx.input(0).type;
  GC_RETURN_IF_ERROR(ctx.ExpectType(0, {TensorType::kFloat32, TensorType::kInt8, TensorType::kUInt8, TensorType::kInt16}));
  if (in == TensorType::kFloat32) {
    GC_RETURN_IF_ERROR(
        ctx.ExpectType(1, {TensorType::kFloat32, TensorType::kInt8, TensorType::kUInt8, TensorType::kInt4, TensorType::kInt2}));
    GC_RETURN_IF_ERROR(ctx.ExpectOutputType(0, {TensorType::kFloat32}));
    if (WeightBlockSize(ctx) > 0) GC_RETURN_IF_ERROR(CheckDenseBlocks(ctx, s));
    return s.bias_input < 0 ? Status::Ok() : ctx.ExpectType(2, {TensorType::kFloat32});
  }
  if (in == TensorType::kInt8) GC_RETURN_IF_ERROR(ctx.ExpectType(1, {TensorType::kInt8, TensorType::kInt4, TensorType::kInt2}));
  if (in == TensorType::kInt16) {
    GC_RETURN_IF_ERROR(ctx.ExpectType(1, {TensorType::kInt8, TensorType::kInt4, TensorType::kInt2, TensorType::kInt16}));
  }
  if (in == TensorType::kUInt8) {
    GC_RETURN_IF_ERROR(ctx.ExpectType(1, {TensorType::kUInt8}));
    GC_RETURN_IF_ERROR(ctx.ExpectOutputType(0, {TensorType::kUInt8, TensorType::kInt16}));
  } else {
    GC_RETURN_IF_ERROR(ctx.ExpectOutputType(0, {in}));
  }
  if (s.bias_input < 0) return Status::Ok();
  if (in == TensorType::kInt16) return ctx.ExpectType(2, {TensorType::kInt64, TensorType::kInt32});
  return ctx.ExpectType(2, {TensorType::kInt32});
}

bool IsShuffled(const model::FullyConnectedOptions& options) {
  return options.weights_format != model::FullyConnectedOptionsWeightsFormat::kDefault;
}

Status Infer(InferContext& ctx) {
  const auto options = OptionsOf<model::FullyConnectedOptions>(ctx);
  const bool shuffled = IsShuffled(options);
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(2, NumOwnInputs(ctx) + static_cast<int>(ctx.node().post_ops.size()), shuffled ? 2 : 1));
  GC_ASSIGN_OR_RETURN(const DenseSizes s, MakeSizes(ctx));
  GC_RETURN_IF_ERROR(shuffled ? InferDenseShuffled(ctx, s) : CheckTypes(ctx, s));
  if (!options.keep_num_dims) return ctx.SetOutput(0, {s.rows, s.results});
  Shape out = ctx.input(0).shape;
  if (out.rank() < 1 || out[out.rank() - 1] != s.depth) {
    return Error(StatusCode::kInvalidModel, "keep_num_dims: input %s does not end in %d", out.ToString().c_str(), s.depth);
  }
  out.set_dim(out.rank() - 1, s.results);
  return ctx.SetOutput(0, out);
}

template <typename Layer>
struct State {
  DenseSizes sizes;
  Layer layer;
};

template <typename Layer>
auto* Output(EvalContext& ctx) {
  if constexpr (std::is_same_v<Layer, F32Layer>)
    return ctx.out<float>(0);
  else
    return ctx.out<void>(0);
}

template <typename Layer>
Status Eval(const State<Layer>& s, EvalContext& ctx) {
  const gemm::Rows rows = gemm::DenseRows(ctx.input(0).data, static_cast<size_t>(s.sizes.depth));
  s.layer.Run(ctx, static_cast<size_t>(s.sizes.rows), [&](size_t) { return rows; }, Output<Layer>(ctx));
  return Status::Ok();
}

Status EvalHybrid(const State<HybridLayer>& s, EvalContext& ctx) {
  const size_t rows = static_cast<size_t>(s.sizes.rows), depth = static_cast<size_t>(s.sizes.depth);
  float* scales = reinterpret_cast<float*>(ctx.workspace());
  int32_t* zero_points = reinterpret_cast<int32_t*>(scales + rows);
  int8_t* quantized = reinterpret_cast<int8_t*>(zero_points + rows);
  for (size_t r = 0; r < rows; ++r) {
    QuantizeBatch(ctx.in<float>(0) + r * depth, depth, s.layer.asymmetric(), quantized + r * depth, &scales[r], &zero_points[r]);
  }
  s.layer.Run(ctx, rows, [&](size_t) { return gemm::DenseRows(quantized, depth); }, scales, zero_points, ctx.out<float>(0));
  return Status::Ok();
}

template <typename Layer>
Expected<Kernel> SelectLayer(SelectContext& ctx, const DenseSizes& s, const LayerShape& shape, model::ActivationFunctionType activation) {
  GC_ASSIGN_OR_RETURN(Layer layer, Layer::Make(ctx, shape, activation));
  const size_t workspace = layer.workspace_bytes();
  std::string name = layer.name("fully_connected");
  Kernel kernel = Kernel::Make<State<Layer>, Eval<Layer>>(std::move(name), {s, std::move(layer)});
  kernel.workspace = workspace;
  return kernel;
}

Expected<Kernel> SelectHybrid(SelectContext& ctx, const DenseSizes& s, const LayerShape& shape,
                              const model::FullyConnectedOptions& options) {
  GC_ASSIGN_OR_RETURN(HybridLayer layer,
                      HybridLayer::Make(ctx, shape, options.fused_activation_function, options.asymmetric_quantize_inputs));
  std::string name = layer.name("fully_connected");
  Kernel kernel = Kernel::Make<State<HybridLayer>, EvalHybrid>(std::move(name), {s, std::move(layer)});
  const size_t rows = static_cast<size_t>(s.rows);
  kernel.workspace = rows * (sizeof(float) + sizeof(int32_t) + static_cast<size_t>(s.depth));
  return kernel;
}

Expected<Kernel> Select(SelectContext& ctx) {
  GC_ASSIGN_OR_RETURN(const DenseSizes s, MakeSizes(ctx));
  const auto options = OptionsOf<model::FullyConnectedOptions>(ctx);
  const LayerShape shape{static_cast<size_t>(s.results), 1, static_cast<size_t>(s.depth), 1, 1, s.bias_input, true};
  Expected<Kernel> kernel =
      IsShuffled(options)                         ? SelectDenseShuffled(ctx, s, options)
      : ctx.output(0).type == TensorType::kInt16  ? SelectDenseToInt16(ctx, s, options)
      : WeightBlockSize(ctx) > 0                  ? SelectDenseBlocks(ctx, s, options)
      : ctx.input(0).type != TensorType::kFloat32 ? SelectLayer<I8Layer>(ctx, s, shape, options.fused_activation_function)
      : ctx.input(1).type == TensorType::kFloat32 ? SelectLayer<F32Layer>(ctx, s, shape, options.fused_activation_function)
                                                  : SelectHybrid(ctx, s, shape, options);
  if (!kernel.ok()) return kernel;
  kernel->work = static_cast<uint64_t>(s.rows) * static_cast<uint64_t>(s.results) * static_cast<uint64_t>(s.depth);
  return kernel;
}

}  // namespace

const OperatorTraits kFullyConnectedTraits = {.accepts_post_op = AcceptsFloatPostOps};
GC_DEFINE_OPERATOR(FullyConnected, Infer, Select, kFullyConnectedTraits)

}  // namespace goldcrest::kernels
