// DILATE: elements set apart, with a value in between.
//   [1, 2, 3] with dilations [3] and the value 0 -> [1, 0, 0, 2, 0, 0, 3]
#include "kernels/common/arguments.h"
#include "kernels/common/define.h"
#include "kernels/common/movement.h"

namespace goldcrest::kernels {
namespace {

Expected<std::optional<std::vector<int64_t>>> Dilations(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectType(1, {TensorType::kInt32}));
  GC_RETURN_IF_ERROR(ctx.ExpectRank(1, 1, 1));
  GC_ASSIGN_OR_RETURN(auto dilations, IntegerValues(ctx, 1, ctx.input(0).shape.rank()));
  if (!dilations) return dilations;
  for (int64_t d : *dilations) {
    if (d < 1) return Error(StatusCode::kInvalidModel, "the dilation %lld is not positive", static_cast<long long>(d));
  }
  return dilations;
}

Status Infer(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(3, 3));
  GC_RETURN_IF_ERROR(ExpectSameType(ctx, 0));
  GC_RETURN_IF_ERROR(ctx.ExpectType(2, {ctx.input(0).type}));
  GC_RETURN_IF_ERROR(ctx.ExpectRank(0, 1));
  if (ctx.input(2).shape.elements() != 1) {
    return Error(StatusCode::kInvalidModel, "input 2 has the shape %s; expected one value", ctx.input(2).shape.ToString().c_str());
  }
  GC_ASSIGN_OR_RETURN(const auto dilations, Dilations(ctx));
  if (!dilations) return ctx.NeedsValue(1);
  std::vector<int64_t> dims;
  for (int d = 0; d < ctx.input(0).shape.rank(); ++d) {
    const int32_t size = ctx.input(0).shape[d];
    dims.push_back(size == 0 ? 0 : (size - int64_t{1}) * (*dilations)[static_cast<size_t>(d)] + 1);
  }
  GC_ASSIGN_OR_RETURN(const Shape shape, ShapeOf(dims));
  return ctx.SetOutput(0, shape);
}

Expected<Kernel> Select(SelectContext& ctx) {
  GC_ASSIGN_OR_RETURN(const auto dilations, Dilations(ctx));
  if (!dilations) return Error(StatusCode::kInternal, "the dilations are not known");
  const Shape& shape = ctx.input(0).shape;
  const Strides in(shape), out(ctx.output(0).shape);
  Movement movement;
  movement.fill = Movement::Fill::kInput;
  movement.fill_input = 2;
  Movement::Part part{0, 0, {}};
  for (int d = 0; d < shape.rank(); ++d) part.copy.Add(shape[d], out[d] * (*dilations)[static_cast<size_t>(d)], in[d]);
  part.copy.Finish();
  movement.parts.push_back(part);
  return MakeMovementKernel(ctx, "dilate copy", std::move(movement));
}

}  // namespace

GC_DEFINE_OPERATOR(Dilate, Infer, Select)

}  // namespace goldcrest::kernels
