// The longer functions of Interpreter.
#ifndef GOLDCREST_TENSORFLOW_LITE_CORE_INTERPRETER_INL_H_
#define GOLDCREST_TENSORFLOW_LITE_CORE_INTERPRETER_INL_H_

#include "tensorflow/lite/core/interpreter.h"

namespace tflite {

inline Interpreter::Interpreter(TfLiteInterpreter* interpreter, ErrorReporter* error_reporter) : error_reporter_(error_reporter) {
  Adopt(interpreter);
}

inline Interpreter::Interpreter(ErrorReporter* error_reporter)
    : error_reporter_(error_reporter != nullptr ? error_reporter : DefaultErrorReporter()), graph_(new internal::GraphInConstruction) {
  Adopt(nullptr);
}

inline void Interpreter::Adopt(TfLiteInterpreter* interpreter) {
  runners_.clear();
  signatures_.clear();
  subgraphs_.clear();
  interpreter_.reset(interpreter);
  for (int32_t s = 0; s < GoldcrestInterpreterSubgraphCount(interpreter); ++s) subgraphs_.emplace_back(new Subgraph(interpreter, s));
  if (subgraphs_.empty()) subgraphs_.emplace_back(new Subgraph(nullptr, 0));
  if (interpreter == nullptr) return;
  for (int32_t i = 0; i < TfLiteInterpreterGetSignatureCount(interpreter); ++i) {
    Signature s;
    s.key = TfLiteInterpreterGetSignatureKey(interpreter, i);
    s.subgraph = GoldcrestSignatureSubgraph(interpreter, i);
    int tensor;
    for (int32_t k = 0; const char* name = GoldcrestSignatureInput(interpreter, i, k, &tensor); ++k) {
      s.inputs[name] = static_cast<uint32_t>(tensor);
    }
    for (int32_t k = 0; const char* name = GoldcrestSignatureOutput(interpreter, i, k, &tensor); ++k) {
      s.outputs[name] = static_cast<uint32_t>(tensor);
    }
    signatures_.push_back(std::move(s));
  }
}

inline void Interpreter::Build() {
  TfLiteInterpreter* made = nullptr;
  if (TfLiteModel* model = graph_->MakeModel(&ReportTo, error_reporter_)) {
    if (TfLiteInterpreterOptions* options = TfLiteInterpreterOptionsCreate()) {
      TfLiteInterpreterOptionsSetErrorReporter(options, &ReportTo, error_reporter_);
      TfLiteInterpreterOptionsEnableCancellation(options, true);
      // A program looks at any tensor of a graph that it put together.
      GoldcrestInterpreterOptionsSetPreserveAllTensors(options, true);
      TfLiteInterpreterOptionsSetOpResolver(options, &internal::GraphInConstruction::FindBuiltin,
                                            &internal::GraphInConstruction::FindCustom, graph_.get());
      made = TfLiteInterpreterCreate(model, options);
      TfLiteInterpreterOptionsDelete(options);
    }
    TfLiteModelDelete(model);
  }
  Adopt(made);
  if (made != nullptr) Observe(profiler_);
}

inline TfLiteStatus Interpreter::CheckGraph(bool indices_are_good) const {
  if (graph_ != nullptr && indices_are_good) return kTfLiteOk;
  error_reporter_->Report(graph_ == nullptr ? "The graph of a model cannot be changed." : "A tensor index is out of range.");
  return kTfLiteError;
}

inline TfLiteQuantization Interpreter::Affine(TfLiteType type, TfLiteQuantizationParams params) {
  const bool quantized = type == kTfLiteUInt8 || type == kTfLiteInt8 || type == kTfLiteInt16 || type == kTfLiteInt32 || type == kTfLiteInt4;
  if (!quantized || params.scale == 0) return {kTfLiteNoQuantization, nullptr};
  auto* affine = static_cast<TfLiteAffineQuantization*>(std::malloc(sizeof(TfLiteAffineQuantization)));
  if (affine == nullptr) return {kTfLiteNoQuantization, nullptr};
  *affine = {TfLiteFloatArrayCreate(1), TfLiteIntArrayCreate(1), 0};
  if (affine->scale != nullptr) affine->scale->data[0] = params.scale;
  if (affine->zero_point != nullptr) affine->zero_point->data[0] = params.zero_point;
  return {kTfLiteAffineQuantization, affine};
}

inline TfLiteStatus Interpreter::AddTensors(int tensors_to_add, int* first_new_tensor_index) {
  TF_LITE_ENSURE_STATUS(CheckGraph(tensors_to_add >= 0));
  const int first = graph_->AddTensors(tensors_to_add);
  if (first_new_tensor_index != nullptr) *first_new_tensor_index = first;
  return kTfLiteOk;
}

inline TfLiteStatus Interpreter::SetInputs(std::vector<int> inputs) {
  TF_LITE_ENSURE_STATUS(CheckGraph(graph_ != nullptr && graph_->HasTensors(inputs)));
  graph_->SetInputs(std::move(inputs));
  return kTfLiteOk;
}

inline TfLiteStatus Interpreter::SetOutputs(std::vector<int> outputs) {
  TF_LITE_ENSURE_STATUS(CheckGraph(graph_ != nullptr && graph_->HasTensors(outputs)));
  graph_->SetOutputs(std::move(outputs));
  return kTfLiteOk;
}

inline TfLiteStatus Interpreter::SetVariables(std::vector<int> variables) {
  bool good = graph_ != nullptr;
  for (int i : variables) good = good && graph_->HasTensor(i);
  TF_LITE_ENSURE_STATUS(CheckGraph(good));
  graph_->SetVariables(variables);
  return kTfLiteOk;
}

inline TfLiteStatus Interpreter::AddNodeWithParameters(const std::vector<int>& inputs, const std::vector<int>& outputs,
                                                       const char* init_data, size_t init_data_size, void* builtin_data,
                                                       const TfLiteRegistration* registration, int* node_index) {
  const bool good = graph_ != nullptr && registration != nullptr && graph_->HasTensors(inputs) && graph_->HasTensors(outputs);
  if (CheckGraph(good) != kTfLiteOk) {
    std::free(builtin_data);
    return kTfLiteError;
  }
  const int index = graph_->AddNode(inputs, outputs, init_data, init_data_size, builtin_data, *registration);
  if (node_index != nullptr) *node_index = index;
  return kTfLiteOk;
}

inline TfLiteStatus Interpreter::SetTensorParametersReadOnly(int tensor_index, TfLiteType type, const char* name,
                                                             const std::vector<int>& dims, TfLiteQuantization quantization,
                                                             const char* buffer, size_t bytes, const Allocation* /*allocation*/) {
  if (CheckGraph(graph_ != nullptr && graph_->HasTensor(tensor_index)) != kTfLiteOk) {
    TfLiteQuantizationFree(&quantization);
    return kTfLiteError;
  }
  graph_->SetTensor(tensor_index, {type, name != nullptr ? name : "", dims, {}, quantization, buffer, bytes, false});
  return kTfLiteOk;
}

inline TfLiteStatus Interpreter::SetTensorParametersReadWrite(int tensor_index, TfLiteType type, const char* name,
                                                              const std::vector<int>& dims, TfLiteQuantization quantization,
                                                              bool is_variable) {
  if (CheckGraph(graph_ != nullptr && graph_->HasTensor(tensor_index)) != kTfLiteOk) {
    TfLiteQuantizationFree(&quantization);
    return kTfLiteError;
  }
  graph_->SetTensor(tensor_index, {type, name != nullptr ? name : "", dims, {}, quantization, nullptr, 0, is_variable});
  return kTfLiteOk;
}

inline TfLiteStatus Interpreter::SetTensorParametersReadWrite(int tensor_index, TfLiteType type, const char* name,
                                                              const std::vector<int>& dims, TfLiteQuantizationParams quantization,
                                                              bool is_variable, const std::vector<int>* dims_signature) {
  TF_LITE_ENSURE_STATUS(CheckGraph(graph_ != nullptr && graph_->HasTensor(tensor_index)));
  const std::vector<int> signature = dims_signature != nullptr ? *dims_signature : std::vector<int>();
  graph_->SetTensor(tensor_index,
                    {type, name != nullptr ? name : "", dims, signature, Affine(type, quantization), nullptr, 0, is_variable});
  return kTfLiteOk;
}

inline SignatureRunner* Interpreter::GetSignatureRunner(const char* signature_key) {
  EnsureBuilt();
  const Signature* signature = FindSignature(signature_key);
  Signature whole;
  if (signature == nullptr) {
    if (signature_key != nullptr) return nullptr;
    // Of several tensors with one name the first counts.
    for (size_t i = 0; i < inputs().size(); ++i) {
      whole.inputs.emplace(GetInputName(static_cast<int>(i)), static_cast<uint32_t>(inputs()[i]));
    }
    for (size_t i = 0; i < outputs().size(); ++i) {
      whole.outputs.emplace(GetOutputName(static_cast<int>(i)), static_cast<uint32_t>(outputs()[i]));
    }
    signature = signatures_.empty() ? &whole : &signatures_.front();
  }
  std::unique_ptr<SignatureRunner>& runner = runners_[signature->key];
  if (runner == nullptr) {
    runner.reset(new SignatureRunner(signature->key, signature->inputs, signature->outputs, interpreter_.get(),
                                     subgraphs_[static_cast<size_t>(signature->subgraph)].get()));
  }
  return runner.get();
}

inline TfLiteStatus Interpreter::AllocateTensors() {
  // Taken first, so that a delegate that allocates does not come here again.
  const OpResolver::TfLiteDelegateCreators creators = std::move(lazy_delegates_);
  lazy_delegates_.clear();
  for (const OpResolver::TfLiteDelegateCreator& create : creators) {
    TfLiteDelegatePtr delegate = create(primary_subgraph().context());
    // Such a delegate is an offer; the library runs what it does not.
    if (delegate != nullptr) (void)ModifyGraphWithDelegate(std::move(delegate));
  }
  return primary_subgraph().AllocateTensors();
}

inline TfLiteStatus Interpreter::Invoke() {
  if (check_cancelled_ != nullptr && check_cancelled_(check_cancelled_data_)) {
    error_reporter_->Report("Client requested cancel during Invoke()");
    return kTfLiteError;
  }
  stopped_by_check_ = false;
  const TfLiteStatus status = primary_subgraph().Invoke();
  return stopped_by_check_ && status == kTfLiteCancelled ? kTfLiteError : status;
}

inline void Interpreter::SetCancellationFunction(void* data, bool (*check_cancelled_func)(void*)) {
  check_cancelled_data_ = data;
  check_cancelled_ = check_cancelled_func;
  Observe(profiler_);
}

inline void Interpreter::Observe(Profiler* profiler) {
  profiler_ = profiler;
  const bool needed = profiler_ != nullptr || check_cancelled_ != nullptr;
  (void)GoldcrestInterpreterSetStepCallback(c_interpreter(), needed ? &Interpreter::AfterStep : nullptr, this);
}

inline bool Interpreter::AfterStep(void* self, int32_t subgraph, int32_t node, const char* op_name, uint64_t nanoseconds) {
  auto& me = *static_cast<Interpreter*>(self);
  if (me.profiler_ != nullptr) {
    me.profiler_->AddEvent(op_name, Profiler::EventType::OPERATOR_INVOKE_EVENT, nanoseconds / 1000, node, subgraph);
  }
  if (me.check_cancelled_ == nullptr || !me.check_cancelled_(me.check_cancelled_data_)) return true;
  me.stopped_by_check_ = true;
  return false;
}

}  // namespace tflite

#endif  // GOLDCREST_TENSORFLOW_LITE_CORE_INTERPRETER_INL_H_
