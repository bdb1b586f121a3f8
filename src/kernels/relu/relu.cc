// RELU, RELU6, RELU_N1_TO_1, RELU_0_TO_1: each element clamped to [0, inf), [0, 6], [-1, 1], [0, 1].
//
// Quantized tensors are rescaled from the input's scale to the output's, then clamped.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/relu/relu.cc"
#include "kernels/common/simd.h"
// simd.h first: it names the targets.
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "kernels/common/map-inl.h"
#include "kernels/common/math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace goldcrest::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace common = goldcrest::HWY_NAMESPACE;

void ClampF32(const float* in, float* out, size_t n, float low, float high) {
  const hn::ScalableTag<float> d;
  const auto lo = hn::Set(d, low), hi = hn::Set(d, high);
  common::MapRow(d, in, n, out, [&](auto, auto x) HWY_ATTR { return common::ClampFloat(d, x, lo, hi); });
}

}  // namespace goldcrest::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <algorithm>
#include <cmath>
#include <limits>

#include "kernels/common/define.h"
#include "kernels/common/quantization.h"
#include "kernels/common/unary.h"

namespace goldcrest::kernels {
namespace {

GC_SIMD_TABLE(ClampF32)

struct Clamp {
  void (*function)(const float*, float*, size_t, float, float);
  float low;
  float high;
};

void ClampRow(const Clamp& c, const void* in, void* out, size_t n) {
  c.function(static_cast<const float*>(in), static_cast<float*>(out), n, c.low, c.high);
}

struct ClampQuantized {
  int32_t zero_in, zero_out;
  FixedPointMultiplier factor;
  QuantizedRange range;

  int32_t operator()(int32_t x) const {
    return std::clamp(WrappingAdd(zero_out, MultiplyByQuantizedMultiplier(x - zero_in, factor)), range.lowest, range.highest);
  }
  static int16_t Apply(const ClampQuantized& c, int16_t x) { return static_cast<int16_t>(c(x)); }
};

Expected<Kernel> Select(SelectContext& ctx, const char* name, float low, float high) {
  const TensorView &in = ctx.input(0), &out = ctx.output(0);
  if (in.type == TensorType::kFloat32) return MakeUnaryKernel<Clamp>(ctx, name, ClampRow, {GC_SIMD_CHOOSE(ClampF32), low, high});
  GC_RETURN_IF_ERROR(ExpectOneScale("input 0", in));
  GC_RETURN_IF_ERROR(ExpectOneScale("output 0", out));
  const float scale = out.quantization.scale0();
  ClampQuantized clamp{in.quantization.zero_point0(), out.quantization.zero_point0(), QuantizeMultiplier(in.quantization.scale0() / scale),
                       TypeRange(out.type)};
  const QuantizedRange all = clamp.range;
  clamp.range.lowest = QuantizeValue(low, scale, clamp.zero_out, all.lowest, all.highest);
  if (!std::isinf(high)) clamp.range.highest = QuantizeValue(high, scale, clamp.zero_out, all.lowest, all.highest);
  if (in.type != TensorType::kInt16) return MakeTableKernel(ctx, "clamp 8-bit", IntegerTable(ctx, clamp));
  return MakeUnaryKernel(ctx, "clamp_int16", PlainRow<ClampQuantized, ClampQuantized, int16_t, int16_t>(), clamp);
}

Expected<Kernel> SelectRelu(SelectContext& ctx) { return Select(ctx, "relu_f32", 0.0f, std::numeric_limits<float>::infinity()); }
Expected<Kernel> SelectRelu6(SelectContext& ctx) { return Select(ctx, "relu6_f32", 0.0f, 6.0f); }
Expected<Kernel> SelectReluN1To1(SelectContext& ctx) { return Select(ctx, "relu_n1_to_1_f32", -1.0f, 1.0f); }
Expected<Kernel> SelectRelu0To1(SelectContext& ctx) { return Select(ctx, "relu_0_to_1_f32", 0.0f, 1.0f); }

Status Infer(InferContext& ctx) {
  return InferUnary(ctx, {TensorType::kFloat32, TensorType::kInt8, TensorType::kUInt8, TensorType::kInt16});
}

}  // namespace

GC_DEFINE_OPERATOR(Relu, Infer, SelectRelu)
GC_DEFINE_OPERATOR(Relu6, Infer, SelectRelu6)
GC_DEFINE_OPERATOR(ReluN1To1, Infer, SelectReluN1To1)
GC_DEFINE_OPERATOR(Relu0To1, Infer, SelectRelu0To1)

}  // namespace goldcrest::kernels
#endif
