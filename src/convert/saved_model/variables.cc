#include <set>
#include <unordered_map>

#include "convert/saved_model/checkpoint.h"
#include "convert/saved_model/initial_values.h"
#include "convert/saved_model/renumber.h"
#include "convert/saved_model/tensor_proto.h"
#include "convert/saved_model/variable_keys.h"

namespace goldcrest::convert {
namespace {

constexpr char kObjectGraphKey[] = "_CHECKPOINTABLE_OBJECT_GRAPH";
constexpr std::string_view kKeySuffix = "/.ATTRIBUTES/VARIABLE_VALUE";

Expected<proto::TrackableObjectGraph> ReadObjectGraph(Checkpoint* checkpoint) {
  proto::TrackableObjectGraph tracked;
  if (checkpoint->Find(kObjectGraphKey) == nullptr) return tracked;
  GC_ASSIGN_OR_RETURN(const tf::Literal value, checkpoint->Read(kObjectGraphKey));
  if (value.type() != tf::DataType::kString || value.elements() != 1 || !tracked.ParseFromString(value.strings()[0]))
    return Error(StatusCode::kInvalidModel, "the checkpoint's object graph is damaged");
  return tracked;
}

// "layer/kernel" for "layer/kernel/.ATTRIBUTES/VARIABLE_VALUE".
std::string NameFromKey(const std::string& key) { return key.ends_with(kKeySuffix) ? key.substr(0, key.size() - kKeySuffix.size()) : key; }

Status FillVariable(const ResourceSource& source, const std::string& key, Checkpoint* checkpoint, Variable* variable) {
  variable->type = source.type;
  variable->shape = source.shape;
  if (checkpoint->Find(key) == nullptr) return Status::Ok();
  GC_ASSIGN_OR_RETURN(variable->value, checkpoint->Read(key));
  if (variable->value.type() != source.type)
    return Error(StatusCode::kInvalidModel, "variable \"%s\" is %s in the graph, %s in the checkpoint", variable->name.c_str(),
                 tf::TypeName(source.type).c_str(), tf::TypeName(variable->value.type()).c_str());
  auto shape = tf::Merge(source.shape, variable->value.shape());
  if (!shape.ok()) return std::move(shape).status().At("variable \"" + variable->name + "\", in the graph and in the checkpoint");
  return Status::Ok();
}

}  // namespace

Status FillVariables(const proto::MetaGraphDef& meta_graph, const std::string& prefix, const GraphReader& reader, ByteBudget* budget,
                     Program* program) {
  const std::vector<int64_t> used = Renumber("VarHandleOp", "variable", program);
  if (used.empty()) return Status::Ok();
  GC_ASSIGN_OR_RETURN(Checkpoint checkpoint, Checkpoint::Open(prefix, budget));
  GC_ASSIGN_OR_RETURN(const proto::TrackableObjectGraph tracked, ReadObjectGraph(&checkpoint));
  const auto by_object = KeysByObjectGraph(meta_graph, tracked);
  std::set<std::string> names;
  for (const int64_t number : used) {
    const ResourceSource& source = reader.variables()[static_cast<size_t>(number)];
    const auto found = by_object.find(source.node);
    const std::string key = found != by_object.end() ? found->second : source.shared_name.empty() ? source.node : source.shared_name;
    Variable variable;
    const std::string name = NameFromKey(key);
    variable.name = name;
    for (int i = 1; !names.insert(variable.name).second; ++i) variable.name = name + "_" + std::to_string(i);
    GC_RETURN_IF_ERROR(FillVariable(source, key, &checkpoint, &variable));
    program->variables.push_back(std::move(variable));
  }
  return Status::Ok();
}

}  // namespace goldcrest::convert
