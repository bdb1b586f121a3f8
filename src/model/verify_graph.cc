#include <algorithm>

#include "model/verify_parts.h"

namespace goldcrest::model {
namespace {

// Follows one subgraph's operators in the order of the file, which is the order in which they run.
class GraphVerifier {
 public:
  GraphVerifier(const Model& model, const Subgraph& subgraph, Findings& findings)
      : model_(model),
        subgraph_(subgraph),
        findings_(findings),
        source_(subgraph.tensors.size(), kNobody),
        last_writer_(source_),
        last_output_(source_) {}

  void Run();

 private:
  // Who gives a tensor its content: an operator (its number), or one of these.
  static constexpr int64_t kNobody = -1;
  static constexpr int64_t kInput = -2;
  static constexpr int64_t kConstant = -3;
  static constexpr int64_t kVariable = -4;
  static constexpr int64_t kEmpty = -5;  // has no elements, so there is nothing to give

  bool InRange(int32_t tensor, int32_t least) const {
    return tensor >= least && static_cast<int64_t>(tensor) < static_cast<int64_t>(source_.size());
  }
  // Says so where not all of `tensors` lie between `least` and the number of tensors.
  bool CheckIndices(const std::vector<int32_t>& tensors, const char* what, int32_t least);
  void SetSources();
  bool CheckOperatorIndices(const Operator& op);
  void CheckReads(size_t number, const Operator& op);
  void CheckWrites(size_t number, const Operator& op);
  void CheckOverlap(size_t number, const Operator& op);
  std::string Label(int32_t tensor) const { return TensorLabel(subgraph_, tensor); }
  std::string OperatorLabel(size_t number) const { return NodeLabel(model_, subgraph_, number); }

