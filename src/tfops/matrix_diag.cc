// Diagonals and bands of matrices: MatrixDiag, MatrixDiagPart, MatrixSetDiag and their versions, MatrixBandPart.
#include <algorithm>

#include "tfops/elements.h"
#include "tfops/rows.h"
#include "tfops/shapes.h"

namespace goldcrest::tf {
namespace {

// The diagonals [low, high], 0 the main one, positive above it; in the diagonals' tensor the highest is the first row.
struct Band {
  int64_t low = 0, high = 0;
  bool right_super = true;  // shorter rows above the main diagonal lie at the right end
  bool right_sub = false;
};

Expected<Band> BandOf(const Attrs& attrs, const std::vector<int64_t>& k, bool v3) {
  if (k.empty() || k.size() > 2) return Error(StatusCode::kInvalidModel, "%zu diagonals", k.size());
  Band band;
  band.low = k.front();
  band.high = k.back();
  const std::string_view align = v3 ? attrs.String("align", "RIGHT_LEFT") : "LEFT_LEFT";
  band.right_super = align.substr(0, 5) == "RIGHT";
  band.right_sub = align.size() > 5 && align.substr(align.size() - 5) == "RIGHT";
  if (band.low > band.high || band.low < -(1 << 30) || band.high > (1 << 30))
    return Error(StatusCode::kInvalidModel, "diagonals %lld to %lld", static_cast<long long>(band.low), static_cast<long long>(band.high));
  return band;
}

int64_t DiagonalLength(int64_t rows, int64_t columns, int64_t d) {
  return std::max<int64_t>(0, std::min(rows + std::min<int64_t>(d, 0), columns - std::max<int64_t>(d, 0)));
}

// The longest of the band.
int64_t BandLength(const Band& b, int64_t rows, int64_t columns) {
  return std::min(rows + std::min<int64_t>(b.high, 0), columns - std::max<int64_t>(b.low, 0));
}

// Where in its row of the diagonals' tensor, `width` wide, the first element of diagonal d is.
int64_t FirstOf(const Band& b, int64_t d, int64_t length, int64_t width) {
  const bool right = d > 0 ? b.right_super : d < 0 ? b.right_sub : false;
  return right ? width - length : 0;
}

PartialShape Leading(const PartialShape& shape, int drop) { return SubShape(shape, 0, shape.rank() - drop); }

Status InferDiag(InferContext& ctx) {
  GC_ASSIGN_OR_RETURN(const PartialShape shape, WithRankAtLeast(ctx, 0, 1));
  if (shape.has_rank()) ctx.Set(0, Joined(shape, SubShape(shape, shape.rank() - 1, shape.rank())));
  return Status::Ok();
}

// Inputs: diagonal, k, num_rows, num_cols, padding_value; rows and columns of -1 are the fewest that do.
Status InferDiagV2(InferContext& ctx) {
  GC_ASSIGN_OR_RETURN(const PartialShape shape, WithRankAtLeast(ctx, 0, 1));
  const auto k = ctx.Ints(1);
  const auto rows = ctx.Int(2), columns = ctx.Int(3);
  if (!shape.has_rank() || !k.has_value()) return Status::Ok();
  GC_ASSIGN_OR_RETURN(const Band b, BandOf(ctx.attrs(), *k, false));
  const bool one = b.low == b.high;
  if (shape.rank() < (one ? 1 : 2)) return Error(StatusCode::kInvalidModel, "diagonals of shape %s", shape.ToString().c_str());
  PartialShape size = PartialShape::OfRank(2);
  const int64_t length = shape.dim(shape.rank() - 1);
  if (rows.has_value() && columns.has_value() && length >= 0 && length < INT64_MAX / 4) {
    const int64_t least_rows = length - std::min<int64_t>(b.high, 0), least_columns = length + std::max<int64_t>(b.low, 0);
    int64_t r = *rows, c = *columns;
    if (r == -1 && c == -1) r = c = std::max(least_rows, least_columns);
    if (r == -1) r = least_rows;
    if (c == -1) c = least_columns;
    if (r < least_rows || c < least_columns || (r != least_rows && c != least_columns) || r > INT64_MAX / 4 || c > INT64_MAX / 4)
      return Error(StatusCode::kInvalidModel, "a matrix of %lld and %lld for diagonals of %lld", static_cast<long long>(r),
                   static_cast<long long>(c), static_cast<long long>(length));
    size = PartialShape({r, c});
  }
  ctx.Set(0, Joined(Leading(shape, one ? 1 : 2), size));
  return Status::Ok();
}

// Every diagonal of the band: f(matrix element, element of the diagonals' tensor) for batch after batch.
template <typename F>
void ForEachElement(const Band& b, int64_t batch, int64_t rows, int64_t columns, int64_t width, F&& f) {
  if (width == 0) return;
  const int64_t diagonals = b.high - b.low + 1;
  for (int64_t m = 0; m < batch; ++m) {
    for (int64_t d = b.low; d <= b.high; ++d) {
      const int64_t length = DiagonalLength(rows, columns, d), first = FirstOf(b, d, length, width);
      const int64_t row = (m * diagonals + b.high - d) * width;
      for (int64_t i = 0; i < length; ++i) {
        const int64_t y = i - std::min<int64_t>(d, 0), x = i + std::max<int64_t>(d, 0);
        f((m * rows + y) * columns + x, row + first + i);
      }
    }
  }
}

struct Matrices {
  int64_t batch, rows, columns;
};

Expected<Matrices> MatricesOf(const std::vector<int64_t>& dims) {
  if (dims.size() < 2) return Error(StatusCode::kInvalidModel, "no matrix in shape %s", PartialShape(dims).ToString().c_str());
  Matrices m{1, dims[dims.size() - 2], dims[dims.size() - 1]};
  if (PartialShape(dims).elements() <= 0) m.batch = 0;
  for (size_t i = 0; i + 2 < dims.size() && m.batch > 0; ++i) m.batch *= dims[i];
  return m;
}

// The band of an operator's inputs: k at input `at` for the later versions, the main diagonal for the first.
Expected<Band> BandOfInput(const EvalContext& ctx, size_t at, bool v2, bool v3) {
  if (!v2) return Band{};
  GC_ASSIGN_OR_RETURN(const std::vector<int64_t> k, ctx.input(at).AsInts());
  return BandOf(ctx.attrs(), k, v3);
}

// A band that a matrix has, and the shape of its diagonals' tensor.
Status CheckBand(const Band& b, const Matrices& m, size_t elements, int64_t width) {
  const bool inside = b.low > -m.rows && b.high < m.columns;
  if ((!inside && m.rows > 0 && m.columns > 0 && !(b.low == 0 && b.high == 0)) || width < 0 ||
      width != std::max<int64_t>(BandLength(b, m.rows, m.columns), 0) ||
      static_cast<int64_t>(elements) != m.batch * (b.high - b.low + 1) * width)
    return Error(StatusCode::kInvalidModel, "diagonals %lld to %lld of a matrix of %lld and %lld", static_cast<long long>(b.low),
                 static_cast<long long>(b.high), static_cast<long long>(m.rows), static_cast<long long>(m.columns));
  return Status::Ok();
}

template <bool v2, bool v3>
Status Diag(EvalContext& ctx) {
  const Literal& in = ctx.input(0);
  GC_ASSIGN_OR_RETURN(const Band b, BandOfInput(ctx, 1, v2, v3));
  if (!ctx.shape(0).IsStatic()) return Error(StatusCode::kInvalidModel, "k, rows and columns are integers");
  GC_ASSIGN_OR_RETURN(Elements out, Elements::Make(ctx, in.type(), ctx.dims(0)));
  if (v2) {
    if (ctx.input(4).elements() != 1 || ctx.input(4).type() != in.type())
      return Error(StatusCode::kInvalidModel, "a padding value of another type");
    out.Fill(ctx.input(4));
  }
  GC_ASSIGN_OR_RETURN(const Matrices m, MatricesOf(ctx.dims(0)));
  const int64_t width = in.dim(in.rank() - 1);
  GC_RETURN_IF_ERROR(CheckBand(b, m, in.elements(), width));
  ForEachElement(b, m.batch, m.rows, m.columns, width, [&](int64_t matrix, int64_t diagonal) { out.Copy(matrix, in, diagonal); });
  return std::move(out).SetTo(ctx, 0);
}

template <bool v2>
Status InferPart(InferContext& ctx) {
  GC_ASSIGN_OR_RETURN(const PartialShape shape, WithRankAtLeast(ctx, 0, 2));
  const auto k = v2 ? ctx.Ints(1) : std::vector<int64_t>{0};
  if (!shape.has_rank() || !k.has_value()) return Status::Ok();
  GC_ASSIGN_OR_RETURN(const Band b, BandOf(ctx.attrs(), *k, false));
  const int64_t rows = shape.dim(shape.rank() - 2), columns = shape.dim(shape.rank() - 1);
  const int64_t length = rows < 0 || columns < 0 ? PartialShape::kUnknown : BandLength(b, rows, columns);
  if (rows >= 0 && columns >= 0 && length < 0)
    return Error(StatusCode::kInvalidModel, "diagonal %lld of shape %s", static_cast<long long>(b.low), shape.ToString().c_str());
  PartialShape size({length});
  if (b.low != b.high) size = PartialShape({b.high - b.low + 1, length});
  ctx.Set(0, Joined(Leading(shape, 2), size));
  return Status::Ok();
}

template <bool v2, bool v3>
Status Part(EvalContext& ctx) {
  const Literal& in = ctx.input(0);
  GC_ASSIGN_OR_RETURN(const Band b, BandOfInput(ctx, 1, v2, v3));
  GC_ASSIGN_OR_RETURN(Elements out, Elements::Make(ctx, in.type(), ctx.dims(0)));
  if (v2) {
    if (ctx.input(2).elements() != 1 || ctx.input(2).type() != in.type())
      return Error(StatusCode::kInvalidModel, "a padding value of another type");
    out.Fill(ctx.input(2));
  }
  GC_ASSIGN_OR_RETURN(const Matrices m, MatricesOf(in.dims()));
  const int64_t width = ctx.dims(0).back();
  GC_RETURN_IF_ERROR(CheckBand(b, m, static_cast<size_t>(ctx.shape(0).elements()), width));
  ForEachElement(b, m.batch, m.rows, m.columns, width, [&](int64_t matrix, int64_t diagonal) { out.Copy(diagonal, in, matrix); });
  return std::move(out).SetTo(ctx, 0);
}

Status InferFirst(InferContext& ctx) {
  ctx.Set(0, ctx.shape(0));
  return Status::Ok();
}

template <bool v2, bool v3>
Status SetDiag(EvalContext& ctx) {
  const Literal &in = ctx.input(0), &diagonals = ctx.input(1);
  GC_ASSIGN_OR_RETURN(const Band b, BandOfInput(ctx, 2, v2, v3));
  GC_ASSIGN_OR_RETURN(const Matrices m, MatricesOf(in.dims()));
  if (diagonals.rank() < 1 || diagonals.type() != in.type()) return Error(StatusCode::kInvalidModel, "diagonals of another type");
  const int64_t width = diagonals.dim(diagonals.rank() - 1);
  GC_RETURN_IF_ERROR(CheckBand(b, m, diagonals.elements(), width));
  GC_ASSIGN_OR_RETURN(Elements out, Elements::CopyOf(ctx, in));
  ForEachElement(b, m.batch, m.rows, m.columns, width, [&](int64_t matrix, int64_t diagonal) { out.Copy(matrix, diagonals, diagonal); });
  return std::move(out).SetTo(ctx, 0);
}

// What lies at most `lower` below and `upper` above the diagonal; negative means any distance.
Status BandPart(EvalContext& ctx) {
  const Literal& in = ctx.input(0);
  GC_ASSIGN_OR_RETURN(const int64_t lower, ScalarInt(ctx, 1));
  GC_ASSIGN_OR_RETURN(const int64_t upper, ScalarInt(ctx, 2));
  GC_ASSIGN_OR_RETURN(const Matrices m, MatricesOf(in.dims()));
  GC_ASSIGN_OR_RETURN(Elements out, Elements::Make(ctx, in.type(), in.dims()));
  if (in.elements() == 0) return std::move(out).SetTo(ctx, 0);
  for (int64_t row = 0; row < m.batch * m.rows; ++row) {
    const int64_t y = row % m.rows;
    const int64_t first = lower < 0 || lower > y ? 0 : y - lower, last = upper < 0 || upper >= m.columns - y ? m.columns : y + upper + 1;
    out.Copy(row * m.columns + first, in, row * m.columns + first, last - first);
  }
  return std::move(out).SetTo(ctx, 0);
}

constexpr Op kOps[] = {
    {"MatrixBandPart", 3, 1, InferFirst, BandPart},
    {"MatrixDiag", 1, 1, InferDiag, Diag<false, false>},
    {"MatrixDiagPart", 1, 1, InferPart<false>, Part<false, false>},
    {"MatrixDiagPartV2", 3, 1, InferPart<true>, Part<true, false>},
    {"MatrixDiagPartV3", 3, 1, InferPart<true>, Part<true, true>},
    {"MatrixDiagV2", 5, 1, InferDiagV2, Diag<true, false>},
    {"MatrixDiagV3", 5, 1, InferDiagV2, Diag<true, true>},
    {"MatrixSetDiag", 2, 1, InferFirst, SetDiag<false, false>},
    {"MatrixSetDiagV2", 3, 1, InferFirst, SetDiag<true, false>},
    {"MatrixSetDiagV3", 3, 1, InferFirst, SetDiag<true, true>},
};

}  // namespace

std::span<const Op> MatrixDiagOps() { return kOps; }

}  // namespace goldcrest::tf
