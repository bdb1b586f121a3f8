#include "compile/refusals.h"

#include <utility>

#include "compile/node_error.h"
#include "kernels/registry.h"

namespace goldcrest::compile {
namespace {

// Tensors named in one description; CONCATENATION may have thousands.
constexpr size_t kMostTypes = 8;
// Nodes that a status remembers.
constexpr size_t kMostNodes = 32;

template <typename TypeAt>
void AppendTypes(const std::vector<int32_t>& tensors, TypeAt type_at, std::string& text) {
  for (size_t i = 0; i < tensors.size(); ++i) {
    if (i > 0) text += ", ";
    if (i == kMostTypes) {
      text += "...";
      return;
    }
    text += tensors[i] < 0 ? std::string_view("none") : TypeName(type_at(tensors[i]));
  }
  if (tensors.empty()) text += "nothing";
}

template <typename TypeAt>
std::string Describe(int version, const std::vector<int32_t>& inputs, const std::vector<int32_t>& outputs, TypeAt type_at) {
  std::string text = "version " + std::to_string(version) + " of ";
  AppendTypes(inputs, type_at, text);
  text += " to ";
  AppendTypes(outputs, type_at, text);
  return text;
}

// What the registry says that the operator takes; empty for one that is not ours.
std::string Accepted(const Operator* op) {
  for (const OperatorEntry& e : BuiltinOperators()) {
    if (&e.definition() != op) continue;
    const std::string first = std::to_string(e.first_version), last = std::to_string(e.last_version);
    return "; accepted: " + (first == last ? "version " + first : "versions " + first + " to " + last) + " of " + std::string(e.types);
  }
  return "";
}

bool IsRefusal(StatusCode code) {
  switch (code) {
    case StatusCode::kInvalidArgument:
    case StatusCode::kInvalidModel:
    case StatusCode::kUnsupported:
    case StatusCode::kRuntimeError: return true;
    default: return false;
  }
}

}  // namespace

void EntryList::Add(std::string entry) {
  if (count_++ == 0) first_ = entry;
  if (entry.size() > kMostOfEntry) entry = entry.substr(0, kMostOfEntry) + "...";
  // Once one is left out, all later ones are.
  if (shown_ + 1 < count_ || text_.size() + entry.size() > kMostBytes) return;
  if (shown_++ > 0) text_ += "; ";
  text_ += entry;
}

std::string EntryList::Text() const {
  if (count_ <= 1) return first_;
  return shown_ == count_ ? text_ : text_ + "; and " + std::to_string(count_ - shown_) + " more";
}

std::string DescribeUse(const Graph& graph, const GraphNode& node) {
  return Describe(node.version, node.inputs, node.outputs, [&](int i) { return graph.tensors[i].view.type; });
}

std::string DescribeUse(const model::Model& model, const model::Subgraph& subgraph, const model::Operator& op) {
  return Describe(model.operator_codes[op.opcode_index].version, op.inputs, op.outputs, [&](int i) { return subgraph.tensors[i].type; });
}

bool Refusals::Add(const Graph& graph, const GraphNode& node, Status refusal) {
  const StatusCode code = refusal.code();
  if (!IsRefusal(code) && !empty()) return false;
  Status at = AtNode(node, std::move(refusal));
  std::string text = (node.subgraph > 0 ? "subgraph " + std::to_string(node.subgraph) + ": " : "") + at.message();
  if (code == StatusCode::kUnsupported) text += " (" + DescribeUse(graph, node) + Accepted(node.op) + ")";
  if (empty()) first_ = std::move(at);
  list_.Add(std::move(text));
  for (const Status::Node& n : (list_.size() == 1 ? first_ : at).nodes()) {
    if (nodes_.size() < kMostNodes) nodes_.push_back(n);
  }
  return IsRefusal(code);
}

Status Refusals::status() const {
  if (empty()) return Status::Ok();
  std::string text = list_.Text();
  if (list_.size() > 1) text = std::to_string(list_.size()) + " operators are refused: " + text;
  Status status(first_.code(), std::move(text));
  for (const Status::Node& n : nodes_) status = std::move(status).WithNode(n.op_name, n.number);
  return status;
}

}  // namespace goldcrest::compile
