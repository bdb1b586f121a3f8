#include "convert/saved_model/attr_reader.h"

#include <optional>
#include <string_view>
#include <unordered_map>

#include "convert/saved_model/tensor_proto.h"

namespace goldcrest::convert {
namespace {

using proto::AttrValue;

// An empty list says nothing of its kind; the operator's definition does ("list(int)").
tf::AttrValue EmptyList(std::string_view type) {
  if (type == "list(string)") return std::vector<std::string>();
  if (type == "list(float)") return std::vector<float>();
  if (type == "list(bool)") return std::vector<bool>();
  if (type == "list(type)") return std::vector<tf::DataType>();
  if (type == "list(shape)") return std::vector<tf::PartialShape>();
  if (type == "list(tensor)") return std::vector<tf::Literal>();
  if (type == "list(func)") return std::vector<tf::FunctionName>();
  return std::vector<int64_t>();
}

Expected<tf::AttrValue> ListFromProto(const AttrValue::ListValue& list, std::string_view type, ByteBudget* budget) {
  if (list.s_size() > 0) return tf::AttrValue(std::vector<std::string>(list.s().begin(), list.s().end()));
  if (list.i_size() > 0) return tf::AttrValue(std::vector<int64_t>(list.i().begin(), list.i().end()));
  if (list.f_size() > 0) return tf::AttrValue(std::vector<float>(list.f().begin(), list.f().end()));
  if (list.b_size() > 0) return tf::AttrValue(std::vector<bool>(list.b().begin(), list.b().end()));
  if (list.type_size() > 0) {
    std::vector<tf::DataType> types;
    for (const int32_t t : list.type()) types.push_back(TypeFromProto(t));
    return tf::AttrValue(std::move(types));
  }
  if (list.shape_size() > 0) {
    std::vector<tf::PartialShape> shapes;
    for (const auto& s : list.shape()) shapes.push_back(ShapeFromProto(s));
    return tf::AttrValue(std::move(shapes));
  }
  if (list.func_size() > 0) {
    std::vector<tf::FunctionName> names;
    for (const auto& f : list.func()) names.push_back({f.name()});
    return tf::AttrValue(std::move(names));
  }
  if (list.tensor_size() > 0) {
    std::vector<tf::Literal> tensors;
    for (const auto& t : list.tensor()) {
      GC_ASSIGN_OR_RETURN(tf::Literal value, LiteralFromProto(t, budget));
      tensors.push_back(std::move(value));
    }
    return tf::AttrValue(std::move(tensors));
  }
  return EmptyList(type);
}

// Nothing for a value that is not set, and for a placeholder the caller does not fill.
Expected<std::optional<tf::AttrValue>> ValueFromProto(const AttrValue& value, std::string_view type, const tf::Attrs& caller,
                                                      ByteBudget* budget) {
  using Maybe = std::optional<tf::AttrValue>;
  switch (value.value_case()) {
    case AttrValue::kS: return Maybe(value.s());
    case AttrValue::kI: return Maybe(int64_t{value.i()});
    case AttrValue::kF: return Maybe(value.f());
    case AttrValue::kB: return Maybe(value.b());
    case AttrValue::kType: return Maybe(TypeFromProto(value.type()));
    case AttrValue::kShape: return Maybe(ShapeFromProto(value.shape()));
    case AttrValue::kFunc: return Maybe(tf::FunctionName{value.func().name()});
    case AttrValue::kTensor: {
      GC_ASSIGN_OR_RETURN(tf::Literal literal, LiteralFromProto(value.tensor(), budget));
      return Maybe(std::move(literal));
    }
    case AttrValue::kList: {
      GC_ASSIGN_OR_RETURN(tf::AttrValue list, ListFromProto(value.list(), type, budget));
      return Maybe(std::move(list));
    }
    case AttrValue::kPlaceholder: {
      const auto found = caller.values().find(value.placeholder());
      return found == caller.values().end() ? Maybe() : Maybe(found->second);
    }
    case AttrValue::VALUE_NOT_SET: break;
  }
  return Maybe();
}

Status Add(const std::string& name, const AttrValue& value, std::string_view type, const tf::Attrs& caller, ByteBudget* budget,
           tf::Attrs* attrs) {
  auto read = ValueFromProto(value, type, caller, budget);
  if (!read.ok()) return std::move(read).status().At("attribute \"" + name + "\"");
  if (read->has_value()) attrs->Set(name, std::move(**read));
  return Status::Ok();
}

}  // namespace

Expected<tf::Attrs> AttrsFromProto(const proto::NodeDef& node, const proto::OpDef* def, const tf::Attrs& caller, ByteBudget* budget) {
  tf::Attrs attrs;
  std::unordered_map<std::string_view, std::string_view> types;
  if (def != nullptr)
    for (const auto& a : def->attr()) types.emplace(a.name(), a.type());
  const auto type_of = [&](const std::string& name) {
    const auto found = types.find(name);
    return found == types.end() ? std::string_view() : found->second;
  };
  for (const auto& [name, value] : node.attr())
    if (!name.starts_with('_')) GC_RETURN_IF_ERROR(Add(name, value, type_of(name), caller, budget, &attrs));
  if (def == nullptr) return attrs;
  for (const auto& a : def->attr())
    if (a.has_default_value() && !attrs.Has(a.name())) GC_RETURN_IF_ERROR(Add(a.name(), a.default_value(), a.type(), {}, budget, &attrs));
  return attrs;
}

Expected<tf::Attrs> AttrsFromProto(const proto::NameAttrList& function, const tf::Attrs& caller, ByteBudget* budget) {
  tf::Attrs attrs;
  for (const auto& [name, value] : function.attr()) GC_RETURN_IF_ERROR(Add(name, value, "", caller, budget, &attrs));
  return attrs;
}

}  // namespace goldcrest::convert
