#include "convert/saved_model/side_effects.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace goldcrest::convert {
namespace {

// Stateful to TensorFlow because their result depends on state, or on chance; sorted.
constexpr std::array<std::string_view, 34> kOnlyRead = {
    "HashTable",
    "HashTableV2",
    "LookupTableExport",
    "LookupTableExportV2",
    "LookupTableFind",
    "LookupTableFindV2",
    "LookupTableSize",
    "LookupTableSizeV2",
    "MatchingFiles",
    "Multinomial",
    "MutableDenseHashTableV2",
    "MutableHashTableOfTensorsV2",
    "MutableHashTableV2",
    "ParameterizedTruncatedNormal",
    "Placeholder",
    "RandomGamma",
    "RandomPoisson",
    "RandomPoissonV2",
    "RandomShuffle",
    "RandomStandardNormal",
    "RandomUniform",
    "RandomUniformInt",
    "ReadFile",
    "ReadVariableOp",
    "ResourceGather",
    "ResourceGatherNd",
    "Restore",
    "RestoreSlice",
    "RestoreV2",
    "Timestamp",
    "TruncatedNormal",
    "VarHandleOp",
    "VarIsInitializedOp",
    "VariableShape",
};
static_assert(std::is_sorted(kOnlyRead.begin(), kOnlyRead.end()));

}  // namespace

bool HasSideEffects(const Node& node, const OpDefs& defs) {
  if (node.kind != NodeKind::kTf) return false;
  if (!node.bodies.empty()) {
    return std::any_of(node.bodies.begin(), node.bodies.end(), [&](const auto& body) {
      return std::any_of(body->nodes().begin(), body->nodes().end(), [&](const auto& n) { return HasSideEffects(*n, defs); });
    });
  }
  const proto::OpDef* def = defs.Find(node.op);
  return (def == nullptr || def->is_stateful()) && !std::binary_search(kOnlyRead.begin(), kOnlyRead.end(), node.op);
}

void EraseDeadNodes(Graph* graph, const OpDefs& defs) {
  const std::vector<Node*> nodes = graph->AllNodes();
  for (size_t i = nodes.size(); i-- > 0;) {
    Node* node = nodes[i];
    if (node->kind != NodeKind::kArg && graph->IsDead(node) && !HasSideEffects(*node, defs)) graph->Erase(node);
  }
}

}  // namespace goldcrest::convert
