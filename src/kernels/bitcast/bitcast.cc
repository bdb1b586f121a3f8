// BITCAST: the same bytes as elements of another type. A smaller type adds a last dimension, a larger one takes it away.
//   INT32 [258] -> UINT8 [[2, 1, 0, 0]]
#include <cstring>
#include <string>

#include "kernels/common/arguments.h"
#include "kernels/common/define.h"

namespace goldcrest::kernels {
namespace {

Status Infer(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(1, 1));
  const TensorType from = ctx.input(0).type, to = ctx.output(0).type;
  const int in = TypeBits(from), out = TypeBits(to);
  if (in < 8 || out < 8 || from == TensorType::kResource || to == TensorType::kResource) {
    return Error(StatusCode::kUnsupported, "cannot take %s as %s", std::string(TypeName(from)).c_str(), std::string(TypeName(to)).c_str());
  }
  const Shape& shape = ctx.input(0).shape;
  std::vector<int64_t> dims(shape.begin(), shape.end());
  if (in > out) {
    dims.push_back(in / out);
  } else if (in < out) {
    if (dims.empty() || dims.back() != out / in) {
      return Error(StatusCode::kInvalidModel, "input 0 has the shape %s; its last dimension must be %d to become %s",
                   shape.ToString().c_str(), out / in, std::string(TypeName(to)).c_str());
    }
    dims.pop_back();
  }
  GC_ASSIGN_OR_RETURN(const Shape result, ShapeOf(dims));
  return ctx.SetOutput(0, result);
}

struct Nothing {};

Status Eval(const Nothing&, EvalContext& ctx) {
  const TensorView& out = ctx.output(0);
  if (out.bytes > 0 && out.data != ctx.input(0).data) std::memcpy(out.data, ctx.input(0).data, out.bytes);
  return Status::Ok();
}

Expected<Kernel> Select(SelectContext& ctx) {
  Kernel kernel = Kernel::Make<Nothing, Eval>("bitcast copy", {});
  // A constant lies at a boundary for its own type, which may be too little for a larger one.
  if (!ctx.is_constant(0)) kernel.view_of = 0;
  return kernel;
}

}  // namespace

GC_DEFINE_OPERATOR(Bitcast, Infer, Select)

}  // namespace goldcrest::kernels
