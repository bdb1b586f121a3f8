#include "compile/import.h"

#include <algorithm>
#include <utility>

#include "base/shape_util.h"
#include "compile/refusals.h"
#include "model/sparsity.h"
#include "model/subgraph_calls.h"

namespace goldcrest::compile {
namespace {

// What data points to for tensors without bytes: never read, but not null.
const uint64_t kNoBytes = 0;

Shape ShapeOf(const model::Tensor& t) {
  Shape s;
  for (size_t i = 0; i < t.shape.size() && i < Shape::kMaxRank; ++i) s.push_back(t.shape[i]);
  return s;
}

QuantizationInfo QuantizationOf(const model::Tensor& t) {
  QuantizationInfo q;
  if (t.quantization == nullptr) return q;
  q.scale = t.quantization->scale;
  q.zero_point = t.quantization->zero_point;
  q.dimension = t.quantization->quantized_dimension;
  q.details = t.quantization.get();
  return q;
}

// `most_bytes`: what may be made of a sparse constant; less what is.
Expected<GraphTensor> ImportTensor(const model::Model& model, const model::Tensor& t, uint64_t& most_bytes) {
  GraphTensor g;
  g.view.name = t.name;
  g.view.type = t.type;
  g.view.shape = ShapeOf(t);
  g.view.quantization = QuantizationOf(t);
  g.is_variable = t.is_variable;
  const CheckedSize bytes = CheckedBytes(t.type, g.view.shape);
  g.view.bytes = bytes.ok() ? bytes.value() : 0;
  const model::Block& data = model.buffers.empty() ? model::Block() : model.buffers[t.buffer].data;
  if (!data.empty() && t.buffer != 0 && !t.is_variable) {
    g.constant = data;
    if (t.sparsity != nullptr) {
      GC_ASSIGN_OR_RETURN(g.constant, model::Densify(t, data, most_bytes));
      most_bytes -= g.constant.size();
    }
    g.is_constant = true;
    g.shape_known = true;
    g.view.data = const_cast<uint8_t*>(g.constant.data());
    g.view.bytes = g.constant.size();
  }
  return g;
}

TensorView IntermediateOf(const model::Tensor& t) {
  TensorView v;
  v.name = t.name;
  v.type = t.type;
  v.shape = ShapeOf(t);
  v.quantization = QuantizationOf(t);
  return v;
}

// Builtin codes of the operators of the one subgraph that `options` name.
std::vector<int> BodyOf(const model::Model& model, const model::Options& options) {
  const std::vector<model::SubgraphCall> calls = model::SubgraphCalls(options);
  std::vector<int> codes;
  if (calls.size() != 1 || calls[0].subgraph < 0 || calls[0].subgraph >= static_cast<int64_t>(model.subgraphs.size())) return codes;
  for (const model::Operator& op : model.subgraphs[static_cast<size_t>(calls[0].subgraph)].operators) {
    codes.push_back(static_cast<int>(model.operator_codes[op.opcode_index].builtin));
  }
  return codes;
}

GraphNode ImportNode(const model::Model& model, int subgraph_index, int index, const ResolvedOperators& operators) {
  const model::Subgraph& subgraph = model.subgraphs[subgraph_index];
  const model::Operator& op = subgraph.operators[index];
  const model::OperatorCode& code = model.operator_codes[op.opcode_index];
  GraphNode n;
  n.op = operators.by_code[op.opcode_index];
  n.op_name = model::OperatorName(code);
  n.version = code.version;
  n.subgraph = subgraph_index;
  n.options = op.options;
  n.custom_options = op.custom_options;
  n.inputs = op.inputs;
  n.outputs = op.outputs;
  n.body = BodyOf(model, op.options);
  n.origins = {index};
  for (int i : op.intermediates) {
    if (i >= 0) n.intermediates.push_back(IntermediateOf(subgraph.tensors[i]));
  }
  return n;
}

// How many inputs an operator whose weights (input 1) may be quantized in blocks has; 0 for any other.
size_t InputsWithBlocks(std::string_view op_name) {
  if (op_name == "FULLY_CONNECTED") return 3;
  return op_name == "EMBEDDING_LOOKUP" ? 2 : 0;
}

// The scales of weights in blocks lie in a tensor that only the quantization names. They become the node's last input, after all that
// the operator may have of its own: that is how its kernel reaches them.
void AppendBlockScales(const Graph& graph, GraphNode& node) {
  const size_t own = InputsWithBlocks(node.op_name);
  if (own == 0 || node.inputs.size() < 2 || node.inputs.size() > own || node.inputs[1] < 0) return;
  const model::Quantization* q = graph.tensors[node.inputs[1]].view.quantization.details;
  if (q == nullptr || q->details != model::Quantization::Details::kBlockwise) return;
  if (q->scales_tensor < 0 || static_cast<size_t>(q->scales_tensor) >= graph.tensors.size()) return;
  node.inputs.resize(own, -1);
  node.inputs.push_back(q->scales_tensor);
}

// A tensor nobody writes and the file has no data for: fine without bytes, else the first reader names it.
Status CheckSources(Graph& graph) {
  std::vector<bool> has_source(graph.tensors.size());
  for (int i : graph.inputs) has_source[i] = true;
  for (const GraphNode& n : graph.nodes) {
    for (int i : n.outputs) has_source[i] = true;
  }
  for (const GraphNode& n : graph.nodes) {
    for (int i : n.inputs) {
      if (i < 0 || has_source[i]) continue;
      GraphTensor& t = graph.tensors[i];
      if (t.is_constant || t.is_variable) continue;
      if (t.view.bytes > 0 || t.view.type == TensorType::kString) {
        return Error(StatusCode::kInvalidModel, "%s (node %d): input tensor %d \"%.*s\" lacks data", n.op_name.c_str(), n.origins[0], i,
                     static_cast<int>(t.view.name.size()), t.view.name.data());
      }
      t.is_constant = true;
      t.shape_known = true;
      t.view.data = const_cast<uint64_t*>(&kNoBytes);
    }
  }
  return Status::Ok();
}

// Where an operator code is used: its first node, and how many there are.
struct Use {
  int subgraph = -1;
  int node = -1;
  int count = 0;
};

std::vector<Use> FindUses(const model::Model& model) {
  std::vector<Use> uses(model.operator_codes.size());
  for (size_t s = 0; s < model.subgraphs.size(); ++s) {
    for (size_t i = 0; i < model.subgraphs[s].operators.size(); ++i) {
      Use& use = uses[model.subgraphs[s].operators[i].opcode_index];
      if (use.count++ == 0) use = {static_cast<int>(s), static_cast<int>(i), 1};
    }
  }
  return uses;
}

// "node 3 and 2 more, version 1 of FLOAT32 to FLOAT32".
std::string Describe(const model::Model& model, const Use& use) {
  const model::Subgraph& subgraph = model.subgraphs[use.subgraph];
  std::string text = "node " + std::to_string(use.node);
  if (use.subgraph > 0) text += " of subgraph " + std::to_string(use.subgraph);
  if (use.count > 1) text += " and " + std::to_string(use.count - 1) + " more";
  return text + ", " + DescribeUse(model, subgraph, subgraph.operators[use.node]);
}

// The status for custom operators nobody registered: `names` alone, as TensorFlow Lite says it, then `details` about each.
Status Unresolved(const std::string& names, const std::string& details, bool flex) {
  // A converter writes operators of TensorFlow itself as custom operators whose names begin with Flex.
  if (flex) {
    return Error(
        StatusCode::kUnresolvedOp,
        "Select TensorFlow op(s), included in the given model, is(are) not supported by this interpreter: %s. Register each by its "
        "name and version before the model is compiled: %s",
        names.c_str(), details.c_str());
  }
  return Error(StatusCode::kUnresolvedOp,
               "Encountered unresolved custom op: %s. Register each by its name and version before the model is compiled: %s",
               names.c_str(), details.c_str());
}

// Notes which node comes first among those without an operator.
Status NameFirstUnresolved(const model::Model& model, const std::vector<Use>& uses, const ResolvedOperators& resolved, Status status) {
  const Use* first = nullptr;
  std::string name;
  for (size_t i = 0; i < uses.size(); ++i) {
    const Use& use = uses[i];
    if (use.count == 0 || resolved.by_code[i] != nullptr) continue;
    if (first != nullptr && std::pair(first->subgraph, first->node) < std::pair(use.subgraph, use.node)) continue;
    first = &use;
    name = model::OperatorName(model.operator_codes[i]);
  }
  return first != nullptr ? std::move(status).WithNode(name, first->node) : status;
}

}  // namespace

Expected<ResolvedOperators> ResolveOperators(const model::Model& model, const OperatorRegistry& registry) {
  ResolvedOperators resolved;
  resolved.by_code.resize(model.operator_codes.size());
  const std::vector<Use> uses = FindUses(model);
  EntryList missing, names, details;
  bool flex = false;
  for (size_t i = 0; i < uses.size(); ++i) {
    if (uses[i].count == 0) continue;
    const model::OperatorCode& code = model.operator_codes[i];
    std::string reason;
    resolved.by_code[i] = registry.Find(static_cast<int>(code.builtin), code.custom_code, code.version, &reason);
    if (resolved.by_code[i] != nullptr) continue;
    const std::string entry = model::OperatorName(code) + " (" + Describe(model, uses[i]) + "): " + reason;
    if (code.builtin != BuiltinOperator::kCustom) {
      missing.Add(entry);
      continue;
    }
    names.Add(code.custom_code);
    details.Add(entry);
    flex = flex || code.custom_code.starts_with("Flex");
  }
  if (missing.size() > 0) return Error(StatusCode::kUnsupported, "operators without a kernel: %s", missing.Text().c_str());
  if (names.size() > 0) resolved.custom = NameFirstUnresolved(model, uses, resolved, Unresolved(names.Text(), details.Text(), flex));
  return resolved;
}

Expected<Graph> Import(const model::Model& model, int index, const ResolvedOperators& operators, std::span<const Shape> input_shapes,
                       const Limits& limits) {
  const model::Subgraph& subgraph = model.subgraphs[index];
  Graph graph;
  graph.name = subgraph.name;
  graph.subgraph_index = index;
  graph.inputs = subgraph.inputs;
  graph.outputs = subgraph.outputs;
  graph.tensors.reserve(subgraph.tensors.size());
  uint64_t most_bytes = limits.max_bytes;
  for (const model::Tensor& t : subgraph.tensors) {
    GC_ASSIGN_OR_RETURN(GraphTensor g, ImportTensor(model, t, most_bytes));
    graph.tensors.push_back(std::move(g));
  }
  graph.made_bytes = limits.max_bytes - most_bytes;
  if (input_shapes.size() != graph.inputs.size()) {
    return Error(StatusCode::kInternal, "%zu shapes for the %zu inputs of subgraph %d", input_shapes.size(), graph.inputs.size(), index);
  }
  for (size_t k = 0; k < graph.inputs.size(); ++k) {
    GraphTensor& t = graph.tensors[graph.inputs[k]];
    const CheckedSize bytes = CheckedBytes(t.view.type, input_shapes[k]);
    if (!LeastBytes(t.view.type, input_shapes[k]).AtMost(limits.max_bytes)) {
      return Error(StatusCode::kLimitExceeded, "input %zu \"%.*s\" of shape %s does not fit into Limits::max_bytes (%llu)", k,
                   static_cast<int>(t.view.name.size()), t.view.name.data(), input_shapes[k].ToString().c_str(),
                   static_cast<unsigned long long>(limits.max_bytes));
    }
    if (t.is_constant && t.view.shape != input_shapes[k]) t.is_constant = false;
    if (!t.is_constant) t.view.data = nullptr;
    t.view.shape = input_shapes[k];
    t.view.bytes = t.is_constant ? t.view.bytes : bytes.value();
    t.shape_known = true;
  }
  for (GraphTensor& t : graph.tensors) {
    if (t.is_variable) t.shape_known = true;
  }
  for (size_t i = 0; i < subgraph.operators.size(); ++i) {
    graph.nodes.push_back(ImportNode(model, index, static_cast<int>(i), operators));
    AppendBlockScales(graph, graph.nodes.back());
  }
  GC_RETURN_IF_ERROR(CheckSources(graph));
  return graph;
}

std::vector<int> CalledSubgraphs(const model::Model& model, int subgraph) {
  std::vector<int> found = {subgraph};
  std::vector<bool> seen(model.subgraphs.size());
  seen[subgraph] = true;
  for (size_t i = 0; i < found.size(); ++i) {
    for (const model::Operator& op : model.subgraphs[found[i]].operators) {
      for (const model::SubgraphCall& call : model::SubgraphCalls(op.options)) {
        // -1 where an operator may call none.
        if (call.subgraph < 0 || static_cast<size_t>(call.subgraph) >= seen.size() || seen[call.subgraph]) continue;
        seen[call.subgraph] = true;
        found.push_back(static_cast<int>(call.subgraph));
      }
    }
  }
  found.erase(found.begin());
  return found;
}

std::vector<Shape> FileInputShapes(const model::Model& model, int subgraph) {
  std::vector<Shape> shapes;
  for (int i : model.subgraphs[subgraph].inputs) shapes.push_back(ShapeOf(model.subgraphs[subgraph].tensors[i]));
  return shapes;
}

}  // namespace goldcrest::compile
