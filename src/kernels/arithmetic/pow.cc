// POW: the first operand to the power of the second, with broadcasting.
//   [2, 3] ^ [3] -> [8, 27]
//
// Whole numbers wrap around on overflow; a negative exponent of theirs ends the run with an error.
#include <cmath>

#include "kernels/common/binary.h"
#include "kernels/common/define.h"

namespace goldcrest::kernels {
namespace {

struct Nothing {};

struct PowFloat {
  static float Apply(const Nothing&, float a, float b) { return std::pow(a, b); }
};
struct PowWhole {
  static int32_t Apply(const Nothing&, int32_t base, int32_t exponent) {
    uint32_t result = 1, power = static_cast<uint32_t>(base);
    for (uint32_t rest = static_cast<uint32_t>(exponent); rest > 0; rest >>= 1) {
      if (rest & 1) result *= power;
      power *= power;
    }
    return static_cast<int32_t>(result);
  }
};

Status EvalWhole(const BinaryState<Nothing>& s, EvalContext& ctx) {
  const int32_t* exponents = ctx.in<int32_t>(1);
  for (size_t i = 0, n = ctx.input(1).bytes / sizeof(int32_t); i < n; ++i) {
    if (exponents[i] < 0) return Error(StatusCode::kRuntimeError, "the exponent %d of a whole number is negative", exponents[i]);
  }
  return EvalBinary<Nothing>(s, ctx);
}

Expected<Kernel> Select(SelectContext& ctx) {
  if (ctx.input(0).type == TensorType::kFloat32) {
    return MakeBinaryKernel(ctx, "pow_f32", PlainRows<PowFloat, Nothing, float, float>(), Nothing{});
  }
  return MakeBinaryKernel<Nothing, EvalWhole>(ctx, "pow_int32", PlainRows<PowWhole, Nothing, int32_t, int32_t>(), Nothing{});
}

Status Infer(InferContext& ctx) {
  GC_RETURN_IF_ERROR(InferBinary(ctx));
  GC_RETURN_IF_ERROR(ctx.ExpectType(0, {TensorType::kFloat32, TensorType::kInt32}));
  return ctx.ExpectOutputType(0, {ctx.input(0).type});
}

}  // namespace

GC_DEFINE_OPERATOR(Pow, Infer, Select)

}  // namespace goldcrest::kernels
