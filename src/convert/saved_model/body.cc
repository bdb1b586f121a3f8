#include "convert/saved_model/body.h"

#include <algorithm>
#include <charconv>
#include <queue>

namespace goldcrest::convert {
namespace {

// A loop of TensorFlow 1 closes its cycle with this operator.
bool IsOldLoop(const proto::NodeDef& node) { return node.op() == "NextIteration" || node.op() == "RefNextIteration"; }

}  // namespace

Expected<TensorRef> ParseTensorRef(std::string_view text) {
  TensorRef ref;
  ref.control = text.starts_with('^');
  if (ref.control) {
    ref.node = text.substr(1);
    return ref;
  }
  const size_t first = text.find(':'), last = text.rfind(':');
  ref.node = text.substr(0, first);
  if (first == std::string_view::npos) return ref;
  if (first != last) ref.output_arg = text.substr(first + 1, last - first - 1);
  const std::string_view number = text.substr(last + 1);
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), ref.index);
  if (error != std::errc() || end != number.data() + number.size() || ref.index < 0)
    return Error(StatusCode::kInvalidModel, "\"%.200s\" is no name of a tensor", std::string(text).c_str());
  return ref;
}

Expected<Body> Body::OfGraph(const proto::GraphDef& graph) {
  Body body;
  GC_RETURN_IF_ERROR(body.IndexNodes(graph.node()));
  return body;
}

Expected<Body> Body::OfFunction(const proto::FunctionDef& function) {
  Body body;
  for (int i = 0; i < function.signature().input_arg_size(); ++i) {
    const std::string& name = function.signature().input_arg(i).name();
    if (!body.args_by_name_.emplace(name, i).second)
      return Error(StatusCode::kInvalidModel, "two arguments are called \"%s\"", name.c_str());
  }
  GC_RETURN_IF_ERROR(body.IndexNodes(function.node_def()));
  return body;
}

Status Body::IndexNodes(const google::protobuf::RepeatedPtrField<proto::NodeDef>& nodes) {
  nodes_ = &nodes;
  for (int i = 0; i < nodes.size(); ++i) {
    const std::string& name = nodes.Get(i).name();
    if (!nodes_by_name_.emplace(name, i).second || FindArg(name) >= 0)
      return Error(StatusCode::kInvalidModel, "two nodes are called \"%s\"", name.c_str());
  }
  return Status::Ok();
}

// Each node once.
Expected<std::vector<int>> Body::Needs(int index, const Fed& fed) const {
  std::vector<int> needs;
  for (const std::string& input : node(index).input()) {
    GC_ASSIGN_OR_RETURN(const TensorRef ref, ParseTensorRef(input));
    if (FindArg(ref.node) >= 0) continue;
    const int from = FindNode(ref.node);
    if (from < 0)
      return Error(StatusCode::kInvalidModel, "node \"%s\" reads \"%s\", which is not there", node(index).name().c_str(), input.c_str());
    if (!ref.control && fed(from, ref.index)) continue;
    needs.push_back(from);
  }
  std::sort(needs.begin(), needs.end());
  needs.erase(std::unique(needs.begin(), needs.end()), needs.end());
  return needs;
}

Expected<std::vector<int>> Body::Order(const std::vector<int>& roots, const Fed& fed) const {
  const auto count = static_cast<size_t>(num_nodes());
  std::vector<int> waiting_for(count, -1);  // how many nodes; -1 for a node nobody needs
  std::vector<std::vector<int>> readers(count);
  std::vector<int> to_visit;
  const auto need = [&](int n) {
    if (waiting_for[static_cast<size_t>(n)] >= 0) return;
    waiting_for[static_cast<size_t>(n)] = 0;
    to_visit.push_back(n);
  };
  for (const int root : roots) need(root);
  size_t needed = 0;
  for (; !to_visit.empty(); ++needed) {
    const int n = to_visit.back();
    to_visit.pop_back();
    GC_ASSIGN_OR_RETURN(const std::vector<int> needs, Needs(n, fed));
    waiting_for[static_cast<size_t>(n)] = static_cast<int>(needs.size());
    for (const int from : needs) {
      readers[static_cast<size_t>(from)].push_back(n);
      need(from);
    }
  }
  std::priority_queue<int, std::vector<int>, std::greater<>> ready;
  for (int n = 0; n < num_nodes(); ++n)
    if (waiting_for[static_cast<size_t>(n)] == 0) ready.push(n);
  std::vector<int> order;
  order.reserve(needed);
  while (!ready.empty()) {
    const int n = ready.top();
    ready.pop();
    order.push_back(n);
    for (const int reader : readers[static_cast<size_t>(n)])
      if (--waiting_for[static_cast<size_t>(reader)] == 0) ready.push(reader);
  }
  if (order.size() != needed) return CycleError(waiting_for);
  return order;
}

Status Body::CycleError(const std::vector<int>& waiting_for) const {
  const char* in_cycle = "";
  for (int n = 0; n < num_nodes(); ++n) {
    if (waiting_for[static_cast<size_t>(n)] <= 0) continue;
    in_cycle = node(n).name().c_str();
    if (IsOldLoop(node(n)))
      return Error(StatusCode::kUnsupported,
                   "node \"%s\" is of a TensorFlow 1 loop (Enter, NextIteration, Exit); save the model with control flow v2", in_cycle);
  }
  return Error(StatusCode::kInvalidModel, "the graph has a cycle, through or before node \"%s\"", in_cycle);
}

}  // namespace goldcrest::convert
