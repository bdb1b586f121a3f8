// FLOOR_DIV and FLOOR_MOD: the quotient rounded down, and what is left of the first operand then, which has the second's sign.
//   FLOOR_DIV [7, -7] [2] -> [3, -4]     FLOOR_MOD [7, -7] [2] -> [1, 1]
//
// A divisor of 0 ends the run with an error, but for FLOOR_MOD of floats, where it gives NaN. 8-bit and 16-bit numbers are whole
// numbers here, without scale.
#include <cmath>

#include "kernels/common/binary.h"
#include "kernels/common/define.h"

namespace goldcrest::kernels {
namespace {

struct Divisor {
  static int Zero(const Divisor&) { return 0; }
};

struct FloorDiv {
  static float Apply(const Divisor&, float a, float b) { return std::floor(a / b); }
  template <typename T>
  static T Apply(const Divisor&, T a, T b) {
    if (b == -1) return static_cast<T>(0 - static_cast<std::make_unsigned_t<T>>(a));  // the least number has no opposite
    const T quotient = static_cast<T>(a / b);
    return static_cast<T>(quotient - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0));
  }
};

struct FloorMod {
  static float Apply(const Divisor&, float a, float b) {
    const float rest = std::fmod(a, b);
    return rest != 0 && (b < 0) != (rest < 0) ? rest + b : rest;
  }
  template <typename T>
  static T Apply(const Divisor&, T a, T b) {
    if (b == -1) return 0;
    const T rest = static_cast<T>(a % b);
    return static_cast<T>(rest != 0 && (b < 0) != (rest < 0) ? rest + b : rest);
  }
};

template <class F, typename T>
Kernel MakeChecked(SelectContext& ctx, const char* name) {
  return MakeBinaryKernel<Divisor, EvalDivision<Divisor, T>>(ctx, name, PlainRows<F, Divisor, T, T>(), Divisor{});
}

template <class F>
Expected<Kernel> Select(SelectContext& ctx) {
  switch (ctx.input(0).type) {
    case TensorType::kFloat32:
      if (std::is_same_v<F, FloorMod>) return MakeBinaryKernel(ctx, "floor_mod_f32", PlainRows<F, Divisor, float, float>(), Divisor{});
      return MakeChecked<F, float>(ctx, "floor_div_f32");
    case TensorType::kInt8: return MakeChecked<F, int8_t>(ctx, "floor_int8");
    case TensorType::kInt16: return MakeChecked<F, int16_t>(ctx, "floor_int16");
    case TensorType::kInt32: return MakeChecked<F, int32_t>(ctx, "floor_int32");
    default: return MakeChecked<F, int64_t>(ctx, "floor_int64");
  }
}

Status Infer(InferContext& ctx) {
  using enum TensorType;
  GC_RETURN_IF_ERROR(InferBinary(ctx));
  GC_RETURN_IF_ERROR(ctx.ExpectType(0, {kFloat32, kInt8, kInt16, kInt32, kInt64}));
  return ctx.ExpectOutputType(0, {ctx.input(0).type});
}

}  // namespace

GC_DEFINE_OPERATOR(FloorDiv, Infer, Select<FloorDiv>)
GC_DEFINE_OPERATOR(FloorMod, Infer, Select<FloorMod>)

}  // namespace goldcrest::kernels
