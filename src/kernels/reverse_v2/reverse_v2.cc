// REVERSE_V2: a tensor walked backwards along the dimensions in input 1.
//   [[1, 2], [3, 4]] along [1] -> [[2, 1], [4, 3]]
#include "kernels/common/arguments.h"
#include "kernels/common/define.h"
#include "kernels/common/movement.h"

namespace goldcrest::kernels {
namespace {

// One bit for each dimension that is reversed, once known.
Expected<std::optional<unsigned>> Reversed(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectType(1, {TensorType::kInt32}));
  GC_RETURN_IF_ERROR(ctx.ExpectRank(1, 1, 1));
  GC_ASSIGN_OR_RETURN(const auto axes, IntegerValues(ctx, 1));
  if (!axes) return std::optional<unsigned>();
  unsigned reversed = 0;
  for (int64_t a : *axes) {
    GC_ASSIGN_OR_RETURN(const int axis, ResolveAxis(a, ctx.input(0).shape.rank()));
    if ((reversed >> axis & 1) != 0) return Error(StatusCode::kInvalidModel, "names dimension %d twice", axis);
    reversed |= 1u << axis;
  }
  return std::optional(reversed);
}

Status Infer(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(2, 2));
  GC_RETURN_IF_ERROR(ExpectSameType(ctx, 0));
  GC_ASSIGN_OR_RETURN(const auto reversed, Reversed(ctx));
  if (!reversed) return ctx.NeedsValue(1);
  return ctx.SetOutput(0, ctx.input(0).shape);
}

Expected<Kernel> Select(SelectContext& ctx) {
  GC_ASSIGN_OR_RETURN(const auto reversed, Reversed(ctx));
  if (!reversed) return Error(StatusCode::kInternal, "the axes are not known");
  const Shape& shape = ctx.input(0).shape;
  const Strides strides(shape);
  StridedCopy copy;
  int64_t first = 0;
  for (int d = 0; d < shape.rank(); ++d) {
    const bool backwards = (*reversed >> d & 1) != 0;
    copy.Add(shape[d], strides[d], backwards ? -strides[d] : strides[d]);
    if (backwards) first += (shape[d] - 1) * strides[d];
  }
  copy.SetOffsets(0, first);
  return MakeCopyKernel(ctx, "reverse_v2", copy);
}

}  // namespace

GC_DEFINE_OPERATOR(ReverseV2, Infer, Select)

}  // namespace goldcrest::kernels
