// Operators that move or accumulate elements.
#include <algorithm>

#include "convert/lower/operands.h"
#include "convert/recipes/recipes.h"

namespace goldcrest::convert {
namespace {

using tf::DataType;
using tf::Literal;
using tf::PartialShape;

Value* Gather(Lowering& l, Value* x, Value* indices, int axis) {
  model::GatherOptions options;
  options.axis = axis;
  return l.Builtin(BuiltinOperator::kGather, options, {x, indices}, x->type, x->shape);
}

// A gather an axis: element i is the one `shift` before it, around the end.
Status LowerRoll(Lowering& l) {
  Value* x = l.input(0);
  const auto shifts = l.Ints(1), axes = l.Ints(2);
  if (!shifts || !axes || shifts->size() != axes->size()) return l.Refuse("its shifts or axes are computed; the recipe needs constants");
  if (x->rank() < 0) return l.Refuse("the rank of its input is not known");
  std::vector<int64_t> shift(static_cast<size_t>(x->rank()), 0);
  for (size_t i = 0; i < axes->size(); ++i) {
    const std::optional<int> axis = Axis((*axes)[i], x->rank());
    if (!axis) return l.Refuse("axis %lld of %d dimensions", static_cast<long long>((*axes)[i]), x->rank());
    const int64_t n = x->shape.dim(*axis);
    if (n < 0) return l.Refuse("the size of dimension %d, around which it moves elements, is not known", *axis);
    if (n > (1 << 24)) return l.Refuse("dimension %d has %lld elements", *axis, static_cast<long long>(n));
    if (n > 0) shift[static_cast<size_t>(*axis)] = (shift[static_cast<size_t>(*axis)] + (*shifts)[i] % n + n) % n;
  }
  for (int axis = 0; axis < x->rank(); ++axis) {
    const int64_t by = shift[static_cast<size_t>(axis)], n = x->shape.dim(axis);
    if (by == 0) continue;
    std::vector<int64_t> indices;
    for (int64_t i = 0; i < n; ++i) indices.push_back((i + n - by) % n);
    x = Gather(l, x, l.Int32s(indices), axis);
  }
  return l.Replace(x);
}

// x with each element `by` places later along `axis`, and ones before.
Value* Delayed(Lowering& l, Value* x, int axis, int64_t by) {
  const std::vector<int64_t> begin(static_cast<size_t>(x->rank()), 0);
  std::vector<int64_t> size(begin.size(), -1);
  PartialShape shape = x->shape;
  shape.set_dim(axis, shape.dim(axis) - by);
  size[static_cast<size_t>(axis)] = shape.dim(axis);
  Value* begin_value = l.Int32s(begin);
  Value* head = l.Builtin(BuiltinOperator::kSlice, model::SliceOptions(), {x, begin_value, l.Int32s(size)}, x->type, shape);
  std::vector<int32_t> paddings(begin.size() * 2, 0);
  paddings[static_cast<size_t>(axis) * 2] = static_cast<int32_t>(by);
  Value* amounts = l.Const(Literal::Of<int32_t>({x->rank(), 2}, paddings));
  return l.Builtin(BuiltinOperator::kPadv2, model::PadV2Options(), {head, amounts, l.ScalarLike(1, x)}, x->type, x->shape);
}

// Products of 2, 4, 8, ... neighbours, each from the one before.
Status LowerCumprod(Lowering& l) {
  Value* x = l.input(0);
  const std::optional<int64_t> given = ConstInt(l, 1);
  if (!given || x->rank() < 0) return l.Refuse("its axis or the rank of its input is not known");
  const std::optional<int> axis = Axis(*given, x->rank());
  if (!axis) return l.Refuse("axis %lld of %d dimensions", static_cast<long long>(*given), x->rank());
  const int64_t n = x->shape.dim(*axis);
  if (n < 0) return l.Refuse("the size of dimension %d, along which it multiplies, is not known", *axis);
  if (!Contains(kFloat32Int32Int64, x->type)) return l.Refuse("no kernel multiplies %s", tf::TypeName(x->type).c_str());
  const bool reverse = l.attrs().Bool("reverse");
  const auto turn = [&](Value* v) {
    return reverse ? l.Builtin(BuiltinOperator::kReverseV2, model::ReverseV2Options(), {v, l.Int32s({*axis})}, v->type, v->shape) : v;
  };
  Value* y = turn(x);
  if (l.attrs().Bool("exclusive") && n > 0) y = Delayed(l, y, *axis, 1);
  for (int64_t by = 1; by < n; by *= 2) y = l.Mul(y, Delayed(l, y, *axis, by));
  return l.Replace(turn(y));
}

// Zeros outside a band about the main diagonal; a negative bound keeps that whole side.
Status LowerBandPart(Lowering& l) {
  Value* x = l.input(0);
  const std::optional<int64_t> below = ConstInt(l, 1), above = ConstInt(l, 2);
  if (!below || !above) return l.Refuse("its band is computed; the recipe needs constants");
  const int rank = x->rank();
  if (rank < 2 || x->shape.dim(rank - 1) < 0 || x->shape.dim(rank - 2) < 0) return l.Refuse("the size of its matrices is not known");
  const int64_t rows = x->shape.dim(rank - 2), columns = x->shape.dim(rank - 1);
  if (rows > (1 << 14) || columns > (1 << 14)) return l.Refuse("matrices of %lld rows", static_cast<long long>(rows));
  std::vector<bool> band;
  for (int64_t i = 0; i < rows; ++i)
    for (int64_t j = 0; j < columns; ++j) band.push_back((*below < 0 || i - j <= *below) && (*above < 0 || j - i <= *above));
  const double zero = 0;
  Expected<Literal> fill = tf::LiteralFromDoubles(x->type, {}, {&zero, 1});
  if (!fill.ok()) return l.Refuse("no number is of type %s", tf::TypeName(x->type).c_str());
  std::vector<uint8_t> bytes(band.begin(), band.end());
  Value* mask = l.Const(Literal(DataType::kBool, {rows, columns}, model::Block(std::move(bytes))));
  return l.Replace(Select(l, mask, x, l.Const(std::move(*fill))));
}

// Where element i says j, element j of the result says i.
Status LowerInvertPermutation(Lowering& l) {
  Value* x = l.input(0);
  if (x->rank() != 1 || x->shape.dim(0) < 0 || x->shape.dim(0) > (1 << 24)) return l.Refuse("its number of elements is not known");
  const int64_t n = x->shape.dim(0);
  std::vector<int64_t> order;
  for (int64_t i = 0; i < n; ++i) order.push_back(i);
  Value* indices = l.Reshape(l.Cast(x, DataType::kInt32), {n, 1}, PartialShape({n, 1}));
  Value* values = l.Int32s(order);
  Value* y =
      l.Builtin(BuiltinOperator::kScatterNd, model::ScatterNdOptions(), {indices, values, l.Int32s({n})}, DataType::kInt32, x->shape);
  return l.Replace(l.Cast(y, x->type));
}

Status LowerL2Loss(Lowering& l) {
  Value* x = l.input(0);
  if (x->type != DataType::kFloat || x->rank() < 0) return l.Refuse("float32 of known rank expected");
  std::vector<int64_t> axes;
  for (int i = 0; i < x->rank(); ++i) axes.push_back(i);
  Value* sum = l.Mul(x, x);
  if (!axes.empty()) {
    Value* all = l.Int32s(axes);
    sum = l.Builtin(BuiltinOperator::kSum, model::ReducerOptions(), {sum, all}, DataType::kFloat, PartialShape::Scalar());
  }
  return l.Replace(l.Mul(sum, l.Float(0.5f)));
}

// start + (stop - start) * i / (n - 1)
Status LowerLinSpace(Lowering& l) {
  const std::optional<int64_t> n = ConstInt(l, 2);
  if (!n || *n < 1 || *n > (1 << 24)) return l.Refuse("its number of elements is computed; the recipe needs a constant");
  if (l.input(0)->type != DataType::kFloat) return l.Refuse("the recipe computes float32, not %s", tf::TypeName(l.input(0)->type).c_str());
  std::vector<float> parts;
  for (int64_t i = 0; i < *n; ++i)
    parts.push_back(*n == 1 ? 0.0f : static_cast<float>(static_cast<double>(i) / static_cast<double>(*n - 1)));
  Value* span = l.Sub(l.input(1), l.input(0));
  return l.Replace(l.Add(l.Mul(span, l.Const(Literal::Of<float>({*n}, parts))), l.input(0)));
}

Status LowerDiag(Lowering& l) {
  Value* x = l.input(0);
  if (x->rank() != 1) return l.Refuse("the diagonal has %d dimensions; the recipe takes 1", x->rank());
  return l.Replace(l.Builtin(BuiltinOperator::kMatrixDiag, model::MatrixDiagOptions(), {x}, x->type, l.output()->shape));
}

constexpr Recipe kRecipes[] = {
    {"band_part", "MatrixBandPart", "select(band, x, 0)", 1, LowerBandPart},
    {"cumprod", "Cumprod", "products of 2, 4, 8, ... neighbours, three operators a step", 9, LowerCumprod},
    {"diag", "Diag", "MATRIX_DIAG of a vector", 1, LowerDiag},
    {"invert_permutation", "InvertPermutation", "SCATTER_ND of 0, 1, 2, ...", 2, LowerInvertPermutation},
    {"l2_loss", "L2Loss", "sum(x * x) / 2", 3, LowerL2Loss},
    {"linspace", "LinSpace", "start + (stop - start) * i / (n - 1)", 3, LowerLinSpace},
    {"roll", "Roll", "GATHER along each axis", 1, LowerRoll},
};

}  // namespace

std::span<const Recipe> ArrayRecipes() { return kRecipes; }

}  // namespace goldcrest::convert
