// FILL: a tensor of the shape in input 0 whose elements all are input 1.
//   dims [2, 3], value 7 -> [[7, 7, 7], [7, 7, 7]]
#include "kernels/common/arguments.h"
#include "kernels/common/define.h"
#include "kernels/common/movement.h"

namespace goldcrest::kernels {
namespace {

Status Infer(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(2, 2));
  GC_RETURN_IF_ERROR(ExpectSameType(ctx, 1));
  GC_RETURN_IF_ERROR(ExpectSameQuantization(ctx, 1));
  GC_RETURN_IF_ERROR(ctx.ExpectRank(0, 1, 1));
  if (ctx.input(1).shape.elements() != 1) {
    return Error(StatusCode::kInvalidModel, "input 1 has the shape %s; expected one value", ctx.input(1).shape.ToString().c_str());
  }
  GC_ASSIGN_OR_RETURN(const auto dims, IntegerValues(ctx, 0));
  if (!dims) return ctx.NeedsValue(0);
  GC_ASSIGN_OR_RETURN(const Shape shape, ShapeOf(*dims));
  return ctx.SetOutput(0, shape);
}

Expected<Kernel> Select(SelectContext& ctx) {
  Movement movement;
  movement.fill = Movement::Fill::kInput;
  movement.fill_input = 1;
  return MakeMovementKernel(ctx, "fill", std::move(movement));
}

}  // namespace

GC_DEFINE_OPERATOR(Fill, Infer, Select)

}  // namespace goldcrest::kernels
