// TRANSPOSE_CONV and CONV_3D_TRANSPOSE: the gradient of a convolution, which enlarges images. Input 0 gives the output's shape.
//
//   output shape [1, 8, 8, 16], filter [16, 3, 3, 32], input [1, 4, 4, 32], stride 2, SAME -> [1, 8, 8, 16]
//
// Filters are [results, rows, columns, channels] and [depth, rows, columns, results, channels]. As in TensorFlow Lite the output of
// TRANSPOSE_CONV may have any height and width, and what the inputs do not reach is the bias; that of CONV_3D_TRANSPOSE must be one
// from which the forward convolution makes the input's size.
#include "kernels/common/define.h"
#include "kernels/common/post_ops.h"
#include "kernels/transpose_conv/transposed.h"

namespace goldcrest::kernels {
namespace {

// Whether input 0 can be read as the output's shape.
Status CheckShapeInput(const InferContext& ctx, int rank) {
  GC_RETURN_IF_ERROR(ctx.ExpectType(0, {TensorType::kInt32}));
  GC_RETURN_IF_ERROR(ctx.ExpectRank(0, 1, 1));
  if (ctx.input(0).shape[0] != rank) {
    return Error(StatusCode::kInvalidModel, "the output's shape has %d dimensions; expected %d", ctx.input(0).shape[0], rank);
  }
  return Status::Ok();
}

// The shape that input 0 asks for, of `rank` dimensions.
Status ReadOutputShape(InferContext& ctx, int rank, Shape* out) {
  *out = Shape(ctx.value<int32_t>(0), rank);
  for (int32_t d : *out) {
    if (d < 0) return Error(StatusCode::kInvalidModel, "the output's shape is %s; expected no negative dimension", out->ToString().c_str());
  }
  return Status::Ok();
}

// Checks that channels, results and batches agree. `filter_results` is the filter's dimension of results.
Status Fill(const InferContext& ctx, const Shape& out, int filter_results, TransposedShape* s) {
  const Shape &filter = ctx.input(1).shape, &input = ctx.input(2).shape;
  const int rank = input.rank();
  s->batches = input[0];
  s->channels = input[rank - 1];
  s->results = filter[filter_results];
  if (s->channels < 1 || s->results < 1 || filter[rank - 1] != s->channels) {
    return Error(StatusCode::kInvalidModel, "filter %s does not fit the channels of input %s", filter.ToString().c_str(),
                 input.ToString().c_str());
  }
  if (out[0] != s->batches || out[rank - 1] != s->results) {
    return Error(StatusCode::kInvalidModel, "the output's shape %s contradicts input %s and filter %s", out.ToString().c_str(),
                 input.ToString().c_str(), filter.ToString().c_str());
  }
  s->bias_input = NumOwnInputs(ctx) > 3 && ctx.has_input(3) ? 3 : -1;
  if (s->bias_input < 0 || ctx.input(3).shape.elements() == s->results) return Status::Ok();
  return Error(StatusCode::kInvalidModel, "bias has the shape %s; expected %d elements", ctx.input(3).shape.ToString().c_str(), s->results);
}

Expected<TransposedShape> Shape2D(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectRank(1, 4, 4));
  GC_RETURN_IF_ERROR(ctx.ExpectRank(2, 4, 4));
  Shape out;
  GC_RETURN_IF_ERROR(ReadOutputShape(ctx, 4, &out));
  const auto o = OptionsOf<model::TransposeConvOptions>(ctx);
  const Shape &filter = ctx.input(1).shape, &input = ctx.input(2).shape;
  TransposedShape s;
  GC_RETURN_IF_ERROR(Fill(ctx, out, 0, &s));
  GC_ASSIGN_OR_RETURN(s.axes[0], MakeTransposedAxis(1, 1, 1, 1, 1, model::Padding::kValid));
  GC_ASSIGN_OR_RETURN(s.axes[1], MakeTransposedAxis(input[1], out[1], filter[1], o.stride_h, 1, o.padding));
  GC_ASSIGN_OR_RETURN(s.axes[2], MakeTransposedAxis(input[2], out[2], filter[2], o.stride_w, 1, o.padding));
  s.activation = o.fused_activation_function;
  s.tap_stride = static_cast<size_t>(s.channels);
  s.result_stride = s.taps() * s.tap_stride;
  return s;
}

Expected<TransposedShape> Shape3D(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectRank(1, 5, 5));
  GC_RETURN_IF_ERROR(ctx.ExpectRank(2, 5, 5));
  Shape out;
  GC_RETURN_IF_ERROR(ReadOutputShape(ctx, 5, &out));
  const auto o = OptionsOf<model::Conv3DOptions>(ctx);
  const Shape &filter = ctx.input(1).shape, &input = ctx.input(2).shape;
  TransposedShape s;
  GC_RETURN_IF_ERROR(Fill(ctx, out, 3, &s));
  GC_ASSIGN_OR_RETURN(s.axes[0], MakeTransposedAxis(input[1], out[1], filter[0], o.stride_d, o.dilation_d_factor, o.padding));
  GC_ASSIGN_OR_RETURN(s.axes[1], MakeTransposedAxis(input[2], out[2], filter[1], o.stride_h, o.dilation_h_factor, o.padding));
  GC_ASSIGN_OR_RETURN(s.axes[2], MakeTransposedAxis(input[3], out[3], filter[2], o.stride_w, o.dilation_w_factor, o.padding));
  for (const TransposedAxis& a : s.axes) {
    if (a.forward == a.in) continue;
    return Error(StatusCode::kInvalidModel, "the output's shape %s contradicts input %s", out.ToString().c_str(), input.ToString().c_str());
  }
  s.activation = o.fused_activation_function;
  s.result_stride = static_cast<size_t>(s.channels);
  s.tap_stride = static_cast<size_t>(s.results) * s.result_stride;
  return s;
}

