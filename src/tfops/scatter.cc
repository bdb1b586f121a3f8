// Elements put by index: ScatterNd, TensorScatter*, DynamicStitch, DynamicPartition, SparseToDense.
#include <algorithm>

#include "tfops/elements.h"
#include "tfops/rows.h"
#include "tfops/shapes.h"

namespace goldcrest::tf {
namespace {

// Where each row of the indices points, as an offset of elements, and how many elements a place has.
struct Places {
  std::vector<int64_t> at;
  int64_t size = 1;
};

// Indices [..., depth] into a tensor of `dims`.
Expected<Places> PlacesOf(const Literal& indices, const std::vector<int64_t>& dims) {
  if (indices.rank() < 1) return Error(StatusCode::kInvalidModel, "indices without a dimension");
  const int64_t depth = indices.dim(indices.rank() - 1);
  if (depth > static_cast<int64_t>(dims.size()))
    return Error(StatusCode::kInvalidModel, "indices of %lld entries into shape %s", static_cast<long long>(depth),
                 PartialShape(dims).ToString().c_str());
  GC_ASSIGN_OR_RETURN(const std::vector<int64_t> values, indices.AsInts());
  const std::vector<int64_t> strides = Strides(dims);
  Places places;
  places.size = std::max<int64_t>(PartialShape(std::vector<int64_t>(dims.begin() + depth, dims.end())).elements(), 0);
  int64_t rows = 1;
  for (int i = 0; i + 1 < indices.rank(); ++i) rows *= indices.dim(i);
  if (depth == 0 && rows > 1'000'000) return Error(StatusCode::kLimitExceeded, "%lld updates of everything", static_cast<long long>(rows));
  for (int64_t r = 0; r < rows; ++r) {
    int64_t to = 0;
    for (int64_t k = 0; k < depth; ++k) {
      const int64_t index = values[static_cast<size_t>(r * depth + k)], size = dims[static_cast<size_t>(k)];
      if (index < 0 || index >= size)
        return Error(StatusCode::kRuntimeError, "index %lld of %lld", static_cast<long long>(index), static_cast<long long>(size));
      to += index * strides[static_cast<size_t>(k)];
    }
    places.at.push_back(to);
  }
  return places;
}

Status CheckUpdates(const Places& places, const Literal& updates) {
  if (static_cast<int64_t>(updates.elements()) != static_cast<int64_t>(places.at.size()) * places.size)
    return Error(StatusCode::kInvalidModel, "updates of shape %s for %zu places of %lld elements", updates.shape().ToString().c_str(),
                 places.at.size(), static_cast<long long>(places.size));
  return Status::Ok();
}

enum class Combine { kUpdate, kAdd, kSub, kMax, kMin };

template <typename A>
A Combined(Combine how, A old, A v) {
  switch (how) {
    case Combine::kAdd: return old + v;
    case Combine::kSub: return old - v;
    case Combine::kMax: return v > old ? v : old;
    case Combine::kMin: return v < old ? v : old;
    default: return v;
  }
}
Complex Combined(Combine how, Complex old, Complex v) { return how == Combine::kSub ? old - v : how == Combine::kAdd ? old + v : v; }

// Updates combined with what is there, in order.
template <typename A>
void Apply(Combine how, const Places& places, std::vector<A>& to, const std::vector<A>& updates) {
  for (size_t r = 0; r < places.at.size(); ++r)
    for (int64_t i = 0; i < places.size; ++i) {
      A& v = to[static_cast<size_t>(places.at[r] + i)];
      v = Combined(how, v, updates[r * static_cast<size_t>(places.size) + static_cast<size_t>(i)]);
    }
}

// Into a copy of `base`.
Status Scatter(EvalContext& ctx, Combine how, const Literal& base, const Literal& indices, const Literal& updates) {
  GC_ASSIGN_OR_RETURN(const Places places, PlacesOf(indices, base.dims()));
  GC_RETURN_IF_ERROR(CheckUpdates(places, updates));
  if (base.type() != updates.type()) return Error(StatusCode::kInvalidModel, "updates of another type");
  if (how == Combine::kUpdate) {
    GC_ASSIGN_OR_RETURN(Elements out, Elements::CopyOf(ctx, base));
    for (size_t r = 0; r < places.at.size(); ++r) out.Copy(places.at[r], updates, static_cast<int64_t>(r) * places.size, places.size);
    return std::move(out).SetTo(ctx, 0);
  }
  if (IsComplex(base.type())) {
    GC_ASSIGN_OR_RETURN(std::vector<Complex> to, base.AsComplex());
    GC_ASSIGN_OR_RETURN(const std::vector<Complex> from, updates.AsComplex());
    Apply(how, places, to, from);
    return SetComplex(ctx, 0, base.dims(), to);
  }
  if (Expected<std::vector<int64_t>> to = base.AsInts(); to.ok()) {
    GC_ASSIGN_OR_RETURN(const std::vector<int64_t> from, updates.AsInts());
    std::vector<uint64_t> wide(to->begin(), to->end());
    if (how == Combine::kAdd || how == Combine::kSub) {  // wrapping
      Apply(how, places, wide, std::vector<uint64_t>(from.begin(), from.end()));
      to->assign(wide.begin(), wide.end());
    } else {
      Apply(how, places, *to, from);
    }
    return SetIntegers(ctx, 0, base.dims(), *to);
  }
  GC_ASSIGN_OR_RETURN(std::vector<double> to, base.AsDoubles());
  GC_ASSIGN_OR_RETURN(const std::vector<double> from, updates.AsDoubles());
  Apply(how, places, to, from);
  return SetDoubles(ctx, 0, base.dims(), to);
}

Status InferFirst(InferContext& ctx) {
  ctx.Set(0, ctx.shape(0));
  return Status::Ok();
}

template <Combine how>
Status TensorScatter(EvalContext& ctx) {
  return Scatter(ctx, how, ctx.input(0), ctx.input(1), ctx.input(2));
}

// Indices, updates, shape: zeros with the updates added.
Status InferScatterNd(InferContext& ctx) {
  GC_ASSIGN_OR_RETURN(PartialShape shape, ShapeFromEntries(ctx, 2));
  ctx.Set(0, std::move(shape));
  return Status::Ok();
}

Status ScatterNd(EvalContext& ctx) {
  const Literal& updates = ctx.input(1);
  GC_ASSIGN_OR_RETURN(std::vector<uint8_t> zeros, ctx.Allocate(updates.type(), ctx.dims(0)));
  if (updates.type() == DataType::kString) return Error(StatusCode::kUnsupported, "strings");
  const bool adds = updates.type() != DataType::kBool;
  return Scatter(ctx, adds ? Combine::kAdd : Combine::kUpdate, Literal(updates.type(), ctx.dims(0), model::Block(std::move(zeros))),
                 ctx.input(0), updates);
}

// N vectors of indices, N tensors of data: each row of data to its index.
Status InferStitch(InferContext& ctx) {
  const size_t n = ctx.num_inputs() / 2;
  int64_t rows = 0;
  PartialShape rest;
  for (size_t i = 0; i < n; ++i) {
    const std::optional<std::vector<int64_t>> indices = ctx.Ints(i);
    for (int64_t v : indices.value_or(std::vector<int64_t>())) rows = rows < 0 || v == INT64_MAX ? rows : std::max(rows, v + 1);
    if (!indices.has_value()) rows = PartialShape::kUnknown;
    if (rows < 0) rows = PartialShape::kUnknown;
    const PartialShape &at = ctx.shape(i), &data = ctx.shape(n + i);
    if (!at.has_rank() || !data.has_rank()) continue;
    if (data.rank() < at.rank()) return Error(StatusCode::kInvalidModel, "data of shape %s", data.ToString().c_str());
    GC_ASSIGN_OR_RETURN(rest, Merge(rest, SubShape(data, at.rank(), data.rank())));
  }
  for (size_t i = 0; i < n; ++i)
    if (!ctx.Ints(i).has_value()) rows = PartialShape::kUnknown;
  ctx.Set(0, Joined(PartialShape({rows}), rest));
  return Status::Ok();
}

Status Stitch(EvalContext& ctx) {
  const size_t n = ctx.num_inputs() / 2;
  GC_ASSIGN_OR_RETURN(Elements out, Elements::Make(ctx, ctx.input(n).type(), ctx.dims(0)));
  const int64_t rows = ctx.dims(0)[0], size = Strides(ctx.dims(0))[0];
  for (size_t i = 0; i < n; ++i) {
    GC_ASSIGN_OR_RETURN(const std::vector<int64_t> at, ctx.input(i).AsInts());
    const Literal& data = ctx.input(n + i);
    if (data.elements() != at.size() * static_cast<size_t>(size) || data.type() != ctx.input(n).type())
      return Error(StatusCode::kInvalidModel, "data of shape %s for %zu indices", data.shape().ToString().c_str(), at.size());
    for (size_t k = 0; k < at.size(); ++k) {
      if (at[k] < 0 || at[k] >= rows)
        return Error(StatusCode::kRuntimeError, "index %lld of %lld", static_cast<long long>(at[k]), static_cast<long long>(rows));
      out.Copy(at[k] * size, data, static_cast<int64_t>(k) * size, size);
    }
  }
  return std::move(out).SetTo(ctx, 0);
}

Status InferPartition(InferContext& ctx) {
  const PartialShape &data = ctx.shape(0), &parts = ctx.shape(1);
  const bool ranked = data.has_rank() && parts.has_rank();
  if (ranked && parts.rank() > data.rank()) return Error(StatusCode::kInvalidModel, "partitions of shape %s", parts.ToString().c_str());
  if (ranked) {
    GC_RETURN_IF_ERROR(Merge(SubShape(data, 0, parts.rank()), parts).status());
  }
  for (size_t i = 0; i < ctx.num_outputs(); ++i)
    ctx.Set(i, ranked ? Joined(PartialShape::OfRank(1), SubShape(data, parts.rank(), data.rank())) : PartialShape());
  return Status::Ok();
}

Status Partition(EvalContext& ctx) {
  const Literal& data = ctx.input(0);
  GC_ASSIGN_OR_RETURN(const std::vector<int64_t> parts, ctx.input(1).AsInts());
  std::vector<int64_t> counts(ctx.num_outputs());
  for (int64_t p : parts) {
    if (p < 0 || static_cast<size_t>(p) >= counts.size())
      return Error(StatusCode::kRuntimeError, "partition %lld of %zu", static_cast<long long>(p), counts.size());
    ++counts[static_cast<size_t>(p)];
  }
  const int64_t size = parts.empty() ? 1 : static_cast<int64_t>(data.elements() / parts.size());
  for (size_t i = 0; i < counts.size(); ++i) {
    std::vector<int64_t> dims = ctx.dims(i);
    dims[0] = counts[i];
    GC_ASSIGN_OR_RETURN(Elements out, Elements::Make(ctx, data.type(), dims));
    int64_t to = 0;
    for (size_t k = 0; k < parts.size(); ++k) {
      if (parts[k] != static_cast<int64_t>(i)) continue;
      out.Copy(to, data, static_cast<int64_t>(k) * size, size);
      to += size;
    }
    GC_RETURN_IF_ERROR(std::move(out).SetTo(ctx, i));
  }
  return Status::Ok();
}

// Indices, shape, values, default: a value at each index, the default elsewhere.
Status InferSparseToDense(InferContext& ctx) {
  GC_ASSIGN_OR_RETURN(PartialShape shape, ShapeFromEntries(ctx, 1));
  ctx.Set(0, std::move(shape));
  return Status::Ok();
}

Status SparseToDense(EvalContext& ctx) {
  const Literal &indices = ctx.input(0), &values = ctx.input(2), &otherwise = ctx.input(3);
  if (values.type() != otherwise.type() || otherwise.elements() != 1) return Error(StatusCode::kInvalidModel, "a default of another type");
  GC_ASSIGN_OR_RETURN(Elements out, Elements::Make(ctx, values.type(), ctx.dims(0)));
  out.Fill(otherwise);
  // A vector of indices is one number each, a scalar one index.
  std::vector<int64_t> dims = indices.dims();
  if (dims.size() < 2) dims = {static_cast<int64_t>(indices.elements()), 1};
  GC_ASSIGN_OR_RETURN(const Places places, PlacesOf(indices.WithDims(dims), ctx.dims(0)));
  if (places.size != 1 || (values.elements() != 1 && values.elements() != places.at.size()))
    return Error(StatusCode::kInvalidModel, "%zu values for %zu indices", values.elements(), places.at.size());
  for (size_t i = 0; i < places.at.size(); ++i) out.Copy(places.at[i], values, values.elements() == 1 ? 0 : static_cast<int64_t>(i));
  return std::move(out).SetTo(ctx, 0);
}

constexpr Op kOps[] = {
    {"DynamicPartition", 2, 1, InferPartition, Partition},
    {"DynamicStitch", 2, 1, InferStitch, Stitch},
    {"ParallelDynamicStitch", 2, 1, InferStitch, Stitch},
    {"ScatterNd", 3, 1, InferScatterNd, ScatterNd},
    {"ScatterNdNonAliasingAdd", 3, 1, InferFirst, TensorScatter<Combine::kAdd>},
    {"SparseToDense", 4, 1, InferSparseToDense, SparseToDense},
    {"TensorScatterAdd", 3, 1, InferFirst, TensorScatter<Combine::kAdd>},
    {"TensorScatterMax", 3, 1, InferFirst, TensorScatter<Combine::kMax>},
    {"TensorScatterMin", 3, 1, InferFirst, TensorScatter<Combine::kMin>},
    {"TensorScatterSub", 3, 1, InferFirst, TensorScatter<Combine::kSub>},
    {"TensorScatterUpdate", 3, 1, InferFirst, TensorScatter<Combine::kUpdate>},
};

}  // namespace

std::span<const Op> ScatterOps() { return kOps; }

}  // namespace goldcrest::tf
