// Where a list of tensors goes after it is made: through identities, loops and branches to the operators that read it.
#ifndef GOLDCREST_SRC_CONVERT_PASSES_TENSOR_LIST_FLOW_H_
#define GOLDCREST_SRC_CONVERT_PASSES_TENSOR_LIST_FLOW_H_

#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "convert/graph.h"

namespace goldcrest::convert {

// A dimension: `known`, or that of `value`, in the graph where the list is made, along `axis`.
struct DimSource {
  int64_t known = tf::PartialShape::kUnknown;
  Value* value = nullptr;
  int axis = 0;
};

class ListFlow {
 public:
  // Follows the only result of `maker`, a node of `graph`. Both must outlive the flow, unchanged while it is asked for sources.
  ListFlow(Graph& graph, Node& maker);

  // Everything that reads the list can read a tensor instead.
  bool ok() const { return ok_; }
  // The values that are the list, at some time, the maker's result among them.
  const std::vector<Value*>& values() const { return values_; }
  // The operators on lists that read it, each with its graph, in an order in which they may be rewritten.
  const std::vector<std::pair<Graph*, Node*>>& readers() const { return readers_; }
  // The first node of the maker's graph that reads the list.
  const Node* first_use() const { return first_use_; }

  // What is known of an element's shape: from the maker, and from what is put in.
  tf::PartialShape element_shape() const { return element_shape_; }
  // Where the element's dimension `axis` comes from; nothing where that cannot be told.
  std::optional<DimSource> SourceOf(int axis) const;

 private:
  struct Level {
    Graph* parent;
    Node* caller;
  };
  void Reach(Graph& graph, Value* v);
  void Read(Graph& graph, Node& node, int input);
  void Enter(Graph& graph, Node& caller, Graph& body, size_t argument);
  void Leave(Graph& graph, const Value* v);
  void LearnElement(const tf::PartialShape& shape);
  std::optional<DimSource> Trace(Graph& graph, Value* v, int axis, int depth) const;

  Graph& graph_;
  bool ok_ = true;
  std::vector<Value*> values_;
  std::set<Value*> reached_;
  std::vector<std::pair<Graph*, Node*>> readers_;
  std::set<Node*> read_;
  std::map<Graph*, Level> levels_;  // of the graphs entered
  const Node* first_use_ = nullptr;
  tf::PartialShape element_shape_;
  std::vector<std::pair<Graph*, Value*>> items_;  // what is put in
};

}  // namespace goldcrest::convert

#endif  // GOLDCREST_SRC_CONVERT_PASSES_TENSOR_LIST_FLOW_H_
