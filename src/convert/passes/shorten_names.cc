// The calls a node was inlined from leave their names in its own: StatefulPartitionedCall/StatefulPartitionedCall/model/dense/MatMul.
// The file repeats a name for every tensor, so they go, where no other node of the graph is left with the same name.
#include <set>

#include "convert/passes/passes.h"

namespace goldcrest::convert {
namespace {

bool IsCall(std::string_view part) {
  for (std::string_view call : {"StatefulPartitionedCall", "PartitionedCall"}) {
    if (!part.starts_with(call)) continue;
    const std::string_view number = part.substr(call.size());
    if (number.empty() || (number[0] == '_' && number.find_first_not_of("0123456789", 1) == std::string_view::npos)) return true;
  }
  return false;
}

// The name without the parts that are calls; the last part stays in any case.
std::string Shortened(std::string_view name) {
  std::string shortened;
  for (size_t slash = name.find('/'); slash != std::string_view::npos; slash = name.find('/')) {
    if (!IsCall(name.substr(0, slash))) shortened += name.substr(0, slash + 1);
    name.remove_prefix(slash + 1);
  }
  return shortened += name;
}

}  // namespace

Expected<bool> ShortenNames(Graph& graph) {
  bool changed = false;
  std::set<std::string> names;
  for (const auto& node : graph.nodes()) names.insert(node->name);
  for (const auto& node : graph.nodes()) {
    std::string shortened = Shortened(node->name);
    if (shortened == node->name || !names.insert(shortened).second) continue;
    node->name = std::move(shortened);
    changed = true;
  }
  return changed;
}

}  // namespace goldcrest::convert
