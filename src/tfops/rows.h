// What operators on numbers share: their inputs as doubles, a result of doubles, tensors as rows along one axis.
#ifndef GOLDCREST_SRC_TFOPS_ROWS_H_
#define GOLDCREST_SRC_TFOPS_ROWS_H_

#include <vector>

#include "tfops/loops.h"
#include "tfops/numbers.h"
#include "tfops/op.h"

namespace goldcrest::tf {

// Result i, rounded to the graph's type.
inline Status SetDoubles(EvalContext& ctx, size_t i, std::vector<int64_t> dims, const std::vector<double>& values) {
  GC_ASSIGN_OR_RETURN(Literal made, LiteralFromDoubles(ctx.output_type(i), std::move(dims), values));
  ctx.Set(i, std::move(made));
  return Status::Ok();
}
inline Status SetComplex(EvalContext& ctx, size_t i, std::vector<int64_t> dims, const std::vector<Complex>& values) {
  GC_ASSIGN_OR_RETURN(Literal made, LiteralFromComplex(ctx.output_type(i), std::move(dims), values));
  ctx.Set(i, std::move(made));
  return Status::Ok();
}
inline Status SetIntegers(EvalContext& ctx, size_t i, std::vector<int64_t> dims, const std::vector<int64_t>& values) {
  GC_ASSIGN_OR_RETURN(Literal made, LiteralFromInts(ctx.output_type(i), std::move(dims), values));
  ctx.Set(i, std::move(made));
  return Status::Ok();
}

// A tensor of outer x size x inner elements, `size` being one of its dimensions.
struct Rows {
  int64_t outer = 1;
  int64_t size = 1;
  int64_t inner = 1;
};

// Of a tensor without elements none are outer, so that loops over them end.
inline Rows RowsAlong(const std::vector<int64_t>& dims, int axis) {
  const auto at = static_cast<size_t>(axis);
  Rows rows{1, dims[at], 1};
  if (PartialShape(dims).elements() <= 0) return {0, dims[at], 1};
  for (size_t i = 0; i < dims.size(); ++i) {
    if (i < at) rows.outer *= dims[i];
    if (i > at) rows.inner *= dims[i];
  }
  return rows;
}

// The scalar that input i is.
inline Expected<double> ScalarDouble(const EvalContext& ctx, size_t i) {
  GC_ASSIGN_OR_RETURN(const std::vector<double> v, ctx.input(i).AsDoubles());
  if (v.size() != 1) return Error(StatusCode::kInvalidModel, "input %zu has %zu elements; it has 1", i, v.size());
  return v[0];
}
inline Expected<int64_t> ScalarInt(const EvalContext& ctx, size_t i) {
  GC_ASSIGN_OR_RETURN(const std::vector<int64_t> v, ctx.input(i).AsInts());
  if (v.size() != 1) return Error(StatusCode::kInvalidModel, "input %zu has %zu elements; it has 1", i, v.size());
  return v[0];
}

}  // namespace goldcrest::tf

#endif  // GOLDCREST_SRC_TFOPS_ROWS_H_
