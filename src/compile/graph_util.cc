#include "compile/graph_util.h"

#include "compile/node_error.h"

namespace goldcrest::compile {

Uses FindUses(const Graph& graph) {
  Uses uses;
  const size_t n = graph.tensors.size();
  uses.producer.assign(n, -1);
  uses.consumers.resize(n);
  uses.is_output.resize(n);
  uses.is_input.resize(n);
  for (int i : graph.inputs) uses.is_input[i] = true;
  for (int i : graph.outputs) uses.is_output[i] = true;
  for (size_t k = 0; k < graph.nodes.size(); ++k) {
    for (int i : graph.nodes[k].inputs) {
      if (i >= 0) uses.consumers[i].push_back(static_cast<int>(k));
    }
    for (int i : graph.nodes[k].outputs) uses.producer[i] = static_cast<int>(k);
  }
  return uses;
}

void EraseNodes(Graph& graph, const std::vector<bool>& dead) {
  size_t kept = 0;
  for (size_t k = 0; k < graph.nodes.size(); ++k) {
    if (dead[k]) continue;
    if (kept != k) graph.nodes[kept] = std::move(graph.nodes[k]);
    ++kept;
  }
  graph.nodes.resize(kept);
}

Status VerifyGraph(const Graph& graph) {
  const int n = static_cast<int>(graph.tensors.size());
  std::vector<bool> written(graph.tensors.size());
  for (int i = 0; i < n; ++i) written[i] = graph.tensors[i].is_constant || graph.tensors[i].is_variable;
  for (int i : graph.inputs) written[i] = true;
  for (const GraphNode& node : graph.nodes) {
    for (int i : node.inputs) {
      if (i < -1 || i >= n) return AtNode(node, Error(StatusCode::kInternal, "input tensor %d of %d", i, n));
      if (i >= 0 && !written[i]) return AtNode(node, Error(StatusCode::kInternal, "reads tensor %d before anything writes it", i));
    }
    for (int i : node.outputs) {
      if (i < 0 || i >= n) return AtNode(node, Error(StatusCode::kInternal, "output tensor %d of %d", i, n));
      if (written[i]) return AtNode(node, Error(StatusCode::kInternal, "writes tensor %d a second time", i));
      written[i] = true;
    }
    for (const PostOp& p : node.post_ops) {
      if (p.kind == PostOp::Kind::kAdd && (p.input < 0 || p.input >= static_cast<int>(node.inputs.size()))) {
        return AtNode(node, Error(StatusCode::kInternal, "adds its input %d of %zu", p.input, node.inputs.size()));
      }
    }
  }
  for (int i : graph.outputs) {
    if (!written[i]) return Error(StatusCode::kInternal, "nothing writes output tensor %d", i);
  }
  return Status::Ok();
}

}  // namespace goldcrest::compile
