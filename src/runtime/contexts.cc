// The parts of the operator interface that the framework implements.
#include <cstring>
#include <string>

#include "base/shape_util.h"
#include "base/thread_pool.h"
#include "goldcrest/op.h"
#include "runtime/graph.h"

namespace goldcrest {

Kernel Kernel::Make(std::string_view name, const void* state, void (*destroy)(const void*), Function function) {
  Kernel k;
  k.state = std::shared_ptr<const void>(state, destroy);
  k.name = name;
  k.function = function;
  return k;
}

InferContext::InferContext(Bindings bindings)
    : node_(bindings.node),
      inputs_(std::move(bindings.inputs)),
      outputs_(std::move(bindings.outputs)),
      variable_(std::move(bindings.variable)),
      output_unknown_(outputs_.size()),
      output_set_(outputs_.size()),
      read_(inputs_.size()),
      limits_(bindings.limits) {}

bool InferContext::input_is_variable(int i) const { return has_input(i) && variable_[i]; }

Status InferContext::NeedsValue(int i) {
  needed_value_ = i;
  return Status::Ok();
}

Status InferContext::SetOutput(int i, const Shape& shape) {
  if (i < 0 || i >= num_outputs()) {
    return Error(StatusCode::kInvalidModel, "has %d outputs; the operator makes at least %d", num_outputs(), i + 1);
  }
  const TensorView& out = *outputs_[i];
  for (int32_t d : shape) {
    if (d < 0) {
      return Error(StatusCode::kInvalidModel, "output %d \"%.*s\" would have the shape %s", i, static_cast<int>(out.name.size()),
                   out.name.data(), shape.ToString().c_str());
    }
  }
  const CheckedSize bytes = CheckedBytes(out.type, shape);
  if (!LeastBytes(out.type, shape).AtMost(limits_.max_bytes)) {
    return Error(StatusCode::kLimitExceeded, "output %d \"%.*s\" of shape %s does not fit into Limits::max_bytes (%llu)", i,
                 static_cast<int>(out.name.size()), out.name.data(), shape.ToString().c_str(),
                 static_cast<unsigned long long>(limits_.max_bytes));
  }
  outputs_[i]->shape = shape;
  outputs_[i]->bytes = bytes.value();
  output_set_[i] = true;
  return Status::Ok();
}

void InferContext::SetOutputType(int i, TensorType type) {
  if (i >= 0 && i < num_outputs()) outputs_[i]->type = type;
}

void InferContext::SetOutputUnknown(int i) {
  if (i >= 0 && i < num_outputs()) output_unknown_[i] = true;
}

Status InferContext::ExpectInputs(int least, int most, int outputs) const {
  if (num_inputs() < least || num_inputs() > most) {
    return least == most ? Error(StatusCode::kInvalidModel, "has %d inputs; expected %d", num_inputs(), least)
                         : Error(StatusCode::kInvalidModel, "has %d inputs; expected %d to %d", num_inputs(), least, most);
  }
  for (int i = 0; i < least; ++i) {
    if (!has_input(i)) return Error(StatusCode::kInvalidModel, "input %d is left out; the operator needs it", i);
  }
  if (num_outputs() != outputs) return Error(StatusCode::kInvalidModel, "has %d outputs; expected %d", num_outputs(), outputs);
  return Status::Ok();
}

namespace {

Status CheckType(const char* which, int i, const TensorView& t, std::initializer_list<TensorType> types) {
  std::string supported;
  for (TensorType type : types) {
    if (t.type == type) return Status::Ok();
    if (!supported.empty()) supported += ", ";
    supported += TypeName(type);
  }
  return Error(StatusCode::kUnsupported, "%s %d \"%.*s\" is %s; supported: %s", which, i, static_cast<int>(t.name.size()), t.name.data(),
               std::string(TypeName(t.type)).c_str(), supported.c_str());
}

}  // namespace

Status InferContext::ExpectType(int i, std::initializer_list<TensorType> types) const { return CheckType("input", i, input(i), types); }

Status InferContext::ExpectOutputType(int i, std::initializer_list<TensorType> types) const {
  return CheckType("output", i, output(i), types);
}

Status InferContext::ExpectRank(int i, int least, int most) const {
  const TensorView& t = input(i);
  if (t.shape.rank() >= least && t.shape.rank() <= most) return Status::Ok();
  const std::string expected = least == most ? std::to_string(least) : std::to_string(least) + " to " + std::to_string(most);
  return Error(StatusCode::kInvalidModel, "input %d \"%.*s\" has the shape %s; expected rank %s", i, static_cast<int>(t.name.size()),
               t.name.data(), t.shape.ToString().c_str(), expected.c_str());
}

void EvalContext::ParallelFor(size_t grains, FunctionRef<void(size_t)> body) { goldcrest::ParallelFor(grains, max_threads_, body); }

InferContext::Bindings Bind(Graph& graph, const GraphNode& node, const Limits& limits) {
  InferContext::Bindings b;
  b.node = node.info();
  b.limits = limits;
  for (int i : node.inputs) {
    b.inputs.push_back(i < 0 ? nullptr : &graph.tensors[i].view);
    b.variable.push_back(i >= 0 && graph.tensors[i].is_variable);
  }
  for (int i : node.outputs) b.outputs.push_back(&graph.tensors[i].view);
  return b;
}

}  // namespace goldcrest
