// EMBEDDING_LOOKUP_SPARSE: for each row of a sparse matrix of ids, the weighted sum of the rows of a table that they name.
//   ids [1, 0, 2], indices [[0, 0], [0, 1], [1, 0]], dense_shape [2, 2], weights [1, 2, 4], table [[1], [10], [100]]
//   -> [[10 * 1 + 1 * 2], [100 * 4]]
//
// The last of the sparse tensor's dimensions is summed over. Combiners MEAN and SQRTN divide a row's sum by the sum of its weights,
// or by the root of the sum of their squares. Ids of one row are expected to follow each other.
#include <cmath>
#include <vector>

#include "kernels/common/arguments.h"
#include "kernels/common/define.h"

namespace goldcrest::kernels {
namespace {

enum Input : int { kIds, kIndices, kDenseShape, kWeights, kTable };

Status CheckInputs(const InferContext& ctx) {
  for (int i : {kIds, kIndices, kDenseShape}) GC_RETURN_IF_ERROR(ctx.ExpectType(i, {TensorType::kInt32}));
  for (int i : {kWeights, kTable}) GC_RETURN_IF_ERROR(ctx.ExpectType(i, {TensorType::kFloat32}));
  GC_RETURN_IF_ERROR(ctx.ExpectOutputType(0, {TensorType::kFloat32}));
  for (int i : {kIds, kDenseShape, kWeights}) GC_RETURN_IF_ERROR(ctx.ExpectRank(i, 1, 1));
  GC_RETURN_IF_ERROR(ctx.ExpectRank(kIndices, 2, 2));
  GC_RETURN_IF_ERROR(ctx.ExpectRank(kTable, 2));
  const Shape& indices = ctx.input(kIndices).shape;
  if (indices[0] != ctx.input(kIds).shape[0] || indices[0] != ctx.input(kWeights).shape[0]) {
    return Error(StatusCode::kInvalidModel, "has %d ids, %d indices and %d weights; expected as many of each", ctx.input(kIds).shape[0],
                 indices[0], ctx.input(kWeights).shape[0]);
  }
  if (indices[1] < 1 || indices[1] != ctx.input(kDenseShape).shape[0]) {
    return Error(StatusCode::kInvalidModel,
                 "has indices with %d coordinates and a dense shape of %d dimensions; expected as many, at least 1", indices[1],
                 ctx.input(kDenseShape).shape[0]);
  }
  return Status::Ok();
}

Status Infer(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(5, 5));
  GC_RETURN_IF_ERROR(CheckInputs(ctx));
  GC_ASSIGN_OR_RETURN(const auto dense, IntegerValues(ctx, kDenseShape));
  if (!dense) return ctx.NeedsValue(kDenseShape);
  const Shape& table = ctx.input(kTable).shape;
  std::vector<int64_t> dims(dense->begin(), dense->end() - 1);
  dims.insert(dims.end(), table.begin() + 1, table.end());
  GC_ASSIGN_OR_RETURN(const Shape shape, ShapeOf(dims));
  return ctx.SetOutput(0, shape);
}

struct State {
  model::CombinerType combiner;
  int64_t rows, width;
  int coordinates;  // of an index, but for the last
};

// The number of the output's row that id i adds to.
Expected<int64_t> RowOf(const State& s, EvalContext& ctx, int64_t i) {
  int64_t row = 0;
  for (int d = 0; d < s.coordinates; ++d) {
    const int32_t index = ctx.in<int32_t>(kIndices)[i * (s.coordinates + 1) + d], dim = ctx.output(0).shape[d];
    if (index < 0 || index >= dim) return Error(StatusCode::kRuntimeError, "index %d is outside of [0, %d) in dimension %d", index, dim, d);
    row = row * dim + index;
  }
  return row;
}

Status Eval(const State& s, EvalContext& ctx) {
  float* out = ctx.out<float>(0);
  const size_t n = ctx.output(0).bytes / sizeof(float);
  for (size_t i = 0; i < n; ++i) out[i] = 0;
  int64_t row = 0;
  float total = 0, squares = 0;
  bool any = false;
  const auto finish = [&] {
    if (s.combiner == model::CombinerType::kSum || !any) return;
    const float divisor = s.combiner == model::CombinerType::kMean ? total : std::sqrt(squares);
    for (int64_t k = 0; k < s.width; ++k) out[row * s.width + k] /= divisor;
  };
  for (int64_t i = 0; i < ctx.input(kIds).shape[0]; ++i) {
    const int32_t id = ctx.in<int32_t>(kIds)[i];
    if (id < 0 || id >= s.rows)
      return Error(StatusCode::kRuntimeError, "id %d is outside of [0, %lld)", id, static_cast<long long>(s.rows));
    GC_ASSIGN_OR_RETURN(const int64_t to, RowOf(s, ctx, i));
    if (to != row) {
      finish();
      row = to;
      total = squares = 0;
    }
    any = true;
    const float weight = ctx.in<float>(kWeights)[i];
    total += weight;
    squares += weight * weight;
    const float* from = ctx.in<float>(kTable) + id * s.width;
    for (int64_t k = 0; k < s.width; ++k) out[row * s.width + k] += from[k] * weight;
  }
  finish();
  return Status::Ok();
}

Expected<Kernel> Select(SelectContext& ctx) {
  // The output was sized by it.
  GC_RETURN_IF_ERROR(IntegerValues(ctx, kDenseShape).status());
  const Shape& table = ctx.input(kTable).shape;
  return Kernel::Make<State, Eval>("embedding_lookup_sparse", {OptionsOf<model::EmbeddingLookupSparseOptions>(ctx).combiner, table[0],
                                                               table.elements(1, table.rank()), ctx.input(kIndices).shape[1] - 1});
}

}  // namespace

GC_DEFINE_OPERATOR(EmbeddingLookupSparse, Infer, Select)

}  // namespace goldcrest::kernels
