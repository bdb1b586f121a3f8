// DENSIFY: the dense form of a sparse constant. Loading has made every sparse constant dense, so what is left is to pass it on.
#include <cstring>
#include <string>

#include "kernels/common/arguments.h"
#include "kernels/common/define.h"

namespace goldcrest::kernels {
namespace {

Status Infer(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(1, 1));
  GC_RETURN_IF_ERROR(ctx.ExpectType(0, {TensorType::kFloat32, TensorType::kFloat16, TensorType::kInt8}));
  GC_RETURN_IF_ERROR(ExpectSameType(ctx, 0));
  return ctx.SetOutput(0, ctx.input(0).shape);
}

struct Nothing {};

Status Eval(const Nothing&, EvalContext& ctx) {
  const TensorView& in = ctx.input(0);
  if (in.bytes > 0 && ctx.output(0).data != in.data) std::memcpy(ctx.output(0).data, in.data, in.bytes);
  return Status::Ok();
}

Expected<Kernel> Select(SelectContext&) {
  Kernel kernel = Kernel::Make<Nothing, Eval>("densify copy", {});
  kernel.view_of = 0;
  return kernel;
}

}  // namespace

GC_DEFINE_OPERATOR(Densify, Infer, Select)

}  // namespace goldcrest::kernels
