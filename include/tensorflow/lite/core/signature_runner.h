// SignatureRunner: runs one signature of a model, inputs and outputs by name.
//
//   tflite::SignatureRunner* runner = interpreter->GetSignatureRunner("serving_default");
//   runner->AllocateTensors();
//   float* x = runner->input_tensor("x")->data.f;
//   runner->Invoke();
//   const float* y = runner->output_tensor("y")->data.f;
#ifndef GOLDCREST_TENSORFLOW_LITE_CORE_SIGNATURE_RUNNER_H_
#define GOLDCREST_TENSORFLOW_LITE_CORE_SIGNATURE_RUNNER_H_

#include <map>
#include <string>
#include <vector>

#include "tensorflow/lite/core/c/common.h"
#include "tensorflow/lite/core/subgraph.h"

namespace tflite {

// Belongs to its interpreter and works on the interpreter's tensors. Names come in alphabetical order.
class SignatureRunner {
 public:
  using Tensors = std::map<std::string, uint32_t>;  // name to tensor index
  SignatureRunner(std::string key, const Tensors& inputs, const Tensors& outputs, TfLiteInterpreter* interpreter, Subgraph* subgraph)
      : key_(std::move(key)), inputs_(inputs), outputs_(outputs), interpreter_(interpreter), subgraph_(subgraph) {
    for (const auto& entry : inputs_) input_names_.push_back(entry.first.c_str());
    for (const auto& entry : outputs_) output_names_.push_back(entry.first.c_str());
  }
  SignatureRunner(const SignatureRunner&) = delete;
  SignatureRunner& operator=(const SignatureRunner&) = delete;

  const std::string& signature_key() { return key_; }
  size_t input_size() const { return inputs_.size(); }
  size_t output_size() const { return outputs_.size(); }
  const std::vector<const char*>& input_names() { return input_names_; }
  const std::vector<const char*>& output_names() { return output_names_; }
  const std::vector<const char*>& subgraph_input_names() { return input_names_; }
  const std::vector<const char*>& subgraph_output_names() { return output_names_; }

  // Null for a name that the signature lacks.
  TfLiteTensor* input_tensor(const char* input_name) { return subgraph_->tensor(IndexOf(inputs_, input_name, "Input")); }
  const TfLiteTensor* output_tensor(const char* output_name) const { return subgraph_->tensor(IndexOf(outputs_, output_name, "Output")); }

  TfLiteStatus ResizeInputTensor(const char* input_name, const std::vector<int>& new_size) {
    const int index = IndexOf(inputs_, input_name, "Input");
    return index >= 0 ? subgraph_->ResizeInputTensor(index, new_size) : kTfLiteError;
  }
  TfLiteStatus ResizeInputTensorStrict(const char* input_name, const std::vector<int>& new_size) {
    const int index = IndexOf(inputs_, input_name, "Input");
    return index >= 0 ? subgraph_->ResizeInputTensorStrict(index, new_size) : kTfLiteError;
  }
  TfLiteStatus AllocateTensors() { return subgraph_->AllocateTensors(); }
  TfLiteStatus Invoke() { return subgraph_->Invoke(); }
  // From any thread; needs Interpreter::EnableCancellation.
  TfLiteStatus Cancel() { return TfLiteInterpreterCancel(interpreter_); }
  void SetAllowBufferHandleOutput(bool allow) { TfLiteSetAllowBufferHandleOutput(interpreter_, allow); }

 private:
  int IndexOf(const Tensors& tensors, const char* name, const char* what) const {
    const auto found = tensors.find(name != nullptr ? name : "");
    if (found != tensors.end()) return static_cast<int>(found->second);
    TfLiteContext* context = subgraph_->context();
    context->ReportError(context, "%s name %s was not found", what, name != nullptr ? name : "(null)");
    return -1;
  }

  const std::string key_;
  const Tensors inputs_, outputs_;
  std::vector<const char*> input_names_, output_names_;
  TfLiteInterpreter* interpreter_;
  Subgraph* subgraph_;
};

namespace impl {
using SignatureRunner = ::tflite::SignatureRunner;
}  // namespace impl

}  // namespace tflite

#endif  // GOLDCREST_TENSORFLOW_LITE_CORE_SIGNATURE_RUNNER_H_
