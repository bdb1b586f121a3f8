// Tensors made of little: constants, ranges, one-hot rows, diagonals.
#include <algorithm>
#include <cmath>

#include "tfops/elements.h"
#include "tfops/loops.h"
#include "tfops/numbers.h"
#include "tfops/op.h"
#include "tfops/shapes.h"

namespace goldcrest::tf {
namespace {

Status InferFill(InferContext& ctx) {
  GC_ASSIGN_OR_RETURN(PartialShape shape, ShapeFromEntries(ctx, 0));
  const std::optional<int64_t> value = ctx.num_inputs() > 1 ? ctx.Int(1) : std::nullopt;
  const int64_t n = shape.has_rank() && shape.rank() == 1 ? shape.elements() : -1;
  if (value.has_value() && n >= 0 && n <= 64) ctx.SetInts(0, PartialInts(static_cast<size_t>(n), value));
  ctx.Set(0, std::move(shape));
  return Status::Ok();
}

Status Fill(EvalContext& ctx) {
  const Literal& value = ctx.input(1);
  if (value.elements() != 1) return Error(StatusCode::kInvalidModel, "a value of shape %s", value.shape().ToString().c_str());
  GC_ASSIGN_OR_RETURN(Elements out, Elements::Make(ctx, value.type(), ctx.dims(0)));
  out.Fill(value);
  return std::move(out).SetTo(ctx, 0);
}

Status ZerosLike(EvalContext& ctx) {
  GC_ASSIGN_OR_RETURN(Elements out, Elements::Make(ctx, ctx.input(0).type(), ctx.input(0).dims()));
  return std::move(out).SetTo(ctx, 0);
}

Status Empty(EvalContext& ctx) {
  GC_ASSIGN_OR_RETURN(Elements out, Elements::Make(ctx, ctx.output_type(0), ctx.dims(0)));
  return std::move(out).SetTo(ctx, 0);
}

Status OnesLike(EvalContext& ctx) {
  const std::vector<Complex> one = {1};
  GC_ASSIGN_OR_RETURN(const Literal value, LiteralFromComplex(ctx.input(0).type(), {}, one));
  GC_ASSIGN_OR_RETURN(Elements out, Elements::Make(ctx, value.type(), ctx.input(0).dims()));
  out.Fill(value);
  return std::move(out).SetTo(ctx, 0);
}

// The number of steps from start to limit.
Expected<int64_t> IntegerSteps(int64_t start, int64_t limit, int64_t delta) {
  if (delta == 0) return Error(StatusCode::kInvalidModel, "a range with a step of 0");
  if (start != limit && (start < limit) != (delta > 0))
    return Error(StatusCode::kInvalidModel, "a range from %lld to %lld by %lld", static_cast<long long>(start),
                 static_cast<long long>(limit), static_cast<long long>(delta));
  const uint64_t span = start < limit ? static_cast<uint64_t>(limit) - static_cast<uint64_t>(start)
                                      : static_cast<uint64_t>(start) - static_cast<uint64_t>(limit);
  const uint64_t step = delta > 0 ? static_cast<uint64_t>(delta) : 0 - static_cast<uint64_t>(delta);
  const uint64_t n = span == 0 ? 0 : (span - 1) / step + 1;
  if (n > INT64_MAX) return Error(StatusCode::kInvalidModel, "a range of more than 2^63 numbers");
  return static_cast<int64_t>(n);
}

Expected<int64_t> RealSteps(double start, double limit, double delta) {
  const double n = std::ceil(std::fabs((limit - start) / delta));
  if (delta == 0 || (start != limit && (start < limit) != (delta > 0)) || !(n < 0x1p62))
    return Error(StatusCode::kInvalidModel, "a range from %g to %g by %g", start, limit, delta);
  return static_cast<int64_t>(n);
}

Status InferRange(InferContext& ctx) {
  ctx.Set(0, PartialShape::OfRank(1));
  if (const auto start = ctx.Int(0), limit = ctx.Int(1), delta = ctx.Int(2); start && limit && delta) {
    GC_ASSIGN_OR_RETURN(const int64_t n, IntegerSteps(*start, *limit, *delta));
    ctx.Set(0, PartialShape({n}));
    return Status::Ok();
  }
  double v[3];
  for (size_t i = 0; i < 3; ++i) {
    if (ctx.input(i).value == nullptr || !IsFloating(ctx.input(i).value->type())) return Status::Ok();
    GC_ASSIGN_OR_RETURN(const std::vector<double> numbers, ctx.input(i).value->AsDoubles());
    if (numbers.size() != 1) return Error(StatusCode::kInvalidModel, "a range of %zu numbers", numbers.size());
    v[i] = numbers[0];
  }
  GC_ASSIGN_OR_RETURN(const int64_t n, RealSteps(v[0], v[1], v[2]));
  ctx.Set(0, PartialShape({n}));
  return Status::Ok();
}

// Stepped in the type of the result, as TensorFlow does, which shows in the last digits of floats.
template <typename T>
Literal Steps(T value, T delta, int64_t n) {
  std::vector<T> out(static_cast<size_t>(n));
  for (T& v : out) {
    v = value;
    value = static_cast<T>(value + delta);
  }
  return Literal::Of<T>({n}, out);
}

Status Range(EvalContext& ctx) {
  const DataType type = ctx.output_type(0);
  if (!ctx.shape(0).IsStatic()) return Error(StatusCode::kUnsupported, "a range of %s", TypeName(ctx.input(0).type()).c_str());
  const int64_t n = ctx.dims(0)[0];
  GC_RETURN_IF_ERROR(ctx.Fits(DataType::kInt64, ctx.dims(0)));
  if (IsFloating(type)) {
    GC_ASSIGN_OR_RETURN(const std::vector<double> start, ctx.input(0).AsDoubles());
    GC_ASSIGN_OR_RETURN(const std::vector<double> delta, ctx.input(2).AsDoubles());
    const Literal exact = type == DataType::kDouble ? Steps<double>(start[0], delta[0], n)
                                                    : Steps<float>(static_cast<float>(start[0]), static_cast<float>(delta[0]), n);
    GC_ASSIGN_OR_RETURN(const std::vector<double> values, exact.AsDoubles());
    GC_ASSIGN_OR_RETURN(Literal result, LiteralFromDoubles(type, ctx.dims(0), values));
    ctx.Set(0, std::move(result));
    return Status::Ok();
  }
  GC_ASSIGN_OR_RETURN(const std::vector<int64_t> start, ctx.input(0).AsInts());
  GC_ASSIGN_OR_RETURN(const std::vector<int64_t> delta, ctx.input(2).AsInts());
  std::vector<int64_t> values;
  for (int64_t i = 0; i < n; ++i)
    values.push_back(static_cast<int64_t>(static_cast<uint64_t>(start[0]) + static_cast<uint64_t>(i) * static_cast<uint64_t>(delta[0])));
  GC_ASSIGN_OR_RETURN(Literal result, LiteralFromInts(type, ctx.dims(0), values));
  ctx.Set(0, std::move(result));
  return Status::Ok();
}

Status InferLinSpace(InferContext& ctx) {
  const std::optional<int64_t> n = ctx.Int(2);
  if (n.has_value() && *n <= 0) return Error(StatusCode::kInvalidModel, "%lld numbers", static_cast<long long>(*n));
  ctx.Set(0, PartialShape({n.value_or(PartialShape::kUnknown)}));
  return Status::Ok();
}

Status LinSpace(EvalContext& ctx) {
  GC_ASSIGN_OR_RETURN(const std::vector<double> start, ctx.input(0).AsDoubles());
  GC_ASSIGN_OR_RETURN(const std::vector<double> stop, ctx.input(1).AsDoubles());
  if (start.size() != 1 || stop.size() != 1 || !ctx.shape(0).IsStatic())
    return Error(StatusCode::kInvalidModel, "ends of %zu and %zu numbers", start.size(), stop.size());
  GC_RETURN_IF_ERROR(ctx.Fits(DataType::kDouble, ctx.dims(0)));
  const int64_t n = ctx.dims(0)[0];
  std::vector<double> values(static_cast<size_t>(n), start[0]);
  for (int64_t i = 1; i < n; ++i)
    values[static_cast<size_t>(i)] =
        i == n - 1 ? stop[0] : start[0] + (stop[0] - start[0]) / static_cast<double>(n - 1) * static_cast<double>(i);
  GC_ASSIGN_OR_RETURN(Literal result, LiteralFromDoubles(ctx.output_type(0), ctx.dims(0), values));
  ctx.Set(0, std::move(result));
  return Status::Ok();
}

Status InferOneHot(InferContext& ctx) {
  const PartialShape& shape = ctx.shape(0);
  if (!shape.has_rank()) return Status::Ok();
  const std::optional<int64_t> depth = ctx.Int(1);
  if (depth.has_value() && *depth < 0) return Error(StatusCode::kInvalidModel, "a depth of %lld", static_cast<long long>(*depth));
  GC_ASSIGN_OR_RETURN(const int axis, ToAxis(ctx.attrs().Int("axis", -1), shape.rank() + 1));
  std::vector<int64_t> dims = shape.dims();
  dims.insert(dims.begin() + axis, depth.value_or(PartialShape::kUnknown));
  ctx.Set(0, PartialShape(std::move(dims)));
  return Status::Ok();
}

Status OneHot(EvalContext& ctx) {
  const Literal &on = ctx.input(2), &off = ctx.input(3);
  GC_ASSIGN_OR_RETURN(const std::vector<int64_t> indices, ctx.input(0).AsInts());
  if (on.elements() != 1 || off.elements() != 1 || on.type() != off.type() || !ctx.shape(0).IsStatic())
    return Error(StatusCode::kInvalidModel, "depth and values are scalars, values of one type");
  GC_ASSIGN_OR_RETURN(const int axis, ToAxis(ctx.attrs().Int("axis", -1), ctx.shape(0).rank()));
  GC_ASSIGN_OR_RETURN(Elements out, Elements::Make(ctx, on.type(), ctx.dims(0)));
  out.Fill(off);
  const int64_t depth = ctx.dims(0)[static_cast<size_t>(axis)], inner = Strides(ctx.dims(0))[static_cast<size_t>(axis)];
  for (size_t i = 0; i < indices.size(); ++i) {
    if (indices[i] < 0 || indices[i] >= depth) continue;
    const auto at = static_cast<int64_t>(i);
    out.Copy((at / inner * depth + indices[i]) * inner + at % inner, on, 0);
  }
  return std::move(out).SetTo(ctx, 0);
}

// Diag: a tensor of twice the rank, the input on its diagonal; DiagPart is its inverse.
Status InferDiag(InferContext& ctx) {
  ctx.Set(0, Joined(ctx.shape(0), ctx.shape(0)));
  return Status::Ok();
}

Status Diag(EvalContext& ctx) {
  const Literal& in = ctx.input(0);
  GC_ASSIGN_OR_RETURN(Elements out, Elements::Make(ctx, in.type(), ctx.dims(0)));
  const auto n = static_cast<int64_t>(in.elements());
  for (int64_t i = 0; i < n; ++i) out.Copy(i * n + i, in, i);
  return std::move(out).SetTo(ctx, 0);
}

Status InferDiagPart(InferContext& ctx) {
  const PartialShape& shape = ctx.shape(0);
  if (!shape.has_rank()) return Status::Ok();
  const int half = shape.rank() / 2;
  if (shape.rank() % 2 != 0) return Error(StatusCode::kInvalidModel, "shape %s has no diagonal", shape.ToString().c_str());
  GC_ASSIGN_OR_RETURN(PartialShape part, Merge(SubShape(shape, 0, half), SubShape(shape, half, shape.rank())));
  ctx.Set(0, std::move(part));
  return Status::Ok();
}

Status DiagPart(EvalContext& ctx) {
  GC_ASSIGN_OR_RETURN(Elements out, Elements::Make(ctx, ctx.input(0).type(), ctx.dims(0)));
  const int64_t n = ctx.shape(0).elements();
  for (int64_t i = 0; i < n; ++i) out.Copy(i, ctx.input(0), i * n + i);
  return std::move(out).SetTo(ctx, 0);
}

constexpr Op kOps[] = {
    {"Diag", 1, 1, InferDiag, Diag},         {"DiagPart", 1, 1, InferDiagPart, DiagPart}, {"Empty", 1, 1, InferFill, Empty},
    {"Fill", 2, 1, InferFill, Fill},         {"LinSpace", 3, 1, InferLinSpace, LinSpace}, {"OneHot", 4, 1, InferOneHot, OneHot},
    {"OnesLike", 1, 1, InferSame, OnesLike}, {"Range", 3, 1, InferRange, Range},          {"ZerosLike", 1, 1, InferSame, ZerosLike},
};

}  // namespace

std::span<const Op> FillOps() { return kOps; }

}  // namespace goldcrest::tf
