#include "kernels/common/lut16.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "kernels/common/unary.h"

namespace goldcrest {
namespace {

template <typename Float>
Lut16 Make(Float input_low, Float input_high, Float output_low, Float output_high, FunctionRef<Float(Float)> f) {
  constexpr int kSteps = 512;
  const Float step = (input_high - input_low) / kSteps, half = step / 2;
  const Float to_output = Float{65536} / (output_high - output_low);
  const auto clamp = [](Float x) { return static_cast<int16_t>(std::fmax(Float{-32768}, std::fmin(Float{32767}, x))); };
  Lut16 lut;
  for (int i = 0; i < kSteps; ++i) {
    const Float at = f(input_low + i * step), middle = f(input_low + i * step + half), next = f(input_low + (i + 1) * step);
    const Float sample = std::round(at * to_output);
    const Float line = std::round((next * to_output + sample) / 2);
    const Float bias = std::round((line - std::round(middle * to_output)) / 2);
    lut[i] = clamp(sample - bias);
  }
  lut[kSteps] = clamp(std::round(f(input_high) * to_output));
  return lut;
}

}  // namespace

Lut16 MakeLut16(double input_low, double input_high, double output_low, double output_high, FunctionRef<double(double)> f) {
  return Make<double>(input_low, input_high, output_low, output_high, f);
}

Lut16 MakeLut16Float(float input_low, float input_high, float output_low, float output_high, FunctionRef<float(float)> f) {
  return Make<float>(input_low, input_high, output_low, output_high, f);
}

Lut16 MakeLut16(const QuantizationInfo& input, const QuantizationInfo& output, FunctionRef<float(float)> f) {
  const auto real = [](const QuantizationInfo& q, int32_t value) { return q.scale0() * static_cast<float>(value - q.zero_point0()); };
  return MakeLut16Float(real(input, -32768), real(input, 32767), real(output, -32768), real(output, 32767), f);
}

Expected<Kernel> MakeLut16Kernel(SelectContext& ctx, std::string name, FunctionRef<float(float)> f) {
  struct ByLut {
    static int16_t Apply(const Lut16& lut, int16_t x) { return LookUp16(lut, x); }
  };
  const TensorView &in = ctx.input(0), &out = ctx.output(0);
  GC_RETURN_IF_ERROR(ExpectOneScale("input 0", in));
  GC_RETURN_IF_ERROR(ExpectOneScale("output 0", out));
  return MakeUnaryKernel(ctx, std::move(name), PlainRow<ByLut, Lut16, int16_t, int16_t>(), MakeLut16(in.quantization, out.quantization, f));
}

}  // namespace goldcrest
