// MAXIMUM and MINIMUM: the larger or smaller of two tensors' elements, with broadcasting; the second where they do not compare (NaN).
//   MAXIMUM [1, 5] [3] -> [3, 5]
//
// Quantized tensors are compared as they are stored: inputs and output have the same scale.
#include "kernels/arithmetic/arithmetic.h"
#include "kernels/common/define.h"
#include "kernels/common/half_rows.h"

namespace goldcrest::kernels {
namespace {

struct Nothing {};
struct Larger {
  template <typename T>
  static T Apply(const Nothing&, T a, T b) {
    return a > b ? a : b;
  }
};
struct Smaller {
  template <typename T>
  static T Apply(const Nothing&, T a, T b) {
    return a < b ? a : b;
  }
};

template <class F, typename T>
Kernel Make(SelectContext& ctx, const char* name) {
  return MakeBinaryKernel(ctx, name, PlainRows<F, Nothing, T, T>(), Nothing{});
}

template <class F>
Expected<Kernel> Select(SelectContext& ctx, Arithmetic op) {
  switch (ctx.input(0).type) {
    case TensorType::kFloat32: {
      GC_ASSIGN_OR_RETURN(const ClampParams<float> all, FloatClamp(model::ActivationFunctionType::kNone));
      return MakeBinaryKernel(ctx, "maximum_minimum_f32", FloatRows(op), all);
    }
    case TensorType::kFloat16:
    case TensorType::kBFloat16: {
      GC_ASSIGN_OR_RETURN(const ClampParams<float> all, FloatClamp(model::ActivationFunctionType::kNone));
      return MakeHalfBinaryKernel(ctx, "maximum_minimum_half", FloatRows(op), all);
    }
    case TensorType::kInt8: return Make<F, int8_t>(ctx, "maximum_minimum_int8");
    case TensorType::kUInt8: return Make<F, uint8_t>(ctx, "maximum_minimum_uint8");
    case TensorType::kInt16: return Make<F, int16_t>(ctx, "maximum_minimum_int16");
    case TensorType::kInt32: return Make<F, int32_t>(ctx, "maximum_minimum_int32");
    default: return Make<F, int64_t>(ctx, "maximum_minimum_int64");
  }
}

Expected<Kernel> SelectMaximum(SelectContext& ctx) { return Select<Larger>(ctx, Arithmetic::kMaximum); }
Expected<Kernel> SelectMinimum(SelectContext& ctx) { return Select<Smaller>(ctx, Arithmetic::kMinimum); }

Status Infer(InferContext& ctx) {
  using enum TensorType;
  GC_RETURN_IF_ERROR(InferBinary(ctx));
  GC_RETURN_IF_ERROR(ctx.ExpectType(0, {kFloat32, kFloat16, kBFloat16, kInt8, kUInt8, kInt16, kInt32, kInt64}));
  return ctx.ExpectOutputType(0, {ctx.input(0).type});
}

}  // namespace

GC_DEFINE_OPERATOR(Maximum, Infer, SelectMaximum)
GC_DEFINE_OPERATOR(Minimum, Infer, SelectMinimum)

}  // namespace goldcrest::kernels
