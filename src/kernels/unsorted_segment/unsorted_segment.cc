// UNSORTED_SEGMENT_SUM, _PROD, _MAX, _MIN: slices joined by their segment numbers, which come in any order.
//   SUM [[1, 2], [3, 4], [5, 6]] with segment_ids [1, 0, 1] and 3 segments -> [[3, 4], [6, 8], [0, 0]]
//
// The shape of segment_ids begins that of the data. Slices with a negative number are left out; a segment without slices is 0, 1, the
// least or the largest number of the type. Whole numbers wrap.
#include <algorithm>
#include <limits>

#include "kernels/common/arguments.h"
#include "kernels/common/define.h"
#include "kernels/stablehlo/combine.h"

namespace goldcrest::kernels {
namespace {

Status Infer(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(3, 3));
  GC_RETURN_IF_ERROR(ctx.ExpectType(0, {TensorType::kFloat32, TensorType::kInt32}));
  GC_RETURN_IF_ERROR(ctx.ExpectType(1, {TensorType::kInt32}));
  GC_RETURN_IF_ERROR(ctx.ExpectType(2, {TensorType::kInt32}));
  GC_RETURN_IF_ERROR(ExpectSameType(ctx, 0));
  const Shape &data = ctx.input(0).shape, &ids = ctx.input(1).shape;
  bool fits = ids.rank() <= data.rank();
  for (int d = 0; fits && d < ids.rank(); ++d) fits = ids[d] == data[d];
  if (!fits) {
    return Error(StatusCode::kInvalidModel, "segment_ids of shape %s do not fit the data's %s", ids.ToString().c_str(),
                 data.ToString().c_str());
  }
  GC_ASSIGN_OR_RETURN(const auto count, IntegerValues(ctx, 2, 1));
  if (!count) return ctx.NeedsValue(2);
  std::vector<int64_t> dims = {(*count)[0]};
  dims.insert(dims.end(), data.begin() + ids.rank(), data.end());
  GC_ASSIGN_OR_RETURN(const Shape shape, ShapeOf(dims));
  return ctx.SetOutput(0, shape);
}

struct State {
  CombineRow row;
  int32_t first;  // the bits that a segment begins with
  int64_t count;  // slices
  int64_t inner;  // elements of a slice
};

Status Eval(const State& s, EvalContext& ctx) {
  const int32_t* ids = ctx.in<int32_t>(1);
  const int32_t segments = ctx.output(0).shape[0];
  for (int64_t i = 0; i < s.count; ++i) {
    if (ids[i] >= segments) {
      return Error(StatusCode::kRuntimeError, "segment id %d is not below the number of segments, %d", ids[i], segments);
    }
  }
  // Both types have 4 bytes.
  const int32_t* in = ctx.in<int32_t>(0);
  int32_t* out = ctx.out<int32_t>(0);
  if (ctx.output(0).bytes == 0) return Status::Ok();
  std::fill_n(out, ctx.output(0).bytes / sizeof(int32_t), s.first);
  for (int64_t i = 0; i < s.count; ++i) {
    if (ids[i] < 0) continue;
    int32_t* to = out + ids[i] * s.inner;
    s.row(to, 1, in + i * s.inner, 1, to, 1, static_cast<size_t>(s.inner));
  }
  return Status::Ok();
}

int32_t Bits(float f) { return static_cast<int32_t>(__builtin_bit_cast(uint32_t, f)); }

Expected<Kernel> Select(SelectContext& ctx, Combine combine, int32_t whole, float real) {
  const TensorType type = ctx.input(0).type;
  const Shape &data = ctx.input(0).shape, &ids = ctx.input(1).shape;
  const State s{ChooseCombineRow(combine, type), type == TensorType::kInt32 ? whole : Bits(real), ids.elements(),
                data.elements(ids.rank(), data.rank())};
  return Kernel::Make<State, Eval>("unsorted_segment", s);
}

Expected<Kernel> SelectSum(SelectContext& ctx) { return Select(ctx, Combine::kAdd, 0, 0); }
Expected<Kernel> SelectProd(SelectContext& ctx) { return Select(ctx, Combine::kMultiply, 1, 1); }
Expected<Kernel> SelectMax(SelectContext& ctx) {
  return Select(ctx, Combine::kMaximum, std::numeric_limits<int32_t>::min(), std::numeric_limits<float>::lowest());
}
Expected<Kernel> SelectMin(SelectContext& ctx) {
  return Select(ctx, Combine::kMinimum, std::numeric_limits<int32_t>::max(), std::numeric_limits<float>::max());
}

}  // namespace

GC_DEFINE_OPERATOR(UnsortedSegmentSum, Infer, SelectSum)
GC_DEFINE_OPERATOR(UnsortedSegmentProd, Infer, SelectProd)
GC_DEFINE_OPERATOR(UnsortedSegmentMax, Infer, SelectMax)
GC_DEFINE_OPERATOR(UnsortedSegmentMin, Infer, SelectMin)

}  // namespace goldcrest::kernels
