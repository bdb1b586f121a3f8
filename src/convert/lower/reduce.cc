// Reductions over axes.
#include "convert/lower/operands.h"

namespace goldcrest::convert {
namespace {

using tf::DataType;
using tf::Literal;
using tf::PartialShape;

constexpr TypeSet kNumbers = kFloat32Int32Int64;
constexpr TypeSet kExtremes = kNumbers | Types({DataType::kInt8, DataType::kUInt8, DataType::kInt16});

// The axes as the operator's second input: int32, of rank 1.
Value* AxesOperand(Lowering& l) {
  Value* axes = AsInt32(l, 1);
  if (axes->rank() == 1) return axes;
  if (const std::optional<std::vector<int64_t>> ints = l.Ints(1)) return l.Int32s(*ints);
  return l.Reshape(axes, {-1}, PartialShape({PartialShape::kUnknown}));
}

// Nothing to reduce: TensorFlow reduces over axes [] to the input itself, which the model format's reductions do not.
bool NoAxes(const Lowering& l) {
  const std::optional<std::vector<int64_t>> axes = l.Ints(1);
  return axes && axes->empty();
}

template <BuiltinOperator op, TypeSet types>
Status LowerReduce(Lowering& l) {
  Value* x = l.input(0);
  if (NoAxes(l)) return l.Replace(x);
  const DataType work = WorkingType(x->type, types);
  if (work == DataType::kInvalid) return l.Refuse("no kernel reduces %s", tf::TypeName(x->type).c_str());
  model::ReducerOptions options;
  options.keep_dims = l.attrs().Bool("keep_dims");
  Value* y = l.Builtin(op, options, {l.Cast(x, work), AxesOperand(l)}, work, l.output()->shape);
  return l.Replace(l.Cast(y, x->type));
}

constexpr LoweringRule kRules[] = {
    {"All", LowerReduce<BuiltinOperator::kReduceAll, kBool>},     {"Any", LowerReduce<BuiltinOperator::kReduceAny, kBool>},
    {"Max", LowerReduce<BuiltinOperator::kReduceMax, kExtremes>}, {"Mean", LowerReduce<BuiltinOperator::kMean, kNumbers>},
    {"Min", LowerReduce<BuiltinOperator::kReduceMin, kExtremes>}, {"Prod", LowerReduce<BuiltinOperator::kReduceProd, kNumbers>},
    {"Sum", LowerReduce<BuiltinOperator::kSum, kNumbers>},
};

}  // namespace

std::span<const LoweringRule> ReduceRules() { return kRules; }

}  // namespace goldcrest::convert
