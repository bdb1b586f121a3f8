// SLICE: the block of `size` elements from `begin` along each dimension; size -1 goes to the end.
//   [[1, 2, 3], [4, 5, 6]] with begin [0, 1], size [-1, 2] -> [[2, 3], [5, 6]]
#include "kernels/common/arguments.h"
#include "kernels/common/define.h"
#include "kernels/common/movement.h"

namespace goldcrest::kernels {
namespace {

struct Block {
  std::vector<int64_t> begin, size;
};

// No value when begin or size is not known yet; `missing` is then the input.
Expected<std::optional<Block>> Analyze(InferContext& ctx, int* missing) {
  const Shape& in = ctx.input(0).shape;
  std::optional<std::vector<int64_t>> lists[2];
  for (int i = 0; i < 2; ++i) {
    GC_ASSIGN_OR_RETURN(lists[i], IntegerValues(ctx, i + 1, in.rank()));
    if (lists[i]) continue;
    *missing = i + 1;
    return std::optional<Block>();
  }
  Block b{std::move(*lists[0]), std::move(*lists[1])};
  for (int d = 0; d < in.rank(); ++d) {
    const int64_t begin = b.begin[d];
    int64_t& size = b.size[d];
    const bool inside = begin >= 0 && begin <= in[d] && size >= -1 && size <= in[d] - begin;
    if (!inside) {
      return Error(StatusCode::kInvalidModel, "takes %lld elements from %lld of dimension %d; the input has the shape %s",
                   static_cast<long long>(size), static_cast<long long>(begin), d, in.ToString().c_str());
    }
    if (size == -1) size = in[d] - begin;
  }
  return std::optional(std::move(b));
}

Status Infer(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(3, 3));
  GC_RETURN_IF_ERROR(ExpectSameType(ctx, 0));
  int missing = -1;
  GC_ASSIGN_OR_RETURN(const auto block, Analyze(ctx, &missing));
  if (!block) return ctx.NeedsValue(missing);
  GC_ASSIGN_OR_RETURN(const Shape shape, ShapeOf(block->size));
  return ctx.SetOutput(0, shape);
}

Expected<Kernel> Select(SelectContext& ctx) {
  int missing = -1;
  GC_ASSIGN_OR_RETURN(const auto block, Analyze(ctx, &missing));
  if (!block) return Error(StatusCode::kInternal, "input %d has no value", missing);
  const Shape& out = ctx.output(0).shape;
  const Strides in_strides(ctx.input(0).shape), out_strides(out);
  StridedCopy copy;
  int64_t first = 0;
  for (int d = 0; d < out.rank(); ++d) {
    copy.Add(out[d], out_strides[d], in_strides[d]);
    first += block->begin[d] * in_strides[d];
  }
  copy.SetOffsets(0, first);
  return MakeCopyKernel(ctx, "slice", copy);
}

}  // namespace

GC_DEFINE_OPERATOR(Slice, Infer, Select)

}  // namespace goldcrest::kernels
