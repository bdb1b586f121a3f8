// Lowering: from a TensorFlow operator to operators of the model format, one rule an operator.
//
//   Status LowerSoftplus(Lowering& l) {  // log(1 + exp(x))
//     Value* e = l.Unary(BuiltinOperator::kExp, l.input(0));
//     return l.Replace(l.Unary(BuiltinOperator::kLog, l.Add(e, l.Float(1))));
//   }
//
// A rule sees its node with shapes inferred and constants folded, puts new nodes before it and ends with Replace. What it cannot take it
// refuses with the reason (Refuse); the node then stays, and the report names it with the others. It decides before it builds.
// New operators carry no fused activation: passes/ fuse later. Rules are rows of their family's table (activation.cc, convolution.cc,
// ...), and the table is named in rules.cc.
#ifndef GOLDCREST_SRC_CONVERT_LOWER_LOWERING_H_
#define GOLDCREST_SRC_CONVERT_LOWER_LOWERING_H_

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "convert/builder.h"
#include "goldcrest/status.h"

namespace goldcrest::convert {

class Lowering : public Builder {
 public:
  Lowering(Graph& graph, Node& node) : Builder(graph, node), node_(node) {}

  Node& node() { return node_; }
  const tf::Attrs& attrs() const { return node_.attrs; }
  int num_inputs() const { return node_.num_inputs(); }
  Value* input(int i) const { return node_.input(i); }
  Value* output(int i = 0) const { return node_.outputs[static_cast<size_t>(i)].get(); }
  // The integers of a constant input; nothing where it is not constant.
  std::optional<std::vector<int64_t>> Ints(int i) const;
  // The numbers of a constant input of any number type.
  std::optional<std::vector<double>> Doubles(int i) const;

  // The node's results are these; the node goes.
  Status Replace(Value* result);
  Status Replace(const std::vector<Value*>& results);
  // UNSUPPORTED with the reason, in a printf format: what of the node the model format cannot say.
  [[gnu::format(printf, 2, 3)]] Status Refuse(const char* format, ...) const;

 private:
  Node& node_;
};

struct LoweringRule {
  std::string_view op;
  Status (*lower)(Lowering& l);
};

// Null for an operator without a rule.
const LoweringRule* FindLoweringRule(std::string_view op);

struct Refusal {
  Graph* graph;  // the node's
  Node* node;
  Status reason;
};

// Lowers every TensorFlow node of `graph` and of the graphs it calls; those that cannot be lowered stay and are returned.
std::vector<Refusal> LowerGraph(Graph& graph);

// The family tables.
std::span<const LoweringRule> ActivationRules();
std::span<const LoweringRule> ControlFlowRules();
std::span<const LoweringRule> ConvolutionRules();
std::span<const LoweringRule> EinsumRules();
std::span<const LoweringRule> ElementwiseRules();
std::span<const LoweringRule> FakeQuantRules();
std::span<const LoweringRule> GradientRules();
std::span<const LoweringRule> ImageRules();
std::span<const LoweringRule> IndexingRules();
std::span<const LoweringRule> LogicRules();
std::span<const LoweringRule> MatMulRules();
std::span<const LoweringRule> MatrixRules();
std::span<const LoweringRule> NormalizationRules();
std::span<const LoweringRule> PartRules();
std::span<const LoweringRule> PoolingRules();
std::span<const LoweringRule> ReduceRules();
std::span<const LoweringRule> ShapeRules();
std::span<const LoweringRule> SignalRules();
std::span<const LoweringRule> StateRules();
std::span<const LoweringRule> StridedSliceRules();

}  // namespace goldcrest::convert

#endif  // GOLDCREST_SRC_CONVERT_LOWER_LOWERING_H_
