// LEAKY_RELU: x where positive, alpha * x elsewhere.
//
// Quantized: one factor from the input's scale to the output's for each side.
#include <algorithm>

#include "kernels/common/define.h"
#include "kernels/common/math_rows.h"
#include "kernels/common/quantization.h"

namespace goldcrest::kernels {
namespace {

struct LeakyQuantized {
  int32_t zero_in, zero_out;
  FixedPointMultiplier positive, negative;
  QuantizedRange range;

  int32_t operator()(int32_t x) const {
    const int32_t value = x - zero_in;
    const int32_t scaled = MultiplyByQuantizedMultiplier(value, value >= 0 ? positive : negative);
    return std::clamp(WrappingAdd(scaled, zero_out), range.lowest, range.highest);
  }
  static int16_t Apply(const LeakyQuantized& l, int16_t x) { return static_cast<int16_t>(l(x)); }
};

Expected<Kernel> Select(SelectContext& ctx) {
  const TensorView &in = ctx.input(0), &out = ctx.output(0);
  const float alpha = OptionsOf<model::LeakyReluOptions>(ctx).alpha;
  if (in.type == TensorType::kFloat32) return MakeMathKernel(ctx, "leaky_relu_f32", MathFunction::kLeakyRelu, alpha);
  GC_RETURN_IF_ERROR(ExpectOneScale("input 0", in));
  GC_RETURN_IF_ERROR(ExpectOneScale("output 0", out));
  // In float, as TensorFlow Lite does it.
  const float from = in.quantization.scale0(), to = out.quantization.scale0();
  const LeakyQuantized leaky{in.quantization.zero_point0(), out.quantization.zero_point0(), QuantizeMultiplier(from / to),
                             QuantizeMultiplier(from * alpha / to), TypeRange(out.type)};
  if (in.type != TensorType::kInt16) return MakeTableKernel(ctx, "leaky_relu 8-bit", IntegerTable(ctx, leaky));
  return MakeUnaryKernel(ctx, "leaky_relu_int16", PlainRow<LeakyQuantized, LeakyQuantized, int16_t, int16_t>(), leaky);
}

Status Infer(InferContext& ctx) {
  return InferUnary(ctx, {TensorType::kFloat32, TensorType::kInt8, TensorType::kUInt8, TensorType::kInt16});
}

}  // namespace

GC_DEFINE_OPERATOR(LeakyRelu, Infer, Select)

}  // namespace goldcrest::kernels
