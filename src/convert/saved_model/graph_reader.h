// GraphReader: from TensorFlow's messages to Graphs: in order, without control edges, functions inlined, loops and branches with their
// bodies.
//
// A node of the function that node "call" calls becomes "call/node"; a name that is taken gets a number. Variables and tables are
// numbered in the order they are met; who fills them looks at variables() and tables().
#ifndef GOLDCREST_SRC_CONVERT_SAVED_MODEL_GRAPH_READER_H_
#define GOLDCREST_SRC_CONVERT_SAVED_MODEL_GRAPH_READER_H_

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "convert/graph.h"
#include "convert/saved_model/body.h"
#include "convert/saved_model/budget.h"
#include "convert/saved_model/op_defs.h"
#include "convert/saved_model/source_lines.h"
#include "convert/saved_model/tensorflow.pb.h"

namespace goldcrest::convert {

// A variable or table as the graph names it.
struct ResourceSource {
  std::string node;                            // of the top-level graph; empty for one that only functions have
  std::string shared_name;                     // the attribute
  tf::DataType type = tf::DataType::kInvalid;  // of a variable
  tf::PartialShape shape;
  tf::DataType key_type = tf::DataType::kInvalid;  // of a table
  tf::DataType value_type = tf::DataType::kInvalid;
};

// What to read: the part of the top-level graph between inputs and outputs.
struct GraphRequest {
  struct Input {
    std::string tensor;  // "node" or "node:0"
    tf::DataType type = tf::DataType::kInvalid;
    tf::PartialShape shape;
  };
  std::string name;
  std::vector<Input> inputs;
  std::vector<std::string> outputs;   // tensors
  std::vector<std::string> controls;  // nodes that must run
};

class GraphReader {
 public:
  // All of them outlive the reader.
  GraphReader(const proto::GraphDef& graph, const OpDefs& defs, ByteBudget* budget) : graph_def_(graph), defs_(defs), budget_(budget) {}

  void SetSourceLines(SourceLines lines) { source_lines_ = std::move(lines); }
  // The node of the top-level graph that names a file of the model is the constant `path` instead of what the graph says.
  void SetAsset(std::string node, std::string path) { assets_[std::move(node)] = std::move(path); }

  Expected<std::unique_ptr<Graph>> Read(const GraphRequest& request);

  const std::vector<ResourceSource>& variables() const { return variables_; }
  const std::vector<ResourceSource>& tables() const { return tables_; }

 private:
  using Values = std::vector<Value*>;

  // One reading of a body into a graph.
  struct Frame {
    const Body* body = nullptr;
    Graph* graph = nullptr;
    std::unordered_set<std::string>* names = nullptr;  // of the graph's nodes
    std::string scope;                                 // empty, or ends in a slash
    std::string function;                              // empty in the top-level graph
    tf::Attrs attrs;                                   // of the call, for placeholders
    Values args;
    std::map<std::pair<int, int64_t>, Value*> fed;
    std::vector<Values> results;  // by node
    std::vector<OutputLayout> layouts;
  };
  // A node being read.
  struct Reading {
    const proto::NodeDef& def;
    const proto::OpDef& op;
    tf::Attrs attrs;
    OutputLayout layout;
    Values inputs;
  };
  struct Callee {
    const proto::FunctionDef* function;
    const Body* body;
    tf::Attrs attrs;
  };

  Status BindInputs(const GraphRequest& request, Frame* frame);
  // Erases what nobody reads and does nothing else. Bodies are not looked into.
  static void EraseDeadNodes(Graph* graph);
  Status ReadBody(Frame* frame, const std::vector<int>& roots);
  Expected<Value*> Resolve(const Frame& frame, const TensorRef& ref) const;
  Status ReadNode(Frame* frame, int index);
  Expected<Values> ReadOp(Frame* frame, Reading* r);
  Expected<Values> ReadPlain(Frame* frame, Reading* r);
  Value* AddConst(Frame* frame, const proto::NodeDef& node, tf::Literal value);
  Expected<Values> ReadConst(Frame* frame, Reading* r);
  std::string UniqueName(Frame* frame, const std::string& node) const;
  std::string OriginOf(const Frame& frame, const proto::NodeDef& node) const;

  // calls.cc
  Expected<Callee> FindCallee(const std::string& name, const proto::NameAttrList* from_attr, const Frame& frame, size_t num_args);
  Expected<Values> Inline(Frame* frame, Reading* r, const Callee& callee);
  Expected<Values> ReadFunction(Frame* frame, const Callee& callee);
  Expected<Values> ReadControlFlow(Frame* frame, Reading* r);
  Expected<std::unique_ptr<Graph>> ReadBranch(Frame* frame, const proto::NameAttrList& name, const Values& args);

  // resources.cc
  Expected<Values> ReadVariable(Frame* frame, Reading* r);
  Expected<Values> ReadTable(Frame* frame, Reading* r);
  Expected<std::optional<Values>> ReadRefAssignment(Frame* frame, Reading* r);
  Status ReadRefs(Frame* frame, Reading* r);
  int64_t NumberOf(const Frame& frame, const Reading& r, std::unordered_map<std::string, int64_t>* numbers,
                   std::vector<ResourceSource>* sources);

  const proto::GraphDef& graph_def_;
  const OpDefs& defs_;
  ByteBudget* budget_;
  SourceLines source_lines_;
  std::unordered_map<std::string, std::string> assets_;
  std::unique_ptr<Body> top_level_;
  std::unordered_map<std::string, std::unique_ptr<Body>> function_bodies_;
  std::vector<std::string> active_;  // the functions being read, outermost first
  std::vector<ResourceSource> variables_;
  std::vector<ResourceSource> tables_;
  std::unordered_map<std::string, int64_t> variable_numbers_;
  std::unordered_map<std::string, int64_t> table_numbers_;
};

}  // namespace goldcrest::convert

#endif  // GOLDCREST_SRC_CONVERT_SAVED_MODEL_GRAPH_READER_H_
