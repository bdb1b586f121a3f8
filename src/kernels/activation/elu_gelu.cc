// ELU: x where positive, exp(x) - 1 elsewhere. GELU: x * P(X <= x) for a standard normal X, exactly or by an approximation with
// tanh. 8-bit tensors are tables of 256 results, INT16 of 513 with lines between them.
#include <cmath>

#include "kernels/common/define.h"
#include "kernels/common/half_rows.h"
#include "kernels/common/lut16.h"
#include "kernels/common/math_rows.h"

namespace goldcrest::kernels {
namespace {

Expected<Kernel> Select(SelectContext& ctx, const std::string& name, MathFunction function, FunctionRef<float(float)> f) {
  const TensorType type = ctx.input(0).type;
  if (type == TensorType::kFloat32 || IsHalf(type)) return MakeMathKernel(ctx, (name + "_f32").c_str(), function);
  if (type == TensorType::kInt16) return MakeLut16Kernel(ctx, name + "_int16", f);
  GC_ASSIGN_OR_RETURN(const ByteTable table, FloatTable(ctx, f));
  return MakeTableKernel(ctx, name + (type == TensorType::kInt8 ? "_int8" : "_uint8"), table);
}

Expected<Kernel> SelectElu(SelectContext& ctx) {
  return Select(ctx, "elu", MathFunction::kElu, [](float x) { return x < 0.0f ? std::expm1(x) : x; });
}

Expected<Kernel> SelectGelu(SelectContext& ctx) {
  if (OptionsOf<model::GeluOptions>(ctx).approximate) {
    return Select(ctx, "gelu approximated", MathFunction::kGeluTanh,
                  [](float x) { return 0.5f * x * (1.0f + std::tanh(0.797884561f * (x + 0.044715f * x * x * x))); });
  }
  return Select(ctx, "gelu", MathFunction::kGelu, [](float x) { return 0.5f * x * std::erfc(x * -0.707106781f); });
}

Status InferElu(InferContext& ctx) { return InferUnary(ctx, {TensorType::kFloat32, TensorType::kInt8}); }
Status InferGelu(InferContext& ctx) {
  return InferUnary(
      ctx, {TensorType::kFloat32, TensorType::kFloat16, TensorType::kBFloat16, TensorType::kInt8, TensorType::kUInt8, TensorType::kInt16});
}

}  // namespace

GC_DEFINE_OPERATOR(Elu, InferElu, SelectElu)
GC_DEFINE_OPERATOR(Gelu, InferGelu, SelectGelu)

}  // namespace goldcrest::kernels
