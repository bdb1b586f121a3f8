// Interpreters.
#include <new>

#include "bindings/c/objects.h"
#include "model/model.h"
#include "tensorflow/lite/core/c/c_api_experimental.h"

using goldcrest::c::ForeignGraph;
using goldcrest::c::ForeignOperator;
using goldcrest::c::Guard;
using goldcrest::c::SubgraphMirror;

SubgraphMirror& TfLiteInterpreter::mirror(int s) const {
  if (mirrors[s] == nullptr) mirrors[s] = std::make_unique<SubgraphMirror>(*interpreter, s);
  return *mirrors[s];
}

ForeignGraph& TfLiteInterpreter::foreign_graph(int s) {
  if (foreign[s] == nullptr) foreign[s] = std::make_unique<ForeignGraph>(*this, s, num_threads);
  return *foreign[s];
}

TfLiteStatus TfLiteInterpreter::Allocate(int s) {
  TfLiteStatus status = delegations.Refresh();
  if (status == kTfLiteOk) status = Report(mirror(s).Allocate(), "prepare");
  return telemetry.Event("AllocateTensors", status);
}

TfLiteStatus TfLiteInterpreter::Invoke(int s) {
  TfLiteStatus status = foreign[s] != nullptr && interpreter->allocated(s) ? foreign[s]->EnsureInputsReadable() : kTfLiteOk;
  if (status == kTfLiteOk) status = Report(mirror(s).Invoke(), "invoke");
  const bool retry = delegate_fallback && !delegations.empty() && interpreter->allocated(s);
  if (status == kTfLiteOk || status == kTfLiteCancelled || !retry) return telemetry.Event("Invoke", status);
  reporter.Report("Invoke() failed in the presence of delegation. Retrying without.");
  status = delegations.RemoveAll(delegations.Allocated());
  if (status == kTfLiteOk) status = Report(mirror(s).Invoke(), "invoke");
  // The outputs are good; the client learns that they came without the delegates.
  return telemetry.Event("Invoke", status == kTfLiteOk ? kTfLiteDelegateError : status);
}

TfLiteStatus TfLiteInterpreter::Resize(int s, int position, const int* dims, int rank, bool strict) {
  const std::span<const int> inputs = interpreter->inputs(s);
  const bool known = position >= 0 && position < static_cast<int>(inputs.size());
  const goldcrest::Shape before = known ? interpreter->input(position, s).shape : goldcrest::Shape();
  const TfLiteStatus status = Report(mirror(s).Resize(position, dims, rank, strict), "resize");
  if (status == kTfLiteOk && interpreter->input(position, s).shape != before) delegations.ShapesChanged();
  return status;
}

goldcrest::Status TfLiteInterpreter::ResizeTensor(int s, int tensor, std::span<const int> dims, bool strict) {
  using goldcrest::StatusCode;
  if (tensor < 0 || tensor >= interpreter->num_tensors(s)) {
    return goldcrest::Error(StatusCode::kInvalidArgument, "Invalid tensor index %d exceeds max tensor index %d", tensor,
                            interpreter->num_tensors(s));
  }
  const std::span<const int> inputs = interpreter->inputs(s);
  const auto input = std::find(inputs.begin(), inputs.end(), tensor);
  const goldcrest::Shape before = interpreter->tensor(tensor, s).shape;
  if (input != inputs.end()) {
    GC_RETURN_IF_ERROR(mirror(s).Resize(static_cast<int>(input - inputs.begin()), dims.data(), static_cast<int>(dims.size()), strict));
  } else {
    GC_RETURN_IF_ERROR(delegations.SetShape(s, tensor, dims, strict));
  }
  if (interpreter->tensor(tensor, s).shape != before) delegations.ShapesChanged();
  return goldcrest::Status::Ok();
}

TfLiteStatus TfLiteInterpreter::Report(const goldcrest::Status& status, const char* verb) const {
  if (status.ok()) return kTfLiteOk;
  // A custom operator has reported its own failure, and its status is the client's to see.
  TfLiteStatus result = goldcrest::c::StatusToC(status);
  bool said = false;
  for (const auto& graph : foreign) {
    if (graph == nullptr || graph->last_status() == kTfLiteOk) continue;
    said = true;
    if (verb[0] == 'p' || graph->last_status() == kTfLiteCancelled) result = graph->last_status();
    graph->ForgetStatus();
  }
  if (status.code() == goldcrest::StatusCode::kCancelled && !said) {
    reporter.Report("Client requested cancel during Invoke()");
    return result;
  }
  const bool unresolved = status.code() == goldcrest::StatusCode::kUnresolvedOp;
  const char* end = unresolved               ? ".\nSee instructions: https://www.tensorflow.org/lite/guide/ops_custom"
                    : status.nodes().empty() ? "."
                                             : "";
  if (!said) reporter.Report("%s%s", status.message().c_str(), end);
  for (const goldcrest::Status::Node& node : status.nodes()) {
    reporter.Report("Node number %d (%s) failed to %s.", node.number, node.op_name.c_str(), verb);
  }
  return result;
}

