#include "compile/infer.h"

#include "compile/fold.h"

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

Status InferShapes(Graph& graph, const InferOptions& options, Refusals& refusals) {
  std::vector<GraphNode> kept;
  kept.reserve(graph.nodes.size());
  for (GraphNode& node : graph.nodes) {
    // An operator of the client's is not asked about a graph that will not run.
    if ((options.look_ahead || !refusals.empty()) && node.op->has_own_state()) node.dynamic = true;
    Status status = node.dynamic ? Status::Ok() : InferNode(graph, node, options);
    if (options.look_ahead && !status.ok() && status.code() != StatusCode::kUnsupported) {
      node.dynamic = true;
      status = Status::Ok();
    }
    if (!status.ok()) {
      const bool go_on = refusals.Add(graph, node, std::move(status)) && !node.op->has_own_state();
      if (!go_on) return refusals.status();
      // Its outputs stay unknown, and with them what depends on them.
      node.dynamic = true;
    }
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
