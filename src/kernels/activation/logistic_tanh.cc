// LOGISTIC, 1 / (1 + exp(-x)), and TANH of each element; floats within three units in the last place.
//
// 8-bit tensors are tables of 256 results. INT16 follows TensorFlow Lite's reference: 256 samples of the logistic function, 1/24
// apart and 16 bits wide, with lines between them; tanh(x) = 2 * logistic(2 * x) - 1.
#include <array>
#include <cmath>

#include "kernels/common/define.h"
#include "kernels/common/math_rows.h"
#include "kernels/common/quantization.h"

namespace goldcrest::kernels {
namespace {

struct SampledLogistic {
  std::array<uint16_t, 256> samples;
  int32_t multiplier;  // from the input to units of 1 / (3 * 4096)
  int shift;           // after the multiplication, to the right, rounding

  int64_t Scaled(int16_t x) const { return (int64_t{x} * multiplier + (shift > 0 ? int64_t{1} << (shift - 1) : 0)) >> shift; }

  // The function of |x| with the fraction's `bits` below the sample's 16; `beyond` past the last sample.
  int32_t Interpolate(uint64_t magnitude, int bits, int32_t beyond) const {
    const uint64_t k = magnitude >> bits;
    if (k >= 255) return beyond;
    const int32_t low = samples[k], high = samples[k + 1];
    return (low << bits) + static_cast<int32_t>(magnitude & ((1u << bits) - 1)) * (high - low);
  }
};

uint64_t Magnitude(int64_t x) { return static_cast<uint64_t>(x < 0 ? -x : x); }

struct LogisticInt16 {
  static int16_t Apply(const SampledLogistic& s, int16_t x) {
    const int64_t scaled = s.Scaled(x);
    const int32_t y = s.Interpolate(Magnitude(scaled), 9, 0x7FFF << 10);
    return static_cast<int16_t>((scaled >= 0 ? y + (1 << 9) : (1 << 25) - y + (1 << 9) - 1) >> 10);
  }
};

struct TanhInt16 {
  static int16_t Apply(const SampledLogistic& s, int16_t x) {
    const int64_t scaled = s.Scaled(x);
    const int32_t y = s.Interpolate(Magnitude(scaled), 8, 0xFFFF << 8);
    return static_cast<int16_t>((scaled >= 0 ? y - (1 << 23) + (1 << 7) : -y + (1 << 23) + (1 << 7) - 1) >> 8);
  }
};

// Sample k of the logistic function, times 2^16: raised by 0.48 of what the lines on both sides miss of it in their middles. (The
// share was found by fitting the samples of TensorFlow Lite, which all come out.)
double SampleAt(double k) {
  const auto f = [](double at) { return 65536.0 / (1.0 + std::exp(-at / 24.0)); };
  const double missed = (f(k + 0.5) + f(k - 0.5)) / 2 - (f(k + 1) + 2 * f(k) + f(k - 1)) / 4;
  return f(k) + 0.48 * missed;
}

// `most_pot_shift`: scales of 2^-12 shifted left by up to this are taken as they are, without a multiplication.
Expected<SampledLogistic> Sample(const SelectContext& ctx, int most_pot_shift) {
  const TensorView &in = ctx.input(0), &out = ctx.output(0);
  GC_RETURN_IF_ERROR(ExpectOneScale("input 0", in));
  GC_RETURN_IF_ERROR(ExpectOneScale("output 0", out));
  if (in.quantization.zero_point0() != 0 || out.quantization.zero_point0() != 0) {
    return Error(StatusCode::kUnsupported, "INT16 needs zero points of 0; they are %d and %d", in.quantization.zero_point0(),
                 out.quantization.zero_point0());
  }
  if (std::fabs(std::log2(out.quantization.scale0()) + 15.0f) >= 1e-3f) {
    return Error(StatusCode::kUnsupported, "INT16 needs an output scale of 2^-15; it is %g",
                 static_cast<double>(out.quantization.scale0()));
  }
  SampledLogistic s;
  for (int k = 0; k < 255; ++k) s.samples[k] = static_cast<uint16_t>(std::round(SampleAt(k)));
  s.samples[255] = 65535;
  const float log2 = std::log2(in.quantization.scale0());
  const float left = 12.0f + std::round(log2);
  if (std::fabs(log2 - std::round(log2)) < 1e-3f && left >= 0 && left <= static_cast<float>(most_pot_shift)) {
    s.multiplier = 3 << static_cast<int>(left);
    s.shift = 0;
    return s;
  }
  double multiplier = static_cast<double>(in.quantization.scale0()) * 4096.0 * 3.0;
  s.shift = 0;
  while (multiplier <= 32767.0 / 2.0 && s.shift <= 30) {
    ++s.shift;
    multiplier *= 2;
  }
  s.multiplier = RoundToInt32(std::trunc(multiplier));
  return s;
}

template <class Int16>
Expected<Kernel> Select(SelectContext& ctx, const std::string& name, MathFunction function, int most_pot_shift, float (*f)(float)) {
  switch (ctx.input(0).type) {
    case TensorType::kFloat32:
    case TensorType::kFloat16:
    case TensorType::kBFloat16: return MakeMathKernel(ctx, (name + "_f32").c_str(), function);
    case TensorType::kInt16: {
      GC_ASSIGN_OR_RETURN(const SampledLogistic samples, Sample(ctx, most_pot_shift));
      return MakeUnaryKernel(ctx, name + "_int16", PlainRow<Int16, SampledLogistic, int16_t, int16_t>(), samples);
    }
    default: {
      GC_ASSIGN_OR_RETURN(const ByteTable table, FloatTable(ctx, f));
      return MakeTableKernel(ctx, name + (ctx.input(0).type == TensorType::kInt8 ? "_int8" : "_uint8"), table);
    }
  }
}

Expected<Kernel> SelectLogistic(SelectContext& ctx) {
  return Select<LogisticInt16>(ctx, "logistic", MathFunction::kLogistic, 0, [](float x) { return 1.0f / (1.0f + std::exp(-x)); });
}
Expected<Kernel> SelectTanh(SelectContext& ctx) {
  return Select<TanhInt16>(ctx, "tanh", MathFunction::kTanh, 1, [](float x) { return std::tanh(x); });
}

Status Infer(InferContext& ctx) {
  return InferUnary(
      ctx, {TensorType::kFloat32, TensorType::kFloat16, TensorType::kBFloat16, TensorType::kInt8, TensorType::kUInt8, TensorType::kInt16});
}

}  // namespace

GC_DEFINE_OPERATOR(Logistic, Infer, SelectLogistic)
GC_DEFINE_OPERATOR(Tanh, Infer, SelectTanh)

}  // namespace goldcrest::kernels