namespace {

// Makes the client's operators ready: their context, and init of each of their nodes.
goldcrest::Status InitForeign(TfLiteInterpreter& owner) {
  const goldcrest::Model& model = owner.interpreter->compiled().model();
  for (int s = 0; s < model.num_subgraphs(); ++s) {
    for (int i = 0; i < model.num_operators(s); ++i) {
      const goldcrest::model::Model& content = model.content();
      const goldcrest::model::OperatorCode& code = content.operator_codes[content.subgraphs[s].operators[i].opcode_index];
      const ForeignOperator* op = owner.operators.FindForeign(static_cast<int>(code.builtin), code.custom_code, code.version);
      if (op == nullptr) continue;
      GC_RETURN_IF_ERROR(owner.foreign_graph(s).AddNode(i, op->registered().registration));
    }
  }
  return goldcrest::Status::Ok();
}

goldcrest::Status Init(TfLiteInterpreter& owner, const goldcrest::Model& model, const TfLiteInterpreterOptions& options) {
  if (options.num_threads < -1) owner.reporter.Report("num_threads should be >=0 or just -1 to let TFLite runtime set the value.");
  owner.num_threads = options.num_threads > 0 ? options.num_threads : 1;
  goldcrest::CompileOptions compile;
  compile.num_threads = owner.num_threads;
  compile.limits = options.limits;
  compile.registry = &owner.operators;
  compile.preserve_all_tensors = options.preserve_all_tensors;
  compile.reference_kernels = options.reference_kernels;
  compile.editor = &owner.delegations;
  GC_ASSIGN_OR_RETURN(auto compiled, goldcrest::CompiledModel::Create(model, compile));
  GC_ASSIGN_OR_RETURN(owner.interpreter, goldcrest::Interpreter::Create(std::move(compiled)));
  const size_t n = static_cast<size_t>(model.num_subgraphs());
  owner.mirrors.resize(n);
  owner.foreign.resize(n);
  for (int i = 0; i < owner.interpreter->num_tensors(); ++i) {
    if (owner.interpreter->is_variable(i)) owner.variables.push_back(i);
  }
  return InitForeign(owner);
}

}  // namespace

goldcrest::Expected<std::unique_ptr<TfLiteInterpreter>> goldcrest::c::NewInterpreter(const Model& model,
                                                                                     const TfLiteInterpreterOptions& options,
                                                                                     bool only_registered) {
  auto interpreter = std::make_unique<TfLiteInterpreter>(options, only_registered);
  GC_RETURN_IF_ERROR(Init(*interpreter, model, options));
  interpreter->telemetry.Start(*interpreter);
  return interpreter;
}

namespace {

// The built-in operators that the model lacks, in the words that clients look for.
void ReportMissing(const goldcrest::Model& model, const TfLiteInterpreterOptions& options, bool only_registered) {
  const TfLiteInterpreter asked(options, only_registered);
  for (const goldcrest::model::OperatorCode& code : model.content().operator_codes) {
    if (code.builtin == goldcrest::BuiltinOperator::kCustom) continue;
    std::string reason;
    if (asked.operators.Find(static_cast<int>(code.builtin), "", code.version, &reason) != nullptr) continue;
    const std::string name = goldcrest::model::OperatorName(code);
    options.reporter.Report("Didn't find op for builtin opcode '%s' version '%d'. %s", name.c_str(), code.version, reason.c_str());
  }
}

TfLiteInterpreter* Create(const TfLiteModel* model, const TfLiteInterpreterOptions* optional_options, bool only_registered) {
  if (model == nullptr) return nullptr;
  const TfLiteInterpreterOptions defaults;
  const TfLiteInterpreterOptions& options = optional_options != nullptr ? *optional_options : defaults;
  return Guard<TfLiteInterpreter*>(options.reporter, nullptr, [&]() -> TfLiteInterpreter* {
    if (!model->model.ok()) {
      options.reporter.Report("No subgraph in the model.");
      return nullptr;
    }
    auto interpreter = goldcrest::c::NewInterpreter(*model->model, options, only_registered);
    if (!interpreter.ok()) {
      options.reporter.Report("%s.", interpreter.status().message().c_str());
      if (interpreter.status().code() == goldcrest::StatusCode::kUnsupported) {
        ReportMissing(*model->model, options, only_registered);
        options.reporter.Report("Registration failed.");
      }
      return nullptr;
    }
    for (TfLiteOpaqueDelegate* delegate : options.delegates) {
      if ((*interpreter)->delegations.Apply(delegate) != kTfLiteOk) return nullptr;
    }
    return interpreter->release();
  });
}

TfLiteTensor* TensorAt(const TfLiteInterpreter* interpreter, std::span<const int> indices, int32_t position) {
  if (position < 0 || position >= static_cast<int32_t>(indices.size())) return nullptr;
  return TfLiteInterpreterGetTensor(interpreter, indices[position]);
}

int32_t IndexAt(std::span<const int> indices, int32_t position) {
  return position >= 0 && position < static_cast<int32_t>(indices.size()) ? indices[position] : -1;
}

}  // namespace

