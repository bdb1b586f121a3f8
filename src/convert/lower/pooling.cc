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

constexpr LoweringRule kRules[] = {
    {"AvgPool", LowerPool<BuiltinOperator::kAveragePool2d>},
    {"MaxPool", LowerPool<BuiltinOperator::kMaxPool2d>},
};

}  // namespace

std::span<const LoweringRule> PoolingRules() { return kRules; }

}  // namespace goldcrest::convert
