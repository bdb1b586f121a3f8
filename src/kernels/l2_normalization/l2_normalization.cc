// L2_NORMALIZATION: each row along the last dimension divided by its Euclidean length (at least 1e-6).
//   [3, 4] -> [0.6, 0.8]
//
// 8-bit results have the scale 1/128 around 0, whatever the input's scale; the inverse length is a fixed-point number as in
// TensorFlow Lite's reference.
#include <algorithm>
#include <cmath>

#include "kernels/common/define.h"
#include "kernels/common/fixed_point.h"
#include "kernels/common/unary.h"

namespace goldcrest::kernels {
namespace {

struct State {
  int32_t zero_point = 0;
};

size_t RowLength(const Shape& shape) { return static_cast<size_t>(shape[shape.rank() - 1]); }

Status EvalFloat(const State&, EvalContext& ctx) {
  const size_t n = RowLength(ctx.input(0).shape), rows = n == 0 ? 0 : ctx.input(0).bytes / sizeof(float) / n;
  ctx.ParallelFor(rows, [&](size_t r) {
    const float* in = ctx.in<float>(0) + r * n;
    float* out = ctx.out<float>(0) + r * n;
    // Four sums: the additions do not wait for one another.
    float sums[4] = {};
    for (size_t i = 0; i < n; ++i) sums[i % 4] += in[i] * in[i];
    const float length = std::max(std::sqrt((sums[0] + sums[1]) + (sums[2] + sums[3])), 1e-6f);
    for (size_t i = 0; i < n; ++i) out[i] = in[i] / length;
  });
  return Status::Ok();
}

template <typename T>
Status EvalBytes(const State& s, EvalContext& ctx) {
  constexpr int kLowest = std::numeric_limits<T>::min(), kHighest = std::numeric_limits<T>::max();
  constexpr int kZero = (kLowest + kHighest + 1) / 2;
  const size_t n = RowLength(ctx.input(0).shape), rows = n == 0 ? 0 : ctx.input(0).bytes / n;
  ctx.ParallelFor(rows, [&](size_t r) {
    const T* in = ctx.in<T>(0) + r * n;
    T* out = ctx.out<T>(0) + r * n;
    int64_t sum = 0;
    for (size_t i = 0; i < n; ++i) sum += (in[i] - s.zero_point) * (in[i] - s.zero_point);
    const FixedPointMultiplier inverse = InverseSqrt(static_cast<int32_t>(std::min<int64_t>(sum, std::numeric_limits<int32_t>::max())));
    // The factor of 128 is part of the multiplier for INT8 and multiplied beforehand for UINT8: they round differently.
    const bool is_signed = kLowest < 0;
    const FixedPointMultiplier factor{inverse.multiplier, inverse.shift + (is_signed ? 7 : 0)};
    for (size_t i = 0; i < n; ++i) {
      const int32_t q = MultiplyByQuantizedMultiplier((is_signed ? 1 : 128) * (in[i] - s.zero_point), factor);
      out[i] = static_cast<T>(std::clamp(WrappingAdd(q, kZero), kLowest, kHighest));
    }
  });
  return Status::Ok();
}

Expected<Kernel> Select(SelectContext& ctx) {
  const TensorView &in = ctx.input(0), &out = ctx.output(0);
  const auto activation = OptionsOf<model::L2NormOptions>(ctx).fused_activation_function;
  if (activation != model::ActivationFunctionType::kNone) {
    return Error(StatusCode::kUnsupported, "fused activation %d; supported: NONE (0)", static_cast<int>(activation));
  }
  Kernel kernel;
  if (in.type == TensorType::kFloat32) {
    kernel = Kernel::Make<State, EvalFloat>("l2_normalization_f32", {});
  } else {
    const bool is_signed = in.type == TensorType::kInt8;
    const int32_t zero_point = is_signed ? 0 : 128;
    if (out.quantization.scale0() != 1.0f / 128.0f || out.quantization.zero_point0() != zero_point) {
      return Error(StatusCode::kUnsupported, "output 0 has the scale %g and zero point %d; L2_NORMALIZATION to this type has 1/128 and %d",
                   static_cast<double>(out.quantization.scale0()), out.quantization.zero_point0(), zero_point);
    }
    const State state{in.quantization.zero_point0()};
    kernel = is_signed ? Kernel::Make<State, EvalBytes<int8_t>>("l2_normalization_int8", state)
                       : Kernel::Make<State, EvalBytes<uint8_t>>("l2_normalization_uint8", state);
  }
  kernel.in_place = {{0, 0}};
  return kernel;
}

Status Infer(InferContext& ctx) {
  GC_RETURN_IF_ERROR(InferUnary(ctx, {TensorType::kFloat32, TensorType::kInt8, TensorType::kUInt8}));
  return ctx.ExpectRank(0, 1);
}

}  // namespace

GC_DEFINE_OPERATOR(L2Normalization, Infer, Select)

}  // namespace goldcrest::kernels
