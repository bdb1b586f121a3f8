// SEGMENT_SUM: slices along dimension 0 added up by their segment numbers.
//   [[1, 2], [3, 4], [5, 6]] with segment_ids [0, 0, 1] -> [[4, 6], [5, 6]]
//
// segment_ids starts at 0, and each number is the one before it or one more.
#include <cstring>

#include "kernels/common/arguments.h"
#include "kernels/common/define.h"

namespace goldcrest::kernels {
namespace {

Status Infer(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(2, 2));
  GC_RETURN_IF_ERROR(ctx.ExpectType(0, {TensorType::kFloat32, TensorType::kInt32}));
  GC_RETURN_IF_ERROR(ctx.ExpectType(1, {TensorType::kInt32}));
  GC_RETURN_IF_ERROR(ExpectSameType(ctx, 0));
  GC_RETURN_IF_ERROR(ctx.ExpectRank(0, 1));
  GC_RETURN_IF_ERROR(ctx.ExpectRank(1, 1, 1));
  Shape shape = ctx.input(0).shape;
  const int32_t count = ctx.input(1).shape[0];
  if (count != shape[0]) return Error(StatusCode::kInvalidModel, "has %d segment ids for %d slices", count, shape[0]);
  const int32_t* ids = ctx.value<int32_t>(1);
  if (ids == nullptr && count > 0) return ctx.NeedsValue(1);
  for (int32_t i = 0; i < count; ++i) {
    const int64_t step = int64_t{ids[i]} - (i == 0 ? 0 : ids[i - 1]);
    if (step != 0 && (step != 1 || i == 0)) {
      return Error(StatusCode::kRuntimeError, "segment id %d is %d; expected ids that start at 0 and grow by at most 1", i, ids[i]);
    }
  }
  shape.set_dim(0, count == 0 ? 0 : ids[count - 1] + 1);
  return ctx.SetOutput(0, shape);
}

struct State {
  int64_t count;
  int64_t inner;
};

template <typename T>
T Add(T a, T b) {
  return a + b;
}
// Wraps.
template <>
int32_t Add(int32_t a, int32_t b) {
  return static_cast<int32_t>(static_cast<uint32_t>(a) + static_cast<uint32_t>(b));
}

template <typename T>
Status Eval(const State& s, EvalContext& ctx) {
  const T* in = ctx.in<T>(0);
  const int32_t* ids = ctx.in<int32_t>(1);
  if (ctx.output(0).bytes == 0) return Status::Ok();
  std::memset(ctx.output(0).data, 0, ctx.output(0).bytes);
  for (int64_t i = 0; i < s.count; ++i) {
    T* out = ctx.out<T>(0) + ids[i] * s.inner;
    for (int64_t k = 0; k < s.inner; ++k) out[k] = Add(out[k], in[i * s.inner + k]);
  }
  return Status::Ok();
}

Expected<Kernel> Select(SelectContext& ctx) {
  // The ids must still be those the output was sized for when the kernel runs.
  ctx.value<int32_t>(1);
  const Shape& in = ctx.input(0).shape;
  const State s{in[0], in.elements(1, in.rank())};
  if (ctx.input(0).type == TensorType::kInt32) return Kernel::Make<State, Eval<int32_t>>("segment_sum_i32", s);
  return Kernel::Make<State, Eval<float>>("segment_sum_f32", s);
}

}  // namespace

GC_DEFINE_OPERATOR(SegmentSum, Infer, Select)

}  // namespace goldcrest::kernels
