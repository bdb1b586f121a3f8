// ABS, NEG, SIGN (-1, 0 or 1), ZEROS_LIKE: each element by itself. The negative of the least whole number is itself.
//
// Quantized ABS rescales the magnitude from the input's scale to the output's. NEG, as LiteRT has it, changes the sign of what INT8 and
// INT16 tensors store, whatever their parameters say.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "kernels/common/define.h"
#include "kernels/common/half_rows.h"
#include "kernels/common/math_rows.h"
#include "kernels/common/quantization.h"

namespace goldcrest::kernels {
namespace {

struct Nothing {};

template <typename T>
T Negative(T x) {
  return static_cast<T>(0 - static_cast<std::make_unsigned_t<T>>(x));
}
struct AbsWhole {
  template <typename T>
  static T Apply(const Nothing&, T x) {
    return x < 0 ? Negative(x) : x;
  }
};
struct NegWhole {
  template <typename T>
  static T Apply(const Nothing&, T x) {
    return Negative(x);
  }
};
struct SignWhole {
  template <typename T>
  static T Apply(const Nothing&, T x) {
    return static_cast<T>((x > 0) - (x < 0));
  }
};

// The magnitude of a quantized value.
struct AbsQuantized {
  int32_t zero_in, zero_out;
  FixedPointMultiplier factor;
  bool rescale;
  QuantizedRange range;

  int32_t operator()(int32_t x) const {
    const int32_t magnitude = std::abs(x - zero_in);
    const int32_t scaled = rescale ? MultiplyByQuantizedMultiplier(magnitude, factor) : magnitude;
    return std::clamp(WrappingAdd(scaled, zero_out), range.lowest, range.highest);
  }
  static int16_t Apply(const AbsQuantized& a, int16_t x) { return static_cast<int16_t>(a(x)); }
};

Expected<Kernel> SelectAbsQuantized(SelectContext& ctx) {
  const TensorView &in = ctx.input(0), &out = ctx.output(0);
  GC_RETURN_IF_ERROR(ExpectOneScale("input 0", in));
  GC_RETURN_IF_ERROR(ExpectOneScale("output 0", out));
  const float from = in.quantization.scale0(), to = out.quantization.scale0();
  const AbsQuantized abs{in.quantization.zero_point0(), out.quantization.zero_point0(), QuantizeMultiplier(from / to), from != to,
                         TypeRange(out.type)};
  if (in.type == TensorType::kInt8) return MakeTableKernel(ctx, "abs_int8", IntegerTable(ctx, abs));
  return MakeUnaryKernel(ctx, "abs_int16", PlainRow<AbsQuantized, AbsQuantized, int16_t, int16_t>(), abs);
}

template <class F>
Kernel MakeWhole(SelectContext& ctx, const char* name) {
  switch (ctx.input(0).type) {
    case TensorType::kInt8: return MakeUnaryKernel(ctx, name, PlainRow<F, Nothing, int8_t, int8_t>(), Nothing{});
    case TensorType::kInt16: return MakeUnaryKernel(ctx, name, PlainRow<F, Nothing, int16_t, int16_t>(), Nothing{});
    case TensorType::kInt32: return MakeUnaryKernel(ctx, name, PlainRow<F, Nothing, int32_t, int32_t>(), Nothing{});
    default: return MakeUnaryKernel(ctx, name, PlainRow<F, Nothing, int64_t, int64_t>(), Nothing{});
  }
}

Expected<Kernel> SelectAbs(SelectContext& ctx) {
  const TensorView& in = ctx.input(0);
  if (in.type == TensorType::kFloat32) return MakeMathKernel(ctx, "abs_f32", MathFunction::kAbs);
  const bool narrow = in.type == TensorType::kInt8 || in.type == TensorType::kInt16;
  if (narrow && in.quantization.quantized()) return SelectAbsQuantized(ctx);
  return MakeWhole<AbsWhole>(ctx, "abs_int");
}

Expected<Kernel> SelectNeg(SelectContext& ctx) {
  const TensorType type = ctx.input(0).type;
  if (type == TensorType::kFloat32 || IsHalf(type)) return MakeMathKernel(ctx, "neg_f32", MathFunction::kNeg);
  return MakeWhole<NegWhole>(ctx, "neg_int");
}

struct SignDouble {
  static double Apply(const Nothing&, double x) { return static_cast<double>((x > 0) - (x < 0)); }
};

Expected<Kernel> SelectSign(SelectContext& ctx) {
  switch (ctx.input(0).type) {
    case TensorType::kFloat32: return MakeMathKernel(ctx, "sign_f32", MathFunction::kSign);
    case TensorType::kFloat64: return MakeUnaryKernel(ctx, "sign_f64", PlainRow<SignDouble, Nothing, double, double>(), Nothing{});
    default: return MakeWhole<SignWhole>(ctx, "sign_int");
  }
}

Status EvalZeros(const Nothing&, EvalContext& ctx) {
  if (ctx.output(0).bytes > 0) std::memset(ctx.output(0).data, 0, ctx.output(0).bytes);
  return Status::Ok();
}
Expected<Kernel> SelectZerosLike(SelectContext&) { return Kernel::Make<Nothing, EvalZeros>("zeros_like", {}); }

Status InferAbs(InferContext& ctx) {
  return InferUnary(ctx, {TensorType::kFloat32, TensorType::kInt8, TensorType::kInt16, TensorType::kInt32, TensorType::kInt64});
}
Status InferNeg(InferContext& ctx) {
  return InferUnary(ctx, {TensorType::kFloat32, TensorType::kFloat16, TensorType::kBFloat16, TensorType::kInt8, TensorType::kInt16,
                          TensorType::kInt32, TensorType::kInt64});
}
Status InferSign(InferContext& ctx) {
  return InferUnary(ctx, {TensorType::kFloat32, TensorType::kFloat64, TensorType::kInt32, TensorType::kInt64});
}
Status InferZerosLike(InferContext& ctx) {
  return InferUnary(ctx, {TensorType::kFloat32, TensorType::kInt32, TensorType::kInt64, TensorType::kInt8, TensorType::kUInt8,
                          TensorType::kInt16, TensorType::kBool});
}

}  // namespace

GC_DEFINE_OPERATOR(Abs, InferAbs, SelectAbs)
GC_DEFINE_OPERATOR(Neg, InferNeg, SelectNeg)
GC_DEFINE_OPERATOR(Sign, InferSign, SelectSign)
GC_DEFINE_OPERATOR(ZerosLike, InferZerosLike, SelectZerosLike)

}  // namespace goldcrest::kernels
