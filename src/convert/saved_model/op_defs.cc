#include "convert/saved_model/op_defs.h"

#include "convert/saved_model/op_table.h"
#include "convert/saved_model/tensor_proto.h"

namespace goldcrest::convert {
namespace {

constexpr int64_t kMaxResults = 1 << 16;  // of one node

}  // namespace

OpDefs::OpDefs(const proto::OpList& ops, const proto::FunctionDefLibrary& library) {
  for (const auto& op : ops.op()) ops_.emplace(op.name(), &op);
  for (const auto& f : library.function()) functions_.emplace(f.signature().name(), &f);
}

const proto::OpDef* OpDefs::Find(std::string_view name) const {
  if (const proto::FunctionDef* function = FindFunction(name)) return &function->signature();
  const auto found = ops_.find(name);
  if (found != ops_.end()) return found->second;
  auto place = from_table_.find(name);
  if (place == from_table_.end()) place = from_table_.emplace(std::string(name), OpFromTable(name)).first;
  return place->second.has_value() ? &*place->second : nullptr;
}

const proto::FunctionDef* OpDefs::FindFunction(std::string_view name) const {
  const auto found = functions_.find(name);
  return found == functions_.end() ? nullptr : found->second;
}

Expected<tf::DataType> ArgType(const proto::OpDef::ArgDef& arg, const tf::Attrs& attrs) {
  const tf::DataType type = arg.type() != 0 ? TypeFromProto(arg.type()) : attrs.Type(arg.type_attr());
  if (type == tf::DataType::kInvalid) return Error(StatusCode::kInvalidModel, "no attribute says the type of \"%s\"", arg.name().c_str());
  return type;
}

Expected<OutputLayout> LayoutOutputs(const proto::OpDef& def, const tf::Attrs& attrs) {
  OutputLayout layout;
  for (const auto& arg : def.output_arg()) {
    const int first = static_cast<int>(layout.types.size());
    if (!arg.type_list_attr().empty()) {
      const auto* list = attrs.Get<std::vector<tf::DataType>>(arg.type_list_attr());
      if (list != nullptr) layout.types.insert(layout.types.end(), list->begin(), list->end());
    } else {
      GC_ASSIGN_OR_RETURN(const tf::DataType type, ArgType(arg, attrs));
      const int64_t count = arg.number_attr().empty() ? 1 : attrs.Int(arg.number_attr(), -1);
      if (count < 0 || count > kMaxResults)
        return Error(StatusCode::kInvalidModel, "attribute \"%s\" gives it %lld results", arg.number_attr().c_str(),
                     static_cast<long long>(count));
      layout.types.insert(layout.types.end(), static_cast<size_t>(count), type);
    }
    if (layout.types.size() > static_cast<size_t>(kMaxResults)) return Error(StatusCode::kInvalidModel, "it has too many results");
    layout.args.push_back({arg.name(), first, static_cast<int>(layout.types.size()) - first});
  }
  return layout;
}

}  // namespace goldcrest::convert
