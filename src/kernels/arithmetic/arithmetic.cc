#include "kernels/arithmetic/arithmetic.h"

#include <algorithm>

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

void SetAddFactors(const SelectContext& ctx, int sign, QuantizedParams* params) {
  const float a = ctx.input(0).quantization.scale0(), b = ctx.input(1).quantization.scale0();
  const double twice_largest = 2.0f * std::max(a, b);
  params->factor[0] = QuantizeMultiplier(a / twice_largest);
  params->factor[1] = QuantizeMultiplier(b / twice_largest);
  params->factor[1].multiplier *= sign;
  const int shift = AddLeftShift(ctx.output(0).type);
  params->out_factor = QuantizeMultiplier(twice_largest / (static_cast<float>(1 << shift) * ctx.output(0).quantization.scale0()));
}

}  // namespace goldcrest::kernels
