// RSQRT: 1 / sqrt(x) of each element.
//
// INT8 is defined for values from the zero point up (a run refuses others); the zero point itself gives the largest result, and so
// does all of INT16 from zero down, which is a table of 513 results with lines between them.
#include <algorithm>
#include <cmath>

#include "kernels/common/define.h"
#include "kernels/common/fixed_point.h"
#include "kernels/common/lut16.h"
#include "kernels/common/math_rows.h"
#include "kernels/common/quantization.h"

namespace goldcrest::kernels {
namespace {

struct RsqrtQuantized {
  int32_t zero_in, zero_out;
  FixedPointMultiplier factor;  // 1 / (sqrt(input scale) * output scale)
  QuantizedRange range;

  int32_t operator()(int32_t x) const {
    constexpr int kShift = 20;  // keeps the fraction of the inverse root
    const int32_t value = x - zero_in;
    if (value <= 0) return range.highest;
    FixedPointMultiplier inverse = InverseSqrt(value);
    inverse.shift += kShift;
    const int32_t root = MultiplyByQuantizedMultiplier(1, inverse);
    FixedPointMultiplier rescale = factor;
    rescale.shift = std::clamp(rescale.shift - kShift, -31, 31);
    return std::clamp(WrappingAdd(MultiplyByQuantizedMultiplier(root, rescale), zero_out), range.lowest, range.highest);
  }
};

Status EvalInt8(const RsqrtQuantized& rsqrt, EvalContext& ctx) {
  const size_t n = ctx.input(0).bytes;
  const int8_t* in = ctx.in<int8_t>(0);
  int8_t* out = ctx.out<int8_t>(0);
  for (size_t i = 0; i < n; ++i) {
    if (in[i] < rsqrt.zero_in) return Error(StatusCode::kRuntimeError, "the inverse square root of a negative value (element %zu)", i);
    out[i] = static_cast<int8_t>(rsqrt(in[i]));
  }
  return Status::Ok();
}

struct ByLut {
  static int16_t Apply(const Lut16& lut, int16_t x) { return LookUp16(lut, x); }
};

Expected<Kernel> Select(SelectContext& ctx) {
  const TensorView &in = ctx.input(0), &out = ctx.output(0);
  if (in.type == TensorType::kFloat32) return MakeMathKernel(ctx, "rsqrt_f32", MathFunction::kRsqrt);
  GC_RETURN_IF_ERROR(ExpectOneScale("input 0", in));
  GC_RETURN_IF_ERROR(ExpectOneScale("output 0", out));
  const float scale = out.quantization.scale0();
  if (in.type == TensorType::kInt8) {
    const double factor = 1.0 / (std::sqrt(in.quantization.scale0()) * scale);
    return Kernel::Make<RsqrtQuantized, EvalInt8>(
        "rsqrt_int8", {in.quantization.zero_point0(), out.quantization.zero_point0(), QuantizeMultiplier(factor), TypeRange(out.type)});
  }
  const auto f = [scale](float x) { return x <= 0.0f ? 32767.0f * scale : 1.0f / std::sqrt(x); };
  return MakeUnaryKernel(ctx, "rsqrt_int16", PlainRow<ByLut, Lut16, int16_t, int16_t>(), MakeLut16(in.quantization, out.quantization, f));
}

Status Infer(InferContext& ctx) { return InferUnary(ctx, {TensorType::kFloat32, TensorType::kInt8, TensorType::kInt16}); }

}  // namespace

GC_DEFINE_OPERATOR(Rsqrt, Infer, Select)

}  // namespace goldcrest::kernels
