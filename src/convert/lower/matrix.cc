// Diagonals, segments and buckets.
#include <algorithm>

#include "convert/lower/operands.h"

namespace goldcrest::convert {
namespace {

using tf::DataType;
using tf::PartialShape;

// Whether input `i`, which newer versions of the operators have, is absent or a constant of one value.
bool IsDefault(const Lowering& l, int i, double value) {
  if (i >= l.num_inputs()) return true;
  const std::optional<std::vector<double>> given = l.Doubles(i);
  return given && !given->empty() && std::all_of(given->begin(), given->end(), [&](double v) { return v == value; });
}

// The number of rows or columns: not given, or that of the diagonal.
bool IsLength(const Lowering& l, int i, int64_t length) {
  return IsDefault(l, i, -1) || (length >= 0 && IsDefault(l, i, static_cast<double>(length)));
}

int64_t LastDim(const Value* v) { return v->rank() > 0 ? v->shape.dim(v->rank() - 1) : PartialShape::kUnknown; }

Status LowerMatrixDiag(Lowering& l) {
  Value* diagonal = l.input(0);
  const int64_t n = LastDim(diagonal);
  if (!IsDefault(l, 1, 0) || !IsLength(l, 2, n) || !IsLength(l, 3, n) || !IsDefault(l, 4, 0))
    return l.Refuse("the model format's matrices are square, with zeros beside the main diagonal");
  return l.Replace(l.Builtin(BuiltinOperator::kMatrixDiag, model::MatrixDiagOptions(), {diagonal}, diagonal->type, l.output()->shape));
}

Status LowerMatrixSetDiag(Lowering& l) {
  Value* x = l.input(0);
  if (!IsDefault(l, 2, 0)) return l.Refuse("the model format sets the main diagonal only");
  return l.Replace(l.Builtin(BuiltinOperator::kMatrixSetDiag, model::MatrixSetDiagOptions(), {x, l.input(1)}, x->type, x->shape));
}

// Of [..., m, n] laid out as [..., m * n], every (n + 1)th element, min(m, n) of them.
Status LowerMatrixDiagPart(Lowering& l) {
  Value* x = l.input(0);
  const int rank = x->rank();
  if (!IsDefault(l, 1, 0)) return l.Refuse("only the main diagonal is a slice of the matrix");
  if (rank < 2 || x->shape.dim(rank - 1) < 1 || x->shape.dim(rank - 2) < 1) return l.Refuse("the size of its matrices is not known");
  const int64_t m = x->shape.dim(rank - 2), n = x->shape.dim(rank - 1), count = std::min(m, n);
  std::vector<int64_t> flat(x->shape.dims().begin(), x->shape.dims().end() - 2);
  std::vector<int64_t> result = flat;
  flat.push_back(m * n);
  result.push_back(count);
  Value* rows = ReshapeTo(l, x, PartialShape(flat));
  if (rows == nullptr) return l.Refuse("more than one of its dimensions is not known");
  std::vector<int64_t> begin(flat.size(), 0), end(flat.size(), 0), stride(flat.size(), 1);
  model::StridedSliceOptions options;
  for (size_t i = 0; i + 1 < flat.size(); ++i) options.begin_mask = options.end_mask |= 1 << i;
  end.back() = (count - 1) * (n + 1) + 1;
  stride.back() = n + 1;
  Value* from = l.Int32s(begin);
  Value* to = l.Int32s(end);
  return l.Replace(l.Builtin(BuiltinOperator::kStridedSlice, options, {rows, from, to, l.Int32s(stride)}, x->type, PartialShape(result)));
}

Status LowerSegmentSum(Lowering& l) {
  Value* x = l.input(0);
  if (!Contains(kFloat32Int32, x->type)) return l.Refuse("no kernel sums segments of %s", tf::TypeName(x->type).c_str());
  Value* ids = AsInt32(l, 1);
  return l.Replace(l.Builtin(BuiltinOperator::kSegmentSum, model::SegmentSumOptions(), {x, ids}, x->type, l.output()->shape));
}

template <BuiltinOperator op, typename Options>
Status LowerUnsortedSegment(Lowering& l) {
  Value* x = l.input(0);
  if (!Contains(kFloat32Int32, x->type)) return l.Refuse("no kernel reduces segments of %s", tf::TypeName(x->type).c_str());
  Value* ids = AsInt32(l, 1);
  return l.Replace(l.Builtin(op, Options(), {x, ids, AsInt32(l, 2)}, x->type, l.output()->shape));
}

Status LowerBucketize(Lowering& l) {
  const auto* boundaries = l.attrs().Get<std::vector<float>>("boundaries");
  model::BucketizeOptions options;
  if (boundaries != nullptr) options.boundaries = *boundaries;
  Value* x = l.input(0);
  return l.Replace(l.Builtin(BuiltinOperator::kBucketize, options, {x}, DataType::kInt32, x->shape));
}

constexpr LoweringRule kRules[] = {
    {"Bucketize", LowerBucketize},
    {"MatrixDiag", LowerMatrixDiag},
    {"MatrixDiagPart", LowerMatrixDiagPart},
    {"MatrixDiagPartV2", LowerMatrixDiagPart},
    {"MatrixDiagPartV3", LowerMatrixDiagPart},
    {"MatrixDiagV2", LowerMatrixDiag},
    {"MatrixDiagV3", LowerMatrixDiag},
    {"MatrixSetDiag", LowerMatrixSetDiag},
    {"MatrixSetDiagV2", LowerMatrixSetDiag},
    {"MatrixSetDiagV3", LowerMatrixSetDiag},
    {"SegmentSum", LowerSegmentSum},
    {"UnsortedSegmentMax", LowerUnsortedSegment<BuiltinOperator::kUnsortedSegmentMax, model::UnsortedSegmentMaxOptions>},
    {"UnsortedSegmentMin", LowerUnsortedSegment<BuiltinOperator::kUnsortedSegmentMin, model::UnsortedSegmentMinOptions>},
    {"UnsortedSegmentProd", LowerUnsortedSegment<BuiltinOperator::kUnsortedSegmentProd, model::UnsortedSegmentProdOptions>},
    {"UnsortedSegmentSum", LowerUnsortedSegment<BuiltinOperator::kUnsortedSegmentSum, model::UnsortedSegmentSumOptions>},
};

}  // namespace

std::span<const LoweringRule> MatrixRules() { return kRules; }

}  // namespace goldcrest::convert
