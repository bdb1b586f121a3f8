#include "kernels/common/binary.h"

namespace goldcrest {

Status InferBinary(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(2, 2));
  GC_RETURN_IF_ERROR(ctx.ExpectType(1, {ctx.input(0).type}));
  GC_ASSIGN_OR_RETURN(const Shape shape, BroadcastShapes(ctx.input(0).shape, ctx.input(1).shape));
  return ctx.SetOutput(0, shape);
}

}  // namespace goldcrest
