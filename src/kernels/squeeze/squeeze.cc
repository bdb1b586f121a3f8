// SQUEEZE: dimensions of one element left out, all or those of option squeeze_dims. EXPAND_DIMS: one put in.
//   SQUEEZE [1, 2, 1] -> [2];  EXPAND_DIMS [2, 3] at axis 1 -> [2, 1, 3]
#include <cstring>

#include "kernels/common/arguments.h"
#include "kernels/common/define.h"

namespace goldcrest::kernels {
namespace {

Status InferSqueeze(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(1, 1));
  GC_RETURN_IF_ERROR(ExpectSameType(ctx, 0));
  const Shape& in = ctx.input(0).shape;
  const auto options = OptionsOf<model::SqueezeOptions>(ctx);
  unsigned squeezed = 0;
  for (int32_t dim : options.squeeze_dims) {
    GC_ASSIGN_OR_RETURN(const int axis, ResolveAxis(dim, in.rank()));
    if (in[axis] != 1) {
      return Error(StatusCode::kInvalidModel, "cannot squeeze dimension %d of shape %s", axis, in.ToString().c_str());
    }
    squeezed |= 1u << axis;
  }
  Shape shape;
  for (int d = 0; d < in.rank(); ++d) {
    const bool drop = options.squeeze_dims.empty() ? in[d] == 1 : (squeezed >> d & 1) != 0;
    if (!drop) shape.push_back(in[d]);
  }
  return ctx.SetOutput(0, shape);
}

Status InferExpandDims(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(2, 2));
  GC_RETURN_IF_ERROR(ExpectSameType(ctx, 0));
  const Shape& in = ctx.input(0).shape;
  GC_ASSIGN_OR_RETURN(const auto values, IntegerValues(ctx, 1, 1));
  if (!values) return ctx.NeedsValue(1);
  if (in.rank() == Shape::kMaxRank) return Error(StatusCode::kUnsupported, "makes a tensor of rank %d", in.rank() + 1);
  GC_ASSIGN_OR_RETURN(const int axis, ResolveAxis((*values)[0], in.rank() + 1));
  Shape shape;
  for (int d = 0; d <= in.rank(); ++d) shape.push_back(d < axis ? in[d] : d == axis ? 1 : in[d - 1]);
  return ctx.SetOutput(0, shape);
}

struct Nothing {};

Status Eval(const Nothing&, EvalContext& ctx) {
  const TensorView& in = ctx.input(0);
  if (in.type == TensorType::kString) GC_RETURN_IF_ERROR(ctx.AllocateOutput(0, Shape(ctx.output(0).shape), in.bytes));
  if (in.bytes > 0 && ctx.output(0).data != in.data) std::memcpy(ctx.output(0).data, in.data, in.bytes);
  return Status::Ok();
}

Expected<Kernel> SelectView(const char* name) {
  Kernel kernel = Kernel::Make<Nothing, Eval>(name, {});
  kernel.view_of = 0;
  return kernel;
}
Expected<Kernel> SelectSqueeze(SelectContext&) { return SelectView("squeeze copy"); }
Expected<Kernel> SelectExpandDims(SelectContext&) { return SelectView("expand_dims copy"); }

}  // namespace

GC_DEFINE_OPERATOR(Squeeze, InferSqueeze, SelectSqueeze)
GC_DEFINE_OPERATOR(ExpandDims, InferExpandDims, SelectExpandDims)

}  // namespace goldcrest::kernels
