// Activations: operators of one input and no weights.
#include "convert/lower/lowering.h"

namespace goldcrest::convert {
namespace {

template <BuiltinOperator op>
Status LowerUnary(Lowering& l) {
  return l.Replace(l.Unary(op, l.input(0)));
}

// log(1 + exp(x)) would overflow: max(x, 0) + log(1 + exp(-|x|)) does not.
Status LowerSoftplus(Lowering& l) {
  Value* x = l.input(0);
  Value* decay = l.Unary(BuiltinOperator::kExp, l.Unary(BuiltinOperator::kNeg, l.Unary(BuiltinOperator::kAbs, x)));
  Value* tail = l.Unary(BuiltinOperator::kLog, l.Add(decay, l.Float(1)));
  return l.Replace(l.Add(l.Unary(BuiltinOperator::kRelu, x), tail));
}

Status LowerLeakyRelu(Lowering& l) {
  model::LeakyReluOptions options;
  options.alpha = l.attrs().Float("alpha", 0.2f);
  return l.Replace(l.Unary(BuiltinOperator::kLeakyRelu, l.input(0), options));
}

constexpr LoweringRule kRules[] = {
    {"Elu", LowerUnary<BuiltinOperator::kElu>},     {"LeakyRelu", LowerLeakyRelu}, {"Relu", LowerUnary<BuiltinOperator::kRelu>},
    {"Relu6", LowerUnary<BuiltinOperator::kRelu6>}, {"Softplus", LowerSoftplus},   {"Sigmoid", LowerUnary<BuiltinOperator::kLogistic>},
    {"Tanh", LowerUnary<BuiltinOperator::kTanh>},
};

}  // namespace

std::span<const LoweringRule> ActivationRules() { return kRules; }

}  // namespace goldcrest::convert
