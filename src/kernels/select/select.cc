// SELECT and SELECT_V2: elements of input 1 where the condition (input 0) is true, of input 2 elsewhere.
//   SELECT_V2 [true, false] [1, 2] [9] -> [1, 9]
//
// SELECT_V2 broadcasts all three. In SELECT the operands have one shape, and the condition has it too, or is a scalar, or has one
// value for each index of the first dimension.
#include <algorithm>
#include <complex>

#include "kernels/common/broadcast.h"
#include "kernels/common/define.h"

namespace goldcrest::kernels {
namespace {

struct State {
  BroadcastLoop loop;
};

// kStep: 1 for an operand that moves along the row, 0 for a single value.
template <int kStepA, int kStepB, typename T>
void Row(const uint8_t* condition, const T* a, const T* b, size_t n, T* out) {
  for (size_t i = 0; i < n; ++i) out[i] = condition[i] != 0 ? a[i * kStepA] : b[i * kStepB];
}

template <typename T>
Status Eval(const State& s, EvalContext& ctx) {
  const uint8_t* condition = ctx.in<uint8_t>(0);
  const T *a = ctx.in<T>(1), *b = ctx.in<T>(2);
  T* out = ctx.out<T>(0);
  const bool one_condition = s.loop.stays(0), one_a = s.loop.stays(1), one_b = s.loop.stays(2);
  const auto row = one_a ? (one_b ? Row<0, 0, T> : Row<0, 1, T>) : (one_b ? Row<1, 0, T> : Row<1, 1, T>);
  ctx.ParallelFor(s.loop.grains(), [&](size_t grain) {
    s.loop.Rows(grain, [&](size_t to, const size_t* from, size_t n) {
      const T *x = a + from[1], *y = b + from[2];
      if (!one_condition) return row(condition + from[0], x, y, n, out + to);
      const bool take_a = condition[from[0]] != 0, one = take_a ? one_a : one_b;
      const T* source = take_a ? x : y;
      if (one) {
        std::fill(out + to, out + to + n, *source);
      } else if (source != out + to) {
        std::copy(source, source + n, out + to);
      }
    });
  });
  return Status::Ok();
}

// The condition's shape as it broadcasts: SELECT's one value for each index of the first dimension has ones after it.
Shape ConditionShape(const InferContext& ctx, bool first_version) {
  Shape shape = ctx.input(0).shape;
  if (first_version && shape.rank() == 1) {
    while (shape.rank() < ctx.input(1).shape.rank()) shape.push_back(1);
  }
  return shape;
}

Expected<Kernel> MakeSelect(SelectContext& ctx, bool first_version) {
  const Shape condition = ConditionShape(ctx, first_version);
  const State s{BroadcastLoop(ctx.output(0).shape, {&condition, &ctx.input(1).shape, &ctx.input(2).shape})};
  Kernel kernel;
  switch (TypeBits(ctx.input(1).type)) {
    case 8: kernel = Kernel::Make<State, Eval<uint8_t>>("select 1 byte", s); break;
    case 16: kernel = Kernel::Make<State, Eval<uint16_t>>("select 2 bytes", s); break;
    case 32: kernel = Kernel::Make<State, Eval<uint32_t>>("select 4 bytes", s); break;
    case 64: kernel = Kernel::Make<State, Eval<uint64_t>>("select 8 bytes", s); break;
    default: kernel = Kernel::Make<State, Eval<std::complex<double>>>("select 16 bytes", s); break;
  }
  for (int i = 1; i < 3; ++i) {
    if (s.loop.same_size(i)) kernel.in_place.push_back({0, i});
  }
  return kernel;
}

Expected<Kernel> SelectOne(SelectContext& ctx) { return MakeSelect(ctx, true); }
Expected<Kernel> SelectTwo(SelectContext& ctx) { return MakeSelect(ctx, false); }

Status InferTypes(InferContext& ctx) {
  using enum TensorType;
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(3, 3));
  GC_RETURN_IF_ERROR(ctx.ExpectType(0, {kBool}));
  GC_RETURN_IF_ERROR(ctx.ExpectType(1, {kFloat32, kFloat16, kBFloat16, kFloat64, kInt8, kUInt8, kInt16, kUInt16, kInt32, kUInt32, kInt64,
                                        kUInt64, kBool, kComplex64, kComplex128}));
  GC_RETURN_IF_ERROR(ctx.ExpectType(2, {ctx.input(1).type}));
  return ctx.ExpectOutputType(0, {ctx.input(1).type});
}

Status InferOne(InferContext& ctx) {
  GC_RETURN_IF_ERROR(InferTypes(ctx));
  const Shape &condition = ctx.input(0).shape, &a = ctx.input(1).shape, &b = ctx.input(2).shape;
  const bool fits = condition.rank() == 0 || condition == a || (condition.rank() == 1 && a.rank() > 0 && condition[0] == a[0]);
  // Single elements may have any rank.
  if (condition.elements() == 1 && a.elements() == 1 && b.elements() == 1) return ctx.SetOutput(0, a.rank() >= b.rank() ? a : b);
  if (a != b || !fits) {
    return Error(StatusCode::kInvalidModel,
                 "the shapes %s (condition), %s and %s; the operands' must be equal and the condition's too, or [] or [%d]",
                 condition.ToString().c_str(), a.ToString().c_str(), b.ToString().c_str(), a.rank() > 0 ? a[0] : 1);
  }
  return ctx.SetOutput(0, a);
}

Status InferTwo(InferContext& ctx) {
  GC_RETURN_IF_ERROR(InferTypes(ctx));
  GC_ASSIGN_OR_RETURN(const Shape both, BroadcastShapes(ctx.input(1).shape, ctx.input(2).shape));
  GC_ASSIGN_OR_RETURN(const Shape all, BroadcastShapes(ctx.input(0).shape, both));
  return ctx.SetOutput(0, all);
}

}  // namespace

GC_DEFINE_OPERATOR(Select, InferOne, SelectOne)
GC_DEFINE_OPERATOR(SelectV2, InferTwo, SelectTwo)

}  // namespace goldcrest::kernels
