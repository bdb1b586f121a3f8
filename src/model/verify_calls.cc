#include <algorithm>

#include "model/builtin_options.h"
#include "model/subgraph_calls.h"
#include "model/verify_parts.h"

namespace goldcrest::model {
namespace {

constexpr int kMaxCallDepth = 64;

// What a control-flow operator hands to a subgraph and takes from it must be as many tensors as the subgraph has.
void CheckArity(const Subgraph& callee, size_t index, const char* role, size_t inputs, size_t outputs, Findings& findings) {
  if (callee.inputs.size() != inputs)
    findings.Error("%s: subgraph %zu has %zu inputs; %zu are expected", role, index, callee.inputs.size(), inputs);
  if (callee.outputs.size() != outputs) {
    findings.Error("%s: subgraph %zu has %zu outputs; %zu are expected", role, index, callee.outputs.size(), outputs);
  }
}

void CheckControlFlow(const Model& model, const Operator& op, Findings& findings) {
  const size_t inputs = op.inputs.size();
  const auto subgraph = [&](int32_t i) -> const Subgraph& { return model.subgraphs[static_cast<size_t>(i)]; };
  if (const auto* o = op.options.As<IfOptions>()) {
    if (inputs == 0) return findings.Error("has no condition");
    CheckArity(subgraph(o->then_subgraph_index), static_cast<size_t>(o->then_subgraph_index), "then", inputs - 1, op.outputs.size(),
               findings);
    CheckArity(subgraph(o->else_subgraph_index), static_cast<size_t>(o->else_subgraph_index), "else", inputs - 1, op.outputs.size(),
               findings);
  } else if (const auto* o = op.options.As<WhileOptions>()) {
    CheckArity(subgraph(o->cond_subgraph_index), static_cast<size_t>(o->cond_subgraph_index), "cond", inputs, 1, findings);
    CheckArity(subgraph(o->body_subgraph_index), static_cast<size_t>(o->body_subgraph_index), "body", inputs, inputs, findings);
    if (op.outputs.size() != inputs) findings.Error("has %zu inputs and %zu outputs", inputs, op.outputs.size());
  } else if (const auto* o = op.options.As<StableHLOCompositeOptions>()) {
    CheckArity(subgraph(o->decomposition_subgraph_index), static_cast<size_t>(o->decomposition_subgraph_index), "decomposition", inputs,
               op.outputs.size(), findings);
  } else if (const auto* o = op.options.As<StablehloCaseOptions>()) {
    if (inputs == 0) return findings.Error("has no branch index");
    for (int32_t branch : o->branch_subgraph_indices) {
      CheckArity(subgraph(branch), static_cast<size_t>(branch), "branch", inputs - 1, op.outputs.size(), findings);
    }
  } else if (const auto* o = op.options.As<CallOnceOptions>()) {
    CheckArity(subgraph(o->init_subgraph_index), static_cast<size_t>(o->init_subgraph_index), "init", 0, 0, findings);
  }
}

// Finds chains of calls that return to where they were, and those that are too deep. Remembers the depth of each subgraph, so
// that the work is one visit per call; nesting is limited by kMaxCallDepth.
class CallDepth {
 public:
  CallDepth(const std::vector<std::vector<size_t>>& callees, Findings& findings)
      : callees_(callees), findings_(findings), depth_(callees.size(), kUnknown) {}

  // How many calls deep subgraph `s` leads; 0 where that cannot be told because something was found wrong.
  int Of(size_t s, int above) {
    if (depth_[s] == kOpen) {
      findings_.Error("subgraph %zu calls itself%s", s,
                      callees_[s].size() == 1 && callees_[s][0] == s ? "" : ", directly or through others");
      return 0;
    }
    if (depth_[s] != kUnknown) return depth_[s];
    if (above > kMaxCallDepth) return kMaxCallDepth;
    depth_[s] = kOpen;
    int deepest = 0;
    for (size_t callee : callees_[s]) deepest = std::max(deepest, 1 + Of(callee, above + 1));
    depth_[s] = deepest;
    return deepest;
  }

 private:
  static constexpr int kUnknown = -1;
  static constexpr int kOpen = -2;
  const std::vector<std::vector<size_t>>& callees_;
  Findings& findings_;
  std::vector<int> depth_;
};

}  // namespace

void VerifyCalls(const Model& model, Findings& findings) {
  const size_t count = model.subgraphs.size();
  std::vector<std::vector<size_t>> callees(count);
  for (size_t s = 0; s < count; ++s) {
    for (size_t n = 0; n < model.subgraphs[s].operators.size(); ++n) {
      const Operator& op = model.subgraphs[s].operators[n];
      // Options of another operator's kind call nothing; VerifyOptionsOf speaks of them.
      const bool known = op.opcode_index < model.operator_codes.size();
      if (!known || OptionsTypeFor(model.operator_codes[op.opcode_index].builtin) != op.options.type()) continue;
      const std::vector<SubgraphCall> calls = SubgraphCalls(op.options);
      if (calls.empty()) continue;
      const Findings::Scope scope(findings, "subgraph " + std::to_string(s) + ": " + NodeLabel(model, model.subgraphs[s], n));
      bool in_range = true;
      for (const SubgraphCall& call : calls) {
        if (call.subgraph < 0 || static_cast<uint64_t>(call.subgraph) >= count) {
          findings.Error("%s is %lld; the model has %zu subgraphs", call.role, static_cast<long long>(call.subgraph), count);
          in_range = false;
        } else {
          callees[s].push_back(static_cast<size_t>(call.subgraph));
        }
      }
      if (in_range) CheckControlFlow(model, op, findings);
    }
    std::sort(callees[s].begin(), callees[s].end());
    callees[s].erase(std::unique(callees[s].begin(), callees[s].end()), callees[s].end());
  }
  CallDepth depth(callees, findings);
  for (size_t s = 0; s < count; ++s) {
    if (depth.Of(s, 0) <= kMaxCallDepth) continue;
    findings.Error("subgraph %zu leads to calls nested deeper than %d", s, kMaxCallDepth);
    return;
  }
}

}  // namespace goldcrest::model
