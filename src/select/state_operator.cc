// Select operators with effects: files, and variables that an optimizer steps.
#include <cmath>
#include <cstring>

#include "runtime/resources.h"
#include "select/checkpoint_file.h"
#include "select/node_def.h"
#include "select/select_operator.h"

namespace goldcrest::select {
namespace {

using tf::Literal;

Expected<std::vector<std::string>> Strings(EvalContext& ctx, int i, const char* what) {
  if (!ctx.has_input(i) || ctx.input(i).type != TensorType::kString) return Error(StatusCode::kInvalidModel, "input %d is no %s", i, what);
  GC_ASSIGN_OR_RETURN(const Literal literal, ToLiteral(ctx.input(i)));
  return literal.strings();
}

// filename, names, (slices,) tensors.
template <int first_tensor>
Status Save(const tf::Attrs&, EvalContext& ctx) {
  GC_ASSIGN_OR_RETURN(const std::vector<std::string> path, Strings(ctx, 0, "file name"));
  GC_ASSIGN_OR_RETURN(const std::vector<std::string> names, Strings(ctx, 1, "list of names"));
  if (path.size() != 1 || names.size() + first_tensor != static_cast<size_t>(ctx.num_inputs()))
    return Error(StatusCode::kInvalidModel, "%zu names for %d tensors", names.size(), ctx.num_inputs() - first_tensor);
  Checkpoint checkpoint;
  for (size_t i = 0; i < names.size(); ++i) {
    GC_ASSIGN_OR_RETURN(checkpoint[names[i]], ToLiteral(ctx.input(static_cast<int>(i) + first_tensor)));
  }
  return WriteCheckpoint(path[0], checkpoint);
}

// filename, names(, slices): a tensor for each name.
Status Restore(const tf::Attrs&, EvalContext& ctx) {
  GC_ASSIGN_OR_RETURN(const std::vector<std::string> path, Strings(ctx, 0, "file name"));
  GC_ASSIGN_OR_RETURN(const std::vector<std::string> names, Strings(ctx, 1, "list of names"));
  if (path.size() != 1 || names.size() != static_cast<size_t>(ctx.num_outputs()))
    return Error(StatusCode::kInvalidModel, "%zu names for %d results", names.size(), ctx.num_outputs());
  GC_ASSIGN_OR_RETURN(const Checkpoint checkpoint, ReadCheckpoint(path[0]));
  for (size_t i = 0; i < names.size(); ++i) {
    const auto found = checkpoint.find(names[i]);
    const int output = static_cast<int>(i);
    if (found == checkpoint.end()) return Error(StatusCode::kNotFound, "'%s' has no tensor \"%s\"", path[0].c_str(), names[i].c_str());
    if (found->second.type() != tf::FromTensorType(ctx.output(output).type))
      return Error(StatusCode::kRuntimeError, "tensor \"%s\" in '%s' is %s", names[i].c_str(), path[0].c_str(),
                   tf::TypeName(found->second.type()).c_str());
    GC_RETURN_IF_ERROR(FromLiteral(found->second, ctx, output, true));
  }
  return Status::Ok();
}

// The float32 elements of the variable that input i names.
Expected<std::span<float>> FloatVariable(EvalContext& ctx, int i) {
  const bool named = ctx.has_input(i) && ctx.input(i).type == TensorType::kResource && ctx.input(i).bytes >= sizeof(int32_t);
  ResourceVariable* variable = named ? ctx.resources().Variable(*ctx.in<int32_t>(i)) : nullptr;
  if (variable == nullptr || !variable->initialized || variable->type != TensorType::kFloat32)
    return Error(StatusCode::kRuntimeError, "input %d is no variable of float32 that has a value", i);
  return std::span<float>(reinterpret_cast<float*>(variable->data.data()), variable->bytes / sizeof(float));
}

Expected<std::span<const float>> Floats(EvalContext& ctx, int i, size_t elements) {
  if (!ctx.has_input(i) || ctx.input(i).type != TensorType::kFloat32 || ctx.input(i).bytes != elements * sizeof(float))
    return Error(StatusCode::kRuntimeError, "input %d does not have %zu elements of float32", i, elements);
  return std::span<const float>(ctx.in<float>(i), elements);
}

Expected<float> Scalar(EvalContext& ctx, int i) {
  GC_ASSIGN_OR_RETURN(const std::span<const float> value, Floats(ctx, i, 1));
  return value[0];
}

// var, alpha, delta: var -= alpha * delta.
Status ApplyGradientDescent(const tf::Attrs&, EvalContext& ctx) {
  GC_ASSIGN_OR_RETURN(const std::span<float> var, FloatVariable(ctx, 0));
  GC_ASSIGN_OR_RETURN(const float alpha, Scalar(ctx, 1));
  GC_ASSIGN_OR_RETURN(const std::span<const float> delta, Floats(ctx, 2, var.size()));
  for (size_t i = 0; i < var.size(); ++i) var[i] -= alpha * delta[i];
  return Status::Ok();
}

// var, accum, lr, grad, momentum: accum = accum * momentum + grad; var -= lr * accum, or with use_nesterov
// var -= lr * (grad + momentum * accum).
Status ApplyMomentum(const tf::Attrs& attrs, EvalContext& ctx) {
  GC_ASSIGN_OR_RETURN(const std::span<float> var, FloatVariable(ctx, 0));
  GC_ASSIGN_OR_RETURN(const std::span<float> accum, FloatVariable(ctx, 1));
  GC_ASSIGN_OR_RETURN(const float lr, Scalar(ctx, 2));
  GC_ASSIGN_OR_RETURN(const std::span<const float> grad, Floats(ctx, 3, var.size()));
  GC_ASSIGN_OR_RETURN(const float momentum, Scalar(ctx, 4));
  if (accum.size() != var.size()) return Error(StatusCode::kRuntimeError, "the accumulator is of another size than the variable");
  const bool nesterov = attrs.Bool("use_nesterov");
  for (size_t i = 0; i < var.size(); ++i) {
    accum[i] = accum[i] * momentum + grad[i];
    var[i] -= lr * (nesterov ? grad[i] + momentum * accum[i] : accum[i]);
  }
  return Status::Ok();
}

// var, m, v, beta1_power, beta2_power, lr, beta1, beta2, epsilon, grad (D. Kingma, J. Ba, "Adam", 2014).
Status ApplyAdam(const tf::Attrs& attrs, EvalContext& ctx) {
  GC_ASSIGN_OR_RETURN(const std::span<float> var, FloatVariable(ctx, 0));
  GC_ASSIGN_OR_RETURN(const std::span<float> m, FloatVariable(ctx, 1));
  GC_ASSIGN_OR_RETURN(const std::span<float> v, FloatVariable(ctx, 2));
  float scalars[6];
  for (int i = 0; i < 6; ++i) {
    GC_ASSIGN_OR_RETURN(scalars[i], Scalar(ctx, 3 + i));
  }
  const auto [beta1_power, beta2_power, lr, beta1, beta2, epsilon] = scalars;
  GC_ASSIGN_OR_RETURN(const std::span<const float> grad, Floats(ctx, 9, var.size()));
  if (m.size() != var.size() || v.size() != var.size())
    return Error(StatusCode::kRuntimeError, "the moments are of another size than the variable");
  const float rate = lr * std::sqrt(1 - beta2_power) / (1 - beta1_power);
  const bool nesterov = attrs.Bool("use_nesterov");
  for (size_t i = 0; i < var.size(); ++i) {
    m[i] += (grad[i] - m[i]) * (1 - beta1);
    v[i] += (grad[i] * grad[i] - v[i]) * (1 - beta2);
    const float step = nesterov ? m[i] * beta1 + (1 - beta1) * grad[i] : m[i];
    var[i] -= rate * step / (std::sqrt(v[i]) + epsilon);
  }
  return Status::Ok();
}

constexpr StateOp kStateOps[] = {
    {"ResourceApplyAdam", ApplyAdam},
    {"ResourceApplyGradientDescent", ApplyGradientDescent},
    {"ResourceApplyMomentum", ApplyMomentum},
    {"Restore", Restore},
    {"RestoreV2", Restore},
    {"Save", Save<2>},
    {"SaveV2", Save<3>},
};

struct State {
  const StateOp* op;
  tf::Attrs attrs;
};

Status Eval(const State& state, EvalContext& ctx) { return state.op->eval(state.attrs, ctx); }

class StateOperator final : public Operator {
 public:
  explicit StateOperator(const StateOp& op) : op_(op) {}
  Status Infer(InferContext& ctx) const override {
    for (int i = 0; i < ctx.num_outputs(); ++i) ctx.SetOutputUnknown(i);
    return Status::Ok();
  }
  Expected<Kernel> Select(SelectContext& ctx) const override {
    GC_ASSIGN_OR_RETURN(NodeDef def, ReadOptions(ctx.node().custom_options));
    return Kernel::Make<State, Eval>("select " + def.op, State{&op_, std::move(def.attrs)});
  }
  bool has_side_effects() const override { return true; }

 private:
  const StateOp& op_;
};

}  // namespace

const StateOp* FindStateOp(std::string_view name) {
  for (const StateOp& op : kStateOps)
    if (op.name == name) return &op;
  return nullptr;
}

std::unique_ptr<Operator> MakeStateOperator(const StateOp& op) { return std::make_unique<StateOperator>(op); }

}  // namespace goldcrest::select