extern "C" {

TfLiteInterpreter* TfLiteInterpreterCreate(const TfLiteModel* model, const TfLiteInterpreterOptions* optional_options) {
  return Create(model, optional_options, false);
}

TfLiteInterpreter* TfLiteInterpreterCreateWithSelectedOps(const TfLiteModel* model, const TfLiteInterpreterOptions* options) {
  return Create(model, options, true);
}

void TfLiteInterpreterDelete(TfLiteInterpreter* interpreter) { delete interpreter; }

int32_t TfLiteInterpreterGetInputTensorCount(const TfLiteInterpreter* interpreter) {
  return static_cast<int32_t>(interpreter->interpreter->inputs().size());
}
const int* TfLiteInterpreterInputTensorIndices(const TfLiteInterpreter* interpreter) { return interpreter->interpreter->inputs().data(); }
TfLiteTensor* TfLiteInterpreterGetInputTensor(const TfLiteInterpreter* interpreter, int32_t input_index) {
  return TensorAt(interpreter, interpreter->interpreter->inputs(), input_index);
}
int32_t TfLiteInterpreterGetInputTensorIndex(const TfLiteInterpreter* interpreter, int32_t input_index) {
  return IndexAt(interpreter->interpreter->inputs(), input_index);
}

int32_t TfLiteInterpreterGetOutputTensorCount(const TfLiteInterpreter* interpreter) {
  return static_cast<int32_t>(interpreter->interpreter->outputs().size());
}
const int* TfLiteInterpreterOutputTensorIndices(const TfLiteInterpreter* interpreter) { return interpreter->interpreter->outputs().data(); }
const TfLiteTensor* TfLiteInterpreterGetOutputTensor(const TfLiteInterpreter* interpreter, int32_t output_index) {
  return TensorAt(interpreter, interpreter->interpreter->outputs(), output_index);
}
int32_t TfLiteInterpreterGetOutputTensorIndex(const TfLiteInterpreter* interpreter, int32_t output_index) {
  return IndexAt(interpreter->interpreter->outputs(), output_index);
}

TfLiteTensor* TfLiteInterpreterGetTensor(const TfLiteInterpreter* interpreter, int index) {
  return Guard<TfLiteTensor*>(interpreter->reporter, nullptr, [&] { return interpreter->mirror(0).ForClient(index); });
}

TfLiteStatus TfLiteInterpreterResizeInputTensor(TfLiteInterpreter* interpreter, int32_t input_index, const int* input_dims,
                                                int32_t input_dims_size) {
  return Guard(interpreter->reporter, kTfLiteError,
               [&] { return interpreter->Resize(0, input_index, input_dims, input_dims_size, false); });
}

TfLiteStatus TfLiteInterpreterAllocateTensors(TfLiteInterpreter* interpreter) {
  return Guard(interpreter->reporter, kTfLiteError, [&] { return interpreter->Allocate(0); });
}

TfLiteStatus TfLiteInterpreterInvoke(TfLiteInterpreter* interpreter) {
  return Guard(interpreter->reporter, kTfLiteError, [&] { return interpreter->Invoke(0); });
}

TfLiteStatus TfLiteInterpreterCancel(const TfLiteInterpreter* interpreter) {
  if (!interpreter->cancellation) return kTfLiteError;
  interpreter->interpreter->Cancel();
  return kTfLiteOk;
}

TfLiteStatus TfLiteInterpreterResetVariableTensors(TfLiteInterpreter* interpreter) {
  return Guard(interpreter->reporter, kTfLiteError, [&] { return interpreter->Report(interpreter->mirror(0).ResetVariables(), "reset"); });
}

int32_t TfLiteInterpreterGetVariableTensorCount(const TfLiteInterpreter* interpreter) {
  return static_cast<int32_t>(interpreter->variables.size());
}
TfLiteTensor* TfLiteInterpreterGetVariableTensor(const TfLiteInterpreter* interpreter, int32_t input_index) {
  return TensorAt(interpreter, interpreter->variables, input_index);
}

}  // extern "C"
