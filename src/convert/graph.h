// Graph: what the converter rewrites. First its nodes are TensorFlow's operators, then the model format's; both may stand side by side.
//
// Nodes stand in an order in which they may run; whoever inserts a node keeps it. The order of nodes with side effects (variables, tables,
// random numbers) is that of the source and stays. A Value is one result of one node; it knows its readers.
// Ownership: a Graph owns its nodes, a node its values and the graphs it calls (bodies). Pointers stay valid until the node is erased.
#ifndef GOLDCREST_SRC_CONVERT_GRAPH_H_
#define GOLDCREST_SRC_CONVERT_GRAPH_H_

#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/builtin_operator.h"
#include "model/options.h"
#include "tfops/attrs.h"
#include "tfops/literal.h"
#include "tfops/types.h"

namespace goldcrest::convert {

class Graph;
struct Node;

struct Value {
  struct Use {
    Node* node;
    int input;
    friend bool operator==(const Use&, const Use&) = default;
  };
  Node* producer = nullptr;
  int index = 0;  // among the producer's outputs
  tf::DataType type = tf::DataType::kInvalid;
  tf::PartialShape shape;
  std::vector<Use> uses;  // by nodes; the graph's outputs are not among them (Graph::IsOutput)
  std::string name;       // in the written file; the node's name where empty

  // The constant, or null.
  const tf::Literal* constant() const;
  int rank() const { return shape.has_rank() ? shape.rank() : -1; }
};

// Kinds of node. kTf: `op` names a TensorFlow operator with `attrs`. kBuiltin: `builtin` and `options` are the model format's.
// kCustom: `op` is the custom code, `custom_options` its bytes. kConst holds `value`, kArg is the graph's input `arg`.
enum class NodeKind { kConst, kArg, kTf, kBuiltin, kCustom };

struct Node {
  NodeKind kind = NodeKind::kTf;
  std::string op;
  std::string name;
  tf::Attrs attrs;
  BuiltinOperator builtin = BuiltinOperator::kCustom;
  model::Options options;
  std::vector<uint8_t> custom_options;
  tf::Literal value;
  int arg = 0;
  std::vector<Value*> inputs;  // null for an optional input left out (model format only)
  std::vector<std::unique_ptr<Value>> outputs;
  // Graphs the node calls: cond and body of a loop, the branches of If and Case, the initializer of CALL_ONCE.
  std::vector<std::unique_ptr<Graph>> bodies;
  // Where the node comes from, for messages: the source's functions and its line, where the file says so.
  std::string origin;
  // Its place in the graph's list, kept by the Graph.
  std::list<std::unique_ptr<Node>>::iterator place;

  Value* output(int i = 0) { return outputs[static_cast<size_t>(i)].get(); }
  const Value* output(int i = 0) const { return outputs[static_cast<size_t>(i)].get(); }
  Value* input(int i) const { return inputs[static_cast<size_t>(i)]; }
  int num_inputs() const { return static_cast<int>(inputs.size()); }
  int num_outputs() const { return static_cast<int>(outputs.size()); }
  bool Is(std::string_view tf_op) const { return kind == NodeKind::kTf && op == tf_op; }
  bool Is(BuiltinOperator b) const { return kind == NodeKind::kBuiltin && builtin == b; }
};

class Graph {
 public:
  using Nodes = std::list<std::unique_ptr<Node>>;

  Graph() = default;
  Graph(const Graph&) = delete;
  Graph& operator=(const Graph&) = delete;

  std::string name;
  std::vector<Value*> inputs;   // outputs of kArg nodes
  std::vector<Value*> outputs;  // in order; a value may occur more than once
  // The nodes in order. A loop that erases or inserts takes a copy of the pointers first (AllNodes).
  const Nodes& nodes() const { return nodes_; }
  std::vector<Node*> AllNodes() const;
  // The first node that is no argument; null where there is none. What is put before it comes before all others.
  const Node* FirstOperation() const;

  // Each puts the new node before `before`, at the end where it is null.
  Value* AddInput(tf::DataType type, tf::PartialShape shape, std::string input_name);
  Value* AddConst(tf::Literal value, std::string const_name, const Node* before);
  Node* AddTf(std::string op, std::string node_name, std::vector<Value*> node_inputs, std::vector<tf::DataType> output_types,
              const Node* before);
  Node* AddBuiltin(BuiltinOperator op, model::Options options, std::string node_name, std::vector<Value*> node_inputs, const Node* before);
  // One more output of `node`.
  Value* AddOutput(Node* node, tf::DataType type, tf::PartialShape shape);

  void SetInput(Node* node, int input, Value* value);
  void AddNodeInput(Node* node, Value* value);
  void SetInputs(Node* node, std::vector<Value*> values);
  // Every reader of `from`, and the graph's outputs, read `to` instead.
  void ReplaceUses(Value* from, Value* to);
  bool IsOutput(const Value* v) const;
  // The number of readers, a place among the graph's outputs counted as one.
  int NumUses(const Value* v) const;
  bool IsDead(const Node* node) const;
  // Only a node whose results nobody reads.
  void Erase(Node* node);

 private:
  Node* Insert(std::unique_ptr<Node> node, const Node* before);
  void Link(Node* node, int input, Value* value);
  void Unlink(Node* node, int input);
  Nodes nodes_;
};

// Refuses (INTERNAL) a graph whose links, order or types contradict each other; run after each pass where tests and debug builds ask.
Status VerifyGraph(const Graph& graph);

// A line for each node: name, operator, inputs, results with type and shape. For tests and --dump.
std::string ToText(const Graph& graph);

}  // namespace goldcrest::convert

#endif  // GOLDCREST_SRC_CONVERT_GRAPH_H_
