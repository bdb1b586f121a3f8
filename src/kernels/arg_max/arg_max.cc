// ARG_MAX, ARG_MIN: along the dimension that input 1 names (it counts from the end where negative), the index of the largest or
// smallest element; the first of several.
//   ARG_MAX [[1, 9, 9], [4, 2, 0]] axis 1 -> [1, 0]
#include <algorithm>

#include "kernels/common/define.h"

namespace goldcrest::kernels {
namespace {

struct State {
  size_t outer, length, inner;
};

struct Greater {
  template <typename T>
  static bool Better(T a, T b) {
    return a > b;
  }
};
struct Less {
  template <typename T>
  static bool Better(T a, T b) {
    return a < b;
  }
};

// The index of the first best of n elements that are `step` apart.
template <class Order, typename T>
size_t Best(const T* in, size_t n, size_t step) {
  size_t best = 0;
  T value = in[0];
  for (size_t i = 1; i < n; ++i) {
    if (Order::Better(in[i * step], value)) {
      value = in[i * step];
      best = i;
    }
  }
  return best;
}

// The same for up to 256 neighbouring bytes, in a form that compilers vectorize: the largest of (value, places from the end).
template <class Order, typename T>
size_t BestByte(const T* in, size_t n) {
  uint16_t best = 0;
  for (size_t i = 0; i < n; ++i) {
    const auto raised = static_cast<uint8_t>(in[i] ^ (std::is_signed_v<T> ? 0x80 : 0));
    const uint8_t rank = Order::Better(1, 0) ? raised : static_cast<uint8_t>(~raised);
    best = std::max(best, static_cast<uint16_t>(rank << 8 | (255 - i)));
  }
  return 255 - (best & 255);
}

template <class Order, typename In, typename Out>
Status Eval(const State& s, EvalContext& ctx) {
  const In* in = ctx.in<In>(0);
  Out* out = ctx.out<Out>(0);
  const size_t per_grain = std::max<size_t>(1, 16384 / std::max<size_t>(1, s.length * s.inner));
  ctx.ParallelFor((s.outer + per_grain - 1) / per_grain, [&](size_t grain) {
    for (size_t o = grain * per_grain, end = std::min(s.outer, o + per_grain); o < end; ++o) {
      const In* row = in + o * s.length * s.inner;
      if (sizeof(In) == 1 && s.inner == 1 && s.length <= 256) {
        if constexpr (sizeof(In) == 1) out[o] = static_cast<Out>(BestByte<Order>(row, s.length));
        continue;
      }
      for (size_t k = 0; k < s.inner; ++k) out[o * s.inner + k] = static_cast<Out>(Best<Order>(row + k, s.length, s.inner));
    }
  });
  return Status::Ok();
}

Expected<int> ReadAxis(InferContext& ctx, bool* known) {
  const TensorView& axis = ctx.input(1);
  *known = true;
  if (axis.shape.elements() != 1) return Error(StatusCode::kInvalidModel, "the axis has the shape %s", axis.shape.ToString().c_str());
  const int rank = ctx.input(0).shape.rank();
  int64_t value;
  if (axis.type == TensorType::kInt32) {
    const int32_t* p = ctx.value<int32_t>(1);
    *known = p != nullptr;
    value = p ? *p : 0;
  } else {
    const int64_t* p = ctx.value<int64_t>(1);
    *known = p != nullptr;
    value = p ? *p : 0;
  }
  if (value < -rank || value >= rank) {
    return Error(StatusCode::kInvalidModel, "axis %lld of a tensor of rank %d", static_cast<long long>(value), rank);
  }
  return static_cast<int>(value < 0 ? value + rank : value);
}

template <class Order, typename In>
Kernel Make(TensorType out, const State& s) {
  if (out == TensorType::kInt32) return Kernel::Make<State, Eval<Order, In, int32_t>>("arg_max", s);
  return Kernel::Make<State, Eval<Order, In, int64_t>>("arg_max", s);
}

template <class Order>
Expected<Kernel> Select(SelectContext& ctx) {
  bool known;
  GC_ASSIGN_OR_RETURN(const int axis, ReadAxis(ctx, &known));
  if (!known) return Error(StatusCode::kInternal, "ARG_MAX is selected before its axis is known");
  const Shape& shape = ctx.input(0).shape;
  const State s{static_cast<size_t>(shape.elements(0, axis)), static_cast<size_t>(shape[axis]),
                static_cast<size_t>(shape.elements(axis + 1, shape.rank()))};
  const TensorType out = ctx.output(0).type;
  switch (ctx.input(0).type) {
    case TensorType::kFloat32: return Make<Order, float>(out, s);
    case TensorType::kInt32: return Make<Order, int32_t>(out, s);
    case TensorType::kInt64: return Make<Order, int64_t>(out, s);
    case TensorType::kInt16: return Make<Order, int16_t>(out, s);
    case TensorType::kInt8: return Make<Order, int8_t>(out, s);
    default: return Make<Order, uint8_t>(out, s);
  }
}

Status Infer(InferContext& ctx) {
  using enum TensorType;
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(2, 2));
  GC_RETURN_IF_ERROR(ctx.ExpectType(0, {kFloat32, kInt32, kInt64, kInt16, kInt8, kUInt8, kBool}));
  GC_RETURN_IF_ERROR(ctx.ExpectType(1, {kInt32, kInt64}));
  GC_RETURN_IF_ERROR(ctx.ExpectOutputType(0, {kInt32, kInt64}));
  GC_RETURN_IF_ERROR(ctx.ExpectRank(0, 1));
  bool known;
  GC_ASSIGN_OR_RETURN(const int axis, ReadAxis(ctx, &known));
  if (!known) return ctx.NeedsValue(1);
  const Shape& shape = ctx.input(0).shape;
  Shape out;
  for (int i = 0; i < shape.rank(); ++i) {
    if (i != axis) out.push_back(shape[i]);
  }
  if (shape[axis] == 0 && out.elements() > 0) {
    return Error(StatusCode::kInvalidModel, "dimension %d of %s is empty: there is no largest element", axis, shape.ToString().c_str());
  }
  return ctx.SetOutput(0, out);
}

}  // namespace

GC_DEFINE_OPERATOR(ArgMax, Infer, Select<Greater>)
GC_DEFINE_OPERATOR(ArgMin, Infer, Select<Less>)

}  // namespace goldcrest::kernels
