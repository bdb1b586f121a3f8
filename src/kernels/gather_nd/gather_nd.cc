// GATHER_ND: slices of `params` at places that `indices` give by their first coordinates.
//   params [[1, 2], [3, 4]], indices [[1], [0]] -> [[3, 4], [1, 2]];  indices [[1, 0]] -> [3]
#include <cstring>

#include "base/shape_util.h"
#include "kernels/common/arguments.h"
#include "kernels/common/define.h"
#include "kernels/common/string_elements.h"

namespace goldcrest::kernels {
namespace {

Status Infer(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(2, 2));
  GC_RETURN_IF_ERROR(ExpectSameType(ctx, 0));
  GC_RETURN_IF_ERROR(ctx.ExpectType(1, {TensorType::kInt16, TensorType::kInt32, TensorType::kInt64}));
  GC_RETURN_IF_ERROR(ctx.ExpectRank(0, 1));
  GC_RETURN_IF_ERROR(ctx.ExpectRank(1, 1));
  const Shape &params = ctx.input(0).shape, &indices = ctx.input(1).shape;
  const int32_t coordinates = indices[indices.rank() - 1];
  if (coordinates > params.rank()) {
    return Error(StatusCode::kInvalidModel, "indices %s have %d coordinates; params have the shape %s", indices.ToString().c_str(),
                 coordinates, params.ToString().c_str());
  }
  std::vector<int64_t> dims(indices.begin(), indices.end() - 1);
  dims.insert(dims.end(), params.begin() + coordinates, params.end());
  GC_ASSIGN_OR_RETURN(const Shape shape, ShapeOf(dims));
  return ctx.SetOutput(0, shape);
}

struct State {
  Shape params;
  Strides strides;  // of params
  int coordinates;
  int64_t count;  // places
  int64_t inner;  // elements of a slice
  size_t element_bytes;
};

int64_t IndexAt(const TensorView& indices, int64_t i) {
  switch (indices.type) {
    case TensorType::kInt16: return indices.as<int16_t>()[i];
    case TensorType::kInt32: return indices.as<int32_t>()[i];
    default: return indices.as<int64_t>()[i];
  }
}

Status GatherSlices(const State& s, const TensorView& indices, const uint8_t* in, uint8_t* out, size_t element_bytes) {
  const size_t bytes = static_cast<size_t>(s.inner) * element_bytes;
  for (int64_t i = 0; i < s.count; ++i) {
    int64_t at = 0;
    for (int d = 0; d < s.coordinates; ++d) {
      const int64_t index = IndexAt(indices, i * s.coordinates + d);
      if (index < 0 || index >= s.params[d]) {
        return Error(StatusCode::kRuntimeError, "index %lld is outside of [0, %d) in dimension %d", static_cast<long long>(index),
                     s.params[d], d);
      }
      at += index * s.strides[d];
    }
    if (bytes > 0) std::memcpy(out + static_cast<size_t>(i) * bytes, in + static_cast<size_t>(at) * element_bytes, bytes);
  }
  return Status::Ok();
}

Status EvalBytes(const State& s, EvalContext& ctx) {
  return GatherSlices(s, ctx.input(1), ctx.in<uint8_t>(0), ctx.out<uint8_t>(0), s.element_bytes);
}

Status EvalStrings(const State& s, EvalContext& ctx) {
  StringPool pool;
  int32_t* in = reinterpret_cast<int32_t*>(ctx.workspace());
  int32_t* out = in + ctx.input(0).shape.elements();
  GC_RETURN_IF_ERROR(pool.Add(ctx.input(0), in));
  GC_RETURN_IF_ERROR(GatherSlices(s, ctx.input(1), reinterpret_cast<const uint8_t*>(in), reinterpret_cast<uint8_t*>(out), sizeof(int32_t)));
  return pool.Write(ctx, 0, ctx.output(0).shape, out);
}

Expected<Kernel> Select(SelectContext& ctx) {
  const Shape &params = ctx.input(0).shape, &indices = ctx.input(1).shape;
  State s{params, Strides(params), indices[indices.rank() - 1], indices.elements(0, indices.rank() - 1), 0, 0};
  s.inner = params.elements(s.coordinates, params.rank());
  if (ctx.input(0).type == TensorType::kString) {
    Kernel kernel = Kernel::Make<State, EvalStrings>("gather_nd strings", s);
    const CheckedSize workspace = (CheckedElements(params) + CheckedElements(ctx.output(0).shape)) * sizeof(int32_t);
    if (!workspace.ok()) return Error(StatusCode::kLimitExceeded, "the working memory would be too large");
    kernel.workspace = workspace.value();
    return kernel;
  }
  s.element_bytes = static_cast<size_t>(TypeBits(ctx.input(0).type)) / 8;
  if (s.element_bytes == 0) return Error(StatusCode::kUnsupported, "cannot gather elements smaller than a byte");
  return Kernel::Make<State, EvalBytes>("gather_nd", s);
}

}  // namespace

GC_DEFINE_OPERATOR(GatherNd, Infer, Select)

}  // namespace goldcrest::kernels
