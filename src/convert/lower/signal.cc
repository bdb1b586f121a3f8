// Fourier transforms, complex numbers and random ones.
#include "convert/lower/operands.h"

namespace goldcrest::convert {
namespace {

using tf::DataType;
using tf::Literal;
using tf::PartialShape;

bool PowerOfTwo(int64_t n) { return n > 0 && (n & (n - 1)) == 0; }

// The transform's lengths: constant, and powers of 2.
Status ReadLengths(const Lowering& l, size_t dims, std::vector<int64_t>* lengths) {
  const std::optional<std::vector<int64_t>> given = l.Ints(1);
  if (!given || given->size() != dims) return l.Refuse("its length is computed");
  for (int64_t n : *given)
    if (!PowerOfTwo(n)) return l.Refuse("its length is %lld; the kernels transform powers of 2", static_cast<long long>(n));
  if (l.input(0)->type != DataType::kFloat) return l.Refuse("no kernel transforms %s", tf::TypeName(l.input(0)->type).c_str());
  if (l.output()->type != DataType::kComplex64) return l.Refuse("no kernel gives %s", tf::TypeName(l.output()->type).c_str());
  if (!l.input(0)->shape.has_rank() || l.input(0)->rank() < static_cast<int>(dims)) return l.Refuse("the rank of its input is not known");
  *lengths = *given;
  return Status::Ok();
}

// Zeros after each of the last dimensions that is shorter than its length. A dimension not known is taken as long enough.
Value* PadToLengths(Lowering& l, Value* x, const std::vector<int64_t>& lengths) {
  PartialShape shape = x->shape;
  std::vector<int32_t> paddings(static_cast<size_t>(x->rank()) * 2);
  bool any = false;
  for (size_t i = 0; i < lengths.size(); ++i) {
    const int d = x->rank() - static_cast<int>(lengths.size() - i);
    if (shape.dim(d) < 0 || shape.dim(d) >= lengths[i]) continue;
    paddings[static_cast<size_t>(d) * 2 + 1] = static_cast<int32_t>(lengths[i] - shape.dim(d));
    shape.set_dim(d, lengths[i]);
    any = true;
  }
  if (!any) return x;
  Value* amounts = l.Const(Literal::Of<int32_t>({x->rank(), 2}, paddings));
  return l.Builtin(BuiltinOperator::kPad, model::PadOptions(), {x, amounts}, x->type, shape);
}

// `x` with a dimension of 1 before the last, and `y` without it.
Value* WithRows(Lowering& l, Value* x) {
  std::vector<int64_t> dims = x->shape.dims();
  dims.insert(dims.end() - 1, 1);
  if (Value* reshaped = ReshapeTo(l, x, PartialShape(dims))) return reshaped;
  return l.Builtin(BuiltinOperator::kExpandDims, model::ExpandDimsOptions(), {x, l.Int32(-2)}, x->type, PartialShape(dims));
}

Value* WithoutRows(Lowering& l, Value* y) {
  std::vector<int64_t> dims = y->shape.dims();
  dims.erase(dims.end() - 2);
  if (Value* reshaped = ReshapeTo(l, y, PartialShape(dims))) return reshaped;
  model::SqueezeOptions options;
  options.squeeze_dims = {-2};
  return l.Builtin(BuiltinOperator::kSqueeze, options, {y}, y->type, PartialShape(dims));
}

Value* Transform(Lowering& l, Value* x, const std::vector<int64_t>& lengths) {
  std::vector<int64_t> dims = x->shape.dims();
  dims[dims.size() - 2] = lengths[0];
  dims[dims.size() - 1] = lengths[1] / 2 + 1;
  return l.Builtin(BuiltinOperator::kRfft2d, model::Rfft2dOptions(), {x, l.Int32s(lengths)}, DataType::kComplex64, PartialShape(dims));
}

Status LowerRfft(Lowering& l) {
  std::vector<int64_t> lengths;
  GC_RETURN_IF_ERROR(ReadLengths(l, 1, &lengths));
  Value* rows = WithRows(l, PadToLengths(l, l.input(0), lengths));
  return l.Replace(WithoutRows(l, Transform(l, rows, {1, lengths[0]})));
}

Status LowerRfft2D(Lowering& l) {
  std::vector<int64_t> lengths;
  GC_RETURN_IF_ERROR(ReadLengths(l, 2, &lengths));
  return l.Replace(Transform(l, PadToLengths(l, l.input(0), lengths), lengths));
}

template <BuiltinOperator op>
Status LowerPart(Lowering& l) {
  return l.Replace(l.Builtin(op, {}, {l.input(0)}, l.output()->type, l.input(0)->shape));
}

Status LowerAngle(Lowering& l) {
  Value* z = l.input(0);
  Value* imag = l.Builtin(BuiltinOperator::kImag, {}, {z}, l.output()->type, z->shape);
  Value* real = l.Builtin(BuiltinOperator::kReal, {}, {z}, l.output()->type, z->shape);
  return l.Replace(l.Binary(BuiltinOperator::kAtan2, imag, real, model::ATan2Options()));
}

model::RandomOptions Seeds(const Lowering& l) {
  model::RandomOptions options;
  options.seed = l.attrs().Int("seed");
  options.seed2 = l.attrs().Int("seed2");
  return options;
}

template <BuiltinOperator op>
Status LowerRandom(Lowering& l) {
  const DataType type = l.output()->type;
  if (WorkingType(type, kFloat32) == DataType::kInvalid) return l.Refuse("no kernel draws %s", tf::TypeName(type).c_str());
  Value* dims = AsInt32(l, 0);
  return l.Replace(l.Cast(l.Builtin(op, Seeds(l), {dims}, DataType::kFloat, l.output()->shape), type));
}

Status LowerMultinomial(Lowering& l) {
  Value* logits = l.Cast(l.input(0), DataType::kFloat);
  Value* samples = AsInt32(l, 1);
  return l.Replace(l.Builtin(BuiltinOperator::kMultinomial, Seeds(l), {logits, samples}, l.output()->type, l.output()->shape));
}

constexpr LoweringRule kRules[] = {
    {"Angle", LowerAngle},
    {"ComplexAbs", LowerPart<BuiltinOperator::kComplexAbs>},
    {"Imag", LowerPart<BuiltinOperator::kImag>},
    {"Multinomial", LowerMultinomial},
    {"RFFT", LowerRfft},
    {"RFFT2D", LowerRfft2D},
    {"RandomStandardNormal", LowerRandom<BuiltinOperator::kRandomStandardNormal>},
    {"RandomUniform", LowerRandom<BuiltinOperator::kRandomUniform>},
    {"Real", LowerPart<BuiltinOperator::kReal>},
};

}  // namespace

std::span<const LoweringRule> SignalRules() { return kRules; }

}  // namespace goldcrest::convert