Status CheckTypes(const InferContext& ctx, const TransposedShape& s) {
  const TensorType in = ctx.input(2).type;
  GC_RETURN_IF_ERROR(ctx.ExpectType(2, {TensorType::kFloat32, TensorType::kInt8, TensorType::kUInt8, TensorType::kInt16}));
  if (in == TensorType::kFloat32 && ctx.input(1).shape.rank() == 4) {
    GC_RETURN_IF_ERROR(ctx.ExpectType(1, {TensorType::kFloat32, TensorType::kInt8}));
  } else {
    GC_RETURN_IF_ERROR(ctx.ExpectType(1, {in == TensorType::kInt16 ? TensorType::kInt8 : in}));
  }
  GC_RETURN_IF_ERROR(ctx.ExpectOutputType(0, {in}));
  if (s.bias_input < 0) return Status::Ok();
  switch (in) {
    case TensorType::kFloat32: return ctx.ExpectType(s.bias_input, {TensorType::kFloat32});
    case TensorType::kInt16: return ctx.ExpectType(s.bias_input, {TensorType::kInt64, TensorType::kInt32});
    default: return ctx.ExpectType(s.bias_input, {TensorType::kInt32});
  }
}

Status SetOutput(InferContext& ctx, const TransposedShape& s, int rank) {
  Shape out = ctx.input(2).shape;
  for (int a = 1; a < rank - 1; ++a) out.set_dim(a, s.axes[static_cast<size_t>(a + 4 - rank)].out);
  out.set_dim(rank - 1, s.results);
  return ctx.SetOutput(0, out);
}

Status Infer2D(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(3, 4 + static_cast<int>(ctx.node().post_ops.size())));
  GC_RETURN_IF_ERROR(CheckShapeInput(ctx, 4));
  if (ctx.value<int32_t>(0) == nullptr) return ctx.NeedsValue(0);
  GC_ASSIGN_OR_RETURN(const TransposedShape s, Shape2D(ctx));
  GC_RETURN_IF_ERROR(CheckTypes(ctx, s));
  return SetOutput(ctx, s, 4);
}

Status Infer3D(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(3, 4 + static_cast<int>(ctx.node().post_ops.size())));
  GC_RETURN_IF_ERROR(ctx.ExpectType(2, {TensorType::kFloat32}));
  GC_RETURN_IF_ERROR(CheckShapeInput(ctx, 5));
  if (ctx.value<int32_t>(0) == nullptr) return ctx.NeedsValue(0);
  GC_ASSIGN_OR_RETURN(const TransposedShape s, Shape3D(ctx));
  GC_RETURN_IF_ERROR(CheckTypes(ctx, s));
  return SetOutput(ctx, s, 5);
}

Kernel WithWork(Kernel kernel, const SelectContext& ctx) {
  // Each input element meets each of its filters' elements.
  const Shape& filter = ctx.input(1).shape;
  const uint64_t channels = static_cast<uint64_t>(ctx.input(2).shape[filter.rank() - 1]);
  kernel.work = static_cast<uint64_t>(ctx.input(2).shape.elements()) * (static_cast<uint64_t>(filter.elements()) / channels) +
                static_cast<uint64_t>(ctx.output(0).shape.elements());
  return kernel;
}

Expected<Kernel> Select2D(SelectContext& ctx) {
  GC_ASSIGN_OR_RETURN(TransposedShape s, Shape2D(ctx));
  Expected<Kernel> kernel = [&]() -> Expected<Kernel> {
    switch (ctx.input(2).type) {
      case TensorType::kFloat32:
        return ctx.input(1).type == TensorType::kFloat32 ? SelectTransposedF32(ctx, std::move(s), "transpose_conv")
                                                         : SelectTransposedHybrid(ctx, std::move(s), "transpose_conv");
      case TensorType::kInt16: return SelectTransposedI16(ctx, std::move(s), "transpose_conv");
      default: return SelectTransposedI8(ctx, std::move(s), "transpose_conv");
    }
  }();
  if (!kernel.ok()) return kernel;
  return WithWork(std::move(kernel).value(), ctx);
}

Expected<Kernel> Select3D(SelectContext& ctx) {
  GC_ASSIGN_OR_RETURN(TransposedShape s, Shape3D(ctx));
  GC_ASSIGN_OR_RETURN(Kernel kernel, SelectTransposedF32(ctx, std::move(s), "conv_3d_transpose"));
  return WithWork(std::move(kernel), ctx);
}

}  // namespace

const OperatorTraits kTransposedTraits = {.accepts_post_op = AcceptsFloatPostOps};
GC_DEFINE_OPERATOR(TransposeConv, Infer2D, Select2D, kTransposedTraits)
GC_DEFINE_OPERATOR(Conv3DTranspose, Infer3D, Select3D, kTransposedTraits)

}  // namespace goldcrest::kernels
