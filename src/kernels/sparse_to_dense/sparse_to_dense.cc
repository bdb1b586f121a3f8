// SPARSE_TO_DENSE: a tensor of one default value, with other values at the places that `indices` name.
//   indices [[0, 1], [1, 0]], output_shape [2, 2], values [5, 6], default 0 -> [[0, 5], [6, 0]]
//
// indices is [count, rank], or [count] for a list; values is [count], or one scalar for all places.
#include <cstring>
#include <string>

#include "base/shape_util.h"
#include "kernels/common/arguments.h"
#include "kernels/common/define.h"

namespace goldcrest::kernels {
namespace {

enum Input : int { kIndices, kOutputShape, kValues, kDefault };

int64_t CountOf(const Shape& indices) { return indices.rank() == 0 ? 1 : indices[0]; }
int CoordinatesOf(const Shape& indices) { return indices.rank() < 2 ? 1 : indices[1]; }

Status Infer(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(4, 4));
  GC_RETURN_IF_ERROR(ctx.ExpectType(kIndices, {TensorType::kInt32, TensorType::kInt64}));
  GC_RETURN_IF_ERROR(ctx.ExpectType(kOutputShape, {TensorType::kInt32, TensorType::kInt64}));
  GC_RETURN_IF_ERROR(
      ctx.ExpectType(kValues, {TensorType::kFloat32, TensorType::kInt32, TensorType::kInt64, TensorType::kInt8, TensorType::kUInt8}));
  GC_RETURN_IF_ERROR(ctx.ExpectType(kDefault, {ctx.input(kValues).type}));
  GC_RETURN_IF_ERROR(ExpectSameType(ctx, kValues));
  GC_RETURN_IF_ERROR(ctx.ExpectRank(kIndices, 0, 2));
  GC_RETURN_IF_ERROR(ctx.ExpectRank(kOutputShape, 1, 1));
  GC_RETURN_IF_ERROR(ctx.ExpectRank(kValues, 0, 1));
  const Shape &indices = ctx.input(kIndices).shape, &values = ctx.input(kValues).shape;
  if (values.rank() == 1 && values[0] != CountOf(indices)) {
    return Error(StatusCode::kInvalidModel, "has %d values for indices %s", values[0], indices.ToString().c_str());
  }
  if (CoordinatesOf(indices) != ctx.input(kOutputShape).shape[0]) {
    return Error(StatusCode::kInvalidModel, "indices %s have %d coordinates; the output has %d dimensions", indices.ToString().c_str(),
                 CoordinatesOf(indices), ctx.input(kOutputShape).shape[0]);
  }
  if (ctx.input(kDefault).shape.elements() != 1) {
    return Error(StatusCode::kInvalidModel, "input 3 has the shape %s; expected one default value",
                 ctx.input(kDefault).shape.ToString().c_str());
  }
  GC_ASSIGN_OR_RETURN(const auto dims, IntegerValues(ctx, kOutputShape));
  if (!dims) return ctx.NeedsValue(kOutputShape);
  GC_ASSIGN_OR_RETURN(const Shape shape, ShapeOf(*dims));
  return ctx.SetOutput(0, shape);
}

struct State {
  size_t element_bytes;
};

Status Eval(const State& s, EvalContext& ctx) {
  TensorView& out = ctx.output(0);
  const TensorView& indices = ctx.input(kIndices);
  uint8_t* data = out.as<uint8_t>();
  const size_t e = s.element_bytes;
  for (size_t at = 0; at < out.bytes; at += e) std::memcpy(data + at, ctx.in<uint8_t>(kDefault), e);
  const int coordinates = CoordinatesOf(indices.shape);
  const bool one_value = ctx.input(kValues).shape.rank() == 0;
  const Strides strides(out.shape);
  for (int64_t i = 0; i < CountOf(indices.shape); ++i) {
    int64_t at = 0;
    for (int d = 0; d < coordinates; ++d) {
      const int64_t place = i * coordinates + d;
      const int64_t index = indices.type == TensorType::kInt32 ? indices.as<int32_t>()[place] : indices.as<int64_t>()[place];
      if (index < 0 || index >= out.shape[d]) {
        return Error(StatusCode::kRuntimeError, "index %lld is outside of [0, %d) in dimension %d", static_cast<long long>(index),
                     out.shape[d], d);
      }
      at += index * strides[d];
    }
    std::memcpy(data + static_cast<size_t>(at) * e, ctx.in<uint8_t>(kValues) + (one_value ? 0 : static_cast<size_t>(i) * e), e);
  }
  return Status::Ok();
}

Expected<Kernel> Select(SelectContext& ctx) {
  // The output was sized by it.
  GC_RETURN_IF_ERROR(IntegerValues(ctx, kOutputShape).status());
  return Kernel::Make<State, Eval>("sparse_to_dense", {static_cast<size_t>(TypeBits(ctx.input(kValues).type)) / 8});
}

}  // namespace

GC_DEFINE_OPERATOR(SparseToDense, Infer, Select)

}  // namespace goldcrest::kernels
