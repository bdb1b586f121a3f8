// Linear algebra on batches of square matrices: inverse, determinant, Cholesky, solving. In complex doubles, whatever the type.
#include <algorithm>
#include <cmath>

#include "tfops/rows.h"
#include "tfops/shapes.h"

namespace goldcrest::tf {
namespace {

Expected<PartialShape> SquareShape(const InferContext& ctx, size_t i) {
  GC_ASSIGN_OR_RETURN(PartialShape shape, WithRankAtLeast(ctx, i, 2));
  if (!shape.has_rank()) return shape;
  const int rank = shape.rank();
  GC_ASSIGN_OR_RETURN(const int64_t n, MergeDim(shape.dim(rank - 2), shape.dim(rank - 1)));
  shape.set_dim(rank - 2, n);
  shape.set_dim(rank - 1, n);
  return shape;
}

Status InferSquare(InferContext& ctx) {
  GC_ASSIGN_OR_RETURN(PartialShape shape, SquareShape(ctx, 0));
  ctx.Set(0, std::move(shape));
  return Status::Ok();
}

Status InferDeterminant(InferContext& ctx) {
  GC_ASSIGN_OR_RETURN(const PartialShape shape, SquareShape(ctx, 0));
  if (!shape.has_rank()) return Status::Ok();
  for (size_t i = 0; i < ctx.num_outputs(); ++i) ctx.Set(i, SubShape(shape, 0, shape.rank() - 2));
  return Status::Ok();
}

Status InferSolve(InferContext& ctx) {
  GC_ASSIGN_OR_RETURN(const PartialShape a, SquareShape(ctx, 0));
  GC_ASSIGN_OR_RETURN(const PartialShape b, WithRankAtLeast(ctx, 1, 2));
  if (!a.has_rank() || !b.has_rank()) return Status::Ok();
  GC_ASSIGN_OR_RETURN(const PartialShape batch, BroadcastShapes(SubShape(a, 0, a.rank() - 2), SubShape(b, 0, b.rank() - 2)));
  GC_ASSIGN_OR_RETURN(const int64_t n, MergeDim(a.dim(a.rank() - 1), b.dim(b.rank() - 2)));
  ctx.Set(0, Joined(batch, PartialShape({n, b.dim(b.rank() - 1)})));
  return Status::Ok();
}

// One matrix, row-major.
struct Matrix {
  int64_t rows, columns;
  std::vector<Complex> values;
  Complex& at(int64_t i, int64_t j) { return values[static_cast<size_t>(i * columns + j)]; }
};

Matrix MatrixAt(const std::vector<Complex>& all, int64_t batch, int64_t rows, int64_t columns) {
  const auto first = all.begin() + batch * rows * columns;
  return {rows, columns, std::vector<Complex>(first, first + rows * columns)};
}

Matrix Adjoint(Matrix& m) {
  Matrix t{m.columns, m.rows, std::vector<Complex>(m.values.size())};
  for (int64_t i = 0; i < m.rows; ++i)
    for (int64_t j = 0; j < m.columns; ++j) t.at(j, i) = std::conj(m.at(i, j));
  return t;
}

// a becomes triangular, the same steps done to b; gives the sign of the row exchanges, 0 where a column has no pivot.
double Eliminate(Matrix& a, Matrix& b) {
  double sign = 1;
  for (int64_t k = 0; k < a.rows; ++k) {
    int64_t pivot = k;
    for (int64_t i = k + 1; i < a.rows; ++i)
      if (std::abs(a.at(i, k)) > std::abs(a.at(pivot, k))) pivot = i;
    if (a.at(pivot, k) == 0.0) return 0;
    if (pivot != k) {
      for (int64_t j = 0; j < a.columns; ++j) std::swap(a.at(k, j), a.at(pivot, j));
      for (int64_t j = 0; j < b.columns; ++j) std::swap(b.at(k, j), b.at(pivot, j));
      sign = -sign;
    }
    for (int64_t i = k + 1; i < a.rows; ++i) {
      const Complex factor = a.at(i, k) / a.at(k, k);
      for (int64_t j = k; j < a.columns; ++j) a.at(i, j) -= factor * a.at(k, j);
      for (int64_t j = 0; j < b.columns; ++j) b.at(i, j) -= factor * b.at(k, j);
    }
  }
  return sign;
}

// b becomes the solution of a x = b, a triangular; only its half is read.
void SolveTriangular(Matrix& a, Matrix& b, bool lower) {
  for (int64_t k = 0; k < a.rows; ++k) {
    const int64_t i = lower ? k : a.rows - 1 - k;
    for (int64_t j = 0; j < b.columns; ++j) {
      Complex sum = b.at(i, j);
      for (int64_t m = lower ? 0 : i + 1; m < (lower ? i : a.rows); ++m) sum -= a.at(i, m) * b.at(m, j);
      b.at(i, j) = sum / a.at(i, i);
    }
  }
}

Status Singular() { return Error(StatusCode::kRuntimeError, "a matrix that is not invertible"); }

int64_t SizeOf(const Literal& in) { return in.dim(in.rank() - 1); }
int64_t BatchOf(const Literal& in) {
  return in.elements() == 0 ? 0 : static_cast<int64_t>(in.elements()) / (SizeOf(in) * in.dim(in.rank() - 2));
}

Status Inverse(EvalContext& ctx) {
  const Literal& in = ctx.input(0);
  const int64_t n = SizeOf(in);
  GC_ASSIGN_OR_RETURN(std::vector<Complex> x, in.AsComplex());
  for (int64_t batch = 0; batch < BatchOf(in); ++batch) {
    Matrix a = MatrixAt(x, batch, n, n);
    if (ctx.attrs().Bool("adjoint")) a = Adjoint(a);
    Matrix identity{n, n, std::vector<Complex>(static_cast<size_t>(n * n))};
    for (int64_t i = 0; i < n; ++i) identity.at(i, i) = 1;
    if (Eliminate(a, identity) == 0) return Singular();
    SolveTriangular(a, identity, false);
    std::copy(identity.values.begin(), identity.values.end(), x.begin() + batch * n * n);
  }
  return SetComplex(ctx, 0, in.dims(), x);
}

// The determinant, or its sign and the logarithm of its magnitude.
template <bool log>
Status Determinant(EvalContext& ctx) {
  const Literal& in = ctx.input(0);
  const int64_t n = SizeOf(in), results = ctx.shape(0).elements();
  GC_RETURN_IF_ERROR(ctx.Fits(DataType::kComplex128, ctx.dims(0)));
  GC_ASSIGN_OR_RETURN(const std::vector<Complex> x, in.AsComplex());
  std::vector<Complex> value(static_cast<size_t>(results), 1), magnitude(value.size(), 0);
  for (int64_t batch = 0; batch < results; ++batch) {
    Matrix a = MatrixAt(x, batch, n, n), none{n, 0, {}};
    Complex& v = value[static_cast<size_t>(batch)];
    v = Eliminate(a, none);
    for (int64_t i = 0; i < n && v != 0.0; ++i) {
      const Complex d = a.at(i, i);
      v *= log ? d / std::abs(d) : d;
      magnitude[static_cast<size_t>(batch)] += std::log(std::abs(d));
    }
    if (v == 0.0) magnitude[static_cast<size_t>(batch)] = -HUGE_VAL;
  }
  GC_RETURN_IF_ERROR(SetComplex(ctx, 0, ctx.dims(0), value));
  return log ? SetComplex(ctx, 1, ctx.dims(1), magnitude) : Status::Ok();
}

Status Cholesky(EvalContext& ctx) {
  const Literal& in = ctx.input(0);
  const int64_t n = SizeOf(in);
  GC_ASSIGN_OR_RETURN(std::vector<Complex> x, in.AsComplex());
  for (int64_t batch = 0; batch < BatchOf(in); ++batch) {
    Matrix a = MatrixAt(x, batch, n, n), l{n, n, std::vector<Complex>(a.values.size())};
    for (int64_t j = 0; j < n; ++j) {
      for (int64_t i = j; i < n; ++i) {
        Complex sum = a.at(i, j);
        for (int64_t k = 0; k < j; ++k) sum -= l.at(i, k) * std::conj(l.at(j, k));
        if (i == j && !(sum.real() > 0)) return Error(StatusCode::kRuntimeError, "a matrix that is not positive definite");
        l.at(i, j) = i == j ? std::sqrt(sum.real()) : sum / l.at(j, j);
      }
    }
    std::copy(l.values.begin(), l.values.end(), x.begin() + batch * n * n);
  }
  return SetComplex(ctx, 0, in.dims(), x);
}

// Solves every pair of the batches, broadcast.
template <bool triangular>
Status Solve(EvalContext& ctx) {
  const Literal &left = ctx.input(0), &right = ctx.input(1);
  const bool lower = ctx.attrs().Bool("lower", true), adjoint = ctx.attrs().Bool("adjoint");
  const std::vector<int64_t>& dims = ctx.dims(0);
  GC_RETURN_IF_ERROR(ctx.Fits(DataType::kComplex128, dims));
  GC_ASSIGN_OR_RETURN(const std::vector<Complex> a, left.AsComplex());
  GC_ASSIGN_OR_RETURN(const std::vector<Complex> b, right.AsComplex());
  std::vector<Complex> out(static_cast<size_t>(ctx.shape(0).elements()));
  const int64_t n = dims[dims.size() - 2], columns = dims.back();
  const std::span<const int64_t> batch(dims.data(), dims.size() - 2), left_batch(left.dims().data(), left.dims().size() - 2),
      right_batch(right.dims().data(), right.dims().size() - 2);
  const Loops<3> loops(batch, {Strides(batch), BroadcastStrides(left_batch, batch.size()), BroadcastStrides(right_batch, batch.size())});
  bool singular = false;
  if (out.empty()) return SetComplex(ctx, 0, dims, out);
  loops.ForEachRow({0, 0, 0}, [&](const Loops<3>::Offsets& at) {
    for (int64_t i = 0; i < loops.row(); ++i) {
      Matrix m = MatrixAt(a, at[1] + i * loops.step(1), n, n), x = MatrixAt(b, at[2] + i * loops.step(2), n, columns);
      if (adjoint) m = Adjoint(m);
      for (int64_t k = 0; triangular && k < n; ++k) singular |= m.at(k, k) == 0.0;
      if (!triangular) singular |= Eliminate(m, x) == 0;
      SolveTriangular(m, x, triangular && lower != adjoint);
      std::copy(x.values.begin(), x.values.end(), out.begin() + (at[0] + i * loops.step(0)) * n * columns);
    }
  });
  return singular ? Singular() : SetComplex(ctx, 0, dims, out);
}

// a = q r, q with orthonormal columns; full matrices or as many columns as the smaller dimension.
Status InferQr(InferContext& ctx) {
  GC_ASSIGN_OR_RETURN(const PartialShape shape, WithRankAtLeast(ctx, 0, 2));
  if (!shape.has_rank()) return Status::Ok();
  const int64_t m = shape.dim(shape.rank() - 2), n = shape.dim(shape.rank() - 1);
  const int64_t p = m < 0 || n < 0 ? PartialShape::kUnknown : std::min(m, n);
  const bool full = ctx.attrs().Bool("full_matrices");
  const PartialShape batch = SubShape(shape, 0, shape.rank() - 2);
  ctx.Set(0, Joined(batch, PartialShape({m, full ? m : p})));
  ctx.Set(1, Joined(batch, PartialShape({full ? m : p, n})));
  return Status::Ok();
}

// Singular values, and with them the vectors.
Status InferSvd(InferContext& ctx) {
  GC_ASSIGN_OR_RETURN(const PartialShape shape, WithRankAtLeast(ctx, 0, 2));
  if (!shape.has_rank()) return Status::Ok();
  const int64_t m = shape.dim(shape.rank() - 2), n = shape.dim(shape.rank() - 1);
  const int64_t p = m < 0 || n < 0 ? PartialShape::kUnknown : std::min(m, n);
  const bool full = ctx.attrs().Bool("full_matrices"), vectors = ctx.attrs().Bool("compute_uv", true);
  const PartialShape batch = SubShape(shape, 0, shape.rank() - 2);
  ctx.Set(0, Joined(batch, PartialShape({p})));
  ctx.Set(1, vectors ? Joined(batch, PartialShape({m, full ? m : p})) : PartialShape({0}));
  ctx.Set(2, vectors ? Joined(batch, PartialShape({n, full ? n : p})) : PartialShape({0}));
  return Status::Ok();
}

constexpr Op kOps[] = {
    {"BatchCholesky", 1, 1, InferSquare, Cholesky},
    {"BatchMatrixDeterminant", 1, 1, InferDeterminant, Determinant<false>},
    {"BatchMatrixInverse", 1, 1, InferSquare, Inverse},
    {"BatchMatrixTriangularSolve", 2, 1, InferSolve, Solve<true>},
    {"Cholesky", 1, 1, InferSquare, Cholesky},
    {"LogMatrixDeterminant", 1, 2, InferDeterminant, Determinant<true>},
    {"MatrixDeterminant", 1, 1, InferDeterminant, Determinant<false>},
    {"MatrixInverse", 1, 1, InferSquare, Inverse},
    {"MatrixSolve", 2, 1, InferSolve, Solve<false>},
    {"MatrixTriangularSolve", 2, 1, InferSolve, Solve<true>},
    {"Qr", 1, 2, InferQr, nullptr},
    {"Svd", 1, 3, InferSvd, nullptr},
};

}  // namespace

std::span<const Op> LinalgOps() { return kOps; }

}  // namespace goldcrest::tf
