#include <optional>
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

Status FillVariable(const ResourceSource& source, const CheckpointPlace& place, Checkpoint* checkpoint, Variable* variable) {
  variable->type = source.type;
  variable->shape = source.shape;
  if (checkpoint->Find(place.key) == nullptr) return Status::Ok();
  if (place.slice.empty()) {
    GC_ASSIGN_OR_RETURN(variable->value, checkpoint->Read(place.key));
  } else {
    GC_ASSIGN_OR_RETURN(variable->value, checkpoint->ReadSlice(place.key, place.slice));
  }
  if (variable->value.type() != source.type)
    return Error(StatusCode::kInvalidModel, "variable \"%s\" is %s in the graph, %s in the checkpoint", variable->name.c_str(),
                 tf::TypeName(source.type).c_str(), tf::TypeName(variable->value.type()).c_str());
  auto shape = tf::Merge(source.shape, variable->value.shape());
  if (!shape.ok()) return std::move(shape).status().At("variable \"" + variable->name + "\", in the graph and in the checkpoint");
  return Status::Ok();
}

// Finds the places of variables in a checkpoint: asks the object graph, then the operators that restore, then goes by names.
class Places {
 public:
  Places(const proto::MetaGraphDef& meta_graph, const proto::TrackableObjectGraph& tracked, GraphReader* reader)
      : saver_(meta_graph.saver_def()), reader_(reader), by_object_(KeysByObjectGraph(meta_graph, tracked)) {}

  CheckpointPlace Find(int64_t number) {
    const ResourceSource source = reader_->variables()[static_cast<size_t>(number)];
    if (const auto found = by_object_.find(source.node); found != by_object_.end()) return {found->second, ""};
    if (!by_restoring_.has_value()) by_restoring_ = PlacesByRestoring(saver_, reader_);
    if (const auto found = by_restoring_->find(number); found != by_restoring_->end()) return found->second;
    return {source.shared_name.empty() ? source.node : source.shared_name, ""};
  }

 private:
  const proto::SaverDef& saver_;
  GraphReader* reader_;
  std::unordered_map<std::string, std::string> by_object_;
  std::optional<std::unordered_map<int64_t, CheckpointPlace>> by_restoring_;
};

}  // namespace

Status FillVariables(const proto::MetaGraphDef& meta_graph, const std::string& prefix, GraphReader* reader, ByteBudget* budget,
                     Program* program) {
  const std::vector<int64_t> used = Renumber("VarHandleOp", "variable", program);
  if (used.empty()) return Status::Ok();
  GC_ASSIGN_OR_RETURN(Checkpoint checkpoint, Checkpoint::Open(prefix, budget));
  GC_ASSIGN_OR_RETURN(const proto::TrackableObjectGraph tracked, ReadObjectGraph(&checkpoint));
  Places places(meta_graph, tracked, reader);
  std::set<std::string> names;
  for (const int64_t number : used) {
    const CheckpointPlace place = places.Find(number);
    const ResourceSource& source = reader->variables()[static_cast<size_t>(number)];
    Variable variable;
    // Parts of one tensor are told apart by their nodes.
    const std::string name = place.slice.empty() ? NameFromKey(place.key) : source.node;
    variable.name = name;
    for (int i = 1; !names.insert(variable.name).second; ++i) variable.name = name + "_" + std::to_string(i);
    GC_RETURN_IF_ERROR(FillVariable(source, place, &checkpoint, &variable));
    program->variables.push_back(std::move(variable));
  }
  return Status::Ok();
}

}  // namespace goldcrest::convert
