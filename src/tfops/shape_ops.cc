// Operators that look at shapes or change nothing but the shape: no element is touched.
#include <algorithm>

#include "tfops/elements.h"
#include "tfops/op.h"
#include "tfops/shapes.h"

namespace goldcrest::tf {
namespace {

PartialInts IntsOf(const PartialShape& shape) {
  PartialInts ints;
  for (int64_t d : shape.dims()) ints.push_back(d < 0 ? std::nullopt : std::optional<int64_t>(d));
  return ints;
}

// What is known of the entries of input 0 is known of result 0.
void PassEntries(InferContext& ctx) {
  const PartialShape& shape = ctx.outputs()[0].shape;
  if (!shape.has_rank() || shape.rank() > 1) return;
  if (const auto entries = ctx.Entries(0); entries.has_value() && static_cast<int64_t>(entries->size()) == shape.elements())
    ctx.SetInts(0, *entries);
}

Status InferIdentity(InferContext& ctx) {
  GC_RETURN_IF_ERROR(InferSame(ctx));
  PassEntries(ctx);
  return Status::Ok();
}

Status Identity(EvalContext& ctx) {
  for (size_t i = 0; i < ctx.num_outputs(); ++i) {
    if (i >= ctx.num_inputs()) return Error(StatusCode::kInvalidModel, "%zu results of %zu inputs", ctx.num_outputs(), ctx.num_inputs());
    ctx.Set(i, ctx.input(i));
  }
  return Status::Ok();
}

Status InferShape(InferContext& ctx) {
  for (size_t i = 0; i < std::min(ctx.num_outputs(), ctx.num_inputs()); ++i) {
    const PartialShape& shape = ctx.shape(i);
    ctx.Set(i, shape.has_rank() ? PartialShape({shape.rank()}) : PartialShape::OfRank(1));
    if (shape.has_rank()) ctx.SetInts(i, IntsOf(shape));
  }
  return Status::Ok();
}

// Integers of the type the graph says.
Status SetInts(EvalContext& ctx, size_t i, std::vector<int64_t> dims, const std::vector<int64_t>& values) {
  GC_ASSIGN_OR_RETURN(Literal result, LiteralFromInts(ctx.output_type(i), std::move(dims), values));
  ctx.Set(i, std::move(result));
  return Status::Ok();
}

Status Shape(EvalContext& ctx) {
  for (size_t i = 0; i < std::min(ctx.num_outputs(), ctx.num_inputs()); ++i)
    GC_RETURN_IF_ERROR(SetInts(ctx, i, {ctx.input(i).rank()}, ctx.input(i).dims()));
  return Status::Ok();
}

Status InferSize(InferContext& ctx) {
  ctx.Set(0, PartialShape::Scalar());
  if (const int64_t n = ctx.shape(0).elements(); n >= 0) ctx.SetInts(0, {n});
  return Status::Ok();
}

Status Size(EvalContext& ctx) { return SetInts(ctx, 0, {}, {static_cast<int64_t>(ctx.input(0).elements())}); }

Status InferRank(InferContext& ctx) {
  ctx.Set(0, PartialShape::Scalar());
  if (ctx.shape(0).has_rank()) ctx.SetInts(0, {ctx.shape(0).rank()});
  return Status::Ok();
}

Status Rank(EvalContext& ctx) { return SetInts(ctx, 0, {}, {ctx.input(0).rank()}); }

// The dimension that the others leave of so many elements, unknown where they do not decide it.
Expected<int64_t> Remaining(const PartialShape& from, const std::vector<int64_t>& dims) {
  int64_t known = 1;
  for (int64_t d : dims) {
    if (d < 0) continue;
    GC_ASSIGN_OR_RETURN(known, MultiplyDims(known, d));
  }
  const int64_t elements = from.elements();
  if (elements < 0 || known == 0) return PartialShape::kUnknown;
  if (elements % known != 0)
    return Error(StatusCode::kInvalidModel, "%lld elements do not make shape %s", static_cast<long long>(elements),
                 PartialShape(dims).ToString().c_str());
  return elements / known;
}

Status InferReshape(InferContext& ctx) {
  GC_ASSIGN_OR_RETURN(PartialShape shape, ShapeFromEntries(ctx, 1));
  if (shape.has_rank()) {
    const std::optional<PartialInts> entries = ctx.Entries(1);
    const auto free = std::count(shape.dims().begin(), shape.dims().end(), PartialShape::kUnknown);
    if (std::count(entries->begin(), entries->end(), std::optional<int64_t>(-1)) > 1)
      return Error(StatusCode::kInvalidModel, "a shape with more than one -1");
    if (free == 1) {
      const auto at = std::find(shape.dims().begin(), shape.dims().end(), PartialShape::kUnknown) - shape.dims().begin();
      GC_ASSIGN_OR_RETURN(const int64_t rest, Remaining(ctx.shape(0), shape.dims()));
      shape.set_dim(static_cast<int>(at), rest);
    }
    const int64_t from = ctx.shape(0).elements(), to = shape.elements();
    if (from >= 0 && to >= 0 && from != to)
      return Error(StatusCode::kInvalidModel, "%lld elements do not make shape %s", static_cast<long long>(from), shape.ToString().c_str());
  }
  ctx.Set(0, std::move(shape));
  PassEntries(ctx);
  return Status::Ok();
}

// The same elements under the shape that was inferred.
Status SameElements(EvalContext& ctx) {
  const PartialShape& shape = ctx.shape(0);
  if (!shape.IsStatic() || shape.elements() != static_cast<int64_t>(ctx.input(0).elements()))
    return Error(StatusCode::kInvalidModel, "shape %s cannot become %s", ctx.input(0).shape().ToString().c_str(), shape.ToString().c_str());
  ctx.Set(0, ctx.input(0).WithDims(shape.dims()));
  return Status::Ok();
}

Status InferExpandDims(InferContext& ctx) {
  const PartialShape& shape = ctx.shape(0);
  if (!shape.has_rank()) return Status::Ok();
  const std::optional<int64_t> given = ctx.Int(1);
  if (!given.has_value()) {
    ctx.Set(0, PartialShape::OfRank(shape.rank() + 1));
    return Status::Ok();
  }
  GC_ASSIGN_OR_RETURN(const int axis, ToAxis(*given, shape.rank() + 1));
  std::vector<int64_t> dims = shape.dims();
  dims.insert(dims.begin() + axis, 1);
  ctx.Set(0, PartialShape(std::move(dims)));
  PassEntries(ctx);
  return Status::Ok();
}

Status InferSqueeze(InferContext& ctx) {
  const PartialShape& shape = ctx.shape(0);
  if (!shape.has_rank()) return Status::Ok();
  std::vector<bool> named(static_cast<size_t>(shape.rank()));
  std::vector<int64_t> axes = ctx.attrs().Ints("squeeze_dims");
  if (axes.empty()) axes = ctx.attrs().Ints("axis");
  for (int64_t a : axes) {
    GC_ASSIGN_OR_RETURN(const int axis, ToAxis(a, shape.rank()));
    if (shape.dim(axis) > 1 || shape.dim(axis) == 0)
      return Error(StatusCode::kInvalidModel, "dimension %d of %s is not 1", axis, shape.ToString().c_str());
    named[static_cast<size_t>(axis)] = true;
  }
  std::vector<int64_t> dims;
  for (int i = 0; i < shape.rank(); ++i) {
    if (axes.empty() && shape.dim(i) < 0) return Status::Ok();  // it may be 1
    if (axes.empty() ? shape.dim(i) != 1 : !named[static_cast<size_t>(i)]) dims.push_back(shape.dim(i));
  }
  ctx.Set(0, PartialShape(std::move(dims)));
  PassEntries(ctx);
  return Status::Ok();
}

Status InferEnsureShape(InferContext& ctx) {
  const auto* wanted = ctx.attrs().Get<PartialShape>("shape");
  GC_ASSIGN_OR_RETURN(PartialShape shape, Merge(ctx.shape(0), wanted != nullptr ? *wanted : PartialShape()));
  ctx.Set(0, std::move(shape));
  PassEntries(ctx);
  return Status::Ok();
}

// The shape that two shapes broadcast to.
Status InferBroadcastArgs(InferContext& ctx) {
  GC_ASSIGN_OR_RETURN(const PartialShape a, ShapeFromEntries(ctx, 0));
  GC_ASSIGN_OR_RETURN(const PartialShape b, ShapeFromEntries(ctx, 1));
  GC_ASSIGN_OR_RETURN(const PartialShape both, BroadcastShapes(a, b));
  ctx.Set(0, both.has_rank() ? PartialShape({both.rank()}) : PartialShape::OfRank(1));
  if (both.has_rank()) ctx.SetInts(0, IntsOf(both));
  return Status::Ok();
}

Status BroadcastArgs(EvalContext& ctx) {
  GC_ASSIGN_OR_RETURN(const std::vector<int64_t> a, ctx.input(0).AsInts());
  GC_ASSIGN_OR_RETURN(const std::vector<int64_t> b, ctx.input(1).AsInts());
  GC_ASSIGN_OR_RETURN(const PartialShape both, BroadcastShapes(PartialShape(a), PartialShape(b)));
  return SetInts(ctx, 0, {both.rank()}, both.dims());
}

Status InferVectors(InferContext& ctx) {
  for (size_t i = 0; i < ctx.num_outputs(); ++i) ctx.Set(i, PartialShape::OfRank(1));
  return Status::Ok();
}

// The axes along which the gradients of two operands that were broadcast are summed.
Status BroadcastGradientArgs(EvalContext& ctx) {
  GC_ASSIGN_OR_RETURN(const std::vector<int64_t> a, ctx.input(0).AsInts());
  GC_ASSIGN_OR_RETURN(const std::vector<int64_t> b, ctx.input(1).AsInts());
  GC_ASSIGN_OR_RETURN(const PartialShape both, BroadcastShapes(PartialShape(a), PartialShape(b)));
  std::vector<int64_t> axes[2];
  for (int i = 0; i < both.rank(); ++i) {
    const auto dim = [&](const std::vector<int64_t>& s) {
      const int at = i - (both.rank() - static_cast<int>(s.size()));
      return at < 0 ? int64_t{1} : s[static_cast<size_t>(at)];
    };
    for (size_t k = 0; k < 2; ++k)
      if (dim(k == 0 ? a : b) == 1) axes[k].push_back(i);
  }
  // Two shapes that are the same need no sum at all.
  for (size_t k = 0; k < 2; ++k) {
    if (a == b) axes[k].clear();
    const auto n = static_cast<int64_t>(axes[k].size());
    GC_RETURN_IF_ERROR(SetInts(ctx, k, {n}, axes[k]));
  }
  return Status::Ok();
}

Status InferInvertPermutation(InferContext& ctx) {
  GC_ASSIGN_OR_RETURN(PartialShape shape, WithRank(ctx, 0, 1));
  ctx.Set(0, std::move(shape));
  return Status::Ok();
}

Status InvertPermutation(EvalContext& ctx) {
  GC_ASSIGN_OR_RETURN(const std::vector<int64_t> x, ctx.input(0).AsInts());
  std::vector<int64_t> inverse(x.size(), -1);
  for (size_t i = 0; i < x.size(); ++i) {
    if (x[i] < 0 || static_cast<size_t>(x[i]) >= x.size() || inverse[static_cast<size_t>(x[i])] >= 0)
      return Error(StatusCode::kInvalidArgument, "entry %zu is %lld, no permutation of %zu", i, static_cast<long long>(x[i]), x.size());
    inverse[static_cast<size_t>(x[i])] = static_cast<int64_t>(i);
  }
  return SetInts(ctx, 0, {static_cast<int64_t>(x.size())}, inverse);
}

Status InferConcatOffset(InferContext& ctx) {
  for (size_t i = 0; i < ctx.num_outputs() && i + 1 < ctx.num_inputs(); ++i) ctx.Set(i, ctx.shape(i + 1));
  return Status::Ok();
}

// Where each of several tensors, given as shapes, begins in what they are joined to.
Status ConcatOffset(EvalContext& ctx) {
  GC_ASSIGN_OR_RETURN(const std::vector<int64_t> given, ctx.input(0).AsInts());
  if (given.size() != 1) return Error(StatusCode::kInvalidModel, "%zu axes", given.size());
  uint64_t at = 0;
  for (size_t i = 0; i + 1 < ctx.num_inputs(); ++i) {
    GC_ASSIGN_OR_RETURN(const std::vector<int64_t> shape, ctx.input(i + 1).AsInts());
    GC_ASSIGN_OR_RETURN(const int axis, ToAxis(given[0], static_cast<int>(shape.size())));
    std::vector<int64_t> offset(shape.size(), 0);
    offset[static_cast<size_t>(axis)] = static_cast<int64_t>(at);
    GC_RETURN_IF_ERROR(SetInts(ctx, i, {static_cast<int64_t>(shape.size())}, offset));
    at += static_cast<uint64_t>(shape[static_cast<size_t>(axis)]);
  }
  return Status::Ok();
}

Status CheckNumerics(EvalContext& ctx) {
  GC_ASSIGN_OR_RETURN(const std::vector<double> x, ctx.input(0).AsDoubles());
  for (double v : x)
    if (!(v - v == 0)) return Error(StatusCode::kRuntimeError, "%s", std::string(ctx.attrs().String("message", "NaN or infinite")).c_str());
  return Identity(ctx);
}

Status InferConst(InferContext& ctx) {
  if (const auto* value = ctx.attrs().Get<Literal>("value")) ctx.Set(0, value->shape());
  return Status::Ok();
}

Status Const(EvalContext& ctx) {
  const auto* value = ctx.attrs().Get<Literal>("value");
  if (value == nullptr) return Error(StatusCode::kInvalidModel, "a constant without a value");
  ctx.Set(0, *value);
  return Status::Ok();
}

Status InferPlaceholder(InferContext& ctx) {
  const auto* shape = ctx.attrs().Get<PartialShape>("shape");
  ctx.Set(0, shape != nullptr ? *shape : PartialShape());
  return Status::Ok();
}

// Its default may be of a narrower shape than what is fed.
Status InferPlaceholderWithDefault(InferContext& ctx) {
  const auto* shape = ctx.attrs().Get<PartialShape>("shape");
  ctx.Set(0, shape != nullptr ? *shape : ctx.shape(0));
  return Status::Ok();
}

constexpr Op kOps[] = {
    {"BroadcastArgs", 2, 1, InferBroadcastArgs, BroadcastArgs},
    {"BroadcastGradientArgs", 2, 2, InferVectors, BroadcastGradientArgs},
    {"CheckNumerics", 1, 1, InferSame, CheckNumerics},
    {"CheckNumericsV2", 1, 1, InferSame, CheckNumerics},
    {"ConcatOffset", 2, 1, InferConcatOffset, ConcatOffset},
    {"Const", 0, 1, InferConst, Const},
    {"DebugGradientIdentity", 1, 1, InferIdentity, Identity},
    {"DeepCopy", 1, 1, InferIdentity, Identity},
    {"EnsureShape", 1, 1, InferEnsureShape, SameElements},
    {"ExpandDims", 2, 1, InferExpandDims, SameElements},
    {"Identity", 1, 1, InferIdentity, Identity},
    {"IdentityN", 1, 1, InferSame, Identity},
    {"InvertPermutation", 1, 1, InferInvertPermutation, InvertPermutation},
    {"Placeholder", 0, 1, InferPlaceholder, nullptr},
    {"PlaceholderV2", 0, 1, InferPlaceholder, nullptr},
    {"PlaceholderWithDefault", 1, 1, InferPlaceholderWithDefault, nullptr},
    {"PreventGradient", 1, 1, InferIdentity, Identity},
    {"Rank", 1, 1, InferRank, Rank},
    {"Reshape", 2, 1, InferReshape, SameElements},
    {"Shape", 1, 1, InferShape, Shape},
    {"ShapeN", 1, 1, InferShape, Shape},
    {"Size", 1, 1, InferSize, Size},
    {"Snapshot", 1, 1, InferIdentity, Identity},
    {"Squeeze", 1, 1, InferSqueeze, SameElements},
    {"StopGradient", 1, 1, InferIdentity, Identity},
    {"XlaSharding", 1, 1, InferIdentity, Identity},
};

}  // namespace

std::span<const Op> ShapeOps() { return kOps; }

}  // namespace goldcrest::tf
