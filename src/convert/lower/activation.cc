// Activations: operators of one input and no weights.
#include "convert/lower/operands.h"

namespace goldcrest::convert {
namespace {

template <BuiltinOperator op>
Status LowerUnary(Lowering& l) {
  Value* x = l.input(0);
  const tf::DataType work = WorkingType(x->type, kFloat32);
  if (work == tf::DataType::kInvalid) return l.Refuse("no kernel computes it on %s", tf::TypeName(x->type).c_str());
  return l.Replace(l.Cast(l.Unary(op, l.Cast(x, work)), x->type));
}

// log(1 + exp(x)) would overflow: max(x, 0) + log(1 + exp(-|x|)) does not.
Status LowerSoftplus(Lowering& l) {
  Value* x = l.input(0);
  if (x->type != tf::DataType::kFloat) return l.Refuse("no kernel computes it on %s", tf::TypeName(x->type).c_str());
  Value* decay = l.Unary(BuiltinOperator::kExp, l.Unary(BuiltinOperator::kNeg, l.Unary(BuiltinOperator::kAbs, x)));
  Value* tail = l.Unary(BuiltinOperator::kLog, l.Add(decay, l.Float(1)));
  return l.Replace(l.Add(l.Unary(BuiltinOperator::kRelu, x), tail));
}

Status LowerLeakyRelu(Lowering& l) {
  model::LeakyReluOptions options;
  options.alpha = l.attrs().Float("alpha", 0.2f);
  return l.Replace(l.Unary(BuiltinOperator::kLeakyRelu, l.input(0), options));
}

// ELU times a factor, which is another below 0.
Status LowerSelu(Lowering& l) {
  Value* x = l.input(0);
  if (x->type != tf::DataType::kFloat) return l.Refuse("no kernel computes it on %s", tf::TypeName(x->type).c_str());
  Value* above = l.Compare(BuiltinOperator::kGreater, x, l.Float(0), model::GreaterOptions());
  Value* factor = Select(l, above, l.Float(1.05070098735548f), l.Float(1.75809934084738f));
  return l.Replace(l.Mul(l.Unary(BuiltinOperator::kElu, x), factor));
}

Status LowerSoftsign(Lowering& l) {
  Value* x = l.input(0);
  if (x->type != tf::DataType::kFloat) return l.Refuse("no kernel computes it on %s", tf::TypeName(x->type).c_str());
  Value* size = l.Add(l.Unary(BuiltinOperator::kAbs, x, model::AbsOptions()), l.Float(1));
  return l.Replace(l.Div(x, size));
}

constexpr LoweringRule kRules[] = {
    {"Elu", LowerUnary<BuiltinOperator::kElu>},
    {"LeakyRelu", LowerLeakyRelu},
    {"Relu", LowerUnary<BuiltinOperator::kRelu>},
    {"Relu6", LowerUnary<BuiltinOperator::kRelu6>},
    {"Selu", LowerSelu},
    {"Sigmoid", LowerUnary<BuiltinOperator::kLogistic>},
    {"Softplus", LowerSoftplus},
    {"Softsign", LowerSoftsign},
    {"Tanh", LowerUnary<BuiltinOperator::kTanh>},
};

}  // namespace

std::span<const LoweringRule> ActivationRules() { return kRules; }

}  // namespace goldcrest::convert
