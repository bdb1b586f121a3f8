// LOCAL_RESPONSE_NORMALIZATION: output[..., c] = input[..., c] / (bias + alpha * sum over k of input[..., k]^2) ^ beta, k from c - radius
// to c + radius where there are such channels.
//
// TensorFlow Lite's reference kernel leaves out channel c + radius. This follows its optimized kernel and TensorFlow, which do not.
#include <algorithm>
#include <cmath>

#include "kernels/common/define.h"

namespace goldcrest::kernels {
namespace {

using Options = model::LocalResponseNormalizationOptions;

struct State {
  size_t depth;
  Options options;
};

void NormalizePixel(const State& s, const float* in, float* out) {
  const size_t radius = static_cast<size_t>(s.options.radius);
  for (size_t c = 0; c < s.depth; ++c) {
    const size_t begin = c - std::min(c, radius), end = c + std::min(radius, s.depth - 1 - c) + 1;
    float sum = 0;
    for (size_t k = begin; k < end; ++k) sum += in[k] * in[k];
    out[c] = in[c] * std::pow(s.options.bias + s.options.alpha * sum, -s.options.beta);
  }
}

Status Eval(const State& s, EvalContext& ctx) {
  if (ctx.output(0).bytes == 0) return Status::Ok();
  const size_t pixels = ctx.input(0).bytes / sizeof(float) / s.depth, step = std::max<size_t>(1, 1024 / s.depth);
  ctx.ParallelFor((pixels + step - 1) / step, [&](size_t grain) {
    for (size_t p = grain * step; p < std::min(pixels, (grain + 1) * step); ++p) {
      NormalizePixel(s, ctx.in<float>(0) + p * s.depth, ctx.out<float>(0) + p * s.depth);
    }
  });
  return Status::Ok();
}

Status Infer(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(1, 1));
  GC_RETURN_IF_ERROR(ctx.ExpectType(0, {TensorType::kFloat32}));
  GC_RETURN_IF_ERROR(ctx.ExpectOutputType(0, {TensorType::kFloat32}));
  GC_RETURN_IF_ERROR(ctx.ExpectRank(0, 4, 4));
  const int32_t radius = OptionsOf<Options>(ctx).radius;
  if (radius < 0) return Error(StatusCode::kInvalidModel, "has the radius %d; expected at least 0", radius);
  return ctx.SetOutput(0, ctx.input(0).shape);
}

Expected<Kernel> Select(SelectContext& ctx) {
  const auto options = OptionsOf<Options>(ctx);
  const int32_t depth = ctx.input(0).shape[3];
  Kernel kernel = Kernel::Make<State, Eval>("local_response_normalization_f32 plain", {static_cast<size_t>(depth), options});
  kernel.work = static_cast<uint64_t>(ctx.input(0).shape.elements()) *
                static_cast<uint64_t>(std::min<int64_t>(2 * int64_t{options.radius} + 1, depth));
  return kernel;
}

}  // namespace

GC_DEFINE_OPERATOR(LocalResponseNormalization, Infer, Select)

}  // namespace goldcrest::kernels
