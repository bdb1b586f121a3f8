// HARD_SWISH: x * clamp(x + 3, 0, 6) / 6.
//
// Quantized tensors are tables of 256 results of TensorFlow Lite's 16-bit fixed-point arithmetic.
#include <algorithm>
#include <cmath>

#include "kernels/common/define.h"
#include "kernels/common/math_rows.h"
#include "kernels/common/quantization.h"

namespace goldcrest::kernels {
namespace {

int16_t Saturate16(int32_t x) { return static_cast<int16_t>(std::clamp(x, -32768, 32767)); }

// (a * b) / 2^15, rounded or cut towards zero; the factors are never both -2^15.
int16_t HighMulRounded16(int16_t a, int16_t b) {
  const int32_t product = int32_t{a} * b;
  const int32_t nudge = product >= 0 ? 1 << 14 : 1 - (1 << 14);
  return Saturate16((product + nudge) / (1 << 15));
}
int16_t HighMulCut16(int16_t a, int16_t b) { return Saturate16(int32_t{a} * b / (1 << 15)); }

int16_t ShiftLeft16(int16_t x, int bits) { return Saturate16(bits >= 16 ? (x > 0) * 32767 - (x < 0) * 32768 : x * (1 << bits)); }

// A factor with a 16-bit multiplier: multiplier * 2^(exponent - 15).
struct Factor16 {
  explicit Factor16(float real) {
    const FixedPointMultiplier m = QuantizeMultiplier(real);
    multiplier = Saturate16(m.multiplier >= 0x7FFF8000 ? 0x7FFF : (m.multiplier + (1 << 15)) >> 16);
    exponent = m.shift;
  }
  int16_t multiplier;
  int exponent;
};

// real = (q - zero point) * scale; intermediate values carry 7 more bits.
struct HardSwishQuantized {
  int32_t zero_in, zero_out;
  Factor16 to_output;   // input * 2^7 to the output's scale
  Factor16 to_reluish;  // input * 2^7 to 3 / 2^15

  int32_t operator()(int32_t x) const {
    const int16_t fine = static_cast<int16_t>((x - zero_in) * 128);
    const int16_t on_output_scale = HighMulRounded16(fine, to_output.multiplier);
    // The gate, clamp(x / 3, -1, 1): overflow saturates, which is the clamp. The shift to the left is done in two parts so that the
    // multiplication between them keeps its accuracy.
    int16_t gate = fine;
    if (to_reluish.exponent > 0) gate = ShiftLeft16(gate, to_reluish.exponent - 1);
    gate = HighMulRounded16(gate, to_reluish.multiplier);
    if (to_reluish.exponent > 0) gate = ShiftLeft16(gate, 1);
    if (to_reluish.exponent < 0) gate = static_cast<int16_t>(RoundingDivideByPowerOfTwo(gate, -to_reluish.exponent));
    gate = static_cast<int16_t>((gate + (1 << 15)) >> 1);  // to [0, 1]
    const int32_t product = HighMulCut16(gate, on_output_scale);
    return RoundingDivideByPowerOfTwo(product, -to_output.exponent) + zero_out;
  }
};

Expected<Kernel> Select(SelectContext& ctx) {
  const TensorView &in = ctx.input(0), &out = ctx.output(0);
  if (in.type == TensorType::kFloat32) return MakeMathKernel(ctx, "hard_swish_f32", MathFunction::kHardSwish);
  GC_RETURN_IF_ERROR(ExpectOneScale("input 0", in));
  GC_RETURN_IF_ERROR(ExpectOneScale("output 0", out));
  const float fine_scale = 1.0f / 128.0f * in.quantization.scale0();
  const HardSwishQuantized swish{in.quantization.zero_point0(), out.quantization.zero_point0(),
                                 Factor16(fine_scale / out.quantization.scale0()), Factor16(fine_scale / (3.0f / 32768.0f))};
  if (swish.to_output.exponent > 0) {
    return Error(StatusCode::kUnsupported, "the output's scale (%g) is less than a 128th of the input's (%g)",
                 static_cast<double>(out.quantization.scale0()), static_cast<double>(in.quantization.scale0()));
  }
  return MakeTableKernel(ctx, "hard_swish 8-bit", IntegerTable(ctx, swish));
}

Status Infer(InferContext& ctx) { return InferUnary(ctx, {TensorType::kFloat32, TensorType::kInt8, TensorType::kUInt8}); }

}  // namespace

GC_DEFINE_OPERATOR(HardSwish, Infer, Select)

}  // namespace goldcrest::kernels
