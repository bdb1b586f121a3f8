// The parameters of every quantized tensor.
//
// Tensors whose operators demand one scale form a group. A group's range is the one that leaves the least squared error over the values of
// its members; a member that only repeats another's values (a RESHAPE's output) does not count.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include "quantize/observers.h"
#include "quantize/plan.h"

namespace goldcrest::quantize {
namespace {

class Groups {
 public:
  struct Group {
    std::optional<Params> fixed;
    ValueRange cover;  // of constants that join it
  };

  explicit Groups(size_t tensors) : parent_(tensors), groups_(tensors) { std::iota(parent_.begin(), parent_.end(), size_t{0}); }

  size_t Root(size_t t) {
    while (parent_[t] != t) t = parent_[t] = parent_[parent_[t]];
    return t;
  }
  Group& Of(size_t t) { return groups_[Root(t)]; }

  void Tie(size_t a, size_t b) {
    a = Root(a);
    b = Root(b);
    if (a == b) return;
    Cover(a, groups_[b].cover);
    if (!groups_[a].fixed) groups_[a].fixed = groups_[b].fixed;
    parent_[b] = a;
  }
  void Cover(size_t t, ValueRange range) {
    Group& group = Of(t);
    group.cover = {std::min(group.cover.low, range.low), std::max(group.cover.high, range.high)};
  }

 private:
  std::vector<size_t> parent_;
  std::vector<Group> groups_;
};

class ParamsChooser {
 public:
  ParamsChooser(const model::Model& model, int subgraph, const SubgraphStatistics& statistics, ObserverChoice observer, SubgraphPlan* plan)
      : model_(model),
        graph_(model.subgraphs[static_cast<size_t>(subgraph)]),
        statistics_(statistics),
        observer_(observer),
        plan_(*plan),
        uses_(FindUses(graph_)),
        groups_(graph_.tensors.size()),
        repeats_(graph_.tensors.size()) {}

  void Choose() {
    FixOutputs();
    for (size_t i = 0; i < plan_.ops.size(); ++i) {
      if (plan_.ops[i].integer && plan_.ops[i].spec->rule == ScaleRule::kSame) TieOp(graph_.operators[i]);
    }
    std::vector<int> sizes(graph_.tensors.size());
    std::vector<std::vector<const Histogram*>> members(graph_.tensors.size());
    for (size_t t = 0; t < graph_.tensors.size(); ++t) {
      const Histogram& histogram = statistics_.tensors[t].histogram;
      ++sizes[groups_.Root(t)];
      if (plan_.quantized[t] && !repeats_[t] && !histogram.empty()) members[groups_.Root(t)].push_back(&histogram);
    }
    std::vector<std::optional<Params>> chosen(graph_.tensors.size());
    for (size_t t = 0; t < graph_.tensors.size(); ++t) {
      if (!plan_.quantized[t]) continue;
      const size_t root = groups_.Root(t);
      const Groups::Group& group = groups_.Of(root);
      if (!chosen[root]) {
        const ValueRange limits = sizes[root] == 1 ? ReaderLimits(root) : Histogram::kNoLimits;
        chosen[root] = group.fixed ? *group.fixed : ObserveParams(members[root], group.cover, plan_.type, observer_, limits);
      }
      plan_.params[t] = *chosen[root];
    }
  }

 private:
  bool IsData(int t) const { return t >= 0 && plan_.quantized[static_cast<size_t>(t)]; }

  // Where only functions read a tensor that are flat outside a range, that range is all there is to tell apart.
  ValueRange ReaderLimits(size_t t) const {
    if (uses_.is_output[t] || uses_.is_input[t] || uses_.consumers[t].empty()) return Histogram::kNoLimits;
    constexpr float kAny = 3e38f;
    ValueRange limits;
    for (const Uses::Use& use : uses_.consumers[t]) {
      ValueRange reader = Histogram::kNoLimits;
      if (!plan_.ops[static_cast<size_t>(use.op)].integer) return reader;
      switch (BuiltinOf(model_, graph_.operators[static_cast<size_t>(use.op)])) {
        case BuiltinOperator::kHardSwish: reader = {-3, kAny}; break;
        case BuiltinOperator::kRelu: reader = {0, kAny}; break;
        case BuiltinOperator::kRelu6: reader = {0, 6}; break;
        case BuiltinOperator::kReluN1To1: reader = {-1, 1}; break;
        case BuiltinOperator::kElu: reader = {-6, kAny}; break;
        case BuiltinOperator::kGelu: reader = {-4, kAny}; break;
        case BuiltinOperator::kLogistic: reader = {-8, 8}; break;
        case BuiltinOperator::kTanh: reader = {-4, 4}; break;
        default: break;
      }
      limits = {std::min(limits.low, reader.low), std::max(limits.high, reader.high)};
    }
    return limits;
  }

