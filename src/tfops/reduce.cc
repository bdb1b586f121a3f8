// Reductions over axes: Sum, Mean, Prod, Max, Min, All, Any, EuclideanNorm, and ArgMax and ArgMin.
#include <cmath>
#include <limits>

#include "tfops/loops.h"
#include "tfops/numbers.h"
#include "tfops/op.h"
#include "tfops/shapes.h"

namespace goldcrest::tf {
namespace {

// The marked axes of `rank`.
Expected<std::vector<bool>> Reduced(const std::vector<int64_t>& axes, int rank) {
  std::vector<bool> reduced(static_cast<size_t>(rank));
  for (int64_t a : axes) {
    GC_ASSIGN_OR_RETURN(const int axis, ToAxis(a, rank));
    reduced[static_cast<size_t>(axis)] = true;
  }
  return reduced;
}

enum class Kind { kSum, kMean, kProd, kMax, kMin, kAll, kAny, kNorm };

// What is known of the product, the sum, ... of a shape's entries.
std::optional<int64_t> ReducedEntries(Kind kind, const PartialInts& entries) {
  std::optional<int64_t> result;
  for (const std::optional<int64_t>& e : entries) {
    if (!e.has_value()) return std::nullopt;
    int64_t v = *e;
    if (kind == Kind::kMax && result.has_value()) v = std::max(v, *result);
    if (kind == Kind::kMin && result.has_value()) v = std::min(v, *result);
    const int64_t before = result.value_or(kind == Kind::kProd ? 1 : 0);
    if (kind == Kind::kProd && __builtin_mul_overflow(v, before, &v)) return std::nullopt;
    if (kind == Kind::kSum && __builtin_add_overflow(v, before, &v)) return std::nullopt;
    result = v;
  }
  if (entries.empty() && kind == Kind::kProd) return 1;
  if (entries.empty() && kind == Kind::kSum) return 0;
  return result;
}

template <Kind kind>
Status InferReduce(InferContext& ctx) {
  const PartialShape& shape = ctx.shape(0);
  const bool keep = ctx.attrs().Bool("keep_dims");
  if (!shape.has_rank()) return Status::Ok();
  const std::optional<std::vector<int64_t>> axes = ctx.Ints(1);
  if (!axes.has_value()) {
    if (keep) ctx.Set(0, PartialShape::OfRank(shape.rank()));
    return Status::Ok();
  }
  GC_ASSIGN_OR_RETURN(const std::vector<bool> reduced, Reduced(*axes, shape.rank()));
  std::vector<int64_t> dims;
  for (int i = 0; i < shape.rank(); ++i) {
    if (!reduced[static_cast<size_t>(i)]) dims.push_back(shape.dim(i));
    if (reduced[static_cast<size_t>(i)] && keep) dims.push_back(1);
  }
  ctx.Set(0, PartialShape(std::move(dims)));
  const bool follows = kind == Kind::kSum || kind == Kind::kProd || kind == Kind::kMax || kind == Kind::kMin;
  const std::optional<PartialInts> entries = follows && shape.rank() == 1 && reduced[0] ? ctx.Entries(0) : std::nullopt;
  if (entries.has_value()) ctx.SetInts(0, {ReducedEntries(kind, *entries)});
  return Status::Ok();
}

// The loops of one reduction: the input's elements and, with strides of 0 along what is reduced, the places of the result.
struct ReducePlan {
  Loops<2> loops;
  size_t results;
  double count;  // elements of the input to one of the result
};

template <typename A, typename T, typename F>
void Accumulate(const ReducePlan& plan, const Literal& in, std::vector<A>& acc, F f) {
  const T* x = reinterpret_cast<const T*>(in.bytes().data());
  plan.loops.ForEachRow({0, 0}, [&](const Loops<2>::Offsets& at) {
    A* to = acc.data() + at[0];
    const T* from = x + at[1];
    const int64_t n = plan.loops.row(), to_step = plan.loops.step(0), step = plan.loops.step(1);
    for (int64_t i = 0; i < n; ++i) f(to[i * to_step], from[i * step]);
  });
}

template <typename T>
std::vector<double> ReduceReal(Kind kind, const ReducePlan& plan, const Literal& in) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const double start = kind == Kind::kProd ? 1 : kind == Kind::kMax ? -kInfinity : kind == Kind::kMin ? kInfinity : 0;
  std::vector<double> acc(plan.results, start);
  switch (kind) {
    case Kind::kProd: Accumulate<double, T>(plan, in, acc, [](double& a, T v) { a *= ToDouble(v); }); break;
    case Kind::kMax:
      Accumulate<double, T>(plan, in, acc, [](double& a, T v) { a = ToDouble(v) > a || ToDouble(v) != ToDouble(v) ? ToDouble(v) : a; });
      break;
    case Kind::kMin:
      Accumulate<double, T>(plan, in, acc, [](double& a, T v) { a = ToDouble(v) < a || ToDouble(v) != ToDouble(v) ? ToDouble(v) : a; });
      break;
    case Kind::kNorm: Accumulate<double, T>(plan, in, acc, [](double& a, T v) { a += ToDouble(v) * ToDouble(v); }); break;
    default: Accumulate<double, T>(plan, in, acc, [](double& a, T v) { a += ToDouble(v); }); break;
  }
  for (double& a : acc) {
    if (kind == Kind::kMean) a /= plan.count;
    if (kind == Kind::kNorm) a = std::sqrt(a);
  }
  return acc;
}

// Sums and products wrap as in the type itself.
template <typename T>
std::vector<int64_t> ReduceInteger(Kind kind, const ReducePlan& plan, const Literal& in) {
  const bool one = kind == Kind::kProd || kind == Kind::kAll;
  std::vector<int64_t> acc(plan.results, one ? 1 : 0);
  if (kind == Kind::kMax) acc.assign(plan.results, static_cast<int64_t>(std::numeric_limits<T>::lowest()));
  if (kind == Kind::kMin) acc.assign(plan.results, static_cast<int64_t>(std::numeric_limits<T>::max()));
  const auto wide = [](T v) { return static_cast<uint64_t>(static_cast<int64_t>(v)); };
  switch (kind) {
    case Kind::kProd:
      Accumulate<int64_t, T>(plan, in, acc, [&](int64_t& a, T v) { a = static_cast<int64_t>(static_cast<uint64_t>(a) * wide(v)); });
      break;
    case Kind::kMax:
      Accumulate<int64_t, T>(plan, in, acc, [](int64_t& a, T v) { a = v > static_cast<T>(a) ? static_cast<int64_t>(v) : a; });
      break;
    case Kind::kMin:
      Accumulate<int64_t, T>(plan, in, acc, [](int64_t& a, T v) { a = v < static_cast<T>(a) ? static_cast<int64_t>(v) : a; });
      break;
    case Kind::kAll: Accumulate<int64_t, T>(plan, in, acc, [](int64_t& a, T v) { a &= v != T(0); }); break;
    case Kind::kAny: Accumulate<int64_t, T>(plan, in, acc, [](int64_t& a, T v) { a |= v != T(0); }); break;
    case Kind::kNorm:
      Accumulate<int64_t, T>(plan, in, acc,
                             [&](int64_t& a, T v) { a = static_cast<int64_t>(static_cast<uint64_t>(a) + wide(v) * wide(v)); });
      break;
    default:
      Accumulate<int64_t, T>(plan, in, acc, [&](int64_t& a, T v) { a = static_cast<int64_t>(static_cast<uint64_t>(a) + wide(v)); });
      break;
  }
  for (int64_t& a : acc) {
    if (kind == Kind::kMean) a = plan.count == 0 ? 0 : a / static_cast<int64_t>(plan.count);
    if (kind == Kind::kNorm) a = static_cast<int64_t>(std::sqrt(static_cast<double>(a)));
  }
  return acc;
}

Expected<Literal> ReduceComplex(Kind kind, const ReducePlan& plan, const Literal& in, const std::vector<int64_t>& dims) {
  GC_ASSIGN_OR_RETURN(const std::vector<Complex> values, in.AsComplex());
  if (kind != Kind::kSum && kind != Kind::kMean && kind != Kind::kProd)
    return Error(StatusCode::kUnsupported, "elements of type %s", TypeName(in.type()).c_str());
  std::vector<Complex> acc(plan.results, kind == Kind::kProd ? 1 : 0);
  plan.loops.ForEachRow({0, 0}, [&](const Loops<2>::Offsets& at) {
    for (int64_t i = 0; i < plan.loops.row(); ++i) {
      Complex& a = acc[static_cast<size_t>(at[0] + i * plan.loops.step(0))];
      const Complex v = values[static_cast<size_t>(at[1] + i * plan.loops.step(1))];
      a = kind == Kind::kProd ? a * v : a + v;
    }
  });
  if (kind == Kind::kMean)
    for (Complex& a : acc) a /= plan.count;
  return LiteralFromComplex(in.type(), dims, acc);
}

template <Kind kind>
Status Reduce(EvalContext& ctx) {
  const Literal& in = ctx.input(0);
  GC_ASSIGN_OR_RETURN(const std::vector<int64_t> axes, ctx.input(1).AsInts());
  GC_ASSIGN_OR_RETURN(const std::vector<bool> reduced, Reduced(axes, in.rank()));
  const std::vector<int64_t>& dims = ctx.dims(0);
  GC_RETURN_IF_ERROR(ctx.Fits(DataType::kDouble, dims));
  std::vector<int64_t> kept;
  double count = 1;
  for (size_t i = 0; i < reduced.size(); ++i) {
    kept.push_back(reduced[i] ? 1 : in.dims()[i]);
    if (reduced[i]) count *= static_cast<double>(in.dims()[i]);
  }
  const std::vector<int64_t> to = BroadcastStrides(kept, kept.size()), from = Strides(in.dims());
  const ReducePlan plan{Loops<2>(in.dims(), {to, from}), static_cast<size_t>(ctx.shape(0).elements()), count};
  Expected<Literal> result = Error(StatusCode::kUnsupported, "elements of type %s", TypeName(in.type()).c_str());
  if (IsComplex(in.type())) result = ReduceComplex(kind, plan, in, dims);
  WithNumberType(in.type(), [&]<typename T>(T) {
    if constexpr (kIsFloating<T>) {
      result = LiteralFromDoubles(in.type(), dims, ReduceReal<T>(kind, plan, in));
    } else {
      result = LiteralFromInts(in.type(), dims, ReduceInteger<T>(kind, plan, in));
    }
  });
  if (!result.ok()) return std::move(result).status();
  ctx.Set(0, std::move(*result));
  return Status::Ok();
}

Status InferArg(InferContext& ctx) {
  const PartialShape& shape = ctx.shape(0);
  const std::optional<int64_t> given = ctx.Int(1);
  if (!shape.has_rank()) return Status::Ok();
  if (!given.has_value()) {
    ctx.Set(0, PartialShape::OfRank(std::max(shape.rank() - 1, 0)));
    return Status::Ok();
  }
  GC_ASSIGN_OR_RETURN(const int axis, ToAxis(*given, shape.rank()));
  std::vector<int64_t> dims = shape.dims();
  dims.erase(dims.begin() + axis);
  ctx.Set(0, PartialShape(std::move(dims)));
  return Status::Ok();
}

// The first index of the largest or smallest.
template <bool max>
Status Arg(EvalContext& ctx) {
  const Literal& in = ctx.input(0);
  GC_ASSIGN_OR_RETURN(const std::vector<int64_t> given, ctx.input(1).AsInts());
  if (given.size() != 1) return Error(StatusCode::kInvalidModel, "%zu axes", given.size());
  GC_ASSIGN_OR_RETURN(const int axis, ToAxis(given[0], in.rank()));
  GC_RETURN_IF_ERROR(ctx.Fits(DataType::kInt64, ctx.dims(0)));
  const int64_t n = in.dim(axis), inner = Strides(in.dims())[static_cast<size_t>(axis)], results = ctx.shape(0).elements();
  if (n == 0 && results > 0) return Error(StatusCode::kInvalidModel, "an axis of no elements");
  std::vector<int64_t> best(static_cast<size_t>(results));
  const bool known = WithNumberType(in.type(), [&]<typename T>(T) {
    const T* x = reinterpret_cast<const T*>(in.bytes().data());
    for (int64_t r = 0; r < results; ++r) {
      const T* from = x + r / inner * n * inner + r % inner;
      int64_t at = 0;
      for (int64_t i = 1; i < n; ++i)
        if (max ? from[i * inner] > from[at * inner] : from[i * inner] < from[at * inner]) at = i;
      best[static_cast<size_t>(r)] = at;
    }
  });
  if (!known) return Error(StatusCode::kUnsupported, "elements of type %s", TypeName(in.type()).c_str());
  GC_ASSIGN_OR_RETURN(Literal result, LiteralFromInts(ctx.output_type(0), ctx.dims(0), best));
  ctx.Set(0, std::move(result));
  return Status::Ok();
}

constexpr Op kOps[] = {
    {"All", 2, 1, InferReduce<Kind::kAll>, Reduce<Kind::kAll>},
    {"Any", 2, 1, InferReduce<Kind::kAny>, Reduce<Kind::kAny>},
    {"ArgMax", 2, 1, InferArg, Arg<true>},
    {"ArgMin", 2, 1, InferArg, Arg<false>},
    {"EuclideanNorm", 2, 1, InferReduce<Kind::kNorm>, Reduce<Kind::kNorm>},
    {"Max", 2, 1, InferReduce<Kind::kMax>, Reduce<Kind::kMax>},
    {"Mean", 2, 1, InferReduce<Kind::kMean>, Reduce<Kind::kMean>},
    {"Min", 2, 1, InferReduce<Kind::kMin>, Reduce<Kind::kMin>},
    {"Prod", 2, 1, InferReduce<Kind::kProd>, Reduce<Kind::kProd>},
    {"Sum", 2, 1, InferReduce<Kind::kSum>, Reduce<Kind::kSum>},
};

}  // namespace

std::span<const Op> ReduceOps() { return kOps; }

}  // namespace goldcrest::tf
