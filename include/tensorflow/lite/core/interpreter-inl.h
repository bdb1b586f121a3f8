// The longer functions of Interpreter.
#ifndef GOLDCREST_TENSORFLOW_LITE_CORE_INTERPRETER_INL_H_
#define GOLDCREST_TENSORFLOW_LITE_CORE_INTERPRETER_INL_H_

#include "tensorflow/lite/core/interpreter.h"

namespace tflite {

inline Interpreter::Interpreter(TfLiteInterpreter* interpreter, ErrorReporter* error_reporter)
    : error_reporter_(error_reporter), interpreter_(interpreter) {
  for (int32_t s = 0; s < GoldcrestInterpreterSubgraphCount(interpreter); ++s) subgraphs_.emplace_back(new Subgraph(interpreter, s));
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

inline SignatureRunner* Interpreter::GetSignatureRunner(const char* signature_key) {
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
  (void)GoldcrestInterpreterSetStepCallback(interpreter_.get(), needed ? &Interpreter::AfterStep : nullptr, this);
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
