// Before: t = PAD(x, [[0,0],[a,b],[c,d],[0,0]]); y = CONV_2D(t, ..., VALID).   After: y = CONV_2D(x, ...) with padding a, b, c, d.
//
// PAD writes zeros, the zero point of a quantized tensor; convolutions pad with the same.
#include "base/checked.h"
#include "compile/graph_util.h"
#include "compile/passes.h"

namespace goldcrest::compile {
namespace {

bool UsesValidPadding(const GraphNode& node) {
  if (const auto* o = node.options.As<model::Conv2DOptions>()) return o->padding == model::Padding::kValid;
  if (const auto* o = node.options.As<model::DepthwiseConv2DOptions>()) return o->padding == model::Padding::kValid;
  return false;
}

// The padding of rows and columns, when the node pads nothing else.
bool ReadPadding(const Graph& graph, const GraphNode& pad, ExplicitPadding* padding) {
  if (pad.op->has_own_state() || pad.op_name != "PAD" || pad.inputs.size() != 2 || pad.inputs[1] < 0) return false;
  const GraphTensor& t = graph.tensors[pad.inputs[1]];
  if (!t.is_constant || t.view.type != TensorType::kInt32 || t.view.shape != Shape{4, 2}) return false;
  const int32_t* p = t.view.as<int32_t>();
  for (int i = 0; i < 8; ++i) {
    // A convolution's own arithmetic adds padding to the input size as an int.
    constexpr int32_t kMost = 1 << 20;
    if (p[i] < 0 || p[i] > kMost) return false;
  }
  if (p[0] != 0 || p[1] != 0 || p[6] != 0 || p[7] != 0) return false;
  *padding = {p[2], p[3], p[4], p[5]};
  return true;
}

}  // namespace

void FusePad(Graph& graph) {
  const Uses uses = FindUses(graph);
  std::vector<bool> dead(graph.nodes.size());
  for (size_t k = 0; k < graph.nodes.size(); ++k) {
    const GraphNode& pad = graph.nodes[k];
    ExplicitPadding padding;
    if (pad.dynamic || !ReadPadding(graph, pad, &padding)) continue;
    const int x = pad.inputs[0], t = pad.outputs[0];
    if (uses.consumers[t].size() != 1 || uses.is_output[t]) continue;
    GraphNode& consumer = graph.nodes[uses.consumers[t][0]];
    const TensorView& xv = graph.tensors[x].view;
    if (consumer.dynamic || consumer.inputs[0] != t || consumer.padding || !UsesValidPadding(consumer)) continue;
    if (!consumer.op->AcceptsPadding(xv.type) || graph.tensors[t].view.type != xv.type) continue;
    consumer.padding = padding;
    consumer.inputs[0] = x;
    consumer.origins.insert(consumer.origins.end(), pad.origins.begin(), pad.origins.end());
    dead[k] = true;
  }
  EraseNodes(graph, dead);
}

}  // namespace goldcrest::compile
