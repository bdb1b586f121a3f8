#include "compile/infer.h"

#include "compile/fold.h"
#include "compile/node_error.h"

namespace goldcrest::compile {
namespace {

bool InputsKnown(const Graph& graph, const GraphNode& node) {
  for (int i : node.inputs) {
    if (i >= 0 && !graph.tensors[i].shape_known) return false;
  }
  return true;
}

Status InferNode(Graph& graph, GraphNode& node, const InferOptions& options) {
  if (!InputsKnown(graph, node)) {
    node.dynamic = true;
    return Status::Ok();
  }
  InferContext ctx(Bind(graph, node, options.limits));
  GC_RETURN_IF_ERROR(node.op->Infer(ctx));
  if (ctx.needed_value() >= 0) {
    node.dynamic = true;
    return Status::Ok();
  }
  for (size_t k = 0; k < node.outputs.size(); ++k) {
    const int i = static_cast<int>(k);
    if (ctx.output_set(i)) {
      graph.tensors[node.outputs[k]].shape_known = true;
    } else if (!ctx.output_unknown(i)) {
      return Error(StatusCode::kInternal, "Infer left output %d without a shape", i);
    }
  }
  return Status::Ok();
}

}  // namespace

Status InferShapes(Graph& graph, const InferOptions& options) {
  std::vector<GraphNode> kept;
  kept.reserve(graph.nodes.size());
  for (GraphNode& node : graph.nodes) {
    GC_RETURN_IF_ERROR(AtNode(node, InferNode(graph, node, options)));
    if (options.fold && CanFold(graph, node)) {
      GC_ASSIGN_OR_RETURN(const bool folded, Fold(graph, node, options.limits));
      if (folded) continue;
    }
    kept.push_back(std::move(node));
  }
  graph.nodes = std::move(kept);
  return Status::Ok();
}

}  // namespace goldcrest::compile
