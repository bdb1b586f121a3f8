// Nodes whose results nobody reads go, unless they have side effects. With them go checks, prints and summaries, which a converted
// model does not run. Exact.
#include "convert/passes/effects.h"
#include "convert/passes/passes.h"

namespace goldcrest::convert {

Expected<bool> RemoveDeadNodes(Graph& graph) {
  bool changed = false;
  std::vector<Node*> nodes = graph.AllNodes();
  // From the end, so that each is looked at after its readers.
  for (auto node = nodes.rbegin(); node != nodes.rend(); ++node) {
    if ((*node)->kind == NodeKind::kArg || !graph.IsDead(*node) || HasSideEffects(**node)) continue;
    graph.Erase(*node);
    changed = true;
  }
  return changed;
}

}  // namespace goldcrest::convert
