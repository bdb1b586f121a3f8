// Convolutions. The model format has them in NHWC, weights in its own order (OHWI; [1, h, w, channels] where depthwise), and with a bias:
// zeros, which fusion passes replace by what is added after.
#include <algorithm>

#include "convert/lower/layout.h"
#include "convert/lower/operands.h"

namespace goldcrest::convert {
namespace {

using tf::DataType;
using tf::Literal;
using tf::PartialShape;

// The weights, whose spatial dimensions come first, in another order: constant where they are.
Value* Reordered(Lowering& l, Value* weights, const std::vector<int>& order) { return TransposeConstant(l, weights, order); }

Status CheckFloat(const Lowering& l, int input) {
  const DataType type = l.input(input)->type;
  if (type == DataType::kFloat) return Status::Ok();
  return l.Refuse("no kernel convolves %s", tf::TypeName(type).c_str());
}

template <typename Options>
void SetStrides(const Window& w, Options* options) {
  options->padding = w.same ? model::Padding::kSame : model::Padding::kValid;
  options->stride_h = w.stride[0];
  options->stride_w = w.stride[1];
}

Status LowerConv2D(Lowering& l) {
  GC_RETURN_IF_ERROR(CheckFloat(l, 0));
  Value* weights = l.input(1);
  GC_ASSIGN_OR_RETURN(const Window w, ReadWindow(l, 2));
  if (!weights->shape.has_rank() || weights->rank() != 4 || weights->shape.dim(3) < 0)
    return l.Refuse("its weights have shape %s; 4 dimensions with a known number of outputs expected", weights->shape.ToString().c_str());
  Value* x = ToChannelsLast(l, PadExplicitly(l, l.input(0), w), w);
  model::Conv2DOptions options;
  SetStrides(w, &options);
  options.dilation_h_factor = w.dilation[0];
  options.dilation_w_factor = w.dilation[1];
  Value* ohwi = Reordered(l, weights, {3, 0, 1, 2});
  Value* bias = Zeros(l, DataType::kFloat, {weights->shape.dim(3)});
  Value* y = l.Builtin(BuiltinOperator::kConv2d, options, {x, ohwi, bias}, DataType::kFloat, ChannelsLastShape(l.output()->shape, w));
  return l.Replace(FromChannelsLast(l, y, w));
}

// One filter for each channel and multiple: [h, w, in, multiple] and [1, h, w, in * multiple] are the same elements.
Status LowerDepthwise(Lowering& l) {
  GC_RETURN_IF_ERROR(CheckFloat(l, 0));
  Value* weights = l.input(1);
  GC_ASSIGN_OR_RETURN(const Window w, ReadWindow(l, 2));
  if (!weights->shape.IsStatic() || weights->rank() != 4)
    return l.Refuse("its weights have shape %s; 4 known dimensions expected", weights->shape.ToString().c_str());
  if (w.stride[0] != w.stride[1]) return l.Refuse("strides %d and %d; the kernels take equal ones", w.stride[0], w.stride[1]);
  Value* x = ToChannelsLast(l, PadExplicitly(l, l.input(0), w), w);
  const auto& d = weights->shape.dims();
  model::DepthwiseConv2DOptions options;
  SetStrides(w, &options);
  options.dilation_h_factor = w.dilation[0];
  options.dilation_w_factor = w.dilation[1];
  options.depth_multiplier = static_cast<int32_t>(d[3]);
  const std::vector<int64_t> dims = {1, d[0], d[1], d[2] * d[3]};
  Value* flat =
      weights->constant() != nullptr ? l.Const(weights->constant()->WithDims(dims)) : l.Reshape(weights, dims, PartialShape(dims));
  Value* bias = Zeros(l, DataType::kFloat, {dims[3]});
  Value* y =
      l.Builtin(BuiltinOperator::kDepthwiseConv2d, options, {x, flat, bias}, DataType::kFloat, ChannelsLastShape(l.output()->shape, w));
  return l.Replace(FromChannelsLast(l, y, w));
}

// The shape of the result, as int32 in NHWC.
Value* OutputDims(Lowering& l, int input, const Window& w, const PartialShape& shape) {
  if (shape.IsStatic()) return l.Int32s(shape.dims());
  Value* dims = AsInt32(l, input);
  if (w.channels_last) return dims;
  std::vector<int64_t> order = {0};
  for (int i = 0; i < w.spatial; ++i) order.push_back(2 + i);
  order.push_back(1);
  model::GatherOptions options;
  return l.Builtin(BuiltinOperator::kGather, options, {dims, l.Int32s(order)}, DataType::kInt32,
                   PartialShape({static_cast<int64_t>(order.size())}));
}

Status LowerTransposeConv(Lowering& l) {
  GC_RETURN_IF_ERROR(CheckFloat(l, 2));
  GC_ASSIGN_OR_RETURN(const Window w, ReadWindow(l, 2));
  if (w.is_explicit) return l.Refuse("its padding is explicit; the model format has SAME and VALID");
  if (w.dilation[0] != 1 || w.dilation[1] != 1)
    return l.Refuse("dilations %d and %d; the model format has none", w.dilation[0], w.dilation[1]);
  Value* x = ToChannelsLast(l, l.input(2), w);
  model::TransposeConvOptions options;
  SetStrides(w, &options);
  const PartialShape shape = ChannelsLastShape(l.output()->shape, w);
  Value* dims = OutputDims(l, 0, w, shape);
  Value* ohwi = Reordered(l, l.input(1), {2, 0, 1, 3});
  Value* y = l.Builtin(BuiltinOperator::kTransposeConv, options, {dims, ohwi, x}, DataType::kFloat, shape);
  return l.Replace(FromChannelsLast(l, y, w));
}

model::Conv3DOptions Options3D(const Window& w) {
  model::Conv3DOptions options;
  options.padding = w.same ? model::Padding::kSame : model::Padding::kValid;
  options.stride_d = w.stride[0];
  options.stride_h = w.stride[1];
  options.stride_w = w.stride[2];
  options.dilation_d_factor = w.dilation[0];
  options.dilation_h_factor = w.dilation[1];
  options.dilation_w_factor = w.dilation[2];
  return options;
}

Status LowerConv3D(Lowering& l) {
  GC_RETURN_IF_ERROR(CheckFloat(l, 0));
  GC_ASSIGN_OR_RETURN(const Window w, ReadWindow(l, 3));
  Value* x = ToChannelsLast(l, PadExplicitly(l, l.input(0), w), w);
  Value* y = l.Builtin(BuiltinOperator::kConv3d, Options3D(w), {x, l.input(1), nullptr}, DataType::kFloat,
                       ChannelsLastShape(l.output()->shape, w));
  return l.Replace(FromChannelsLast(l, y, w));
}

Status LowerConv3DTranspose(Lowering& l) {
  GC_RETURN_IF_ERROR(CheckFloat(l, 2));
  GC_ASSIGN_OR_RETURN(const Window w, ReadWindow(l, 3));
  Value* x = ToChannelsLast(l, l.input(2), w);
  const PartialShape shape = ChannelsLastShape(l.output()->shape, w);
  Value* dims = OutputDims(l, 0, w, shape);
  Value* y = l.Builtin(BuiltinOperator::kConv3dTranspose, Options3D(w), {dims, l.input(1), x, nullptr}, DataType::kFloat, shape);
  return l.Replace(FromChannelsLast(l, y, w));
}

constexpr LoweringRule kRules[] = {
    {"Conv2D", LowerConv2D},
    {"Conv2DBackpropInput", LowerTransposeConv},
    {"Conv3D", LowerConv3D},
    {"Conv3DBackpropInputV2", LowerConv3DTranspose},
    {"DepthwiseConv2dNative", LowerDepthwise},
};

}  // namespace

std::span<const LoweringRule> ConvolutionRules() { return kRules; }

}  // namespace goldcrest::convert
