// CUMSUM: running sums along the dimension that input 1 names (it counts from the end where negative).
//   [1, 2, 3] -> [1, 3, 6]; exclusive: [0, 1, 3]; reverse: [6, 5, 3]
//
// Whole numbers wrap around on overflow.
#include "kernels/common/define.h"

namespace goldcrest::kernels {
namespace {

struct State {
  size_t outer, length, inner;
  bool exclusive, reverse;
};

template <typename T>
T Sum(T a, T b) {
  if constexpr (std::is_integral_v<T>) {
    using U = std::make_unsigned_t<T>;
    return static_cast<T>(static_cast<U>(a) + static_cast<U>(b));
  } else {
    return a + b;
  }
}

template <typename T>
Status Eval(const State& s, EvalContext& ctx) {
  ctx.ParallelFor(s.outer, [&](size_t o) {
    for (size_t k = 0; k < s.inner; ++k) {
      const size_t base = o * s.length * s.inner + k;
      const T* in = ctx.in<T>(0) + base;
      T* out = ctx.out<T>(0) + base;
      T sum = 0;
      for (size_t i = 0; i < s.length; ++i) {
        const size_t at = (s.reverse ? s.length - 1 - i : i) * s.inner;
        const T x = in[at];
        const T next = Sum(sum, x);
        out[at] = s.exclusive ? sum : next;
        sum = next;
      }
    }
  });
  return Status::Ok();
}

// -1 where the axis is not known yet.
Expected<int> ReadAxis(InferContext& ctx) {
  if (ctx.input(1).shape.elements() != 1) {
    return Error(StatusCode::kInvalidModel, "the axis has the shape %s", ctx.input(1).shape.ToString().c_str());
  }
  const int32_t* axis = ctx.value<int32_t>(1);
  if (axis == nullptr) return -1;
  const int rank = ctx.input(0).shape.rank();
  if (*axis < -rank || *axis >= rank) return Error(StatusCode::kInvalidModel, "axis %d of a tensor of rank %d", *axis, rank);
  return *axis < 0 ? *axis + rank : *axis;
}

Expected<Kernel> Select(SelectContext& ctx) {
  GC_ASSIGN_OR_RETURN(const int axis, ReadAxis(ctx));
  if (axis < 0) return Error(StatusCode::kInternal, "CUMSUM is selected before its axis is known");
  const Shape& shape = ctx.input(0).shape;
  const auto options = OptionsOf<model::CumsumOptions>(ctx);
  const State s{static_cast<size_t>(shape.elements(0, axis)), static_cast<size_t>(shape[axis]),
                static_cast<size_t>(shape.elements(axis + 1, shape.rank())), options.exclusive, options.reverse};
  Kernel kernel;
  switch (ctx.input(0).type) {
    case TensorType::kFloat32: kernel = Kernel::Make<State, Eval<float>>("cumsum_f32", s); break;
    case TensorType::kInt32: kernel = Kernel::Make<State, Eval<int32_t>>("cumsum_int32", s); break;
    default: kernel = Kernel::Make<State, Eval<int64_t>>("cumsum_int64", s); break;
  }
  kernel.in_place = {{0, 0}};
  return kernel;
}

Status Infer(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(2, 2));
  GC_RETURN_IF_ERROR(ctx.ExpectType(0, {TensorType::kFloat32, TensorType::kInt32, TensorType::kInt64}));
  GC_RETURN_IF_ERROR(ctx.ExpectType(1, {TensorType::kInt32}));
  GC_RETURN_IF_ERROR(ctx.ExpectOutputType(0, {ctx.input(0).type}));
  GC_RETURN_IF_ERROR(ctx.ExpectRank(0, 1));
  GC_ASSIGN_OR_RETURN(const int axis, ReadAxis(ctx));
  if (axis < 0) return ctx.NeedsValue(1);
  return ctx.SetOutput(0, ctx.input(0).shape);
}

}  // namespace

GC_DEFINE_OPERATOR(Cumsum, Infer, Select)

}  // namespace goldcrest::kernels
