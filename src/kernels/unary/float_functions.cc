// SQRT, SQUARE, SIN, COS, FLOOR, CEIL, ROUND (halves to even): each element of a float tensor by itself.
//   ROUND [1.5, 2.5, -0.3] -> [2, 2, -0]
#include "kernels/common/define.h"
#include "kernels/common/math_rows.h"

namespace goldcrest::kernels {
namespace {

Status Infer(InferContext& ctx) { return InferUnary(ctx, {TensorType::kFloat32}); }

Expected<Kernel> SelectSqrt(SelectContext& ctx) { return MakeMathKernel(ctx, "sqrt_f32", MathFunction::kSqrt); }
Expected<Kernel> SelectSquare(SelectContext& ctx) { return MakeMathKernel(ctx, "square_f32", MathFunction::kSquare); }
Expected<Kernel> SelectSin(SelectContext& ctx) { return MakeMathKernel(ctx, "sin_f32", MathFunction::kSin); }
Expected<Kernel> SelectCos(SelectContext& ctx) { return MakeMathKernel(ctx, "cos_f32", MathFunction::kCos); }
Expected<Kernel> SelectFloor(SelectContext& ctx) { return MakeMathKernel(ctx, "floor_f32", MathFunction::kFloor); }
Expected<Kernel> SelectCeil(SelectContext& ctx) { return MakeMathKernel(ctx, "ceil_f32", MathFunction::kCeil); }
Expected<Kernel> SelectRound(SelectContext& ctx) { return MakeMathKernel(ctx, "round_f32", MathFunction::kRound); }

}  // namespace

GC_DEFINE_OPERATOR(Sqrt, Infer, SelectSqrt)
GC_DEFINE_OPERATOR(Square, Infer, SelectSquare)
GC_DEFINE_OPERATOR(Sin, Infer, SelectSin)
GC_DEFINE_OPERATOR(Cos, Infer, SelectCos)
GC_DEFINE_OPERATOR(Floor, Infer, SelectFloor)
GC_DEFINE_OPERATOR(Ceil, Infer, SelectCeil)
GC_DEFINE_OPERATOR(Round, Infer, SelectRound)

}  // namespace goldcrest::kernels
