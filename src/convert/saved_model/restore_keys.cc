#include "convert/saved_model/variable_keys.h"

namespace goldcrest::convert {
namespace {

std::string NodeOf(const std::string& tensor) { return tensor.substr(0, tensor.find(':')); }

// The value behind operators that only pass it on.
const Value* Behind(const Value* value) {
  while (value->producer->Is("Identity") || value->producer->Is("Reshape")) value = value->producer->input(0);
  return value;
}

// The string that result `index` of a RestoreV2 belongs to, out of its input `input`; null where it is not constant.
const std::string* NameAt(const Node& restore, int input, int index) {
  if (input >= restore.num_inputs()) return nullptr;
  const tf::Literal* names = Behind(restore.input(input))->constant();
  if (names == nullptr || names->type() != tf::DataType::kString || static_cast<size_t>(index) >= names->strings().size()) return nullptr;
  return &names->strings()[static_cast<size_t>(index)];
}

}  // namespace

std::unordered_map<int64_t, CheckpointPlace> PlacesByRestoring(const proto::SaverDef& saver, GraphReader* reader) {
  std::unordered_map<int64_t, CheckpointPlace> places;
  if (saver.restore_op_name().empty()) return places;
  GraphRequest request;
  request.name = "restore";
  request.controls = {NodeOf(saver.restore_op_name())};
  if (!saver.filename_tensor_name().empty())
    request.inputs = {{saver.filename_tensor_name(), tf::DataType::kString, tf::PartialShape::Scalar()}};
  const auto graph = reader->Read(request);
  if (!graph.ok()) return places;
  for (const auto& node : (*graph)->nodes()) {
    if (!node->Is("AssignVariableOp") || !node->input(0)->producer->Is("VarHandleOp")) continue;
    const Value* restored = Behind(node->input(1));
    if (!restored->producer->Is("RestoreV2")) continue;
    const std::string* key = NameAt(*restored->producer, 1, restored->index);
    const std::string* slice = NameAt(*restored->producer, 2, restored->index);
    if (key == nullptr) continue;
    places.emplace(node->input(0)->producer->attrs.Int("variable"), CheckpointPlace{*key, slice == nullptr ? "" : *slice});
  }
  return places;
}

}  // namespace goldcrest::convert
