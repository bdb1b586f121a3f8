// Signatures.
#include <algorithm>
#include <cstring>

#include "bindings/c/objects.h"
#include "tensorflow/lite/core/c/c_api_experimental.h"

using goldcrest::Model;
using goldcrest::c::Guard;

namespace {

using Entries = std::vector<Model::Signature::Entry>;

// The tensors of a subgraph by their own names; of several with one name the first counts.
Entries NamedTensors(const goldcrest::Interpreter& interpreter, std::span<const int> indices) {
  Entries entries;
  for (int i : indices) entries.push_back({std::string(interpreter.tensor(i).name), i});
  std::stable_sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  entries.erase(std::unique(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.name == b.name; }), entries.end());
  return entries;
}

const Model::Signature::Entry* Find(const Entries& entries, const char* name) {
  if (name == nullptr) return nullptr;
  for (const auto& e : entries) {
    if (e.name == name) return &e;
  }
  return nullptr;
}

const char* NameAt(const Entries& entries, int32_t i) {
  return i >= 0 && i < static_cast<int32_t>(entries.size()) ? entries[i].name.c_str() : nullptr;
}

TfLiteTensor* TensorOf(const TfLiteSignatureRunner* runner, const Entries& entries, const char* name, const char* what) {
  return Guard<TfLiteTensor*>(runner->owner->reporter, nullptr, [&]() -> TfLiteTensor* {
    if (const auto* entry = Find(entries, name)) return runner->owner->mirror(runner->subgraph).ForClient(entry->tensor);
    runner->owner->reporter.Report("%s name %s was not found", what, name != nullptr ? name : "(null)");
    return nullptr;
  });
}

const std::vector<Model::Signature>& Signatures(const TfLiteInterpreter* interpreter) {
  return interpreter->interpreter->compiled().model().signatures();
}

}  // namespace

extern "C" {

int32_t TfLiteInterpreterGetSignatureCount(const TfLiteInterpreter* interpreter) {
  return static_cast<int32_t>(Signatures(interpreter).size());
}

const char* TfLiteInterpreterGetSignatureKey(const TfLiteInterpreter* interpreter, int32_t signature_index) {
  const std::vector<Model::Signature>& all = Signatures(interpreter);
  return signature_index >= 0 && signature_index < static_cast<int32_t>(all.size()) ? all[signature_index].key.c_str() : nullptr;
}

TfLiteSignatureRunner* TfLiteInterpreterGetSignatureRunner(const TfLiteInterpreter* interpreter, const char* signature_key) {
  // The runner works on the interpreter that it was asked of.
  auto* owner = const_cast<TfLiteInterpreter*>(interpreter);
  return Guard<TfLiteSignatureRunner*>(interpreter->reporter, nullptr, [&]() -> TfLiteSignatureRunner* {
    for (const Model::Signature& s : Signatures(interpreter)) {
      if (signature_key == nullptr || s.key == signature_key) return new TfLiteSignatureRunner{owner, s.subgraph, s.inputs, s.outputs};
    }
    if (signature_key != nullptr) return nullptr;
    const goldcrest::Interpreter& engine = *interpreter->interpreter;
    return new TfLiteSignatureRunner{owner, 0, NamedTensors(engine, engine.inputs()), NamedTensors(engine, engine.outputs())};
  });
}

size_t TfLiteSignatureRunnerGetInputCount(const TfLiteSignatureRunner* signature_runner) { return signature_runner->inputs.size(); }
const char* TfLiteSignatureRunnerGetInputName(const TfLiteSignatureRunner* signature_runner, int32_t input_index) {
  return NameAt(signature_runner->inputs, input_index);
}
size_t TfLiteSignatureRunnerGetOutputCount(const TfLiteSignatureRunner* signature_runner) { return signature_runner->outputs.size(); }
const char* TfLiteSignatureRunnerGetOutputName(const TfLiteSignatureRunner* signature_runner, int32_t output_index) {
  return NameAt(signature_runner->outputs, output_index);
}

TfLiteTensor* TfLiteSignatureRunnerGetInputTensor(TfLiteSignatureRunner* signature_runner, const char* input_name) {
  return TensorOf(signature_runner, signature_runner->inputs, input_name, "Input");
}
const TfLiteTensor* TfLiteSignatureRunnerGetOutputTensor(const TfLiteSignatureRunner* signature_runner, const char* output_name) {
  return TensorOf(signature_runner, signature_runner->outputs, output_name, "Output");
}

TfLiteStatus TfLiteSignatureRunnerResizeInputTensor(TfLiteSignatureRunner* signature_runner, const char* input_name, const int* input_dims,
                                                    int32_t input_dims_size) {
  TfLiteInterpreter& owner = *signature_runner->owner;
  return Guard(owner.reporter, kTfLiteError, [&] {
    const auto* entry = Find(signature_runner->inputs, input_name);
    if (entry == nullptr) {
      owner.reporter.Report("Input name %s was not found", input_name != nullptr ? input_name : "(null)");
      return kTfLiteError;
    }
    const std::span<const int> inputs = owner.interpreter->inputs(signature_runner->subgraph);
    const int position = static_cast<int>(std::find(inputs.begin(), inputs.end(), entry->tensor) - inputs.begin());
    return owner.Resize(signature_runner->subgraph, position, input_dims, input_dims_size, true);
  });
}

TfLiteStatus TfLiteSignatureRunnerAllocateTensors(TfLiteSignatureRunner* signature_runner) {
  TfLiteInterpreter& owner = *signature_runner->owner;
  return Guard(owner.reporter, kTfLiteError, [&] { return owner.Allocate(signature_runner->subgraph); });
}

TfLiteStatus TfLiteSignatureRunnerInvoke(TfLiteSignatureRunner* signature_runner) {
  TfLiteInterpreter& owner = *signature_runner->owner;
  return Guard(owner.reporter, kTfLiteError, [&] { return owner.Invoke(signature_runner->subgraph); });
}

TfLiteStatus TfLiteSignatureRunnerCancel(TfLiteSignatureRunner* signature_runner) {
  return TfLiteInterpreterCancel(signature_runner->owner);
}

void TfLiteSignatureRunnerDelete(TfLiteSignatureRunner* signature_runner) { delete signature_runner; }

}  // extern "C"
