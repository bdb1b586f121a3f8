// Before: t = CONV_2D(x, w, b); s = LOGISTIC(t); y = MUL(t, s).    After: y = CONV_2D(x, w, b) with the post-operation swish.
//
// Float only; for integers see byte_tables.cc.
#include "compile/graph_util.h"
#include "compile/passes.h"
#include "model/options.h"

namespace goldcrest::compile {
namespace {

bool IsFloat(const Graph& graph, int tensor) { return graph.tensors[tensor].view.type == TensorType::kFloat32; }

// Whether `mul` is MUL(t, LOGISTIC(t)), either way around, and what stands in the way of nobody else: the index of LOGISTIC, or -1.
int FindLogistic(const Graph& graph, const Uses& uses, int mul) {
  const GraphNode& node = graph.nodes[mul];
  if (node.dynamic || node.op->has_own_state() || node.op_name != "MUL" || node.inputs.size() != 2 || !node.post_ops.empty()) return -1;
  if (node.options.OrDefault<model::MulOptions>().fused_activation_function != model::ActivationFunctionType::kNone) return -1;
  for (int side = 0; side < 2; ++side) {
    const int t = node.inputs[side], s = node.inputs[1 - side];
    if (t < 0 || s < 0 || uses.producer[s] < 0 || !uses.OnlyReader(s, mul) || !IsFloat(graph, t)) continue;
    const GraphNode& logistic = graph.nodes[uses.producer[s]];
    if (logistic.dynamic || logistic.op->has_own_state() || logistic.op_name != "LOGISTIC") continue;
    if (logistic.inputs == std::vector<int>{t} && logistic.post_ops.empty()) return uses.producer[s];
  }
  return -1;
}

}  // namespace

void FuseSwish(Graph& graph) {
  const Uses uses = FindUses(graph);
  std::vector<bool> dead(graph.nodes.size());
  for (size_t k = 0; k < graph.nodes.size(); ++k) {
    const int l = FindLogistic(graph, uses, static_cast<int>(k));
    if (l < 0) continue;
    const int t = graph.nodes[l].inputs[0];
    if (uses.producer[t] < 0 || uses.is_output[t] || uses.consumers[t].size() != 2) continue;
    GraphNode& producer = graph.nodes[uses.producer[t]];
    if (producer.dynamic || producer.outputs.size() != 1) continue;
    if (!producer.op->AcceptsPostOp(PostOp::Kind::kSwish, TensorType::kFloat32)) continue;
    producer.post_ops.push_back({PostOp::Kind::kSwish, -1});
    producer.outputs[0] = graph.nodes[k].outputs[0];
    for (const size_t from : {static_cast<size_t>(l), k}) {
      producer.origins.insert(producer.origins.end(), graph.nodes[from].origins.begin(), graph.nodes[from].origins.end());
      dead[from] = true;
    }
  }
  EraseNodes(graph, dead);
}

}  // namespace goldcrest::compile
