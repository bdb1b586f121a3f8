// CONV_2D: output[n, y, x, o] = activation(bias[o] + sum over ky, kx, i of input[n, y*sh + ky*dh - top, x*sw + kx*dw - left, i] *
// filter[o, ky, kx, i]), NHWC and OHWI. With fewer filter channels than input channels the input is cut into groups.
//
//   input [1, 224, 224, 3], filter [32, 3, 3, 3], stride 2, SAME -> [1, 112, 112, 32]
//
// Float, 8-bit (INT8 weights per channel, UINT8 per tensor) and float with 8-bit weights run on the GEMM library: a 1x1 convolution
// with stride 1 is a plain product, any other hands the GEMM the address of every tap, so nothing is copied. INT16 has a plain loop.
#include "kernels/conv_2d/conv_2d.h"

#include "base/shape_util.h"
#include "kernels/common/define.h"
#include "kernels/common/post_ops.h"

namespace goldcrest::kernels {
namespace {

Status CheckBias(const InferContext& ctx, int bias, int32_t results, std::initializer_list<TensorType> types) {
  GC_RETURN_IF_ERROR(ctx.ExpectType(bias, types));
  if (ctx.input(bias).shape.elements() == results) return Status::Ok();
  return Error(StatusCode::kInvalidModel, "bias has the shape %s; expected %d elements", ctx.input(bias).shape.ToString().c_str(), results);
}

Status CheckTypes(const InferContext& ctx, const ConvGeometry& g) {
  const TensorType in = ctx.input(0).type, out = ctx.output(0).type;
  GC_RETURN_IF_ERROR(ctx.ExpectType(0, {TensorType::kFloat32, TensorType::kInt8, TensorType::kUInt8, TensorType::kInt16}));
  if (in != out) {
    return Error(StatusCode::kInvalidModel, "makes %s of %s", std::string(TypeName(out)).c_str(), std::string(TypeName(in)).c_str());
  }
  switch (in) {
    case TensorType::kFloat32:
      GC_RETURN_IF_ERROR(
          ctx.ExpectType(1, {TensorType::kFloat32, TensorType::kInt8, TensorType::kUInt8, TensorType::kInt4, TensorType::kInt2}));
      break;
    case TensorType::kUInt8: GC_RETURN_IF_ERROR(ctx.ExpectType(1, {TensorType::kUInt8})); break;
    default: GC_RETURN_IF_ERROR(ctx.ExpectType(1, {TensorType::kInt8, TensorType::kInt4, TensorType::kInt2}));
  }
  if (g.bias_input < 0) return Status::Ok();
  if (in == TensorType::kFloat32) return CheckBias(ctx, g.bias_input, g.results, {TensorType::kFloat32});
  if (in == TensorType::kInt16) return CheckBias(ctx, g.bias_input, g.results, {TensorType::kInt32, TensorType::kInt64});
  return CheckBias(ctx, g.bias_input, g.results, {TensorType::kInt32});
}

Status Infer(InferContext& ctx) {
  const int own = NumOwnInputs(ctx);
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(2, own + static_cast<int>(ctx.node().post_ops.size())));
  GC_ASSIGN_OR_RETURN(const ConvGeometry g, MakeConvGeometry(ctx));
  GC_RETURN_IF_ERROR(CheckTypes(ctx, g));
  return ctx.SetOutput(0, {g.batches, g.window.rows.out, g.window.columns.out, g.results});
}

Expected<Kernel> Select(SelectContext& ctx) {
  GC_ASSIGN_OR_RETURN(const ConvGeometry g, MakeConvGeometry(ctx));
  const auto options = OptionsOf<model::Conv2DOptions>(ctx);
  Expected<Kernel> kernel = [&]() -> Expected<Kernel> {
    switch (ctx.input(0).type) {
      case TensorType::kFloat32:
        return ctx.input(1).type == TensorType::kFloat32 ? SelectConvF32(ctx, g, options) : SelectConvHybrid(ctx, g, options);
      case TensorType::kInt16: return SelectConvI16(ctx, g, options);
      default: return SelectConvI8(ctx, g, options);
    }
  }();
  if (!kernel.ok()) return kernel;
  kernel->work = static_cast<uint64_t>(ctx.output(0).shape.elements()) * static_cast<uint64_t>(g.window.rows.taps) *
                 static_cast<uint64_t>(g.window.columns.taps) * static_cast<uint64_t>(g.filter_channels);
  return kernel;
}

bool AcceptsPadding(TensorType type) { return type == TensorType::kFloat32 || type == TensorType::kInt8 || type == TensorType::kUInt8; }

}  // namespace

Expected<ConvGeometry> MakeConvGeometry(const InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectRank(0, 4, 4));
  GC_RETURN_IF_ERROR(ctx.ExpectRank(1, 4, 4));
  const Shape& input = ctx.input(0).shape;
  const Shape& filter = ctx.input(1).shape;
  const auto o = OptionsOf<model::Conv2DOptions>(ctx);
  ConvGeometry g;
  g.batches = input[0];
  g.height = input[1];
  g.width = input[2];
  g.channels = input[3];
  g.results = filter[0];
  g.filter_channels = filter[3];
  if (g.filter_channels < 1 || g.channels < 1 || g.channels % g.filter_channels != 0) {
    return Error(StatusCode::kInvalidModel, "filter %s does not divide the channels of input %s", filter.ToString().c_str(),
                 input.ToString().c_str());
  }
  g.groups = g.channels / g.filter_channels;
  if (g.results < 1 || g.results % g.groups != 0) {
    return Error(StatusCode::kInvalidModel, "filter %s does not divide its results into the %d groups of input %s",
                 filter.ToString().c_str(), g.groups, input.ToString().c_str());
  }
  GC_ASSIGN_OR_RETURN(g.window, MakeWindow2D(ctx, input[1], input[2], filter[1], filter[2], o.stride_h, o.stride_w, o.dilation_h_factor,
                                             o.dilation_w_factor, o.padding));
  g.bias_input = NumOwnInputs(ctx) > 2 && ctx.has_input(2) ? 2 : -1;
  return g;
}

const OperatorTraits kConvTraits = {.accepts_post_op = AcceptsFloatPostOps, .accepts_padding = AcceptsPadding};
GC_DEFINE_OPERATOR(Conv2D, Infer, Select, kConvTraits)

}  // namespace goldcrest::kernels
