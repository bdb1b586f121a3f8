// Graph: one subgraph as the compiler works on it.
//
// Tensor indices are the file's: a pass may append tensors and drop nodes, never renumber. A node carries the file's nodes it
// came from, so that a profile can speak of them whatever the passes did.
#ifndef GOLDCREST_SRC_RUNTIME_GRAPH_H_
#define GOLDCREST_SRC_RUNTIME_GRAPH_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "goldcrest/op.h"
#include "model/model.h"

namespace goldcrest {

struct GraphTensor {
  TensorView view;  // name, type, quantization; shape where known; data of a constant
  bool shape_known = false;
  bool is_constant = false;
  bool is_variable = false;
  model::Block constant;  // keeps view.data alive
};

struct GraphNode {
  const Operator* op = nullptr;
  std::shared_ptr<const Operator> owned_op;  // keeps `op` alive where the node is its only user
  std::string op_name;
  int version = 1;
  int subgraph = 0;
  model::Options options;
  model::Block custom_options;
  std::vector<int> inputs;  // -1 for one left out
  std::vector<int> outputs;
  std::vector<TensorView> intermediates;
  std::vector<int> body;  // builtin codes of the subgraph that the options name, where they name one
  std::vector<PostOp> post_ops;
  std::optional<ExplicitPadding> padding;
  std::vector<int> origins;  // the file's node numbers, the anchor first

  // Set by shape inference: shapes or values are only known as the graph runs.
  bool dynamic = false;

  NodeInfo info() const {
    NodeInfo i;
    i.op_name = op_name;
    i.version = version;
    i.subgraph = subgraph;
    i.node = origins.empty() ? -1 : origins[0];
    i.options = &options;
    i.custom_options = custom_options.span();
    i.post_ops = post_ops;
    i.padding = padding ? &*padding : nullptr;
    i.intermediates = intermediates;
    i.body = body;
    return i;
  }
};

struct Graph {
  std::string name;
  int subgraph_index = 0;
  std::vector<GraphTensor> tensors;
  std::vector<GraphNode> nodes;
  std::vector<int> inputs;
  std::vector<int> outputs;

  // What constants that were made for this graph (sparse ones unfolded, results known beforehand) hold and took, against Limits.
  uint64_t made_bytes = 0;
  uint64_t made_work = 0;
};

// Changes a subgraph's graph before its shapes are inferred. For delegates behind TensorFlow Lite's interface, which choose nodes by
// their numbers in the file and want their choice kept, whatever folding or fusion would make of those nodes.
class GraphEditor {
 public:
  virtual ~GraphEditor() = default;
  // `graph` is as the file has it: node k is the file's node k. May replace nodes; a node it adds has `origins` of its own.
  virtual Status Edit(Graph& graph) const = 0;
  // Another number wherever Edit would make another graph: plans from before are not used again.
  virtual uint64_t generation() const = 0;
};

// The contexts' view of `node` with the graph's tensors.
InferContext::Bindings Bind(Graph& graph, const GraphNode& node, const Limits& limits);

}  // namespace goldcrest

#endif  // GOLDCREST_SRC_RUNTIME_GRAPH_H_
