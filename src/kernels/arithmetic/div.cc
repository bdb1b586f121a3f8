// DIV: the quotient of two tensors, with broadcasting and a fused activation. Whole numbers are cut towards zero; dividing one, or a
// quantized value, by 0 ends the run with an error.
//   [7, -7] / [2] -> [3, -3]
//
// Quantized: TensorFlow Lite's fixed-point reciprocal of the second operand times the first. Where its shift of a tiny quotient is
// beyond 31 bits, and so undefined, the quotient here is 0.
#include <algorithm>
#include <bit>

#include "kernels/arithmetic/arithmetic.h"
#include "kernels/common/define.h"
#include "kernels/common/fixed_point.h"

namespace goldcrest::kernels {
namespace {

struct DivInt32 {
  ClampParams<int32_t> clamp;
  static int32_t Zero(const DivInt32&) { return 0; }
  static int32_t Apply(const DivInt32& d, int32_t a, int32_t b) {
    return static_cast<int32_t>(std::clamp<int64_t>(static_cast<int32_t>(int64_t{a} / b), d.clamp.low, d.clamp.high));
  }
};

struct DivQuantized {
  QuantizedParams q;  // out_factor is input scale 0 / (input scale 1 * output scale)
  static int32_t Zero(const DivQuantized& d) { return d.q.zero_point[1]; }

  int32_t Divide(int32_t a, int32_t b) const {
    int32_t x = a - q.zero_point[0], y = b - q.zero_point[1];
    if (y < 0) {
      x = -x;
      y = -y;
    }
    const Reciprocal reciprocal = ReciprocalOf(y, 31);
    // The bits that x may be shifted left without a loss.
    const int headroom = std::countl_zero(static_cast<uint32_t>(x < 0 ? ~x : x)) - 1;
    const int32_t quotient = SaturatingRoundingDoublingHighMul(WrappingShiftLeft(x, headroom), reciprocal.scale);
    const int shift = std::clamp(q.out_factor.shift - reciprocal.bits_over_unit - headroom, -31, 30);
    const int32_t result = WrappingAdd(q.output.zero_point, MultiplyByQuantizedMultiplier(quotient, {q.out_factor.multiplier, shift}));
    return std::clamp(result, q.output.lowest, q.output.highest);
  }
  template <typename T>
  static T Apply(const DivQuantized& d, T a, T b) {
    return static_cast<T>(d.Divide(a, b));
  }
};

template <typename T>
Expected<Kernel> SelectQuantized(SelectContext& ctx, model::ActivationFunctionType activation, const char* name) {
  DivQuantized d;
  GC_ASSIGN_OR_RETURN(d.q, PrepareQuantized(ctx, activation));
  // In float, as TensorFlow Lite does it.
  const float factor = ctx.input(0).quantization.scale0() / (ctx.input(1).quantization.scale0() * ctx.output(0).quantization.scale0());
  d.q.out_factor = QuantizeMultiplier(factor);
  return MakeBinaryKernel<DivQuantized, EvalDivision<DivQuantized, T>>(ctx, name, PlainRows<DivQuantized, DivQuantized, T, T>(), d);
}

Expected<Kernel> Select(SelectContext& ctx) {
  const auto activation = OptionsOf<model::DivOptions>(ctx).fused_activation_function;
  switch (ctx.input(0).type) {
    case TensorType::kFloat32: {
      GC_ASSIGN_OR_RETURN(const ClampParams<float> clamp, FloatClamp(activation));
      return MakeBinaryKernel(ctx, "div_f32", FloatRows(Arithmetic::kDiv), clamp);
    }
    case TensorType::kInt8: return SelectQuantized<int8_t>(ctx, activation, "div_int8");
    case TensorType::kUInt8: return SelectQuantized<uint8_t>(ctx, activation, "div_uint8");
    case TensorType::kInt16: return SelectQuantized<int16_t>(ctx, activation, "div_int16");
    default: {
      DivInt32 d;
      GC_ASSIGN_OR_RETURN(d.clamp, IntegerClamp<int32_t>(activation));
      return MakeBinaryKernel<DivInt32, EvalDivision<DivInt32, int32_t>>(ctx, "div_int32",
                                                                         PlainRows<DivInt32, DivInt32, int32_t, int32_t>(), d);
    }
  }
}

Status Infer(InferContext& ctx) {
  using enum TensorType;
  GC_RETURN_IF_ERROR(InferBinary(ctx));
  GC_RETURN_IF_ERROR(ctx.ExpectType(0, {kFloat32, kInt32, kInt8, kUInt8, kInt16}));
  return ctx.ExpectOutputType(0, {ctx.input(0).type});
}

}  // namespace

GC_DEFINE_OPERATOR(Div, Infer, Select)

}  // namespace goldcrest::kernels
