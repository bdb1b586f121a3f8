// Before: t = CONV_2D(x, w, b); y = RELU6(t).    After: y = CONV_2D(x, w, b) with the post-operation RELU6.
//
// Float only: the integer form of an activation node requantizes, which the operator's own clamp does not reproduce to the bit.
#include "compile/graph_util.h"
#include "compile/passes.h"

namespace goldcrest::compile {
namespace {

bool ActivationOf(const GraphNode& node, PostOp::Kind* kind) {
  if (node.op->has_own_state()) return false;  // somebody's own operator under this name
  if (node.op_name == "RELU")
    *kind = PostOp::Kind::kRelu;
  else if (node.op_name == "RELU6")
    *kind = PostOp::Kind::kRelu6;
  else if (node.op_name == "RELU_N1_TO_1")
    *kind = PostOp::Kind::kReluN1To1;
  else if (node.op_name == "HARD_SWISH")
    *kind = PostOp::Kind::kHardSwish;
  else if (node.op_name == "LOGISTIC")
    *kind = PostOp::Kind::kLogistic;
  else if (node.op_name == "TANH")
    *kind = PostOp::Kind::kTanh;
  else
    return false;
  return node.inputs.size() == 1 && node.outputs.size() == 1;
}

}  // namespace

void FuseActivation(Graph& graph) {
  const Uses uses = FindUses(graph);
  std::vector<bool> dead(graph.nodes.size());
  for (size_t k = 0; k < graph.nodes.size(); ++k) {
    GraphNode& activation = graph.nodes[k];
    PostOp::Kind kind;
    if (activation.dynamic || !ActivationOf(activation, &kind)) continue;
    const int t = activation.inputs[0], y = activation.outputs[0];
    if (uses.producer[t] < 0 || !uses.OnlyReader(t, static_cast<int>(k))) continue;
    GraphNode& producer = graph.nodes[uses.producer[t]];
    const TensorType type = graph.tensors[y].view.type;
    if (producer.dynamic || producer.outputs.size() != 1 || type != TensorType::kFloat32) continue;
    if (graph.tensors[t].view.type != type || !producer.op->AcceptsPostOp(kind, type)) continue;
    // An addition moved into the producer would come after a clamp that was there before it only if it is listed after it: order
    // is kept by appending.
    producer.post_ops.push_back({kind, -1});
    producer.outputs[0] = y;
    producer.origins.insert(producer.origins.end(), activation.origins.begin(), activation.origins.end());
    dead[k] = true;
    // The producer now writes y where it stood; y's readers all come later.
  }
  EraseNodes(graph, dead);
}

}  // namespace goldcrest::compile
