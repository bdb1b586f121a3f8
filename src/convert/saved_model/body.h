// Body: the nodes of a graph or function as its message lists them, found by name and put in an order in which they can run.
#ifndef GOLDCREST_SRC_CONVERT_SAVED_MODEL_BODY_H_
#define GOLDCREST_SRC_CONVERT_SAVED_MODEL_BODY_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "convert/saved_model/tensorflow.pb.h"
#include "goldcrest/status.h"

namespace goldcrest::convert {

// An input of a node as text: "^node" waits for a node; "node", "node:1" is a result in the top-level graph; "arg", "node:output_arg:1"
// in a function.
struct TensorRef {
  std::string_view node;
  std::string_view output_arg;  // empty outside functions
  int64_t index = 0;
  bool control = false;
};
Expected<TensorRef> ParseTensorRef(std::string_view text);

// Points into the message, which outlives it.
class Body {
 public:
  // INVALID_MODEL where two nodes or arguments have the same name.
  static Expected<Body> OfGraph(const proto::GraphDef& graph);
  static Expected<Body> OfFunction(const proto::FunctionDef& function);

  int num_nodes() const { return nodes_->size(); }
  const proto::NodeDef& node(int i) const { return nodes_->Get(i); }
  int FindNode(std::string_view name) const { return Find(nodes_by_name_, name); }  // -1 where there is none
  int FindArg(std::string_view name) const { return Find(args_by_name_, name); }

  // The nodes that `roots` need, through data and control edges, each after those it needs; otherwise as the message has them. Results
  // for which `fed` says so come from outside and need nothing. INVALID_MODEL for a cycle or an input that is not there.
  Expected<std::vector<int>> Order(const std::vector<int>& roots, const std::function<bool(int node, int64_t index)>& fed) const;

 private:
  using Names = std::unordered_map<std::string_view, int>;
  using Fed = std::function<bool(int node, int64_t index)>;

  Status IndexNodes(const google::protobuf::RepeatedPtrField<proto::NodeDef>& nodes);
  static int Find(const Names& names, std::string_view name) {
    const auto found = names.find(name);
    return found == names.end() ? -1 : found->second;
  }
  Expected<std::vector<int>> Needs(int node, const Fed& fed) const;
  Status CycleError(const std::vector<int>& waiting_for) const;

  const google::protobuf::RepeatedPtrField<proto::NodeDef>* nodes_ = nullptr;
  Names nodes_by_name_;
  Names args_by_name_;
};

}  // namespace goldcrest::convert

#endif  // GOLDCREST_SRC_CONVERT_SAVED_MODEL_BODY_H_
