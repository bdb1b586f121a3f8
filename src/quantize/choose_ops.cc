// Which operators become integer.
#include <algorithm>

#include "quantize/plan.h"

namespace goldcrest::quantize {
namespace {

using Op = BuiltinOperator;
using model::ActivationFunctionType;

// The activation fused into an operator with such an option.
ActivationFunctionType FusedActivation(const model::Options& options) {
  ActivationFunctionType found = ActivationFunctionType::kNone;
  const auto look = [&](const auto* o) {
    if (o != nullptr) found = o->fused_activation_function;
  };
  look(options.As<model::Conv2DOptions>());
  look(options.As<model::DepthwiseConv2DOptions>());
  look(options.As<model::FullyConnectedOptions>());
  look(options.As<model::TransposeConvOptions>());
  look(options.As<model::AddOptions>());
  look(options.As<model::SubOptions>());
  look(options.As<model::MulOptions>());
  look(options.As<model::Pool2DOptions>());
  look(options.As<model::ConcatenationOptions>());
  return found;
}

class Chooser {
 public:
  Chooser(const model::Model& model, int subgraph, const QuantizeOptions& options)
      : model_(model), graph_(model.subgraphs[static_cast<size_t>(subgraph)]), options_(options), uses_(FindUses(graph_)) {
    plan_.type = options.scheme == Scheme::kInt16x8 ? TensorType::kInt16 : TensorType::kInt8;
  }

  SubgraphPlan Choose() {
    plan_.ops.resize(graph_.operators.size());
    for (size_t i = 0; i < plan_.ops.size(); ++i) {
      OpPlan& op = plan_.ops[i];
      op.on_floats = OnFloats(graph_.operators[i]);
      if (!op.on_floats) continue;
      op.spec = FindSpec(BuiltinOf(model_, graph_.operators[i]));
      op.reason = WhyNot(static_cast<int>(i), op.spec);
      op.integer = op.reason.empty();
    }
    if (!options_.strict) {
      LeaveTails();
      LeaveIslands();
    }
    MarkTensors();
    return std::move(plan_);
  }

 private:
  const model::Tensor& tensor(int t) const { return graph_.tensors[static_cast<size_t>(t)]; }
  bool IsConstant(int t) const { return model::ConstantData(model_, tensor(t)) != nullptr; }
  bool IsFloat(int t) const { return t >= 0 && tensor(t).type == TensorType::kFloat32; }

  bool OnFloats(const model::Operator& op) const {
    return std::any_of(op.inputs.begin(), op.inputs.end(), [&](int t) { return IsFloat(t); }) ||
           std::any_of(op.outputs.begin(), op.outputs.end(), [&](int t) { return IsFloat(t); });
  }

  bool KeptByUser(int i) const {
    const model::Operator& op = graph_.operators[static_cast<size_t>(i)];
    for (const std::string& name : options_.keep_float) {
      if (name == std::to_string(i)) return true;
      for (int t : op.outputs) {
        if (t >= 0 && tensor(t).name == name) return true;
      }
    }
    return false;
  }

  // Empty where the operator can be integer.
  std::string WhyNot(int i, const OpSpec* spec) const {
    const model::Operator& op = graph_.operators[static_cast<size_t>(i)];
    if (KeptByUser(i)) return "kept float on request";
    if (spec == nullptr) return "has no integer form";
    if (!(plan_.type == TensorType::kInt16 ? spec->int16 : spec->int8)) return "has no form for int16 activations";
    const ActivationFunctionType activation = FusedActivation(op.options);
    if (activation == ActivationFunctionType::kTanh || activation == ActivationFunctionType::kSignBit) {
      return "its fused activation has no integer form";
    }
    for (const auto* list : {&op.inputs, &op.outputs}) {
      for (int t : *list) {
        if (t >= 0 && tensor(t).is_variable) return "keeps state in a float tensor";
        if (IsFloat(t) && tensor(t).sparsity) return "has sparse weights";
      }
    }
    return spec->weights >= 0 ? WhyNotWeights(op, *spec) : WhyNotTypes(op, *spec);
  }

