// EXP and LOG: the exponential and the natural logarithm of each element.
//
// INT8 is a table of 256 results, INT16 a table of 513 with lines between them. The logarithm of a quantized value at or below
// zero is the least that the output can hold.
#include <cmath>

#include "kernels/common/define.h"
#include "kernels/common/lut16.h"
#include "kernels/common/math_rows.h"
#include "kernels/common/quantization.h"

namespace goldcrest::kernels {
namespace {

Expected<Kernel> Select(SelectContext& ctx, const std::string& name, MathFunction function, FunctionRef<float(float)> f) {
  const TensorType type = ctx.input(0).type;
  if (type == TensorType::kFloat32) return MakeMathKernel(ctx, (name + "_f32").c_str(), function);
  if (type == TensorType::kInt16) return MakeLut16Kernel(ctx, name + "_int16", f);
  GC_ASSIGN_OR_RETURN(const ByteTable table, FloatTable(ctx, f));
  return MakeTableKernel(ctx, name + "_int8", table);
}

Expected<Kernel> SelectExp(SelectContext& ctx) {
  return Select(ctx, "exp", MathFunction::kExp, [](float x) { return std::exp(x); });
}

Expected<Kernel> SelectLog(SelectContext& ctx) {
  const QuantizationInfo& q = ctx.output(0).quantization;
  const float least = q.scale0() * static_cast<float>(TypeRange(ctx.output(0).type).lowest - q.zero_point0());
  return Select(ctx, "log", MathFunction::kLog, [least](float x) { return x <= 0.0f ? least : std::log(x); });
}

Status Infer(InferContext& ctx) { return InferUnary(ctx, {TensorType::kFloat32, TensorType::kInt8, TensorType::kInt16}); }

}  // namespace

GC_DEFINE_OPERATOR(Exp, Infer, SelectExp)
GC_DEFINE_OPERATOR(Log, Infer, SelectLog)

}  // namespace goldcrest::kernels
