// TILE: a tensor repeated along each dimension.
//   [[1, 2]] with multiples [2, 2] -> [[1, 2, 1, 2], [1, 2, 1, 2]]
#include "kernels/common/arguments.h"
#include "kernels/common/define.h"
#include "kernels/common/movement.h"

namespace goldcrest::kernels {
namespace {

Status Infer(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(2, 2));
  GC_RETURN_IF_ERROR(ExpectSameType(ctx, 0));
  Shape shape = ctx.input(0).shape;
  GC_ASSIGN_OR_RETURN(const auto multiples, IntegerValues(ctx, 1, shape.rank()));
  if (!multiples) return ctx.NeedsValue(1);
  std::vector<int64_t> dims;
  for (int d = 0; d < shape.rank(); ++d) {
    const int64_t m = (*multiples)[d];
    if (m < 0 || m > INT32_MAX) return Error(StatusCode::kInvalidModel, "multiple %lld is not in [0, 2^31)", static_cast<long long>(m));
    dims.push_back(m * shape[d]);
  }
  GC_ASSIGN_OR_RETURN(shape, ShapeOf(dims));
  return ctx.SetOutput(0, shape);
}

Expected<Kernel> Select(SelectContext& ctx) {
  const Shape &in = ctx.input(0).shape, &out = ctx.output(0).shape;
  const Strides in_strides(in), out_strides(out);
  StridedCopy copy;
  for (int d = 0; d < in.rank(); ++d) {
    copy.Add(in[d] == 0 ? 0 : out[d] / in[d], out_strides[d] * in[d], 0);
    copy.Add(in[d], out_strides[d], in_strides[d]);
  }
  return MakeCopyKernel(ctx, "tile", copy);
}

}  // namespace

GC_DEFINE_OPERATOR(Tile, Infer, Select)

}  // namespace goldcrest::kernels