  std::string WhyNotWeights(const model::Operator& op, const OpSpec& spec) const {
    const int input = InputAt(op, spec.input), weights = InputAt(op, spec.weights), bias = InputAt(op, spec.bias);
    if (!IsFloat(input) || !IsFloat(weights)) return "its input and weights are not both float";
    if (IsConstant(input)) return "its input is constant";
    if (!FloatConstant(model_, tensor(weights))) return "its weights are not constant";
    if (bias >= 0 && !FloatConstant(model_, tensor(bias))) return "its bias is not constant";
    return "";
  }

  // An operator whose data are float in a part of its tensors only: SELECT's condition and indices are no data, a CAST's output is.
  std::string WhyNotTypes(const model::Operator& op, const OpSpec& spec) const {
    if (spec.rule == ScaleRule::kReader) return "";
    for (int t : op.outputs) {
      if (t >= 0 && !IsFloat(t) && BuiltinOf(model_, op) != Op::kTopkV2) return "its output is not float";
    }
    // A table that indices choose from is constant, and yet data.
    const bool table = BuiltinOf(model_, op) == Op::kGather;
    bool data = false;
    for (int t : op.inputs) data = data || (IsFloat(t) && (table || !IsConstant(t)));
    return data ? "" : "its input is constant or not float";
  }

  // Operators at the end that squash their input (softmax ...) have a fixed, coarse output scale; where the model's output is float
  // anyway, computing them in float costs next to nothing and keeps the precision of the logits.
  void LeaveTails() {
    if (options_.output_type != TensorType::kFloat32) return;
    for (size_t i = plan_.ops.size(); i-- > 0;) {
      OpPlan& op = plan_.ops[i];
      if (!op.integer || op.spec->rule != ScaleRule::kFixedOutput) continue;
      bool last = true;
      for (int t : graph_.operators[i].outputs) {
        if (t >= 0 && !uses_.consumers[static_cast<size_t>(t)].empty()) last = false;
      }
      if (!last) continue;
      op.integer = false;
      op.reason = "ends the model, whose output is float";
    }
  }

  // Data movement between float operators gains nothing from being integer.
  void LeaveIslands() {
    for (bool changed = true; changed;) {
      changed = false;
      for (size_t i = 0; i < plan_.ops.size(); ++i) {
        OpPlan& op = plan_.ops[i];
        if (!op.integer || op.spec->weights >= 0 || HasIntegerNeighbour(static_cast<int>(i))) continue;
        op.integer = false;
        op.reason = "stands between float operators";
        changed = true;
      }
    }
  }

  bool HasIntegerNeighbour(int i) const {
    const model::Operator& op = graph_.operators[static_cast<size_t>(i)];
    for (int t : op.inputs) {
      if (!IsFloat(t)) continue;
      const int p = uses_.producer[static_cast<size_t>(t)];
      if (p >= 0 && plan_.ops[static_cast<size_t>(p)].integer) return true;
    }
    for (int t : op.outputs) {
      if (!IsFloat(t)) continue;
      for (const Uses::Use& use : uses_.consumers[static_cast<size_t>(t)]) {
        if (plan_.ops[static_cast<size_t>(use.op)].integer) return true;
      }
    }
    return false;
  }

  void MarkTensors() {
    plan_.quantized.assign(graph_.tensors.size(), false);
    plan_.params.resize(graph_.tensors.size());
    const auto mark = [&](int t) {
      if (IsFloat(t) && !IsConstant(t)) plan_.quantized[static_cast<size_t>(t)] = true;
    };
    for (size_t i = 0; i < plan_.ops.size(); ++i) {
      if (!plan_.ops[i].integer) continue;
      for (int t : graph_.operators[i].inputs) mark(t);
      for (int t : graph_.operators[i].outputs) mark(t);
    }
    if (options_.input_type != TensorType::kFloat32) std::for_each(graph_.inputs.begin(), graph_.inputs.end(), mark);
    if (options_.output_type != TensorType::kFloat32) std::for_each(graph_.outputs.begin(), graph_.outputs.end(), mark);
  }

  const model::Model& model_;
  const model::Subgraph& graph_;
  const QuantizeOptions& options_;
  Uses uses_;
  SubgraphPlan plan_;
};

}  // namespace

bool IsWeightOrBias(const OpSpec& spec, int position) { return spec.weights >= 0 && (position == spec.weights || position == spec.bias); }

SubgraphPlan ChooseIntegerOps(const model::Model& model, int subgraph, const QuantizeOptions& options) {
  return Chooser(model, subgraph, options).Choose();
}

}  // namespace goldcrest::quantize
