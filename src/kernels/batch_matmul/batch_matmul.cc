// BATCH_MATMUL: output[..., m, n] = sum over k of x[..., m, k] * y[..., k, n], with the leading dimensions broadcast against one
// another. adj_x and adj_y say that the matrices of x or y lie transposed.
//
//   x [8, 1, 128, 64], y [12, 64, 128] -> [8, 12, 128, 128]
//
// TensorFlow Lite reads beyond its memory where adj_x meets a left side that is repeated, and mixes up the scales of quantized rows
// where there are several batch dimensions. Here these give the product that the formula says.
#include "kernels/batch_matmul/batch_matmul.h"

#include "kernels/common/define.h"

namespace goldcrest::kernels {
namespace {

Status CheckTypes(const InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectType(0, {TensorType::kFloat32, TensorType::kInt8, TensorType::kInt16}));
  switch (ctx.input(0).type) {
    case TensorType::kFloat32:
      GC_RETURN_IF_ERROR(ctx.ExpectType(1, {TensorType::kFloat32, TensorType::kInt8}));
      return ctx.ExpectOutputType(0, {TensorType::kFloat32});
    case TensorType::kInt8:
      GC_RETURN_IF_ERROR(ctx.ExpectType(1, {TensorType::kInt8}));
      return ctx.ExpectOutputType(0, {TensorType::kInt8, TensorType::kInt32});
    default:
      GC_RETURN_IF_ERROR(ctx.ExpectType(1, {TensorType::kInt16, TensorType::kInt8}));
      return ctx.ExpectOutputType(0, {TensorType::kInt16});
  }
}

Status Infer(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(2, 2));
  GC_RETURN_IF_ERROR(CheckTypes(ctx));
  GC_ASSIGN_OR_RETURN(const BatchMatMulShape s, MakeBatchMatMulShape(ctx));
  Shape out;
  for (int d = 0; d < s.rank; ++d) out.push_back(static_cast<int32_t>(s.dimensions[static_cast<size_t>(d)].size));
  out.push_back(static_cast<int32_t>(s.m));
  out.push_back(static_cast<int32_t>(s.n));
  return ctx.SetOutput(0, out);
}

// One right matrix for all rows is a single tall product.
BatchMatMulShape Flattened(BatchMatMulShape s) {
  if (s.right_batches != 1 || s.adj_x) return s;
  s.m *= s.left_batches;  // rows of an existing tensor
  s.batches = s.left_batches = 1;
  s.rank = 0;
  return s;
}

Expected<Kernel> SelectByType(SelectContext& ctx, const BatchMatMulShape& shape) {
  switch (ctx.input(0).type) {
    case TensorType::kFloat32:
      if (ctx.input(1).type == TensorType::kFloat32) return SelectBatchMatMulF32(ctx, shape);
      return SelectBatchMatMulHybrid(ctx, shape, OptionsOf<model::BatchMatMulOptions>(ctx).asymmetric_quantize_inputs);
    case TensorType::kInt8: return SelectBatchMatMulI8(ctx, shape);
    default: return SelectBatchMatMulI16(ctx, shape);
  }
}

Expected<Kernel> Select(SelectContext& ctx) {
  GC_ASSIGN_OR_RETURN(BatchMatMulShape shape, MakeBatchMatMulShape(ctx));
  shape = Flattened(shape);
  GC_ASSIGN_OR_RETURN(Kernel kernel, SelectByType(ctx, shape));
  kernel.work = static_cast<uint64_t>(ctx.output(0).shape.elements()) * shape.k;
  return kernel;
}

}  // namespace

Expected<BatchMatMulShape> MakeBatchMatMulShape(const InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectRank(0, 2));
  GC_RETURN_IF_ERROR(ctx.ExpectRank(1, 2));
  const auto o = OptionsOf<model::BatchMatMulOptions>(ctx);
  const Shape &x = ctx.input(0).shape, &y = ctx.input(1).shape;
  const auto size = [](const Shape& shape, int from_end) { return static_cast<size_t>(shape[shape.rank() - from_end]); };
  BatchMatMulShape s;
  s.adj_x = o.adj_x, s.adj_y = o.adj_y;
  s.m = size(x, o.adj_x ? 1 : 2), s.k = size(x, o.adj_x ? 2 : 1), s.n = size(y, o.adj_y ? 2 : 1);
  if (size(y, o.adj_y ? 1 : 2) != s.k) {
    return Error(StatusCode::kInvalidModel, "cannot multiply matrices of %s%s and %s%s: their inner dimensions differ",
                 x.ToString().c_str(), o.adj_x ? " (transposed)" : "", y.ToString().c_str(), o.adj_y ? " (transposed)" : "");
  }
  s.rank = std::max(x.rank(), y.rank()) - 2;
  CheckedSize batches = 1, left = 1, right = 1;
  for (int d = s.rank - 1; d >= 0; --d) {
    const auto dimension = [&](const Shape& shape) {
      const int at = d - (s.rank - (shape.rank() - 2));
      return at < 0 ? 1 : shape[at];
    };
    const int32_t a = dimension(x), b = dimension(y);
    if (a != b && a != 1 && b != 1) {
      return Error(StatusCode::kInvalidModel, "batch dimensions of %s and %s cannot be broadcast against one another", x.ToString().c_str(),
                   y.ToString().c_str());
    }
    const int32_t both = a == 1 ? b : a;
    s.dimensions[static_cast<size_t>(d)] = {static_cast<size_t>(both), a == 1 ? 0 : left.value(), b == 1 ? 0 : right.value()};
    batches *= both, left *= a, right *= b;
    if (!batches.ok() || !left.ok() || !right.ok()) return Error(StatusCode::kLimitExceeded, "has too many batches for this machine");
  }
  s.batches = batches.value(), s.left_batches = left.value(), s.right_batches = right.value();
  return s;
}

BatchMatMulShape::Pair BatchMatMulShape::Operands(size_t batch) const {
  Pair pair = {0, 0};
  for (int d = rank - 1; d >= 0; --d) {
    const Dimension& dimension = dimensions[static_cast<size_t>(d)];
    const size_t index = batch % dimension.size;
    batch /= dimension.size;
    pair.left += index * dimension.left_stride;
    pair.right += index * dimension.right_stride;
  }
  return pair;
}

GC_DEFINE_OPERATOR(BatchMatMul, Infer, Select)

}  // namespace goldcrest::kernels
