// SQUARED_DIFFERENCE: (a - b)^2 of two tensors, with broadcasting.
//   [5, 1] [3] -> [4, 4]
//
// 8-bit operands are quantized: both are shifted left by 7 bits and rescaled to twice the larger of their scales before they are
// subtracted. Whole numbers wrap around on overflow.
#include <algorithm>

#include "kernels/arithmetic/arithmetic.h"
#include "kernels/common/define.h"

namespace goldcrest::kernels {
namespace {

constexpr int kLeftShift = 7;

struct Whole {
  template <typename T>
  static T Apply(const Whole&, T a, T b) {
    using U = std::make_unsigned_t<T>;
    const U d = static_cast<U>(a) - static_cast<U>(b);
    return static_cast<T>(d * d);
  }
};

struct Quantized {
  template <typename T>
  static T Apply(const QuantizedParams& q, T a, T b) {
    const int32_t x = MultiplyByQuantizedMultiplier((a - q.zero_point[0]) * (1 << kLeftShift), q.factor[0]);
    const int32_t y = MultiplyByQuantizedMultiplier((b - q.zero_point[1]) * (1 << kLeftShift), q.factor[1]);
    const int32_t square = (x - y) * (x - y);
    const int32_t result = WrappingAdd(MultiplyByQuantizedMultiplier(square, q.out_factor), q.output.zero_point);
    return static_cast<T>(std::clamp(result, q.output.lowest, q.output.highest));
  }
};

template <typename T>
Expected<Kernel> SelectQuantized(SelectContext& ctx, const char* name) {
  GC_ASSIGN_OR_RETURN(QuantizedParams q, PrepareQuantized(ctx, model::ActivationFunctionType::kNone));
  const float a = ctx.input(0).quantization.scale0(), b = ctx.input(1).quantization.scale0();
  const double twice_largest = 2.0f * std::max(a, b);
  q.factor[0] = QuantizeMultiplier(a / twice_largest);
  q.factor[1] = QuantizeMultiplier(b / twice_largest);
  const float unit = static_cast<float>(1 << (2 * kLeftShift)) * ctx.output(0).quantization.scale0();
  q.out_factor = QuantizeMultiplier(twice_largest * twice_largest / unit);
  return MakeBinaryKernel(ctx, name, PlainRows<Quantized, QuantizedParams, T, T>(), q);
}

Expected<Kernel> Select(SelectContext& ctx) {
  switch (ctx.input(0).type) {
    case TensorType::kFloat32: {
      GC_ASSIGN_OR_RETURN(const ClampParams<float> all, FloatClamp(model::ActivationFunctionType::kNone));
      return MakeBinaryKernel(ctx, "squared_difference_f32", FloatRows(Arithmetic::kSquaredDifference), all);
    }
    case TensorType::kInt8: return SelectQuantized<int8_t>(ctx, "squared_difference_int8");
    case TensorType::kUInt8: return SelectQuantized<uint8_t>(ctx, "squared_difference_uint8");
    case TensorType::kInt32: return MakeBinaryKernel(ctx, "squared_difference_int32", PlainRows<Whole, Whole, int32_t, int32_t>(), Whole{});
    default: return MakeBinaryKernel(ctx, "squared_difference_int64", PlainRows<Whole, Whole, int64_t, int64_t>(), Whole{});
  }
}

Status Infer(InferContext& ctx) {
  using enum TensorType;
  GC_RETURN_IF_ERROR(InferBinary(ctx));
  GC_RETURN_IF_ERROR(ctx.ExpectType(0, {kFloat32, kInt8, kUInt8, kInt32, kInt64}));
  return ctx.ExpectOutputType(0, {ctx.input(0).type});
}

}  // namespace

GC_DEFINE_OPERATOR(SquaredDifference, Infer, Select)

}  // namespace goldcrest::kernels
