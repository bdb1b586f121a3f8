// Elements of one tensor or another by a condition, and where a condition holds.
#include <algorithm>

#include "tfops/elements.h"
#include "tfops/loops.h"
#include "tfops/numbers.h"
#include "tfops/op.h"
#include "tfops/shapes.h"

namespace goldcrest::tf {
namespace {

// The condition has the values' shape, is a scalar, or a vector that chooses rows.
Status InferSelect(InferContext& ctx) {
  GC_ASSIGN_OR_RETURN(PartialShape shape, Merge(ctx.shape(1), ctx.shape(2)));
  const PartialShape& condition = ctx.shape(0);
  if (shape.has_rank() && condition.has_rank() && condition.rank() != 0 && condition.rank() != 1) {
    GC_ASSIGN_OR_RETURN(shape, Merge(shape, condition));
  }
  if (shape.has_rank() && condition.has_rank() && condition.rank() == 1) {
    if (shape.rank() == 0) return Error(StatusCode::kInvalidModel, "a vector of conditions for scalars");
    GC_ASSIGN_OR_RETURN(const int64_t rows, MergeDim(shape.dim(0), condition.dim(0)));
    shape.set_dim(0, rows);
  }
  ctx.Set(0, std::move(shape));
  return Status::Ok();
}

// Every input with its strides, the condition's first dimension or its last against the result's.
Status SelectBy(EvalContext& ctx, std::span<const int64_t> condition_strides) {
  const Literal &condition = ctx.input(0), &x = ctx.input(1), &y = ctx.input(2);
  if (condition.type() != DataType::kBool || x.type() != y.type())
    return Error(StatusCode::kInvalidModel, "a condition of %s for %s and %s", TypeName(condition.type()).c_str(),
                 TypeName(x.type()).c_str(), TypeName(y.type()).c_str());
  const std::vector<int64_t>& dims = ctx.dims(0);
  GC_ASSIGN_OR_RETURN(Elements out, Elements::Make(ctx, x.type(), dims));
  const std::vector<int64_t> from_x = BroadcastStrides(x.dims(), dims.size()), from_y = BroadcastStrides(y.dims(), dims.size());
  const Loops<4> loops(dims, {Strides(dims), condition_strides, from_x, from_y});
  const uint8_t* holds = condition.bytes().data();
  loops.ForEachRow({0, 0, 0, 0}, [&](const Loops<4>::Offsets& at) {
    for (int64_t i = 0; i < loops.row(); ++i) {
      const int64_t to = at[0] + i * loops.step(0);
      if (holds[at[1] + i * loops.step(1)] != 0) {
        out.Copy(to, x, at[2] + i * loops.step(2));
      } else {
        out.Copy(to, y, at[3] + i * loops.step(3));
      }
    }
  });
  return std::move(out).SetTo(ctx, 0);
}

Status Select(EvalContext& ctx) {
  const Literal& condition = ctx.input(0);
  std::vector<int64_t> strides(ctx.dims(0).size(), 0);
  if (condition.dims() == ctx.dims(0)) {
    strides = Strides(condition.dims());
  } else if (condition.rank() == 1) {
    strides[0] = 1;
  }
  return SelectBy(ctx, strides);
}

Status SelectV2(EvalContext& ctx) { return SelectBy(ctx, BroadcastStrides(ctx.input(0).dims(), ctx.dims(0).size())); }

Status InferWhere(InferContext& ctx) {
  ctx.Set(0, PartialShape({PartialShape::kUnknown, ctx.shape(0).has_rank() ? ctx.shape(0).rank() : PartialShape::kUnknown}));
  return Status::Ok();
}

// The indices of what is not zero, in order, a row each.
Status Where(EvalContext& ctx) {
  const Literal& in = ctx.input(0);
  std::vector<int64_t> at;
  const bool known = WithAnyNumberType(in.type(), [&]<typename T>(T) {
    const T* x = reinterpret_cast<const T*>(in.bytes().data());
    for (size_t i = 0; i < in.elements(); ++i)
      if (x[i] != T(0)) at.push_back(static_cast<int64_t>(i));
  });
  if (!known) return Error(StatusCode::kUnsupported, "elements of type %s", TypeName(in.type()).c_str());
  const std::vector<int64_t> dims = {static_cast<int64_t>(at.size()), in.rank()}, strides = Strides(in.dims());
  GC_RETURN_IF_ERROR(ctx.Fits(DataType::kInt64, dims));
  std::vector<int64_t> rows;
  for (int64_t i : at)
    for (size_t k = 0; k < strides.size(); ++k) rows.push_back(i / strides[k] % in.dims()[k]);
  ctx.Set(0, Literal::Of(dims, rows));
  return Status::Ok();
}

constexpr Op kOps[] = {
    {"Select", 3, 1, InferSelect, Select},
    {"SelectV2", 3, 1, InferBroadcast, SelectV2},
    {"Where", 1, 1, InferWhere, Where},
};

}  // namespace

std::span<const Op> SelectOps() { return kOps; }

}  // namespace goldcrest::tf
