// DEPTHWISE_CONV_2D: each input channel is convolved with `multiplier` filters of its own.
// output[n, y, x, c * multiplier + m] = activation(bias[...] + sum over ky, kx of
//   input[n, y * sh + ky * dh - top, x * sw + kx * dw - left, c] * filter[0, ky, kx, c * multiplier + m])
//
//   input [1, 112, 112, 32], filter [1, 3, 3, 32], stride 1, SAME -> [1, 112, 112, 32]
//
// The multiplier follows from the channels of filter and input, as in TensorFlow Lite; the option of that name says nothing more.
#include "kernels/depthwise_conv_2d/depthwise_conv_2d.h"

#include "kernels/common/define.h"
#include "kernels/common/packed_elements.h"
#include "kernels/common/post_ops.h"
#include "kernels/common/window.h"

namespace goldcrest::kernels {
namespace {

Status CheckTypes(const InferContext& ctx, const DepthwiseShape& s) {
  const TensorType in = ctx.input(0).type;
  GC_RETURN_IF_ERROR(ctx.ExpectType(0, {TensorType::kFloat32, TensorType::kInt8, TensorType::kUInt8, TensorType::kInt16}));
  GC_RETURN_IF_ERROR(ctx.ExpectOutputType(0, {in}));
  switch (in) {
    case TensorType::kFloat32: GC_RETURN_IF_ERROR(ctx.ExpectType(1, {TensorType::kFloat32, TensorType::kInt8, TensorType::kInt4})); break;
    case TensorType::kUInt8: GC_RETURN_IF_ERROR(ctx.ExpectType(1, {TensorType::kUInt8})); break;
    default: GC_RETURN_IF_ERROR(ctx.ExpectType(1, {TensorType::kInt8, TensorType::kInt4}));
  }
  if (s.bias_input < 0) return Status::Ok();
  switch (in) {
    case TensorType::kFloat32: GC_RETURN_IF_ERROR(ctx.ExpectType(s.bias_input, {TensorType::kFloat32})); break;
    case TensorType::kInt16: GC_RETURN_IF_ERROR(ctx.ExpectType(s.bias_input, {TensorType::kInt64, TensorType::kInt32})); break;
    default: GC_RETURN_IF_ERROR(ctx.ExpectType(s.bias_input, {TensorType::kInt32}));
  }
  const Shape& bias = ctx.input(s.bias_input).shape;
  if (bias.elements() == s.image.channels) return Status::Ok();
  return Error(StatusCode::kInvalidModel, "bias has the shape %s; expected %d elements", bias.ToString().c_str(), s.image.channels);
}

Status Infer(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(2, 3 + static_cast<int>(ctx.node().post_ops.size())));
  GC_ASSIGN_OR_RETURN(const DepthwiseShape s, MakeDepthwiseShape(ctx));
  GC_RETURN_IF_ERROR(CheckTypes(ctx, s));
  return ctx.SetOutput(0, {s.batches, s.image.out_height, s.image.out_width, s.image.channels});
}

Expected<Kernel> SelectByType(SelectContext& ctx, const DepthwiseShape& shape) {
  const auto options = OptionsOf<DepthwiseOptions>(ctx);
  switch (ctx.input(0).type) {
    case TensorType::kFloat32:
      if (ctx.input(1).type == TensorType::kFloat32) return SelectDepthwiseF32(ctx, shape, options);
      return SelectDepthwiseHybrid(ctx, shape, options);
    case TensorType::kInt16: return SelectDepthwiseI16(ctx, shape, options);
    default: return SelectDepthwiseQuantized(ctx, shape, options);
  }
}

Expected<Kernel> Select(SelectContext& ctx) {
  GC_ASSIGN_OR_RETURN(const DepthwiseShape shape, MakeDepthwiseShape(ctx));
  if (ctx.input(1).type == TensorType::kInt4 && !ctx.is_constant(1)) {
    return Error(StatusCode::kUnsupported, "INT4 weights must be constant");
  }
  GC_ASSIGN_OR_RETURN(Kernel kernel, SelectByType(ctx, shape));
  kernel.work = static_cast<uint64_t>(ctx.output(0).shape.elements()) * static_cast<uint64_t>(shape.image.filter_height) *
                static_cast<uint64_t>(shape.image.filter_width);
  return kernel;
}

bool AcceptsPadding(TensorType) { return true; }

}  // namespace

Expected<DepthwiseShape> MakeDepthwiseShape(const InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectRank(0, 4, 4));
  GC_RETURN_IF_ERROR(ctx.ExpectRank(1, 4, 4));
  const Shape& input = ctx.input(0).shape;
  const Shape& filter = ctx.input(1).shape;
  if (filter[0] != 1) {
    return Error(StatusCode::kInvalidModel, "filter has the shape %s; expected 1 in front", filter.ToString().c_str());
  }
  if (input[3] < 1 || filter[3] < 1 || filter[3] % input[3] != 0) {
    return Error(StatusCode::kInvalidModel, "channels of filter %s are no multiple of those of input %s", filter.ToString().c_str(),
                 input.ToString().c_str());
  }
  const auto o = OptionsOf<DepthwiseOptions>(ctx);
  GC_ASSIGN_OR_RETURN(Window2D window, MakeWindow2D(ctx, input[1], input[2], filter[1], filter[2], o.stride_h, o.stride_w,
                                                    o.dilation_h_factor, o.dilation_w_factor, o.padding));
  GC_RETURN_IF_ERROR(SimplifyWindow(&window.rows));
  GC_RETURN_IF_ERROR(SimplifyWindow(&window.columns));
  const Window &h = window.rows, &w = window.columns;
  DepthwiseShape s;
  s.image = {h.in, w.in, h.out, w.out, filter[3], h.taps, w.taps, h.stride, w.stride, h.dilation, w.dilation, h.before, w.before};
  s.batches = input[0];
  s.in_channels = input[3];
  s.multiplier = filter[3] / input[3];
  s.bias_input = NumOwnInputs(ctx) > 2 && ctx.has_input(2) ? 2 : -1;
  return s;
}

const int8_t* Int8Weights(const TensorView& filter, const void* data, size_t count, std::vector<int8_t>* unpacked) {
  if (filter.type != TensorType::kInt4) return static_cast<const int8_t*>(data);
  unpacked->resize(count);
  UnpackElements(static_cast<const uint8_t*>(data), count, 4, reinterpret_cast<uint8_t*>(unpacked->data()));
  for (int8_t& w : *unpacked) w = static_cast<int8_t>((w ^ 8) - 8);
  return unpacked->data();
}

const OperatorTraits kDepthwiseTraits = {.accepts_post_op = AcceptsFloatPostOps, .accepts_padding = AcceptsPadding};
GC_DEFINE_OPERATOR(DepthwiseConv2D, Infer, Select, kDepthwiseTraits)

}  // namespace goldcrest::kernels
