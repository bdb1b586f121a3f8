// Elements chosen by index, condition or rank, and put where indices say.
#include "convert/lower/operands.h"

namespace goldcrest::convert {
namespace {

using tf::DataType;
using tf::Literal;
using tf::PartialShape;

constexpr TypeSet kScatter = kFloat32Int32Int64 | Types({DataType::kInt8, DataType::kUInt8, DataType::kBool});

Status Gather(Lowering& l, Value* x, int64_t axis, int64_t batch_dims) {
  Value* indices = l.input(1);
  if (indices->type != DataType::kInt32 && indices->type != DataType::kInt64) indices = l.Cast(indices, DataType::kInt32);
  model::GatherOptions options;
  options.axis = static_cast<int32_t>(axis);
  options.batch_dims = static_cast<int32_t>(batch_dims);
  return l.Replace(l.Builtin(BuiltinOperator::kGather, options, {x, indices}, l.output()->type, l.output()->shape));
}

Status LowerGather(Lowering& l) {
  const int64_t batch = l.attrs().Int("batch_dims");
  const int indices_rank = l.input(1)->rank();
  if (batch < 0 && indices_rank < 0) return l.Refuse("batch_dims %lld of indices of unknown rank", static_cast<long long>(batch));
  const int64_t batch_dims = batch < 0 ? batch + indices_rank : batch;
  if (l.num_inputs() < 3) return Gather(l, l.input(0), batch_dims, batch_dims);
  const std::optional<int64_t> axis = ConstInt(l, 2);
  if (!axis) return l.Refuse("its axis is computed; the model format has it as a constant");
  const int rank = l.input(0)->rank();
  return Gather(l, l.input(0), *axis < 0 && rank >= 0 ? *axis + rank : *axis, batch_dims);
}

Status LowerResourceGather(Lowering& l) {
  Value* x = l.Builtin(BuiltinOperator::kReadVariable, model::ReadVariableOptions(), {l.input(0)}, l.output()->type, {});
  const int64_t batch_dims = l.attrs().Int("batch_dims");
  return Gather(l, x, batch_dims, batch_dims);
}

Status LowerGatherNd(Lowering& l) {
  Value* indices = l.input(1);
  if (indices->type != DataType::kInt32 && indices->type != DataType::kInt64) indices = l.Cast(indices, DataType::kInt32);
  return l.Replace(
      l.Builtin(BuiltinOperator::kGatherNd, model::GatherNdOptions(), {l.input(0), indices}, l.output()->type, l.output()->shape));
}

Value* Scatter(Lowering& l, Value* indices, Value* updates, Value* dims, PartialShape shape) {
  return l.Builtin(BuiltinOperator::kScatterNd, model::ScatterNdOptions(), {indices, updates, dims}, updates->type, std::move(shape));
}

Status LowerScatterNd(Lowering& l) {
  Value* updates = l.input(1);
  const DataType work = WorkingType(updates->type, kScatter);
  if (work == DataType::kInvalid) return l.Refuse("no kernel scatters %s", tf::TypeName(updates->type).c_str());
  Value* indices = AsInt32(l, 0);
  Value* y = Scatter(l, indices, l.Cast(updates, work), AsInt32(l, 2), l.output()->shape);
  return l.Replace(l.Cast(y, updates->type));
}

Value* DimsOf(Lowering& l, Value* x) { return x->shape.IsStatic() ? l.Int32s(x->shape.dims()) : l.ShapeOf(x); }

// x + scattered updates, or x - them.
template <BuiltinOperator op, typename Options>
Status LowerScatterSum(Lowering& l) {
  Value* x = l.input(0);
  if (!Contains(kFloat32Int32Int64, x->type)) return l.Refuse("no kernel scatters %s", tf::TypeName(x->type).c_str());
  Value* indices = AsInt32(l, 1);
  return l.Replace(l.Binary(op, x, Scatter(l, indices, l.input(2), DimsOf(l, x), x->shape), Options()));
}

// Where `true` was scattered too, the scattered updates, else x. Of updates to one place TensorFlow takes any; here it is their sum.
Status LowerScatterUpdate(Lowering& l) {
  Value* x = l.input(0);
  Value* updates = l.input(2);
  if (!Contains(kScatter, x->type)) return l.Refuse("no kernel scatters %s", tf::TypeName(x->type).c_str());
  Value* indices = AsInt32(l, 1);
  Value* dims = DimsOf(l, x);
  Value* is_true = l.Const(Literal::Scalar<bool>(true));
  Value* marks = l.Builtin(BuiltinOperator::kFill, model::FillOptions(), {DimsOf(l, updates), is_true}, DataType::kBool, updates->shape);
  Value* updated = Scatter(l, indices, marks, dims, x->shape);
  return l.Replace(Select(l, updated, Scatter(l, indices, updates, dims, x->shape), x));
}

Status LowerOneHot(Lowering& l) {
  model::OneHotOptions options;
  options.axis = static_cast<int32_t>(l.attrs().Int("axis", -1));
  Value* indices = l.input(0);
  if (indices->type != DataType::kInt32 && indices->type != DataType::kInt64) indices = l.Cast(indices, DataType::kInt32);
  return l.Replace(
      l.Builtin(BuiltinOperator::kOneHot, options, {indices, AsInt32(l, 1), l.input(2), l.input(3)}, l.output()->type, l.output()->shape));
}

Status LowerWhere(Lowering& l) {
  Value* x = l.input(0);
  const DataType work = WorkingType(x->type, kFloat32Int32Int64 | kBool | Types({DataType::kInt8, DataType::kUInt8}));
  if (work == DataType::kInvalid) return l.Refuse("no kernel finds what is not 0 in %s", tf::TypeName(x->type).c_str());
  return l.Replace(l.Builtin(BuiltinOperator::kWhere, model::WhereOptions(), {l.Cast(x, work)}, l.output()->type, l.output()->shape));
}

// A condition of one element for all, or, of rank 1, for each row: the format's SELECT has the latter too.
Status LowerSelect(Lowering& l) {
  Value *condition = l.input(0), *x = l.input(1), *y = l.input(2);
  if (x->type == DataType::kString) return l.Refuse("no kernel selects strings");
  const bool rows = condition->rank() == 1 && x->rank() != 1;
  if (!rows || l.node().op == "SelectV2") return l.Replace(Select(l, condition, x, y));
  return l.Replace(l.Builtin(BuiltinOperator::kSelect, model::SelectOptions(), {condition, x, y}, x->type, l.output()->shape));
}

Status LowerUnique(Lowering& l) {
  const DataType type = l.input(0)->type;
  if (!Contains(kFloat32Int32Int64 | Types({DataType::kInt8, DataType::kUInt8, DataType::kInt16}), type))
    return l.Refuse("no kernel finds unique elements of %s", tf::TypeName(type).c_str());
  if (l.num_inputs() == 2 && (!l.Ints(1) || (!l.Ints(1)->empty() && l.input(0)->rank() != 1)))
    return l.Refuse("it compares slices along an axis; the model format compares elements");
  model::UniqueOptions options;
  GC_ASSIGN_OR_RETURN(options.idx_out_type, tf::ToTensorType(l.output(1)->type));
  Node* made = l.BuiltinNode(BuiltinOperator::kUnique, options, {l.input(0)});
  Value* y = l.graph().AddOutput(made, type, l.output(0)->shape);
  return l.Replace({y, l.graph().AddOutput(made, l.output(1)->type, l.output(1)->shape)});
}

Status TopK(Lowering& l, Value* k) {
  const DataType type = l.input(0)->type;
  if (!Contains(kFloat32Int32Int64 | Types({DataType::kInt8, DataType::kUInt8, DataType::kInt16}), type))
    return l.Refuse("no kernel sorts %s", tf::TypeName(type).c_str());
  Node* made = l.BuiltinNode(BuiltinOperator::kTopkV2, model::TopKV2Options(), {l.input(0), k});
  Value* values = l.graph().AddOutput(made, type, l.output(0)->shape);
  Value* indices = l.graph().AddOutput(made, DataType::kInt32, l.output(1)->shape);
  return l.Replace({values, l.Cast(indices, l.output(1)->type)});
}

Status LowerTopKV2(Lowering& l) { return TopK(l, AsInt32(l, 1)); }
Status LowerTopK(Lowering& l) { return TopK(l, l.Int32(l.attrs().Int("k"))); }

// The largest k, exactly: fewer would be right for the source, all are.
Status LowerApproxTopK(Lowering& l) {
  const int64_t axis = l.attrs().Int("reduction_dimension", -1);
  if (axis != -1 && axis + 1 != l.input(0)->rank())
    return l.Refuse("it looks along dimension %lld; the model format's along the last", static_cast<long long>(axis));
  if (!l.attrs().Bool("is_max_k", true)) return l.Refuse("the model format finds the largest elements, not the smallest");
  if (!l.attrs().Bool("aggregate_to_topk", true)) return l.Refuse("it gives candidates, not the largest elements");
  return TopK(l, l.Int32(l.attrs().Int("k")));
}

template <BuiltinOperator op, typename Options>
Status LowerArg(Lowering& l) {
  Value* x = l.input(0);
  const DataType work = WorkingType(x->type, kFloat32Int32Int64 | kBool | Types({DataType::kInt8, DataType::kUInt8}));
  if (work == DataType::kInvalid) return l.Refuse("no kernel looks for the extreme of %s", tf::TypeName(x->type).c_str());
  const bool wide = l.output()->type == DataType::kInt64;
  Options options;
  options.output_type = wide ? TensorType::kInt64 : TensorType::kInt32;
  Value* axis = AsInt32(l, 1);
  Value* y = l.Builtin(op, options, {l.Cast(x, work), axis}, wide ? DataType::kInt64 : DataType::kInt32, l.output()->shape);
  return l.Replace(l.Cast(y, l.output()->type));
}

Status LowerCumsum(Lowering& l) {
  Value* x = l.input(0);
  const DataType work = WorkingType(x->type, kFloat32Int32Int64);
  if (work == DataType::kInvalid) return l.Refuse("no kernel sums %s", tf::TypeName(x->type).c_str());
  model::CumsumOptions options;
  options.exclusive = l.attrs().Bool("exclusive");
  options.reverse = l.attrs().Bool("reverse");
  Value* axis = AsInt32(l, 1);
  return l.Replace(l.Cast(l.Builtin(BuiltinOperator::kCumsum, options, {l.Cast(x, work), axis}, work, x->shape), x->type));
}

Status LowerDynamicUpdateSlice(Lowering& l) {
  Value* x = l.input(0);
  return l.Replace(l.Builtin(BuiltinOperator::kDynamicUpdateSlice, model::DynamicUpdateSliceOptions(), {x, l.input(1), AsInt32(l, 2)},
                             x->type, x->shape));
}

Status LowerSparseToDense(Lowering& l) {
  model::SparseToDenseOptions options;
  options.validate_indices = l.attrs().Bool("validate_indices", true);
  return l.Replace(l.Builtin(BuiltinOperator::kSparseToDense, options, {l.input(0), l.input(1), l.input(2), l.input(3)}, l.output()->type,
                             l.output()->shape));
}

constexpr LoweringRule kRules[] = {
    {"ApproxTopK", LowerApproxTopK},
    {"ArgMax", LowerArg<BuiltinOperator::kArgMax, model::ArgMaxOptions>},
    {"ArgMin", LowerArg<BuiltinOperator::kArgMin, model::ArgMinOptions>},
    {"Cumsum", LowerCumsum},
    {"Gather", LowerGather},
    {"GatherNd", LowerGatherNd},
    {"GatherV2", LowerGather},
    {"OneHot", LowerOneHot},
    {"ResourceGather", LowerResourceGather},
    {"ScatterNd", LowerScatterNd},
    {"Select", LowerSelect},
    {"SelectV2", LowerSelect},
    {"SparseToDense", LowerSparseToDense},
    {"TensorScatterAdd", LowerScatterSum<BuiltinOperator::kAdd, model::AddOptions>},
    {"TensorScatterSub", LowerScatterSum<BuiltinOperator::kSub, model::SubOptions>},
    {"TensorScatterUpdate", LowerScatterUpdate},
    {"TopK", LowerTopK},
    {"TopKV2", LowerTopKV2},
    {"Unique", LowerUnique},
    {"UniqueV2", LowerUnique},
    {"Where", LowerWhere},
    {"XlaDynamicUpdateSlice", LowerDynamicUpdateSlice},
};

}  // namespace

std::span<const LoweringRule> IndexingRules() { return kRules; }

}  // namespace goldcrest::convert
