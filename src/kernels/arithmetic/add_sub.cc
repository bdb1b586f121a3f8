// ADD and SUB: the sum and the difference of two tensors, with broadcasting and a fused activation.
//   [1, 2, 3] + [10] -> [11, 12, 13]
//
// 8-bit and 16-bit operands are quantized: both are shifted left (20 or 15 bits) and rescaled to twice the larger of their scales,
// added, and rescaled to the output's. 16-bit tensors whose scales are powers of two, as in old LSTM graphs, are shifted instead.
// Whole numbers wrap around on overflow.
#include <cmath>

#include "kernels/arithmetic/arithmetic.h"
#include "kernels/common/define.h"
#include "kernels/common/half_rows.h"

namespace goldcrest::kernels {
namespace {

template <typename T>
struct AddIntegers {
  static T Apply(const ClampParams<T>& p, T a, T b) {
    using U = std::make_unsigned_t<T>;
    return std::min(p.high, std::max(p.low, static_cast<T>(static_cast<U>(a) + static_cast<U>(b))));
  }
};
template <typename T>
struct SubIntegers {
  static T Apply(const ClampParams<T>& p, T a, T b) {
    using U = std::make_unsigned_t<T>;
    return std::min(p.high, std::max(p.low, static_cast<T>(static_cast<U>(a) - static_cast<U>(b))));
  }
};

// Scales 2^e: the operand with the smaller scale is shifted right, rounding, to the other's, which is the output's.
struct PowerOfTwoParams {
  int right[2] = {};
  int sign = 1;
  QuantizedOutput output;
};
struct AddPowerOfTwo {
  static int16_t Apply(const PowerOfTwoParams& p, int16_t a, int16_t b) {
    const int32_t x = RoundingDivideByPowerOfTwo(a, p.right[0]), y = p.sign * RoundingDivideByPowerOfTwo(b, p.right[1]);
    const int32_t sum = std::clamp(x + y, -32768, 32767);
    return static_cast<int16_t>(std::min(p.output.highest, std::max(p.output.lowest, sum)));
  }
};

// The exponent of a scale that is (to a thousandth) a power of two.
bool IsPowerOfTwo(float scale, int* exponent) {
  const float log2 = std::log2(scale);
  const float rounded = std::round(log2);
  *exponent = static_cast<int>(rounded);
  return std::fabs(log2 - rounded) < 1e-3f;
}

// False where the tensors' scales are no powers of two, or not related as shifting needs them.
bool PowerOfTwoShifts(const SelectContext& ctx, PowerOfTwoParams* p) {
  int exponents[3];
  const TensorView* const tensors[3] = {&ctx.input(0), &ctx.input(1), &ctx.output(0)};
  for (int i = 0; i < 3; ++i) {
    if (tensors[i]->quantization.zero_point0() != 0) return false;
    if (!IsPowerOfTwo(tensors[i]->quantization.scale0(), &exponents[i])) return false;
  }
  for (int i = 0; i < 2; ++i) p->right[i] = exponents[2] - exponents[i];
  const auto fits = [](int right) { return right >= 0 && right <= 31; };
  return fits(p->right[0]) && fits(p->right[1]) && (p->right[0] == 0 || p->right[1] == 0);
}

struct AddSubOptions {
  model::ActivationFunctionType activation;
  bool pot_scale_int16;
  int sign;  // -1 for SUB
};

template <typename T>
Expected<Kernel> SelectQuantized(SelectContext& ctx, const AddSubOptions& o, const char* name) {
  GC_ASSIGN_OR_RETURN(QuantizedParams params, PrepareQuantized(ctx, o.activation));
  PowerOfTwoParams shifts;
  if (sizeof(T) == 2 && o.pot_scale_int16 && PowerOfTwoShifts(ctx, &shifts)) {
    shifts.sign = o.sign;
    shifts.output = params.output;
    return MakeBinaryKernel(ctx, name, PlainRows<AddPowerOfTwo, PowerOfTwoParams, int16_t, int16_t>(), shifts);
  }
  SetAddFactors(ctx, o.sign, &params);
  return MakeBinaryKernel(ctx, name, QuantizedRows<T>(Arithmetic::kAdd), params);
}

template <typename T>
Expected<Kernel> SelectIntegers(SelectContext& ctx, const AddSubOptions& o, const char* name) {
  GC_ASSIGN_OR_RETURN(const ClampParams<T> clamp, IntegerClamp<T>(o.activation));
  const auto rows = o.sign > 0 ? PlainRows<AddIntegers<T>, ClampParams<T>, T, T>() : PlainRows<SubIntegers<T>, ClampParams<T>, T, T>();
  return MakeBinaryKernel(ctx, name, rows, clamp);
}

Expected<Kernel> Select(SelectContext& ctx, const AddSubOptions& o) {
  const bool add = o.sign > 0;
  switch (ctx.input(0).type) {
    case TensorType::kFloat32: {
      GC_ASSIGN_OR_RETURN(const ClampParams<float> clamp, FloatClamp(o.activation));
      return MakeBinaryKernel(ctx, add ? "add_f32" : "sub_f32", FloatRows(add ? Arithmetic::kAdd : Arithmetic::kSub), clamp);
    }
    case TensorType::kFloat16:
    case TensorType::kBFloat16: {
      GC_ASSIGN_OR_RETURN(const ClampParams<float> clamp, FloatClamp(o.activation));
      return MakeHalfBinaryKernel(ctx, add ? "add_half" : "sub_half", FloatRows(add ? Arithmetic::kAdd : Arithmetic::kSub), clamp);
    }
    case TensorType::kInt8: return SelectQuantized<int8_t>(ctx, o, add ? "add_int8" : "sub_int8");
    case TensorType::kUInt8: return SelectQuantized<uint8_t>(ctx, o, add ? "add_uint8" : "sub_uint8");
    case TensorType::kInt16: return SelectQuantized<int16_t>(ctx, o, add ? "add_int16" : "sub_int16");
    case TensorType::kInt32: return SelectIntegers<int32_t>(ctx, o, add ? "add_int32" : "sub_int32");
    default: return SelectIntegers<int64_t>(ctx, o, add ? "add_int64" : "sub_int64");
  }
}

Expected<Kernel> SelectAdd(SelectContext& ctx) {
  const auto o = OptionsOf<model::AddOptions>(ctx);
  return Select(ctx, {o.fused_activation_function, o.pot_scale_int16, 1});
}
Expected<Kernel> SelectSub(SelectContext& ctx) {
  const auto o = OptionsOf<model::SubOptions>(ctx);
  return Select(ctx, {o.fused_activation_function, o.pot_scale_int16, -1});
}

Status Infer(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(2, 2));
  GC_RETURN_IF_ERROR(ctx.ExpectType(0, {TensorType::kFloat32, TensorType::kFloat16, TensorType::kBFloat16, TensorType::kInt32,
                                        TensorType::kInt64, TensorType::kInt8, TensorType::kUInt8, TensorType::kInt16}));
  ctx.SetOutputType(0, ctx.input(0).type);
  return InferBinary(ctx);
}

}  // namespace

GC_DEFINE_OPERATOR(Add, Infer, SelectAdd)
GC_DEFINE_OPERATOR(Sub, Infer, SelectSub)

}  // namespace goldcrest::kernels
