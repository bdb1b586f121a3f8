#include <map>

#include "convert/lower/lowering.h"

namespace goldcrest::convert {

const LoweringRule* FindLoweringRule(std::string_view op) {
  static const auto* const rules = [] {
    auto* all = new std::map<std::string_view, const LoweringRule*>;
    for (std::span<const LoweringRule> family :
         {ActivationRules(), ControlFlowRules(), ConvolutionRules(),   EinsumRules(),   ElementwiseRules(),
          FakeQuantRules(),  GradientRules(),    ImageRules(),         IndexingRules(), LogicRules(),
          MatMulRules(),     MatrixRules(),      NormalizationRules(), PartRules(),     PoolingRules(),
          ReduceRules(),     ShapeRules(),       SignalRules(),        StateRules(),    StridedSliceRules()})
      for (const LoweringRule& rule : family) all->emplace(rule.op, &rule);
    return all;
  }();
  const auto found = rules->find(op);
  return found == rules->end() ? nullptr : found->second;
}

}  // namespace goldcrest::convert
