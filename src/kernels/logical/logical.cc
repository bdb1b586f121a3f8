// LOGICAL_AND, LOGICAL_OR (with broadcasting), LOGICAL_NOT. A byte that is not 0 is true, whatever it is.
#include "kernels/common/binary.h"
#include "kernels/common/define.h"
#include "kernels/common/unary.h"

namespace goldcrest::kernels {
namespace {

struct Nothing {};
struct And {
  static uint8_t Apply(const Nothing&, uint8_t a, uint8_t b) { return (a != 0) & (b != 0); }
};
struct Or {
  static uint8_t Apply(const Nothing&, uint8_t a, uint8_t b) { return (a | b) != 0; }
};
struct Not {
  static uint8_t Apply(const Nothing&, uint8_t a) { return a == 0; }
};

Expected<Kernel> SelectAnd(SelectContext& ctx) {
  return MakeBinaryKernel(ctx, "logical_and", PlainRows<And, Nothing, uint8_t, uint8_t>(), Nothing{});
}
Expected<Kernel> SelectOr(SelectContext& ctx) {
  return MakeBinaryKernel(ctx, "logical_or", PlainRows<Or, Nothing, uint8_t, uint8_t>(), Nothing{});
}
Expected<Kernel> SelectNot(SelectContext& ctx) {
  return MakeUnaryKernel(ctx, "logical_not", PlainRow<Not, Nothing, uint8_t, uint8_t>(), Nothing{});
}

Status InferTwo(InferContext& ctx) {
  GC_RETURN_IF_ERROR(InferBinary(ctx));
  GC_RETURN_IF_ERROR(ctx.ExpectType(0, {TensorType::kBool}));
  return ctx.ExpectOutputType(0, {TensorType::kBool});
}
Status InferNot(InferContext& ctx) { return InferUnary(ctx, {TensorType::kBool}); }

}  // namespace

GC_DEFINE_OPERATOR(LogicalAnd, InferTwo, SelectAnd)
GC_DEFINE_OPERATOR(LogicalOr, InferTwo, SelectOr)
GC_DEFINE_OPERATOR(LogicalNot, InferNot, SelectNot)

}  // namespace goldcrest::kernels
