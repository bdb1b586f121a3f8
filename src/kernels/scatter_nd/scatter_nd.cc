// SCATTER_ND: a tensor of zeros of the shape in input 2, to which slices of `updates` are added at the places that `indices` give.
//   indices [[1], [3], [1]], updates [5, 6, 7], shape [4] -> [0, 12, 0, 6]
#include <cstring>

#include "kernels/common/arguments.h"
#include "kernels/common/define.h"

namespace goldcrest::kernels {
namespace {

Status Infer(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(3, 3));
  GC_RETURN_IF_ERROR(ctx.ExpectType(0, {TensorType::kInt32, TensorType::kInt64}));
  GC_RETURN_IF_ERROR(ctx.ExpectType(1, {TensorType::kFloat32, TensorType::kUInt8, TensorType::kInt8, TensorType::kInt16, TensorType::kInt32,
                                        TensorType::kInt64, TensorType::kBool}));
  GC_RETURN_IF_ERROR(ExpectSameType(ctx, 1));
  GC_RETURN_IF_ERROR(ctx.ExpectRank(0, 1));
  GC_RETURN_IF_ERROR(ctx.ExpectRank(2, 1, 1));
  GC_ASSIGN_OR_RETURN(const auto dims, IntegerValues(ctx, 2));
  if (!dims) return ctx.NeedsValue(2);
  GC_ASSIGN_OR_RETURN(const Shape shape, ShapeOf(*dims));
  const Shape &indices = ctx.input(0).shape, &updates = ctx.input(1).shape;
  const int outer = indices.rank() - 1;
  const int32_t coordinates = indices[outer];
  bool fits = coordinates <= shape.rank() && updates.rank() == outer + shape.rank() - coordinates;
  for (int d = 0; fits && d < updates.rank(); ++d) fits = updates[d] == (d < outer ? indices[d] : shape[d - outer + coordinates]);
  if (!fits) {
    return Error(StatusCode::kInvalidModel, "indices %s and updates %s do not fit the shape %s", indices.ToString().c_str(),
                 updates.ToString().c_str(), shape.ToString().c_str());
  }
  return ctx.SetOutput(0, shape);
}

struct State {
  Shape shape;
  Strides strides;
  int coordinates;
  int64_t count;  // places
  int64_t inner;  // elements of a slice
};

// Integers wrap; truth values are joined by "or".
template <typename T>
T Add(T a, T b) {
  if constexpr (std::is_same_v<T, float>)
    return a + b;
  else
    return static_cast<T>(static_cast<uint64_t>(a) + static_cast<uint64_t>(b));
}

template <typename T>
void AddSlice(const T* from, T* to, int64_t n, bool truth) {
  for (int64_t i = 0; i < n; ++i) to[i] = truth ? static_cast<T>(to[i] != 0 || from[i] != 0) : Add(to[i], from[i]);
}

template <typename T>
Status Eval(const State& s, EvalContext& ctx) {
  const TensorView& indices = ctx.input(0);
  if (ctx.output(0).bytes > 0) std::memset(ctx.output(0).data, 0, ctx.output(0).bytes);
  for (int64_t i = 0; i < s.count; ++i) {
    int64_t at = 0;
    for (int d = 0; d < s.coordinates; ++d) {
      const int64_t k = i * s.coordinates + d;
      const int64_t index = indices.type == TensorType::kInt32 ? indices.as<int32_t>()[k] : indices.as<int64_t>()[k];
      if (index < 0 || index >= s.shape[d]) {
        return Error(StatusCode::kRuntimeError, "index %lld is outside of [0, %d) in dimension %d", static_cast<long long>(index),
                     s.shape[d], d);
      }
      at += index * s.strides[d];
    }
    AddSlice(ctx.in<T>(1) + i * s.inner, ctx.out<T>(0) + at, s.inner, ctx.output(0).type == TensorType::kBool);
  }
  return Status::Ok();
}

Expected<Kernel> Select(SelectContext& ctx) {
  const Shape &shape = ctx.output(0).shape, &indices = ctx.input(0).shape;
  State s{shape, Strides(shape), indices[indices.rank() - 1], indices.elements(0, indices.rank() - 1), 0};
  s.inner = shape.elements(s.coordinates, shape.rank());
  switch (ctx.input(1).type) {
    case TensorType::kFloat32: return Kernel::Make<State, Eval<float>>("scatter_nd_f32", s);
    case TensorType::kInt32: return Kernel::Make<State, Eval<int32_t>>("scatter_nd_i32", s);
    case TensorType::kInt64: return Kernel::Make<State, Eval<int64_t>>("scatter_nd_i64", s);
    case TensorType::kInt16: return Kernel::Make<State, Eval<int16_t>>("scatter_nd_i16", s);
    default: return Kernel::Make<State, Eval<uint8_t>>("scatter_nd_8", s);
  }
}

}  // namespace

GC_DEFINE_OPERATOR(ScatterNd, Infer, Select)

}  // namespace goldcrest::kernels
