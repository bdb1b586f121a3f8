// Running sums and products along an axis: Cumsum, Cumprod, CumulativeLogsumexp.
#include <cmath>
#include <limits>

#include "tfops/rows.h"
#include "tfops/shapes.h"

namespace goldcrest::tf {
namespace {

template <typename A>
A Add(A a, A b) {
  return a + b;
}
template <>
int64_t Add(int64_t a, int64_t b) {
  return static_cast<int64_t>(static_cast<uint64_t>(a) + static_cast<uint64_t>(b));
}
template <typename A>
A Multiply(A a, A b) {
  return a * b;
}
template <>
int64_t Multiply(int64_t a, int64_t b) {
  return static_cast<int64_t>(static_cast<uint64_t>(a) * static_cast<uint64_t>(b));
}
double LogAddExp(double a, double b) {
  const double larger = std::fmax(a, b);
  return std::isinf(larger) ? larger : larger + std::log1p(std::exp(std::fmin(a, b) - larger));
}

// In place, every line along the axis.
template <typename A>
void Scan(std::vector<A>& x, const Rows& rows, bool exclusive, bool reverse, A start, A (*f)(A, A)) {
  if (x.empty()) return;
  for (int64_t line = 0; line < rows.outer * rows.inner; ++line) {
    const int64_t first = line / rows.inner * rows.size * rows.inner + line % rows.inner;
    A sum = start;
    for (int64_t k = 0; k < rows.size; ++k) {
      A& v = x[static_cast<size_t>(first + (reverse ? rows.size - 1 - k : k) * rows.inner)];
      const A next = f(sum, v);
      v = exclusive ? sum : next;
      sum = next;
    }
  }
}

enum class Kind { kSum, kProduct, kLogSumExp };

template <Kind kind>
Status Cumulative(EvalContext& ctx) {
  const Literal& in = ctx.input(0);
  const bool exclusive = ctx.attrs().Bool("exclusive"), reverse = ctx.attrs().Bool("reverse");
  GC_ASSIGN_OR_RETURN(const int64_t given, ScalarInt(ctx, 1));
  GC_ASSIGN_OR_RETURN(const int axis, ToAxis(given, in.rank()));
  const Rows rows = RowsAlong(in.dims(), axis);
  if constexpr (kind != Kind::kLogSumExp) {
    if (IsComplex(in.type())) {
      GC_ASSIGN_OR_RETURN(std::vector<Complex> x, in.AsComplex());
      Scan<Complex>(x, rows, exclusive, reverse, kind == Kind::kSum ? 0 : 1, kind == Kind::kSum ? Add<Complex> : Multiply<Complex>);
      return SetComplex(ctx, 0, in.dims(), x);
    }
    if (Expected<std::vector<int64_t>> ints = in.AsInts(); ints.ok()) {
      Scan<int64_t>(*ints, rows, exclusive, reverse, kind == Kind::kSum ? 0 : 1, kind == Kind::kSum ? Add<int64_t> : Multiply<int64_t>);
      return SetIntegers(ctx, 0, in.dims(), *ints);
    }
  }
  GC_ASSIGN_OR_RETURN(std::vector<double> x, in.AsDoubles());
  const double start = kind == Kind::kSum ? 0 : kind == Kind::kProduct ? 1 : -std::numeric_limits<double>::infinity();
  Scan<double>(x, rows, exclusive, reverse, start,
               kind == Kind::kSum       ? Add<double>
               : kind == Kind::kProduct ? Multiply<double>
                                        : LogAddExp);
  return SetDoubles(ctx, 0, in.dims(), x);
}

Status InferFirst(InferContext& ctx) {
  ctx.Set(0, ctx.shape(0));
  return Status::Ok();
}

constexpr Op kOps[] = {
    {"Cumprod", 2, 1, InferFirst, Cumulative<Kind::kProduct>},
    {"Cumsum", 2, 1, InferFirst, Cumulative<Kind::kSum>},
    {"CumulativeLogsumexp", 2, 1, InferFirst, Cumulative<Kind::kLogSumExp>},
};

}  // namespace

std::span<const Op> ScanOps() { return kOps; }

}  // namespace goldcrest::tf
