// RELU, RELU6, RELU_N1_TO_1: each element clamped to [0, inf), [0, 6], [-1, 1].
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/relu/relu.cc"
#include "kernels/common/simd.h"
// simd.h first: it names the targets.
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace goldcrest::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

void ClampF32(const float* in, float* out, size_t n, float low, float high) {
  const hn::ScalableTag<float> d;
  const auto lo = hn::Set(d, low), hi = hn::Set(d, high);
  size_t i = 0;
  for (; i + hn::Lanes(d) <= n; i += hn::Lanes(d)) hn::StoreU(hn::Min(hi, hn::Max(lo, hn::LoadU(d, in + i))), d, out + i);
  for (; i < n; ++i) out[i] = in[i] < low ? low : in[i] > high ? high : in[i];
}

}  // namespace goldcrest::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <algorithm>
#include <limits>

#include "kernels/common/define.h"

namespace goldcrest::kernels {
namespace {

GC_SIMD_TABLE(ClampF32)

// Elements a thread takes at a time: long enough to hide the hand-over, short enough to share a mid-sized tensor.
constexpr size_t kGrain = 16384;

using ClampFunction = void (*)(const float*, float*, size_t, float, float);

struct Clamp {
  ClampFunction function;
  float low;
  float high;
};

Status Eval(const Clamp& clamp, EvalContext& ctx) {
  const size_t n = ctx.input(0).bytes / sizeof(float);
  const float* in = ctx.in<float>(0);
  float* out = ctx.out<float>(0);
  ctx.ParallelFor((n + kGrain - 1) / kGrain, [&](size_t grain) {
    const size_t begin = grain * kGrain;
    clamp.function(in + begin, out + begin, std::min(kGrain, n - begin), clamp.low, clamp.high);
  });
  return Status::Ok();
}

Status Infer(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(1, 1));
  GC_RETURN_IF_ERROR(ctx.ExpectType(0, {TensorType::kFloat32}));
  GC_RETURN_IF_ERROR(ctx.ExpectOutputType(0, {TensorType::kFloat32}));
  return ctx.SetOutput(0, ctx.input(0).shape);
}

Kernel MakeClamp(const char* name, float low, float high) {
  Kernel kernel = Kernel::Make<Clamp, Eval>(name, {GC_SIMD_CHOOSE(ClampF32), low, high});
  kernel.in_place = {{0, 0}};
  return kernel;
}

Expected<Kernel> SelectRelu(SelectContext&) { return MakeClamp("relu_f32", 0.0f, std::numeric_limits<float>::infinity()); }
Expected<Kernel> SelectRelu6(SelectContext&) { return MakeClamp("relu6_f32", 0.0f, 6.0f); }
Expected<Kernel> SelectReluN1To1(SelectContext&) { return MakeClamp("relu_n1_to_1_f32", -1.0f, 1.0f); }

}  // namespace

GC_DEFINE_OPERATOR(Relu, Infer, SelectRelu)
GC_DEFINE_OPERATOR(Relu6, Infer, SelectRelu6)
GC_DEFINE_OPERATOR(ReluN1To1, Infer, SelectReluN1To1)

}  // namespace goldcrest::kernels
#endif
