// Nodes that compute the same from the same are one, and so are constants of the same bytes. Exact: only nodes without side effects whose
// results do not change from run to run.
#include <map>

#include "convert/passes/effects.h"
#include "convert/passes/passes.h"

namespace goldcrest::convert {
namespace {

// What two nodes must share for it to be worth looking closer.
std::string KeyOf(const Node& node) {
  std::string key = std::to_string(static_cast<int>(node.kind)) + "/" + std::to_string(static_cast<int>(node.builtin)) + "/" + node.op;
  if (node.kind == NodeKind::kConst) {
    const tf::Literal& v = node.value;
    key += "/" + std::to_string(static_cast<int>(v.type())) + v.shape().ToString();
    const auto bytes = v.bytes().span();
    uint64_t hash = 1469598103934665603u;
    for (size_t i = 0; i < bytes.size(); ++i) hash = (hash ^ bytes[i]) * 1099511628211u;
    key += "/" + std::to_string(hash);
  }
  for (const Value* v : node.inputs) key += "," + std::to_string(reinterpret_cast<uintptr_t>(v));
  for (const auto& v : node.outputs) key += ";" + std::to_string(static_cast<int>(v->type));
  return key;
}

bool SameOptions(const model::Options& a, const model::Options& b) {
  if (a.type() != b.type()) return false;
  bool same = true;
  model::VisitOptionsType(a.type(), [&]<typename O>() {
    const O &x = *a.As<O>(), &y = *b.As<O>();
    std::vector<const void*> fields;
    O::ForEachField(x, [&](const char*, const auto& field) { fields.push_back(&field); });
    size_t next = 0;
    O::ForEachField(y, [&](const char*, const auto& field) {
      same = same && *static_cast<std::decay_t<decltype(field)> const*>(fields[next++]) == field;
    });
  });
  return same;
}

bool Same(const Node& a, const Node& b) {
  if (a.inputs != b.inputs || a.num_outputs() != b.num_outputs()) return false;
  if (a.kind == NodeKind::kConst) return a.value == b.value;
  return a.attrs.values() == b.attrs.values() && SameOptions(a.options, b.options);
}

}  // namespace

Expected<bool> MergeCommonSubexpressions(Graph& graph) {
  bool changed = false;
  std::map<std::string, std::vector<Node*>> seen;
  for (Node* node : graph.AllNodes()) {
    if (node->num_outputs() == 0 || !node->bodies.empty() || graph.IsDead(node) || !IsPure(*node)) continue;
    std::vector<Node*>& alike = seen[KeyOf(*node)];
    Node* first = nullptr;
    for (Node* other : alike)
      if (first == nullptr && Same(*other, *node)) first = other;
    if (first == nullptr) {
      alike.push_back(node);
      continue;
    }
    // Two outputs of the graph stay two tensors.
    bool outputs = false;
    for (const auto& v : node->outputs) outputs = outputs || graph.IsOutput(v.get());
    if (outputs && node->kind != NodeKind::kConst) continue;
    for (int i = 0; i < node->num_outputs(); ++i) graph.ReplaceUses(node->output(i), first->output(i));
    EraseIfDead(graph, node);
    changed = true;
  }
  return changed;
}

}  // namespace goldcrest::convert
