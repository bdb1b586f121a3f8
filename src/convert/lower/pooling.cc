// Pooling over windows of images.
#include "convert/lower/layout.h"
#include "convert/lower/operands.h"

namespace goldcrest::convert {
namespace {

using tf::DataType;

Value* Pool(Lowering& l, BuiltinOperator op, Value* x, const Window& w, tf::PartialShape shape) {
  model::Pool2DOptions options;
  options.padding = w.same ? model::Padding::kSame : model::Padding::kValid;
  options.stride_h = w.stride[0];
  options.stride_w = w.stride[1];
  options.filter_height = w.size[0];
  options.filter_width = w.size[1];
  return l.Builtin(op, options, {x}, DataType::kFloat, std::move(shape));
}

template <BuiltinOperator op>
Status LowerPool(Lowering& l) {
  Value* x = l.input(0);
  if (x->type != DataType::kFloat) return l.Refuse("no kernel pools %s", tf::TypeName(x->type).c_str());
  GC_ASSIGN_OR_RETURN(const Window w, ReadWindow(l, 2));
  // What explicit padding adds must lose against every element, or not count: PAD adds zeros.
  if (w.is_explicit) return l.Refuse("its padding is explicit; the model format has SAME and VALID");
  Value* y = Pool(l, op, ToChannelsLast(l, x, w), w, ChannelsLastShape(l.output()->shape, w));
  return l.Replace(FromChannelsLast(l, y, w));
}

// Over images, then over depth: a maximum of maxima, and a mean of means, each over as many.
template <BuiltinOperator op>
Status LowerPool3D(Lowering& l) {
  Value* x = l.input(0);
  if (x->type != DataType::kFloat) return l.Refuse("no kernel pools %s", tf::TypeName(x->type).c_str());
  GC_ASSIGN_OR_RETURN(const Window w, ReadWindow(l, 3));
  const tf::PartialShape in = ChannelsLastShape(x->shape, w), out = ChannelsLastShape(l.output()->shape, w);
  if (!in.has_rank() || in.rank() != 5 || !out.has_rank() || out.rank() != 5) return l.Refuse("5 dimensions expected");
  for (int i = 1; i < 5; ++i)
    if (in.dim(i) < 1 || out.dim(i) < 1) return l.Refuse("dimensions of its volumes are not known");
  Window rows = w;
  rows.stride = {w.stride[1], w.stride[2], 1};
  rows.size = {w.size[1], w.size[2], 1};
  Window depth = w;
  depth.stride = {w.stride[0], 1, 1};
  depth.size = {w.size[0], 1, 1};
  const int64_t images = in.dim(0) < 0 ? -1 : in.dim(0) * in.dim(1);
  const tf::PartialShape flat({images, in.dim(2), in.dim(3), in.dim(4)}), pooled({images, out.dim(2), out.dim(3), out.dim(4)});
  const tf::PartialShape deep({in.dim(0), in.dim(1), out.dim(2) * out.dim(3), in.dim(4)});
  const tf::PartialShape shallow({in.dim(0), out.dim(1), out.dim(2) * out.dim(3), in.dim(4)});
  Value* y = Pool(l, op, ReshapeTo(l, ToChannelsLast(l, x, w), flat), rows, pooled);
  y = Pool(l, op, ReshapeTo(l, y, deep), depth, shallow);
  return l.Replace(FromChannelsLast(l, ReshapeTo(l, y, out), w));
}

constexpr LoweringRule kRules[] = {
    {"AvgPool", LowerPool<BuiltinOperator::kAveragePool2d>},
    {"AvgPool3D", LowerPool3D<BuiltinOperator::kAveragePool2d>},
    {"MaxPool", LowerPool<BuiltinOperator::kMaxPool2d>},
    {"MaxPool3D", LowerPool3D<BuiltinOperator::kMaxPool2d>},
};

}  // namespace

std::span<const LoweringRule> PoolingRules() { return kRules; }

}  // namespace goldcrest::convert
