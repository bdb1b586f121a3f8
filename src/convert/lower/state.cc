// Variables and hash tables: what lives on between runs.
#include "convert/lower/operands.h"

namespace goldcrest::convert {
namespace {

using tf::DataType;
using tf::PartialShape;

Status LowerVarHandle(Lowering& l) {
  model::VarHandleOptions options;
  options.container = l.attrs().String("container");
  options.shared_name = l.attrs().String("shared_name");
  return l.Replace(l.Builtin(BuiltinOperator::kVarHandle, options, {}, DataType::kResource, PartialShape::Scalar()));
}

Value* Read(Lowering& l, DataType type, PartialShape shape) {
  return l.Builtin(BuiltinOperator::kReadVariable, model::ReadVariableOptions(), {l.input(0)}, type, std::move(shape));
}

Status LowerRead(Lowering& l) { return l.Replace(Read(l, l.output()->type, l.output()->shape)); }

Status Assign(Lowering& l, Value* value) {
  l.BuiltinNode(BuiltinOperator::kAssignVariable, model::AssignVariableOptions(), {l.input(0), value});
  return l.Replace(std::vector<Value*>());
}

Status LowerAssign(Lowering& l) { return Assign(l, l.input(1)); }

template <BuiltinOperator op, typename Options>
Status LowerAssignSum(Lowering& l) {
  Value* by = l.input(1);
  if (!Contains(kFloat32Int32Int64, by->type)) return l.Refuse("no kernel adds %s", tf::TypeName(by->type).c_str());
  return Assign(l, l.Binary(op, Read(l, by->type, by->shape), by, Options()));
}

// Keys and values that the kernels of tables take.
bool CanHold(DataType key, DataType value) {
  return (key == DataType::kString && value == DataType::kInt64) || (key == DataType::kInt64 && value == DataType::kString);
}

Status LowerHashTable(Lowering& l) {
  const DataType key = l.attrs().Type("key_dtype"), value = l.attrs().Type("value_dtype");
  if (!CanHold(key, value))
    return l.Refuse("a table from %s to %s; the model format's go from string to int64 or back", tf::TypeName(key).c_str(),
                    tf::TypeName(value).c_str());
  model::HashtableOptions options;
  options.table_id = static_cast<int32_t>(l.attrs().Int("table_id"));
  GC_ASSIGN_OR_RETURN(options.key_dtype, tf::ToTensorType(key));
  GC_ASSIGN_OR_RETURN(options.value_dtype, tf::ToTensorType(value));
  return l.Replace(l.Builtin(BuiltinOperator::kHashtable, options, {}, DataType::kResource, PartialShape({1})));
}

Status LowerFind(Lowering& l) {
  if (!CanHold(l.input(1)->type, l.output()->type))
    return l.Refuse("a table from %s to %s; the model format's go from string to int64 or back", tf::TypeName(l.input(1)->type).c_str(),
                    tf::TypeName(l.output()->type).c_str());
  return l.Replace(l.Builtin(BuiltinOperator::kHashtableFind, model::HashtableFindOptions(), {l.input(0), l.input(1), l.input(2)},
                             l.output()->type, l.input(1)->shape));
}

Status LowerTableSize(Lowering& l) {
  Value* size =
      l.Builtin(BuiltinOperator::kHashtableSize, model::HashtableSizeOptions(), {l.input(0)}, DataType::kInt64, PartialShape({1}));
  return l.Replace(l.Reshape(size, {}, PartialShape::Scalar()));
}

constexpr LoweringRule kRules[] = {
    {"AssignAddVariableOp", LowerAssignSum<BuiltinOperator::kAdd, model::AddOptions>},
    {"AssignSubVariableOp", LowerAssignSum<BuiltinOperator::kSub, model::SubOptions>},
    {"AssignVariableOp", LowerAssign},
    {"HashTableV2", LowerHashTable},
    {"LookupTableFindV2", LowerFind},
    {"LookupTableSizeV2", LowerTableSize},
    {"ReadVariableOp", LowerRead},
    {"VarHandleOp", LowerVarHandle},
};

}  // namespace

std::span<const LoweringRule> StateRules() { return kRules; }

}  // namespace goldcrest::convert