  void FixOutputs() {
    for (size_t i = 0; i < plan_.ops.size(); ++i) {
      const OpPlan& op = plan_.ops[i];
      if (!op.integer || op.spec->rule != ScaleRule::kFixedOutput) continue;
      const Params params = plan_.type == TensorType::kInt16 ? Params{op.spec->scale16, 0} : Params{op.spec->scale8, op.spec->zero_point8};
      for (int t : graph_.operators[i].outputs) {
        if (IsData(t)) groups_.Of(static_cast<size_t>(t)).fixed = params;
      }
    }
  }

  void TieOp(const model::Operator& op) {
    std::vector<int> inputs, outputs;
    for (int t : op.inputs) {
      if (IsData(t)) inputs.push_back(t);
    }
    for (int t : op.outputs) {
      if (IsData(t)) outputs.push_back(t);
    }
    if (outputs.empty()) return;
    const auto first = static_cast<size_t>(outputs[0]);
    for (size_t k = 1; k < outputs.size(); ++k) groups_.Tie(first, static_cast<size_t>(outputs[k]));
    for (int t : op.inputs) CoverConstant(t, first);
    if (inputs.size() == 1) {
      groups_.Tie(static_cast<size_t>(inputs[0]), first);
      for (int t : outputs) repeats_[static_cast<size_t>(t)] = true;
      return;
    }
    const bool same_fixed = std::all_of(inputs.begin(), inputs.end(), [&](int t) {
      const auto& fixed = groups_.Of(static_cast<size_t>(t)).fixed;
      return fixed && fixed == groups_.Of(static_cast<size_t>(inputs[0])).fixed;
    });
    for (int t : inputs) {
      if (same_fixed || MayWiden(static_cast<size_t>(t), first)) groups_.Tie(first, static_cast<size_t>(t));
    }
  }

  void CoverConstant(int t, size_t output) {
    if (t < 0) return;
    const auto values = FloatConstant(model_, graph_.tensors[static_cast<size_t>(t)]);
    if (!values) return;
    ValueRange range;
    for (float v : *values) {
      // Values like -inf or -1e9 mask; the end of the range stands for them.
      if (std::isfinite(v) && std::abs(v) < 1e5f) range = {std::min(range.low, v), std::max(range.high, v)};
    }
    groups_.Cover(output, range);
  }

  // True where an input of several may take the wider range of the result. If nobody else reads it, nothing is lost by that; else only a
  // little may be. The others are brought to the result's scale by a QUANTIZE.
  bool MayWiden(size_t input, size_t output) {
    if (groups_.Of(input).fixed) return false;
    if (uses_.consumers[input].size() == 1 && !uses_.is_output[input]) return true;
    constexpr float kLittle = 1.1f;
    const Histogram& from = statistics_.tensors[input].histogram;
    const Histogram& to = statistics_.tensors[output].histogram;
    if (from.empty() || to.empty()) return true;
    return to.max() - to.min() <= kLittle * (from.max() - from.min());
  }

  const model::Model& model_;
  const model::Subgraph& graph_;
  const SubgraphStatistics& statistics_;
  ObserverChoice observer_;
  SubgraphPlan& plan_;
  Uses uses_;
  Groups groups_;
  std::vector<bool> repeats_;  // tensors that hold values of another
};

}  // namespace

void ChooseParams(const model::Model& model, int subgraph, const SubgraphStatistics& statistics, ObserverChoice observer,
                  SubgraphPlan* plan) {
  ParamsChooser(model, subgraph, statistics, observer, plan).Choose();
}

}  // namespace goldcrest::quantize
