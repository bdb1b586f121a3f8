// TRANSPOSE: dimensions put into another order; output dimension i is input dimension perm[i].
//   [[1, 2, 3], [4, 5, 6]] with perm [1, 0] -> [[1, 4], [2, 5], [3, 6]]
#include "kernels/common/arguments.h"
#include "kernels/common/define.h"
#include "kernels/common/movement.h"

namespace goldcrest::kernels {
namespace {

// perm, once it is known: each dimension of the input once.
Expected<std::optional<std::vector<int64_t>>> Permutation(InferContext& ctx) {
  const int rank = ctx.input(0).shape.rank();
  GC_RETURN_IF_ERROR(ctx.ExpectType(1, {TensorType::kInt32}));
  GC_ASSIGN_OR_RETURN(auto perm, IntegerValues(ctx, 1, rank));
  if (!perm) return perm;
  unsigned seen = 0;
  for (int64_t& p : *perm) {
    GC_ASSIGN_OR_RETURN(p, ResolveAxis(p, rank));
    if ((seen >> p & 1) != 0) return Error(StatusCode::kInvalidModel, "perm names dimension %d twice", static_cast<int>(p));
    seen |= 1u << p;
  }
  return perm;
}

Status Infer(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(2, 2));
  GC_RETURN_IF_ERROR(ExpectSameType(ctx, 0));
  GC_ASSIGN_OR_RETURN(const auto perm, Permutation(ctx));
  if (!perm) return ctx.NeedsValue(1);
  Shape shape;
  for (int64_t p : *perm) shape.push_back(ctx.input(0).shape[static_cast<int>(p)]);
  return ctx.SetOutput(0, shape);
}

Expected<Kernel> Select(SelectContext& ctx) {
  GC_ASSIGN_OR_RETURN(const auto perm, Permutation(ctx));
  if (!perm) return Error(StatusCode::kInternal, "perm is not known");
  const Shape& out = ctx.output(0).shape;
  const Strides in_strides(ctx.input(0).shape), out_strides(out);
  StridedCopy copy;
  // Where only dimensions of one element move, the bytes stay as they are.
  int64_t last = -1;
  bool in_order = ctx.output(0).type != TensorType::kString;
  for (int d = 0; d < out.rank(); ++d) {
    const int64_t p = (*perm)[d];
    copy.Add(out[d], out_strides[d], in_strides[static_cast<int>(p)]);
    if (out[d] == 1) continue;
    in_order = in_order && p > last;
    last = p;
  }
  GC_ASSIGN_OR_RETURN(Kernel kernel, MakeCopyKernel(ctx, "transpose", copy));
  if (in_order) kernel.view_of = 0;
  return kernel;
}

}  // namespace

GC_DEFINE_OPERATOR(Transpose, Infer, Select)

}  // namespace goldcrest::kernels
