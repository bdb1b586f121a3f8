#include "convert/lower/lowering.h"

#include <cstdarg>
#include <cstdio>

namespace goldcrest::convert {

using tf::PartialShape;

std::optional<std::vector<int64_t>> Lowering::Ints(int i) const {
  if (i >= num_inputs() || input(i)->constant() == nullptr) return std::nullopt;
  Expected<std::vector<int64_t>> ints = input(i)->constant()->AsInts();
  if (!ints.ok()) return std::nullopt;
  return std::move(*ints);
}

std::optional<std::vector<double>> Lowering::Doubles(int i) const {
  if (i >= num_inputs() || input(i)->constant() == nullptr) return std::nullopt;
  Expected<std::vector<double>> doubles = input(i)->constant()->AsDoubles();
  if (!doubles.ok()) return std::nullopt;
  return std::move(*doubles);
}

Status Lowering::Replace(Value* result) { return Replace(std::vector<Value*>{result}); }

Status Lowering::Replace(const std::vector<Value*>& results) {
  for (size_t i = 0; i < results.size(); ++i) {
    Value* old = node_.outputs[i].get();
    if (results[i] == nullptr) continue;
    // What the source's graph knew may be more than what the operators' own shapes say.
    if (Expected<PartialShape> merged = tf::Merge(results[i]->shape, old->shape); merged.ok()) results[i]->shape = *merged;
    graph().ReplaceUses(old, results[i]);
  }
  graph().Erase(&node_);
  return Status::Ok();
}

Status Lowering::Refuse(const char* format, ...) const {
  char reason[512];
  va_list args;
  va_start(args, format);
  std::vsnprintf(reason, sizeof(reason), format, args);
  va_end(args);
  return Error(StatusCode::kUnsupported, "%s", reason);
}

std::vector<Refusal> LowerGraph(Graph& graph) {
  std::vector<Refusal> refusals;
  for (Node* node : graph.AllNodes()) {
    for (const auto& body : node->bodies) {
      std::vector<Refusal> inner = LowerGraph(*body);
      refusals.insert(refusals.end(), inner.begin(), inner.end());
    }
    if (node->kind != NodeKind::kTf) continue;
    const LoweringRule* rule = FindLoweringRule(node->op);
    if (rule == nullptr) {
      refusals.push_back({&graph, node, Error(StatusCode::kUnsupported, "no operator of the model format computes it")});
      continue;
    }
    Lowering lowering(graph, *node);
    Status status = rule->lower(lowering);
    if (!status.ok()) refusals.push_back({&graph, node, std::move(status)});
  }
  return refusals;
}

}  // namespace goldcrest::convert
