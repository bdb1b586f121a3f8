// MUL: the product of two tensors, with broadcasting and a fused activation.
//   [1, 2, 3] * [10] -> [10, 20, 30]
//
// 8-bit and 16-bit operands are quantized: the product of the differences from the zero points is rescaled to the output's scale.
// 16-bit tensors without quantization, and all larger whole numbers, wrap around on overflow.
#include <complex>

#include "kernels/arithmetic/arithmetic.h"
#include "kernels/common/define.h"
#include "kernels/common/half_rows.h"

namespace goldcrest::kernels {
namespace {

template <typename T>
struct MulIntegers {
  static T Apply(const ClampParams<T>& p, T a, T b) {
    return std::min(p.high, std::max(p.low, static_cast<T>(static_cast<uint64_t>(a) * static_cast<uint64_t>(b))));
  }
};

struct NoParams {};
struct MulComplex {
  static std::complex<float> Apply(const NoParams&, std::complex<float> a, std::complex<float> b) {
    return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
  }
};

template <typename T>
Expected<Kernel> SelectQuantized(SelectContext& ctx, model::ActivationFunctionType activation, const char* name) {
  GC_ASSIGN_OR_RETURN(QuantizedParams params, PrepareQuantized(ctx, activation));
  // In float, as TensorFlow Lite does it.
  const float factor = ctx.input(0).quantization.scale0() * ctx.input(1).quantization.scale0() / ctx.output(0).quantization.scale0();
  params.out_factor = QuantizeMultiplier(factor);
  return MakeBinaryKernel(ctx, name, QuantizedRows<T>(Arithmetic::kMul), params);
}

template <typename T>
Expected<Kernel> SelectIntegers(SelectContext& ctx, model::ActivationFunctionType activation, const char* name) {
  GC_ASSIGN_OR_RETURN(const ClampParams<T> clamp, IntegerClamp<T>(activation));
  return MakeBinaryKernel(ctx, name, PlainRows<MulIntegers<T>, ClampParams<T>, T, T>(), clamp);
}

Expected<Kernel> Select(SelectContext& ctx) {
  const auto activation = OptionsOf<model::MulOptions>(ctx).fused_activation_function;
  switch (ctx.input(0).type) {
    case TensorType::kFloat32: {
      GC_ASSIGN_OR_RETURN(const ClampParams<float> clamp, FloatClamp(activation));
      return MakeBinaryKernel(ctx, "mul_f32", FloatRows(Arithmetic::kMul), clamp);
    }
    case TensorType::kFloat16:
    case TensorType::kBFloat16: {
      GC_ASSIGN_OR_RETURN(const ClampParams<float> clamp, FloatClamp(activation));
      return MakeHalfBinaryKernel(ctx, "mul_half", FloatRows(Arithmetic::kMul), clamp);
    }
    case TensorType::kInt8: return SelectQuantized<int8_t>(ctx, activation, "mul_int8");
    case TensorType::kUInt8: return SelectQuantized<uint8_t>(ctx, activation, "mul_uint8");
    case TensorType::kInt16:
      if (!ctx.input(0).quantization.quantized()) return SelectIntegers<int16_t>(ctx, activation, "mul_int16 unquantized");
      return SelectQuantized<int16_t>(ctx, activation, "mul_int16");
    case TensorType::kInt32: return SelectIntegers<int32_t>(ctx, activation, "mul_int32");
    case TensorType::kUInt32: return SelectIntegers<uint32_t>(ctx, activation, "mul_uint32");
    case TensorType::kInt64: return SelectIntegers<int64_t>(ctx, activation, "mul_int64");
    default:
      return MakeBinaryKernel(ctx, "mul_complex64", PlainRows<MulComplex, NoParams, std::complex<float>, std::complex<float>>(),
                              NoParams{});
  }
}

Status Infer(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(2, 2));
  GC_RETURN_IF_ERROR(
      ctx.ExpectType(0, {TensorType::kFloat32, TensorType::kFloat16, TensorType::kBFloat16, TensorType::kInt32, TensorType::kUInt32,
                         TensorType::kInt64, TensorType::kInt8, TensorType::kUInt8, TensorType::kInt16, TensorType::kComplex64}));
  ctx.SetOutputType(0, ctx.input(0).type);
  return InferBinary(ctx);
}

}  // namespace

GC_DEFINE_OPERATOR(Mul, Infer, Select)

}  // namespace goldcrest::kernels
