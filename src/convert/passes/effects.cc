#include "convert/passes/effects.h"

#include <algorithm>
#include <string_view>

namespace goldcrest::convert {
namespace {

// Operators by the beginning of their names.
constexpr std::string_view kWriters[] = {"Assign",
                                         "ResourceApply",
                                         "ResourceScatter",
                                         "ResourceSparseApply",
                                         "ResourceStridedSliceAssign",
                                         "ResourceGatherNd",
                                         "LookupTableImport",
                                         "LookupTableIns",
                                         "LookupTableRemove",
                                         "InitializeTable",
                                         "Save",
                                         "MergeV2Checkpoint",
                                         "WriteFile",
                                         "QueueEnqueue",
                                         "QueueDequeue",
                                         "QueueClose",
                                         "StackPush",
                                         "StackPop",
                                         "Rng",
                                         "Stateful",
                                         "DestroyResource",
                                         "StridedSliceAssign"};
// Their results may differ from one run to the next.
constexpr std::string_view kVarying[] = {"Random",       "Multinomial", "TruncatedNormal", "ParameterizedTruncatedNormal",
                                         "ReadVariable", "Variable",    "LookupTable",     "HashTable",
                                         "Mutable",      "VarIs",       "Timestamp",       "ReadFile",
                                         "Restore",      "Resource",    "Queue",           "Stack",
                                         "Placeholder",  "TensorArray", "Iterator",        "Anonymous"};

bool StartsWithAny(std::string_view op, std::span<const std::string_view> beginnings) {
  return std::any_of(beginnings.begin(), beginnings.end(), [&](std::string_view b) { return op.starts_with(b); });
}

bool IsVarying(BuiltinOperator op) {
  switch (op) {
    case BuiltinOperator::kRandomUniform:
    case BuiltinOperator::kRandomStandardNormal:
    case BuiltinOperator::kMultinomial:
    case BuiltinOperator::kReadVariable:
    case BuiltinOperator::kVarHandle:
    case BuiltinOperator::kHashtable:
    case BuiltinOperator::kHashtableFind:
    case BuiltinOperator::kHashtableSize:
    case BuiltinOperator::kCustom: return true;
    default: return false;
  }
}

}  // namespace

bool HasSideEffects(const Node& node) {
  switch (node.kind) {
    case NodeKind::kConst:
    case NodeKind::kArg: return false;
    case NodeKind::kCustom: return true;
    case NodeKind::kTf:
      if (StartsWithAny(node.op, kWriters)) return true;
      break;
    case NodeKind::kBuiltin:
      if (node.builtin == BuiltinOperator::kAssignVariable || node.builtin == BuiltinOperator::kCallOnce ||
          node.builtin == BuiltinOperator::kHashtableImport || node.builtin == BuiltinOperator::kCustom)
        return true;
      break;
  }
  for (const auto& body : node.bodies)
    for (const auto& inner : body->nodes())
      if (HasSideEffects(*inner)) return true;
  return false;
}

bool IsPure(const Node& node) {
  if (node.kind == NodeKind::kArg || HasSideEffects(node)) return false;
  if (node.kind == NodeKind::kTf && (StartsWithAny(node.op, kVarying) || node.op == "VarHandleOp")) return false;
  if (node.kind == NodeKind::kBuiltin && IsVarying(node.builtin)) return false;
  for (const auto& body : node.bodies)
    for (const auto& inner : body->nodes())
      if (inner->kind != NodeKind::kArg && !IsPure(*inner)) return false;
  return true;
}

bool EraseIfDead(Graph& graph, Node* node) {
  if (node->kind == NodeKind::kArg || !graph.IsDead(node) || HasSideEffects(*node)) return false;
  std::vector<Node*> dead = {node};
  while (!dead.empty()) {
    Node* last = dead.back();
    dead.pop_back();
    std::vector<Node*> producers;
    for (const Value* v : last->inputs)
      if (v != nullptr && std::find(producers.begin(), producers.end(), v->producer) == producers.end()) producers.push_back(v->producer);
    graph.Erase(last);
    for (Node* p : producers)
      if (p->kind != NodeKind::kArg && graph.IsDead(p) && !HasSideEffects(*p)) dead.push_back(p);
  }
  return true;
}

}  // namespace goldcrest::convert
