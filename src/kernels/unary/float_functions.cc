// SQRT, SQUARE, SIN, COS, FLOOR, CEIL, ROUND (halves to even): each element of a float tensor by itself.
//   ROUND [1.5, 2.5, -0.3] -> [2, 2, -0]
//
// SQRT also takes quantized tensors; a negative number's root is taken as 0.
#include <algorithm>
#include <cmath>

#include "kernels/common/define.h"
#include "kernels/common/math_rows.h"
#include "kernels/common/quantization.h"

namespace goldcrest::kernels {
namespace {

Status Infer(InferContext& ctx) { return InferUnary(ctx, {TensorType::kFloat32, TensorType::kFloat16, TensorType::kBFloat16}); }

Status InferSqrt(InferContext& ctx) {
  return InferUnary(ctx, {TensorType::kFloat32, TensorType::kFloat16, TensorType::kBFloat16, TensorType::kInt8, TensorType::kInt16});
}

// In float, and cut towards zero, as LiteRT does it.
struct SqrtQuantized {
  float scale_in, scale_out;
  int32_t zero_in, zero_out;
  QuantizedRange range;

  int32_t operator()(int32_t x) const {
    const float value = scale_in * static_cast<float>(int64_t{x} - zero_in);
    const int64_t root = value > 0 ? RoundToInt32(static_cast<double>(std::floor(std::sqrt(value) / scale_out))) : 0;
    return static_cast<int32_t>(std::clamp<int64_t>(root + zero_out, range.lowest, range.highest));
  }
  static int16_t Apply(const SqrtQuantized& s, int16_t x) { return static_cast<int16_t>(s(x)); }
};

Expected<Kernel> SelectSqrt(SelectContext& ctx) {
  const TensorView &in = ctx.input(0), &out = ctx.output(0);
  if (in.type != TensorType::kInt8 && in.type != TensorType::kInt16) return MakeMathKernel(ctx, "sqrt_f32", MathFunction::kSqrt);
  GC_RETURN_IF_ERROR(ExpectOneScale("input 0", in));
  GC_RETURN_IF_ERROR(ExpectOneScale("output 0", out));
  const SqrtQuantized root{in.quantization.scale0(), out.quantization.scale0(), in.quantization.zero_point0(),
                           out.quantization.zero_point0(), TypeRange(out.type)};
  if (in.type == TensorType::kInt8) return MakeTableKernel(ctx, "sqrt_int8", IntegerTable(ctx, root));
  return MakeUnaryKernel(ctx, "sqrt_int16", PlainRow<SqrtQuantized, SqrtQuantized, int16_t, int16_t>(), root);
}

Expected<Kernel> SelectSquare(SelectContext& ctx) { return MakeMathKernel(ctx, "square_f32", MathFunction::kSquare); }
Expected<Kernel> SelectSin(SelectContext& ctx) { return MakeMathKernel(ctx, "sin_f32", MathFunction::kSin); }
Expected<Kernel> SelectCos(SelectContext& ctx) { return MakeMathKernel(ctx, "cos_f32", MathFunction::kCos); }
Expected<Kernel> SelectFloor(SelectContext& ctx) { return MakeMathKernel(ctx, "floor_f32", MathFunction::kFloor); }
Expected<Kernel> SelectCeil(SelectContext& ctx) { return MakeMathKernel(ctx, "ceil_f32", MathFunction::kCeil); }
Expected<Kernel> SelectRound(SelectContext& ctx) { return MakeMathKernel(ctx, "round_f32", MathFunction::kRound); }

}  // namespace

GC_DEFINE_OPERATOR(Sqrt, InferSqrt, SelectSqrt)
GC_DEFINE_OPERATOR(Square, Infer, SelectSquare)
GC_DEFINE_OPERATOR(Sin, Infer, SelectSin)
GC_DEFINE_OPERATOR(Cos, Infer, SelectCos)
GC_DEFINE_OPERATOR(Floor, Infer, SelectFloor)
GC_DEFINE_OPERATOR(Ceil, Infer, SelectCeil)
GC_DEFINE_OPERATOR(Round, Infer, SelectRound)

}  // namespace goldcrest::kernels
