// Matrix products: MatMul, BatchMatMul and its versions, Einsum.
#include "tfops/einsum.h"
#include "tfops/loops.h"
#include "tfops/numbers.h"
#include "tfops/op.h"
#include "tfops/shapes.h"

namespace goldcrest::tf {
namespace {

// Whether each operand lies transposed.
struct Sides {
  bool a;
  bool b;
};

Sides MatMulSides(const Attrs& attrs) { return {attrs.Bool("transpose_a"), attrs.Bool("transpose_b")}; }
Sides BatchSides(const Attrs& attrs) { return {attrs.Bool("adj_x"), attrs.Bool("adj_y")}; }

// The last two dimensions of the product; the inner ones must agree.
Expected<PartialShape> ProductShape(const PartialShape& a, const PartialShape& b, Sides sides) {
  const int ra = a.rank(), rb = b.rank();
  const int64_t rows = a.dim(ra - (sides.a ? 1 : 2)), inner_a = a.dim(ra - (sides.a ? 2 : 1));
  const int64_t inner_b = b.dim(rb - (sides.b ? 1 : 2)), columns = b.dim(rb - (sides.b ? 2 : 1));
  if (inner_a >= 0 && inner_b >= 0 && inner_a != inner_b)
    return Error(StatusCode::kInvalidModel, "a product of shapes %s and %s", a.ToString().c_str(), b.ToString().c_str());
  return PartialShape({rows, columns});
}

Status InferMatMul(InferContext& ctx) {
  GC_ASSIGN_OR_RETURN(const PartialShape a, WithRank(ctx, 0, 2));
  GC_ASSIGN_OR_RETURN(const PartialShape b, WithRank(ctx, 1, 2));
  GC_ASSIGN_OR_RETURN(PartialShape shape, ProductShape(a, b, MatMulSides(ctx.attrs())));
  ctx.Set(0, std::move(shape));
  return Status::Ok();
}

Status InferBatchMatMul(InferContext& ctx) {
  GC_ASSIGN_OR_RETURN(const PartialShape a, WithRankAtLeast(ctx, 0, 2));
  GC_ASSIGN_OR_RETURN(const PartialShape b, WithRankAtLeast(ctx, 1, 2));
  if (!a.has_rank() || !b.has_rank()) return Status::Ok();
  GC_ASSIGN_OR_RETURN(const PartialShape batch, BroadcastShapes(SubShape(a, 0, a.rank() - 2), SubShape(b, 0, b.rank() - 2)));
  GC_ASSIGN_OR_RETURN(const PartialShape product, ProductShape(a, b, BatchSides(ctx.attrs())));
  ctx.Set(0, Joined(batch, product));
  return Status::Ok();
}

// One operand as numbers: element (i, j) of matrix m at batch * m + i * row + j * column.
template <typename A>
struct Matrices {
  std::vector<A> values;
  int64_t row, column;
};

template <typename A>
Expected<Matrices<A>> Operand(const Literal& in, bool transposed, bool conjugated) {
  Matrices<A> m;
  if constexpr (std::is_same_v<A, Complex>) {
    GC_ASSIGN_OR_RETURN(m.values, in.AsComplex());
    if (conjugated)
      for (Complex& v : m.values) v = std::conj(v);
  } else {
    GC_ASSIGN_OR_RETURN(m.values, in.AsDoubles());
  }
  const int64_t width = in.dim(in.rank() - 1);
  m.row = transposed ? 1 : width;
  m.column = transposed ? width : 1;
  return m;
}

// to += a b for one pair of matrices, a row of the result at a time.
template <typename A>
void MultiplyInto(A* to, const A* a, int64_t a_row, int64_t a_column, const A* b, int64_t b_row, int64_t b_column, int64_t rows,
                  int64_t inner, int64_t columns) {
  for (int64_t i = 0; i < rows; ++i) {
    A* out = to + i * columns;
    if (b_column == 1) {
      for (int64_t k = 0; k < inner; ++k) {
        const A v = a[i * a_row + k * a_column];
        const A* from = b + k * b_row;
        for (int64_t j = 0; j < columns; ++j) out[j] += v * from[j];
      }
    } else {
      for (int64_t j = 0; j < columns; ++j) {
        A sum = 0;
        for (int64_t k = 0; k < inner; ++k) sum += a[i * a_row + k * a_column] * b[k * b_row + j * b_column];
        out[j] = sum;
      }
    }
  }
}

Expected<Literal> ToLiteral(DataType type, const std::vector<int64_t>& dims, std::span<const double> v) {
  return LiteralFromDoubles(type, dims, v);
}
Expected<Literal> ToLiteral(DataType type, const std::vector<int64_t>& dims, std::span<const Complex> v) {
  return LiteralFromComplex(type, dims, v);
}
template <typename A>
Status Multiply(EvalContext& ctx, Sides sides, bool adjoint) {
  const Literal &x = ctx.input(0), &y = ctx.input(1);
  const std::vector<int64_t>& dims = ctx.dims(0);
  GC_RETURN_IF_ERROR(ctx.Fits(std::is_same_v<A, Complex> ? DataType::kComplex128 : DataType::kDouble, dims));
  std::vector<A> out(static_cast<size_t>(ctx.shape(0).elements()));
  const int rank = static_cast<int>(dims.size());
  const int64_t rows = dims[static_cast<size_t>(rank - 2)], columns = dims[static_cast<size_t>(rank - 1)];
  const int64_t inner = x.dim(x.rank() - (sides.a ? 2 : 1));
  if (!out.empty() && inner > 0) {
    GC_ASSIGN_OR_RETURN(const Matrices<A> a, Operand<A>(x, sides.a, adjoint && sides.a));
    GC_ASSIGN_OR_RETURN(const Matrices<A> b, Operand<A>(y, sides.b, adjoint && sides.b));
    const std::span<const int64_t> batch(dims.data(), dims.size() - 2);
    const std::span<const int64_t> x_batch(x.dims().data(), x.dims().size() - 2), y_batch(y.dims().data(), y.dims().size() - 2);
    const std::vector<int64_t> sx = BroadcastStrides(x_batch, batch.size()), sy = BroadcastStrides(y_batch, batch.size());
    const Loops<3> loops(batch, {Strides(batch), sx, sy});
    loops.ForEachRow({0, 0, 0}, [&](const Loops<3>::Offsets& at) {
      for (int64_t i = 0; i < loops.row(); ++i)
        MultiplyInto<A>(out.data() + (at[0] + i * loops.step(0)) * rows * columns,
                        a.values.data() + (at[1] + i * loops.step(1)) * rows * inner, a.row, a.column,
                        b.values.data() + (at[2] + i * loops.step(2)) * inner * columns, b.row, b.column, rows, inner, columns);
    });
  }
  GC_ASSIGN_OR_RETURN(Literal result, ToLiteral(ctx.output_type(0), dims, std::span<const A>(out)));
  ctx.Set(0, std::move(result));
  return Status::Ok();
}

Status MultiplyAny(EvalContext& ctx, Sides sides, bool adjoint) {
  const bool complex = IsComplex(ctx.input(0).type()) || IsComplex(ctx.input(1).type());
  return complex ? Multiply<Complex>(ctx, sides, adjoint) : Multiply<double>(ctx, sides, adjoint);
}

Status MatMul(EvalContext& ctx) { return MultiplyAny(ctx, MatMulSides(ctx.attrs()), false); }
Status BatchMatMul(EvalContext& ctx) { return MultiplyAny(ctx, BatchSides(ctx.attrs()), true); }

constexpr Op kOps[] = {
    {"BatchMatMul", 2, 1, InferBatchMatMul, BatchMatMul},
    {"BatchMatMulV2", 2, 1, InferBatchMatMul, BatchMatMul},
    {"BatchMatMulV3", 2, 1, InferBatchMatMul, BatchMatMul},
    {"Einsum", 1, 1, InferEinsum, Einsum},
    {"MatMul", 2, 1, InferMatMul, MatMul},
};

}  // namespace

std::span<const Op> MatMulOps() { return kOps; }

}  // namespace goldcrest::tf
