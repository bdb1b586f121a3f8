// WHERE: the coordinates of the elements that are not 0, one row for each.
//   [[true, false], [false, true]] -> [[0, 0], [1, 1]]
#include "kernels/common/arguments.h"
#include "kernels/common/define.h"

namespace goldcrest::kernels {
namespace {

Status Infer(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(1, 1));
  GC_RETURN_IF_ERROR(ctx.ExpectType(0, {TensorType::kBool, TensorType::kFloat32, TensorType::kInt64, TensorType::kInt32, TensorType::kInt16,
                                        TensorType::kInt8, TensorType::kUInt8, TensorType::kUInt32}));
  GC_RETURN_IF_ERROR(ctx.ExpectOutputType(0, {TensorType::kInt64}));
  ctx.SetOutputUnknown(0);
  return Status::Ok();
}

struct Nothing {};

template <typename T>
Status Eval(const Nothing&, EvalContext& ctx) {
  const Shape shape = ctx.input(0).shape;
  const int64_t n = shape.elements();
  const T* in = ctx.in<T>(0);
  int64_t count = 0;
  for (int64_t i = 0; i < n; ++i) count += in[i] != T{0} ? 1 : 0;
  if (count > INT32_MAX) return Error(StatusCode::kLimitExceeded, "finds more than 2^31 - 1 elements");
  GC_RETURN_IF_ERROR(ctx.AllocateOutput(0, Shape{static_cast<int32_t>(count), shape.rank()}));
  int64_t* out = ctx.out<int64_t>(0);
  const Strides strides(shape);
  for (int64_t i = 0; i < n; ++i) {
    if (in[i] == T{0}) continue;
    int64_t rest = i;
    for (int d = 0; d < shape.rank(); ++d) {
      *out++ = rest / strides[d];
      rest %= strides[d];
    }
  }
  return Status::Ok();
}

Expected<Kernel> Select(SelectContext& ctx) {
  switch (ctx.input(0).type) {
    case TensorType::kFloat32: return Kernel::Make<Nothing, Eval<float>>("where", {});
    case TensorType::kInt64: return Kernel::Make<Nothing, Eval<int64_t>>("where", {});
    case TensorType::kInt32:
    case TensorType::kUInt32: return Kernel::Make<Nothing, Eval<uint32_t>>("where", {});
    case TensorType::kInt16: return Kernel::Make<Nothing, Eval<int16_t>>("where", {});
    default: return Kernel::Make<Nothing, Eval<uint8_t>>("where", {});
  }
}

}  // namespace

GC_DEFINE_OPERATOR(Where, Infer, Select)

}  // namespace goldcrest::kernels
