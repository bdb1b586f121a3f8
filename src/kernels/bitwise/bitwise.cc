// BITWISE_XOR and RIGHT_SHIFT of whole numbers up to 32 bits, with broadcasting.
//   RIGHT_SHIFT [-8, 8] [1] -> [-4, 4]: of signed numbers the sign comes in; amounts are clamped to the width less one.
#include <algorithm>
#include <type_traits>

#include "kernels/common/arguments.h"
#include "kernels/common/binary.h"
#include "kernels/common/define.h"

namespace goldcrest::kernels {
namespace {

struct Nothing {};
struct Xor {
  template <typename T>
  static T Apply(const Nothing&, T a, T b) {
    return a ^ b;
  }
};
struct ShiftRight {
  template <typename T>
  static T Apply(const Nothing&, T a, T b) {
    constexpr T kMost = sizeof(T) * 8 - 1;
    return static_cast<T>(a >> std::min(std::max(b, T{0}), kMost));
  }
};

template <class F, typename T>
Kernel Make(SelectContext& ctx, const char* name) {
  return MakeBinaryKernel(ctx, name, PlainRows<F, Nothing, T, T>(), Nothing{});
}

Expected<Kernel> SelectXor(SelectContext& ctx) {
  switch (TypeBits(ctx.input(0).type)) {
    case 8: return Make<Xor, uint8_t>(ctx, "bitwise_xor");
    case 16: return Make<Xor, uint16_t>(ctx, "bitwise_xor");
    default: return Make<Xor, uint32_t>(ctx, "bitwise_xor");
  }
}

Expected<Kernel> SelectShift(SelectContext& ctx) {
  switch (ctx.input(0).type) {
    case TensorType::kInt8: return Make<ShiftRight, int8_t>(ctx, "right_shift");
    case TensorType::kUInt8: return Make<ShiftRight, uint8_t>(ctx, "right_shift");
    case TensorType::kInt16: return Make<ShiftRight, int16_t>(ctx, "right_shift");
    case TensorType::kUInt16: return Make<ShiftRight, uint16_t>(ctx, "right_shift");
    case TensorType::kInt32: return Make<ShiftRight, int32_t>(ctx, "right_shift");
    default: return Make<ShiftRight, uint32_t>(ctx, "right_shift");
  }
}

Status Infer(InferContext& ctx) {
  using enum TensorType;
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(2, 2));
  GC_RETURN_IF_ERROR(ctx.ExpectType(0, {kInt8, kUInt8, kInt16, kUInt16, kInt32, kUInt32}));
  ctx.SetOutputType(0, ctx.input(0).type);
  return InferBinary(ctx);
}

}  // namespace

GC_DEFINE_OPERATOR(BitwiseXor, Infer, SelectXor)
GC_DEFINE_OPERATOR(RightShift, Infer, SelectShift)

}  // namespace goldcrest::kernels
