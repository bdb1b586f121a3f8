// STABLEHLO_ADD, _MULTIPLY, _MAXIMUM, _MINIMUM, _AND, _SHIFT_LEFT: of two tensors of one type and shape, element by element.
#include <algorithm>
#include <string>

#include "kernels/common/arguments.h"
#include "kernels/common/define.h"
#include "kernels/common/unary.h"
#include "kernels/stablehlo/combine.h"

namespace goldcrest::kernels {
namespace {

Status Infer(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(2, 2));
  GC_RETURN_IF_ERROR(ctx.ExpectType(1, {ctx.input(0).type}));
  GC_RETURN_IF_ERROR(ExpectSameType(ctx, 0));
  if (ctx.input(0).shape != ctx.input(1).shape) {
    return Error(StatusCode::kInvalidModel, "its operands have the shapes %s and %s; they must be equal",
                 ctx.input(0).shape.ToString().c_str(), ctx.input(1).shape.ToString().c_str());
  }
  return ctx.SetOutput(0, ctx.input(0).shape);
}

struct State {
  CombineRow row;
  size_t bytes;  // of an element
};

Status Eval(const State& s, EvalContext& ctx) {
  const size_t n = ctx.output(0).bytes / s.bytes;
  const uint8_t *a = ctx.in<uint8_t>(0), *b = ctx.in<uint8_t>(1);
  uint8_t* out = ctx.out<uint8_t>(0);
  ctx.ParallelFor((n + kUnaryGrain - 1) / kUnaryGrain, [&](size_t grain) {
    const size_t first = grain * kUnaryGrain, at = first * s.bytes;
    s.row(a + at, 1, b + at, 1, out + at, 1, std::min(n - first, kUnaryGrain));
  });
  return Status::Ok();
}

template <Combine kCombine>
Expected<Kernel> Select(SelectContext& ctx) {
  const TensorType type = ctx.input(0).type;
  const State s{ChooseCombineRow(kCombine, type), static_cast<size_t>(TypeBits(type)) / 8};
  if (s.row == nullptr) return Error(StatusCode::kUnsupported, "is not defined for %s", std::string(TypeName(type)).c_str());
  Kernel kernel = Kernel::Make<State, Eval>("elementwise " + std::string(TypeName(type)), s);
  kernel.in_place = {{0, 0}, {0, 1}};
  return kernel;
}

}  // namespace

GC_DEFINE_OPERATOR(StablehloAdd, Infer, Select<Combine::kAdd>)
GC_DEFINE_OPERATOR(StablehloMultiply, Infer, Select<Combine::kMultiply>)
GC_DEFINE_OPERATOR(StablehloMaximum, Infer, Select<Combine::kMaximum>)
GC_DEFINE_OPERATOR(StablehloMinimum, Infer, Select<Combine::kMinimum>)
GC_DEFINE_OPERATOR(StablehloAnd, Infer, Select<Combine::kAnd>)
GC_DEFINE_OPERATOR(StablehloShiftLeft, Infer, Select<Combine::kShiftLeft>)

}  // namespace goldcrest::kernels
