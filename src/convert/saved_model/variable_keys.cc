#include "convert/saved_model/variable_keys.h"

#include <string_view>
#include <vector>

#include "convert/saved_model/body.h"

namespace goldcrest::convert {
namespace {

using Children = google::protobuf::RepeatedPtrField<proto::TrackableObjectGraph::TrackableObject::ObjectReference>;

// The children of the nodes of a graph by their names.
class ChildrenByName {
 public:
  // -1 where there is none.
  int Find(int node, const Children& children, const std::string& name) {
    const auto [place, is_new] = of_node_.try_emplace(node);
    if (is_new)
      for (const auto& child : children) place->second.emplace(child.local_name(), child.node_id());
    const auto found = place->second.find(name);
    return found == place->second.end() ? -1 : found->second;
  }

 private:
  std::unordered_map<int, std::unordered_map<std::string_view, int>> of_node_;
};

// For each node of `saved` the one of `tracked` that is reached from the root by the same names; -1 where there is none.
std::vector<int> MatchNodes(const proto::SavedObjectGraph& saved, const proto::TrackableObjectGraph& tracked) {
  std::vector<int> match(static_cast<size_t>(saved.nodes_size()), -1);
  if (match.empty() || tracked.nodes_size() == 0) return match;
  match[0] = 0;
  ChildrenByName children;
  std::vector<int> to_visit = {0};
  while (!to_visit.empty()) {
    const int node = to_visit.back();
    to_visit.pop_back();
    const int there = match[static_cast<size_t>(node)];
    for (const auto& child : saved.nodes(node).children()) {
      const int id = child.node_id();
      if (id < 0 || id >= saved.nodes_size() || match[static_cast<size_t>(id)] >= 0) continue;
      const int other = children.Find(there, tracked.nodes(there).children(), child.local_name());
      if (other < 0 || other >= tracked.nodes_size()) continue;
      match[static_cast<size_t>(id)] = other;
      to_visit.push_back(id);
    }
  }
  return match;
}

// The key of a variable's value; null for an object that is no saved variable.
const std::string* KeyOf(const proto::TrackableObjectGraph::TrackableObject& object) {
  for (const auto& attribute : object.attributes())
    if (attribute.name() == "VARIABLE_VALUE") return &attribute.checkpoint_key();
  return nullptr;
}

// The inputs that are no control edges, as names of nodes.
std::vector<std::string> DataInputs(const proto::NodeDef& node) {
  std::vector<std::string> inputs;
  for (const std::string& input : node.input())
    if (auto ref = ParseTensorRef(input); ref.ok() && !ref->control) inputs.emplace_back(ref->node);
  return inputs;
}

}  // namespace

std::unordered_map<std::string, std::string> KeysByObjectGraph(const proto::MetaGraphDef& meta_graph,
                                                               const proto::TrackableObjectGraph& tracked) {
  std::unordered_map<std::string, std::string> keys;
  const proto::SavedObjectGraph& saved = meta_graph.object_graph_def();
  const std::vector<int> match = MatchNodes(saved, tracked);
  std::vector<const std::string*> key_of;  // by node of `tracked`
  for (const auto& object : tracked.nodes()) key_of.push_back(KeyOf(object));
  for (const proto::NodeDef& node : meta_graph.graph_def().node()) {
    const auto f = node.attr().find("f");
    const std::string& function = f == node.attr().end() ? node.op() : f->second.func().name();
    const auto concrete = saved.concrete_functions().find(function);
    if (concrete == saved.concrete_functions().end()) continue;
    const auto& bound = concrete->second.bound_inputs();
    const std::vector<std::string> inputs = DataInputs(node);
    if (static_cast<size_t>(bound.size()) > inputs.size()) continue;
    for (int i = 0; i < bound.size(); ++i) {
      const int id = bound.Get(i);
      if (id < 0 || id >= saved.nodes_size() || !saved.nodes(id).has_variable()) continue;
      // A variable that nobody reached by name lies under its number: TensorFlow saves both graphs from the same list.
      int other = match[static_cast<size_t>(id)];
      if (other < 0 && id < tracked.nodes_size()) other = id;
      if (other < 0) continue;
      const std::string* key = key_of[static_cast<size_t>(other)];
      if (key != nullptr) keys.emplace(inputs[inputs.size() - static_cast<size_t>(bound.size() - i)], *key);
    }
  }
  return keys;
}

}  // namespace goldcrest::convert
