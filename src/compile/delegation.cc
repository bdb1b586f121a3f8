#include "compile/delegation.h"

#include <algorithm>
#include <set>

#include "compile/graph_util.h"
#include "delegates/partitioner.h"

namespace goldcrest::compile {
namespace {

// The operator of a node that stands for a partition: shapes are known, the kernel is the delegate's.
class DelegatedNodes final : public Operator {
 public:
  explicit DelegatedNodes(Kernel kernel) : kernel_(std::move(kernel)) {}
  Status Infer(InferContext& ctx) const override {
    for (int i = 0; i < ctx.num_outputs(); ++i) GC_RETURN_IF_ERROR(ctx.SetOutput(i, Shape(ctx.output(i).shape)));
    return Status::Ok();
  }
  Expected<Kernel> Select(SelectContext&) const override { return kernel_; }
  // What the delegate does inside is not ours to know.
  bool has_side_effects() const override { return true; }

 private:
  Kernel kernel_;
};

std::vector<bool> AskAboutNodes(Graph& graph, const Delegate& delegate, const Limits& limits, DelegationReport& report) {
  std::vector<bool> taken(graph.nodes.size());
  for (size_t k = 0; k < graph.nodes.size(); ++k) {
    const GraphNode& node = graph.nodes[k];
    Status answer;
    if (node.dynamic) {
      answer = Error(StatusCode::kUnsupported, "its shapes or values are known only at run time");
    } else {
      InferContext ctx(Bind(graph, node, limits));
      answer = delegate.Supports(ctx);
    }
    taken[k] = answer.ok();
    if (!answer.ok()) report.refusals.push_back({node.origins[0], answer.message()});
  }
  return taken;
}

Partition MakePartition(const Graph& graph, const std::vector<int>& nodes, const Uses& uses, std::span<const TensorView> tensors) {
  Partition p;
  p.tensors = tensors;
  const std::set<int> members(nodes.begin(), nodes.end());
  std::set<int> inputs;
  for (int k : nodes) {
    const GraphNode& node = graph.nodes[k];
    p.nodes.push_back({node.info(), node.inputs, node.outputs});
    for (int i : node.inputs) {
      if (i >= 0 && members.count(uses.producer[i]) == 0 && inputs.insert(i).second) p.inputs.push_back(i);
    }
    for (int i : node.outputs) {
      const bool read_outside =
          std::any_of(uses.consumers[i].begin(), uses.consumers[i].end(), [&](int c) { return members.count(c) == 0; });
      if (uses.is_output[i] || read_outside) p.outputs.push_back(i);
    }
  }
  return p;
}

GraphNode StandIn(const Graph& graph, const Delegate& delegate, const Partition& p, const std::vector<int>& nodes, Kernel kernel) {
  GraphNode n;
  n.owned_op = std::make_shared<DelegatedNodes>(std::move(kernel));
  n.op = n.owned_op.get();
  n.op_name = "DELEGATE " + std::string(delegate.name());
  n.subgraph = graph.subgraph_index;
  n.inputs = p.inputs;
  n.outputs = p.outputs;
  for (int k : nodes) n.origins.insert(n.origins.end(), graph.nodes[k].origins.begin(), graph.nodes[k].origins.end());
  return n;
}

// Puts each stand-in where the last of its nodes stood and moves what it must wait for in front, by sorting topologically.
void Splice(Graph& graph, const std::vector<std::vector<int>>& sets, std::vector<GraphNode> stand_ins) {
  std::vector<int> set_of(graph.nodes.size(), -1);
  for (size_t s = 0; s < sets.size(); ++s) {
    for (int k : sets[s]) set_of[k] = static_cast<int>(s);
  }
  std::vector<bool> made(graph.tensors.size());
  for (size_t i = 0; i < made.size(); ++i) made[i] = graph.tensors[i].is_constant || graph.tensors[i].is_variable;
  for (int i : graph.inputs) made[i] = true;
  std::vector<GraphNode> waiting;
  for (size_t k = 0; k < graph.nodes.size(); ++k) {
    const int s = set_of[k];
    if (s < 0)
      waiting.push_back(std::move(graph.nodes[k]));
    else if (sets[s].back() == static_cast<int>(k))
      waiting.push_back(std::move(stand_ins[s]));
  }
  graph.nodes.clear();
  while (!waiting.empty()) {
    const auto ready = std::find_if(waiting.begin(), waiting.end(), [&](const GraphNode& n) {
      return std::all_of(n.inputs.begin(), n.inputs.end(), [&](int i) { return i < 0 || made[i]; });
    });
    if (ready == waiting.end()) break;  // cannot be for convex sets; VerifyGraph would tell
    for (int i : ready->outputs) made[i] = true;
    graph.nodes.push_back(std::move(*ready));
    waiting.erase(ready);
  }
}

}  // namespace

DelegationReport ApplyDelegate(Graph& graph, Delegate& delegate, const Limits& limits) {
  DelegationReport report;
  report.subgraph = graph.subgraph_index;
  report.delegate = delegate.name();
  const std::vector<bool> taken = AskAboutNodes(graph, delegate, limits, report);
  const Uses uses = FindUses(graph);
  std::vector<TensorView> tensors;
  for (const GraphTensor& t : graph.tensors) tensors.push_back(t.view);

  // Everything is prepared before anything is changed.
  std::vector<std::vector<int>> sets;
  std::vector<GraphNode> stand_ins;
  for (const std::vector<int>& nodes : CutPartitions(graph, taken)) {
    const Partition partition = MakePartition(graph, nodes, uses, tensors);
    if (delegate.Gain(partition) <= 0) {
      for (int k : nodes) report.refusals.push_back({graph.nodes[k].origins[0], "its partition gains nothing there"});
      continue;
    }
    Expected<Kernel> kernel = delegate.Prepare(partition);
    if (!kernel.ok()) {
      report.failure = std::move(kernel).status().At(std::string(delegate.name()) + " could not prepare a partition");
      return report;
    }
    stand_ins.push_back(StandIn(graph, delegate, partition, nodes, std::move(*kernel)));
    sets.push_back(nodes);
  }
  for (const GraphNode& n : stand_ins) report.nodes.insert(report.nodes.end(), n.origins.begin(), n.origins.end());
  report.partitions = static_cast<int>(stand_ins.size());
  Splice(graph, sets, std::move(stand_ins));
  return report;
}

}  // namespace goldcrest::compile
