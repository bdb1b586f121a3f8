// FAKE_QUANT: floats rounded to what num_bits can tell apart between min and max, where 0 is one of the values.
//   [-1, 0.26, 0.9, 3] with min 0, max 1, 2 bits -> [0, 0.333, 1, 1]
#include <algorithm>
#include <cmath>

#include "kernels/common/arguments.h"
#include "kernels/common/define.h"
#include "kernels/common/quantization.h"

namespace goldcrest::kernels {
namespace {

struct State {
  float scale, low, high;
};

Status Infer(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(1, 1));
  GC_RETURN_IF_ERROR(ctx.ExpectType(0, {TensorType::kFloat32}));
  GC_RETURN_IF_ERROR(ExpectSameType(ctx, 0));
  const auto o = OptionsOf<model::FakeQuantOptions>(ctx);
  if (o.narrow_range) return Error(StatusCode::kUnsupported, "has the option narrow_range, which is for weights; supported: false");
  if (o.num_bits < 1 || o.num_bits > 16) return Error(StatusCode::kInvalidModel, "option num_bits is %d; expected 1 to 16", o.num_bits);
  if (!(o.min < o.max) || !std::isfinite(o.max - o.min)) {
    return Error(StatusCode::kInvalidModel, "options min %g and max %g must span a finite interval", static_cast<double>(o.min),
                 static_cast<double>(o.max));
  }
  return ctx.SetOutput(0, ctx.input(0).shape);
}

Status Eval(const State& s, EvalContext& ctx) {
  const float* in = ctx.in<float>(0);
  float* out = ctx.out<float>(0);
  const float inverse = 1.0f / s.scale;
  const size_t n = ctx.output(0).bytes / sizeof(float);
  for (size_t i = 0; i < n; ++i) {
    // NaN becomes the lower end.
    const float clamped = std::min(s.high, std::max(s.low, in[i]));
    out[i] = std::round((clamped - s.low) * inverse) * s.scale + s.low;
  }
  return Status::Ok();
}

Expected<Kernel> Select(SelectContext& ctx) {
  const auto o = OptionsOf<model::FakeQuantOptions>(ctx);
  const float most = static_cast<float>((1 << o.num_bits) - 1);
  State s{};
  s.scale = (o.max - o.min) / most;
  // Moves the interval so that 0 is one of its steps.
  const float zero = std::round(std::clamp(-o.min / s.scale, 0.0f, most));
  s.low = -zero * s.scale;
  s.high = (most - zero) * s.scale;
  if (!IsValidScale(static_cast<double>(s.scale)) || !std::isfinite(1.0f / s.scale)) {
    return Error(StatusCode::kInvalidModel, "options min %g and max %g are too close for %d bits", static_cast<double>(o.min),
                 static_cast<double>(o.max), o.num_bits);
  }
  Kernel kernel = Kernel::Make<State, Eval>("fake_quant", s);
  kernel.in_place = {{0, 0}};
  return kernel;
}

}  // namespace

GC_DEFINE_OPERATOR(FakeQuant, Infer, Select)

}  // namespace goldcrest::kernels
