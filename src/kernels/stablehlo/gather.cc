// STABLEHLO_GATHER: slices of a tensor, of slice_sizes, at the places that start_indices name. A slice that would leave the tensor is
// moved back into it. Dimensions in collapsed_slice_dims are left out of the result.
//   [10, 20, 30, 40] with start_indices [[2], [9]], slice_sizes [2], offset_dims [1] -> [[30, 40], [30, 40]]
#include <algorithm>
#include <cstring>
#include <string>

#include "kernels/common/define.h"
#include "kernels/stablehlo/indexed.h"

namespace goldcrest::kernels {
namespace {

struct Gathering {
  IndexedWalk walk;
  std::vector<int64_t> slice_sizes;
};

Expected<Gathering> GatheringOf(const InferContext& ctx) {
  auto o = OptionsOf<model::StablehloGatherOptions>(ctx);
  const Shape& operand = ctx.input(0).shape;
  bool fits = o.slice_sizes.size() == static_cast<size_t>(operand.rank());
  for (int d = 0; fits && d < operand.rank(); ++d) {
    const int64_t size = o.slice_sizes[static_cast<size_t>(d)];
    const bool collapsed = std::find(o.collapsed_slice_dims.begin(), o.collapsed_slice_dims.end(), d) != o.collapsed_slice_dims.end();
    fits = size >= 0 && size <= operand[d] && (!collapsed || size == 1);
  }
  if (!fits) {
    return Error(StatusCode::kInvalidModel, "slice_sizes (%zu) do not fit a tensor of shape %s", o.slice_sizes.size(),
                 operand.ToString().c_str());
  }
  GC_ASSIGN_OR_RETURN(
      const IndexedWalk walk,
      IndexedWalk::Make({o.offset_dims, o.collapsed_slice_dims, o.start_index_map, o.index_vector_dim}, operand, ctx.input(1).shape));
  return Gathering{walk, std::move(o.slice_sizes)};
}

Status Infer(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(2, 2));
  GC_RETURN_IF_ERROR(ctx.ExpectType(1, {TensorType::kInt32, TensorType::kInt64}));
  GC_RETURN_IF_ERROR(ExpectSameType(ctx, 0));
  GC_ASSIGN_OR_RETURN(const Gathering g, GatheringOf(ctx));
  std::vector<int64_t> dims;
  for (int d = 0; d < g.walk.outer_rank(); ++d) dims.push_back(g.walk.OuterSize(d, g.slice_sizes));
  GC_ASSIGN_OR_RETURN(const Shape shape, ShapeOf(dims));
  return ctx.SetOutput(0, shape);
}

struct State {
  Gathering gathering;
  size_t bytes;  // of an element
};

Status Eval(const State& s, EvalContext& ctx) {
  const IndexedWalk& walk = s.gathering.walk;
  const Shape& operand = walk.operand();
  const Strides& strides = walk.operand_strides();
  const uint8_t* in = ctx.in<uint8_t>(0);
  uint8_t* out = ctx.out<uint8_t>(0);
  const int run_dim = walk.run_dim();
  const size_t stride = run_dim < 0 ? 0 : static_cast<size_t>(strides[run_dim]) * s.bytes;
  walk.ForEachRun(ctx.output(0).shape, ctx.input(1), [&](const int64_t* start, const int64_t* within, int64_t offset, int64_t n) {
    int64_t from = 0;
    for (int d = 0; d < operand.rank(); ++d) {
      const int64_t last = operand[d] - s.gathering.slice_sizes[static_cast<size_t>(d)];
      from += (std::clamp<int64_t>(start[d], 0, last) + within[d]) * strides[d];
    }
    const uint8_t* x = in + static_cast<size_t>(from) * s.bytes;
    uint8_t* y = out + static_cast<size_t>(offset) * s.bytes;
    const size_t count = static_cast<size_t>(n);
    if (n == 1 || stride == s.bytes) {
      std::memcpy(y, x, count * s.bytes);
    } else {
      for (size_t i = 0; i < count; ++i) std::memcpy(y + i * s.bytes, x + i * stride, s.bytes);
    }
  });
  return Status::Ok();
}

Expected<Kernel> Select(SelectContext& ctx) {
  const TensorType type = ctx.input(0).type;
  if (TypeBits(type) < 8 || type == TensorType::kResource) {
    return Error(StatusCode::kUnsupported, "cannot gather elements of type %s", std::string(TypeName(type)).c_str());
  }
  GC_ASSIGN_OR_RETURN(Gathering g, GatheringOf(ctx));
  return Kernel::Make<State, Eval>("stablehlo_gather", {std::move(g), static_cast<size_t>(TypeBits(type)) / 8});
}

}  // namespace

GC_DEFINE_OPERATOR(StablehloGather, Infer, Select)

}  // namespace goldcrest::kernels
