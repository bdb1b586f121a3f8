// Before: t = CONV_2D(x, w, b); y = ADD(t, r), all of one shape.   After: y = CONV_2D(x, w, b, r) with the post-operation ADD r.
//
// The other operand must exist before the convolution runs. Float only: the integer addition rescales both operands first.
#include "compile/graph_util.h"
#include "compile/passes.h"

namespace goldcrest::compile {
namespace {

// The post-operation of the addition's own fused activation; false for one that has none of ours.
bool AppendActivation(model::ActivationFunctionType activation, std::vector<PostOp>& ops) {
  switch (activation) {
    case model::ActivationFunctionType::kNone: return true;
    case model::ActivationFunctionType::kRelu: ops.push_back({PostOp::Kind::kRelu, -1}); return true;
    case model::ActivationFunctionType::kRelu6: ops.push_back({PostOp::Kind::kRelu6, -1}); return true;
    case model::ActivationFunctionType::kReluN1To1: ops.push_back({PostOp::Kind::kReluN1To1, -1}); return true;
    default: return false;
  }
}

// Moves `add` into `producer`, which made its operand `t`; `r` is the other operand.
bool TryFuse(Graph& graph, GraphNode& producer, const GraphNode& add, int t, int r) {
  const TensorView& y = graph.tensors[add.outputs[0]].view;
  const TensorView& tv = graph.tensors[t].view;
  const TensorView& rv = graph.tensors[r].view;
  if (producer.dynamic || producer.outputs.size() != 1 || y.type != TensorType::kFloat32) return false;
  if (tv.shape != y.shape || rv.shape != y.shape || rv.type != y.type || tv.type != y.type) return false;
  std::vector<PostOp> ops = producer.post_ops;
  ops.push_back({PostOp::Kind::kAdd, static_cast<int>(producer.inputs.size())});
  if (!AppendActivation(add.options.OrDefault<model::AddOptions>().fused_activation_function, ops)) return false;
  for (const PostOp& p : ops) {
    if (!producer.op->AcceptsPostOp(p.kind, y.type)) return false;
  }
  producer.post_ops = std::move(ops);
  producer.inputs.push_back(r);
  producer.outputs[0] = add.outputs[0];
  producer.origins.insert(producer.origins.end(), add.origins.begin(), add.origins.end());
  return true;
}

}  // namespace

void FuseResidualAdd(Graph& graph) {
  const Uses uses = FindUses(graph);
  std::vector<bool> dead(graph.nodes.size());
  for (size_t k = 0; k < graph.nodes.size(); ++k) {
    const GraphNode& add = graph.nodes[k];
    if (add.dynamic || add.op->has_own_state() || add.op_name != "ADD" || add.inputs.size() != 2 || !add.post_ops.empty()) continue;
    for (int side = 0; side < 2; ++side) {
      const int t = add.inputs[side], r = add.inputs[1 - side];
      if (t < 0 || r < 0 || t == r) continue;
      const int p = uses.producer[t];
      // The other operand's producer may have been moved into a node that stands later than p only if it was made later than p.
      if (p < 0 || dead[p] || uses.producer[r] > p || !uses.OnlyReader(t, static_cast<int>(k))) continue;
      if (graph.nodes[p].outputs.size() != 1 || graph.nodes[p].outputs[0] != t) continue;
      if (!TryFuse(graph, graph.nodes[p], add, t, r)) continue;
      dead[k] = true;
      break;
    }
  }
  EraseNodes(graph, dead);
}

}  // namespace goldcrest::compile