  const Model& model_;
  const Subgraph& subgraph_;
  Findings& findings_;
  // All by tensor.
  std::vector<int64_t> source_;
  std::vector<int64_t> last_writer_;  // the last operator that writes it, or kNobody
  std::vector<int64_t> last_output_;  // the last operator looked at that has it among its outputs
};

bool GraphVerifier::CheckIndices(const std::vector<int32_t>& tensors, const char* what, int32_t least) {
  bool well = true;
  for (size_t i = 0; i < tensors.size(); ++i) {
    if (InRange(tensors[i], least)) continue;
    findings_.Error("%s %zu is tensor %d; the subgraph has %zu", what, i, tensors[i], source_.size());
    well = false;
  }
  return well;
}

void GraphVerifier::SetSources() {
  for (size_t i = 0; i < subgraph_.operators.size(); ++i) {
    for (int32_t t : subgraph_.operators[i].outputs) last_writer_[static_cast<size_t>(t)] = static_cast<int64_t>(i);
  }
  for (size_t i = 0; i < source_.size(); ++i) {
    const Tensor& tensor = subgraph_.tensors[i];
    if (ConstantData(model_, tensor) != nullptr || tensor.external_buffer != 0) {
      source_[i] = kConstant;
    } else if (tensor.is_variable) {
      source_[i] = kVariable;
    } else if (std::find(tensor.shape.begin(), tensor.shape.end(), 0) != tensor.shape.end()) {
      source_[i] = kEmpty;
    }
  }
  // A constant can be a graph input: its data is then what the input holds until it is set.
  for (int32_t t : subgraph_.inputs) {
    if (InRange(t, 0)) source_[static_cast<size_t>(t)] = kInput;
  }
}

bool GraphVerifier::CheckOperatorIndices(const Operator& op) {
  bool well = true;
  if (op.opcode_index >= model_.operator_codes.size()) {
    findings_.Error("refers to operator code %u of %zu", op.opcode_index, model_.operator_codes.size());
    well = false;
  }
  well &= CheckIndices(op.inputs, "input", -1);
  well &= CheckIndices(op.outputs, "output", 0);
  well &= CheckIndices(op.intermediates, "intermediate", -1);
  if (!op.mutating_variable_inputs.empty() && op.mutating_variable_inputs.size() != op.inputs.size()) {
    findings_.Warning("mutating_variable_inputs has %zu entries for %zu inputs", op.mutating_variable_inputs.size(), op.inputs.size());
  }
  return well;
}

void GraphVerifier::CheckOverlap(size_t number, const Operator& op) {
  for (int32_t tensor : op.outputs) last_output_[static_cast<size_t>(tensor)] = static_cast<int64_t>(number);
  for (size_t i = 0; i < op.inputs.size(); ++i) {
    const int32_t tensor = op.inputs[i];
    if (tensor < 0 || last_output_[static_cast<size_t>(tensor)] != static_cast<int64_t>(number)) continue;
    const auto same = std::find(op.outputs.begin(), op.outputs.end(), tensor);
    findings_.Error("%s is both input %zu and output %zu", Label(tensor).c_str(), i, static_cast<size_t>(same - op.outputs.begin()));
    return;
  }
}

void GraphVerifier::CheckReads(size_t number, const Operator& op) {
  for (size_t i = 0; i < op.inputs.size(); ++i) {
    const int32_t tensor = op.inputs[i];
    if (tensor < 0 || source_[static_cast<size_t>(tensor)] != kNobody) continue;
    const int64_t later = last_writer_[static_cast<size_t>(tensor)];
    if (later == kNobody) {
      findings_.Error("input %zu, %s, has no data: it is no input of the graph, no constant and no variable, and no operator writes it", i,
                      Label(tensor).c_str());
    } else {
      findings_.Error("reads %s before %s writes it", Label(tensor).c_str(), OperatorLabel(static_cast<size_t>(later)).c_str());
    }
    source_[static_cast<size_t>(tensor)] = kEmpty;  // said once
  }
}

void GraphVerifier::CheckWrites(size_t number, const Operator& op) {
  for (int32_t tensor : op.outputs) {
    int64_t& source = source_[static_cast<size_t>(tensor)];
    if (source >= 0) {
      findings_.Error("writes %s, which %s has written", Label(tensor).c_str(), OperatorLabel(static_cast<size_t>(source)).c_str());
    } else if (source == kConstant) {
      findings_.Error("writes %s, which is a constant", Label(tensor).c_str());
    } else if (source == kInput) {
      findings_.Error("writes %s, which is an input of the graph", Label(tensor).c_str());
    }
    source = static_cast<int64_t>(number);
  }
}

void GraphVerifier::Run() {
  bool well = CheckIndices(subgraph_.inputs, "graph input", 0);
  well &= CheckIndices(subgraph_.outputs, "graph output", 0);
  for (size_t i = 0; i < subgraph_.operators.size(); ++i) {
    const Findings::Scope scope(findings_, OperatorLabel(i));
    const Operator& op = subgraph_.operators[i];
    if (!CheckOperatorIndices(op)) {
      well = false;
      continue;
    }
    CheckOverlap(i, op);
    VerifyOptionsOf(op, model_.operator_codes[op.opcode_index].builtin, findings_);
  }
  if (!well) return;

  SetSources();
  for (size_t i = 0; i < subgraph_.operators.size(); ++i) {
    const Findings::Scope scope(findings_, OperatorLabel(i));
    CheckReads(i, subgraph_.operators[i]);
    CheckWrites(i, subgraph_.operators[i]);
  }
  for (size_t i = 0; i < subgraph_.outputs.size(); ++i) {
    const int32_t tensor = subgraph_.outputs[i];
    if (source_[static_cast<size_t>(tensor)] != kNobody) continue;
    findings_.Error("graph output %zu, %s, has no data: no operator writes it", i, Label(tensor).c_str());
  }
}

}  // namespace

void VerifyGraph(const Model& model, const Subgraph& subgraph, Findings& findings) { GraphVerifier(model, subgraph, findings).Run(); }

}  // namespace goldcrest::model
