// SHAPE and RANK: the dimensions of a tensor, and how many there are.
//   SHAPE of a [2, 3] tensor -> [2, 3];  RANK -> 2
#include "kernels/common/arguments.h"
#include "kernels/common/define.h"

namespace goldcrest::kernels {
namespace {

struct Nothing {};

Status InferShape(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(1, 1));
  GC_RETURN_IF_ERROR(ctx.ExpectOutputType(0, {TensorType::kInt32, TensorType::kInt64}));
  return ctx.SetOutput(0, Shape{ctx.input(0).shape.rank()});
}

Status EvalShape(const Nothing&, EvalContext& ctx) {
  const Shape& shape = ctx.input(0).shape;
  for (int d = 0; d < shape.rank(); ++d) {
    if (ctx.output(0).type == TensorType::kInt32)
      ctx.out<int32_t>(0)[d] = shape[d];
    else
      ctx.out<int64_t>(0)[d] = shape[d];
  }
  return Status::Ok();
}

Expected<Kernel> SelectShape(SelectContext&) { return Kernel::Make<Nothing, EvalShape>("shape", {}); }

Status InferRank(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(1, 1));
  GC_RETURN_IF_ERROR(ctx.ExpectOutputType(0, {TensorType::kInt32}));
  return ctx.SetOutput(0, Shape{});
}

Status EvalRank(const Nothing&, EvalContext& ctx) {
  *ctx.out<int32_t>(0) = ctx.input(0).shape.rank();
  return Status::Ok();
}

Expected<Kernel> SelectRank(SelectContext&) { return Kernel::Make<Nothing, EvalRank>("rank", {}); }

}  // namespace

GC_DEFINE_OPERATOR(Shape, InferShape, SelectShape, {.needs_only_shapes = true})
GC_DEFINE_OPERATOR(Rank, InferRank, SelectRank, {.needs_only_shapes = true})

}  // namespace goldcrest::kernels
