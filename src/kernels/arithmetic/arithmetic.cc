#include "kernels/arithmetic/arithmetic.h"

#include <algorithm>
#include <cmath>

namespace goldcrest::kernels {

Expected<ClampParams<float>> FloatClamp(model::ActivationFunctionType activation) {
  GC_ASSIGN_OR_RETURN(const FloatRange range, ActivationRangeFloat(ToFused(activation)));
  return ClampParams<float>{range.lowest, range.highest};
}

Expected<QuantizedParams> PrepareQuantized(const SelectContext& ctx, model::ActivationFunctionType activation) {
  QuantizedParams params;
  const TensorView& out = ctx.output(0);
  for (const TensorView* t : {&ctx.input(0), &ctx.input(1), &out}) {
    if (t->quantization.per_channel() || !IsValidScale(t->quantization.scale0())) {
      return Error(StatusCode::kInvalidModel, "tensor \"%.*s\" of type %s needs one scale that is positive and finite",
                   static_cast<int>(t->name.size()), t->name.data(), std::string(TypeName(t->type)).c_str());
    }
  }
  for (int i = 0; i < 2; ++i) params.zero_point[i] = ctx.input(i).quantization.zero_point0();
  const int32_t zero_point = out.quantization.zero_point0();
  GC_ASSIGN_OR_RETURN(const QuantizedRange range, ActivationRange(ToFused(activation), out.type, out.quantization.scale0(), zero_point));
  params.output = {zero_point, range.lowest, range.highest};
  return params;
}

namespace {

// The factors are rounded to the most bits that keep every sum of 8-bit operands within 32.
//
// The margin, in units of 2^-right steps of the output: 128 from rounding each factor (times distances below 256); and from the
// reference, which rounds operands and sum to units of the larger input scale / 2^19: less than four of those, each at most 2^-17
// of a factor, so less than 64 together.
FastSum MakeFastSum(double ratio_a, double ratio_b, const QuantizedParams& p) {
  constexpr int32_t kMargin = 256 + 64 + 64;  // the last for good measure
  FastSum fast;
  const double largest = 255.0 * (std::fabs(ratio_a) + std::fabs(ratio_b)) + 257.0;
  const int right = 30 - std::ilogb(largest);
  // With few bits the exact way would be taken too often.
  if (!std::isfinite(largest) || right < 16) return fast;
  fast.right = right;
  fast.mask = PowerOfTwoMask(right);
  fast.factor[0] = RoundToInt32(std::ldexp(ratio_a, right));
  fast.factor[1] = RoundToInt32(std::ldexp(ratio_b, right));
  const int64_t offset = (int64_t{p.output.zero_point} << right) + (int64_t{1} << (right - 1)) - int64_t{fast.factor[0]} * p.zero_point[0] -
                         int64_t{fast.factor[1]} * p.zero_point[1];
  fast.offset = static_cast<int32_t>(offset);  // wraps, as the sum it goes into does
  fast.margin = kMargin;
  return fast;
}

}  // namespace

void SetAddFactors(const SelectContext& ctx, int sign, QuantizedParams* params) {
  const float a = ctx.input(0).quantization.scale0(), b = ctx.input(1).quantization.scale0();
  const double twice_largest = 2.0f * std::max(a, b);
  params->factor[0] = QuantizeMultiplier(a / twice_largest);
  params->factor[1] = QuantizeMultiplier(b / twice_largest);
  params->factor[1].multiplier *= sign;
  const int shift = AddLeftShift(ctx.output(0).type);
  const float out = ctx.output(0).quantization.scale0();
  params->out_factor = QuantizeMultiplier(twice_largest / (static_cast<float>(1 << shift) * out));
  if (params->out_factor.shift <= 0) {
    params->fast = MakeFastSum(static_cast<double>(a) / out, sign * static_cast<double>(b) / out, *params);
  }
}

}  // namespace goldcrest::kernels
