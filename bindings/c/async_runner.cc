// Asynchronous runs: a signature whose subgraph one delegate kernel runs whole, called through that kernel's asynchronous interface.
#include <algorithm>
#include <vector>

#include "bindings/c/async_objects.h"
#include "bindings/c/objects.h"
#include "tensorflow/lite/core/async/c/async_signature_runner.h"

using goldcrest::Model;
using goldcrest::c::Guard;
using goldcrest::c::Opaque;

struct TfLiteAsyncSignatureRunner {
  std::unique_ptr<TfLiteSignatureRunner> names;
  TfLiteAsyncKernel* kernel;
  TfLiteContext* context;
  TfLiteNode* node;
  TfLiteBufferHandle next_handle = 0;

  TfLiteOpaqueContext* opaque_context() const { return Opaque(context); }
};

namespace {

using Entries = std::vector<Model::Signature::Entry>;

const Entries* EntriesOf(const TfLiteAsyncSignatureRunner* runner, TfLiteIoType type) {
  if (runner == nullptr) return nullptr;
  if (type == kTfLiteIoTypeInput) return &runner->names->inputs;
  return type == kTfLiteIoTypeOutput ? &runner->names->outputs : nullptr;
}

// -1 for a name the signature does not have.
int TensorOf(const TfLiteAsyncSignatureRunner* runner, TfLiteIoType type, const char* name) {
  const Entries* entries = EntriesOf(runner, type);
  if (entries == nullptr || name == nullptr) return -1;
  for (const auto& e : *entries) {
    if (e.name == name) return e.tensor;
  }
  return -1;
}

bool IsInputOrOutput(const TfLiteAsyncSignatureRunner* runner, int tensor) {
  if (runner == nullptr) return false;
  const auto has = [&](const Entries& entries) {
    return std::any_of(entries.begin(), entries.end(), [&](const auto& e) { return e.tensor == tensor; });
  };
  return has(runner->names->inputs) || has(runner->names->outputs);
}

const TfLiteOpaqueTensor* Shown(const TfLiteAsyncSignatureRunner* runner, int tensor) {
  if (runner == nullptr) return nullptr;
  const TfLiteInterpreter& owner = *runner->names->owner;
  return Guard<TfLiteTensor*>(owner.reporter, nullptr, [&] { return owner.mirror(runner->names->subgraph).ForClient(tensor); }) == nullptr
             ? nullptr
             : Opaque(&owner.mirror(runner->names->subgraph).table()[tensor]);
}

TfLiteStatus Supported(const TfLiteAsyncSignatureRunner* runner, decltype(TfLiteAsyncKernel::supported_buffer_types) callback,
                       TfLiteIoType type, const char* const** types, size_t* count) {
  if (runner == nullptr || types == nullptr || count == nullptr || callback == nullptr) return kTfLiteError;
  callback(runner->kernel, type, types, count);
  return kTfLiteOk;
}

bool IsOf(const TfLiteAsyncSignatureRunner* runner, const TfLiteExecutionTask* task) { return runner != nullptr && task != nullptr; }

}  // namespace

extern "C" {

TfLiteAsyncSignatureRunner* TfLiteInterpreterGetAsyncSignatureRunner(const TfLiteInterpreter* interpreter, const char* signature_key) {
  return Guard<TfLiteAsyncSignatureRunner*>(interpreter->reporter, nullptr, [&]() -> TfLiteAsyncSignatureRunner* {
    std::unique_ptr<TfLiteSignatureRunner> names(TfLiteInterpreterGetSignatureRunner(interpreter, signature_key));
    if (names == nullptr) return nullptr;
    const auto& graph = interpreter->foreign[names->subgraph];
    TfLiteNode* node = nullptr;
    TfLiteAsyncKernel* kernel = graph != nullptr ? graph->AsyncKernel(&node) : nullptr;
    if (kernel == nullptr) {
      interpreter->reporter.Report("Model is not fully delegated by 1 backend.");
      return nullptr;
    }
    return new TfLiteAsyncSignatureRunner{std::move(names), kernel, graph->context(), node};
  });
}

void TfLiteAsyncSignatureRunnerDelete(TfLiteAsyncSignatureRunner* runner) { delete runner; }

TfLiteStatus TfLiteAsyncSignatureRunnerRegisterBuffer(TfLiteAsyncSignatureRunner* runner, TfLiteIoType io_type,
                                                      const TfLiteBackendBuffer* buffer, const TfLiteAttributeMap* attrs,
                                                      TfLiteBufferHandle* handle) {
  if (runner == nullptr || buffer == nullptr || attrs == nullptr || handle == nullptr) return kTfLiteError;
  if (runner->kernel->register_buffer == nullptr) return kTfLiteError;
  *handle = runner->next_handle++;
  return runner->kernel->register_buffer(runner->kernel, runner->opaque_context(), io_type, buffer, attrs, *handle);
}

TfLiteStatus TfLiteAsyncSignatureRunnerRegisterBufferSlice(TfLiteAsyncSignatureRunner* runner, TfLiteBufferHandle buffer_pool,
                                                           const TfLiteAttributeMap* attrs, TfLiteBufferHandle* handle) {
  if (runner == nullptr || attrs == nullptr || handle == nullptr || runner->kernel->register_buffer_slice == nullptr) return kTfLiteError;
  *handle = runner->next_handle++;
  return runner->kernel->register_buffer_slice(runner->kernel, runner->opaque_context(), buffer_pool, attrs, *handle);
}

TfLiteStatus TfLiteAsyncSignatureRunnerUnregisterBuffer(TfLiteAsyncSignatureRunner* runner, TfLiteBufferHandle handle) {
  if (runner == nullptr || runner->kernel->unregister_buffer == nullptr) return kTfLiteError;
  return runner->kernel->unregister_buffer(runner->kernel, runner->opaque_context(), handle);
}

TfLiteStatus TfLiteAsyncSignatureRunnerGetSupportedBufferTypes(const TfLiteAsyncSignatureRunner* runner, TfLiteIoType io_type,
                                                               const char* const** types, size_t* num_types) {
  return Supported(runner, runner != nullptr ? runner->kernel->supported_buffer_types : nullptr, io_type, types, num_types);
}

TfLiteStatus TfLiteAsyncSignatureRunnerGetSupportedSynchronizationTypes(const TfLiteAsyncSignatureRunner* runner, TfLiteIoType io_type,
                                                                        const char* const** types, size_t* num_types) {
  return Supported(runner, runner != nullptr ? runner->kernel->supported_synchronizations : nullptr, io_type, types, num_types);
}

bool TfLiteAsyncSignatureRunnerReconcileRestrictions(const TfLiteAsyncSignatureRunner* runner, TfLiteIoType io_type, const char* name,
                                                     const TfLiteAttributeMap* user_provided_attributes, TfLiteAttributeMap* merged,
                                                     TfLiteAttributeMap* conflict) {
  return TfLiteAsyncSignatureRunnerReconcileRestrictionsByIndex(runner, TensorOf(runner, io_type, name), user_provided_attributes, merged,
                                                                conflict);
}

bool TfLiteAsyncSignatureRunnerReconcileRestrictionsByIndex(const TfLiteAsyncSignatureRunner* runner, int tensor_index,
                                                            const TfLiteAttributeMap* user_provided_attributes, TfLiteAttributeMap* merged,
                                                            TfLiteAttributeMap* conflict) {
  if (!IsInputOrOutput(runner, tensor_index) || user_provided_attributes == nullptr || merged == nullptr) return false;
  if (runner->kernel->reconcile_restrictions == nullptr) return false;
  return runner->kernel->reconcile_restrictions(runner->kernel, runner->opaque_context(), Opaque(runner->node), tensor_index,
                                                user_provided_attributes, merged, conflict);
}

TfLiteStatus TfLiteAsyncSignatureRunnerSetAttributes(TfLiteAsyncSignatureRunner* runner, TfLiteIoType io_type, const char* name,
                                                     const TfLiteAttributeMap* attrs) {
  return TfLiteAsyncSignatureRunnerSetAttributesByIndex(runner, TensorOf(runner, io_type, name), attrs);
}

TfLiteStatus TfLiteAsyncSignatureRunnerSetAttributesByIndex(TfLiteAsyncSignatureRunner* runner, int tensor_index,
                                                            const TfLiteAttributeMap* attrs) {
  if (!IsInputOrOutput(runner, tensor_index) || attrs == nullptr || runner->kernel->set_attributes == nullptr) return kTfLiteError;
  return runner->kernel->set_attributes(runner->kernel, runner->opaque_context(), Opaque(runner->node), tensor_index, attrs);
}

TfLiteStatus TfLiteAsyncSignatureRunnerPrepareBackends(TfLiteAsyncSignatureRunner* runner) {
  if (runner == nullptr || runner->kernel->prepare == nullptr) return kTfLiteError;
  return runner->kernel->prepare(runner->kernel, runner->opaque_context(), Opaque(runner->node));
}

TfLiteExecutionTask* TfLiteAsyncSignatureRunnerCreateTask(TfLiteAsyncSignatureRunner* runner) {
  if (runner == nullptr) return nullptr;
  return Guard<TfLiteExecutionTask*>(runner->names->owner->reporter, nullptr, [&] {
    auto task = std::make_unique<TfLiteExecutionTask>();
    for (const auto& e : runner->names->inputs) task->inputs[e.name] = e.tensor;
    for (const auto& e : runner->names->outputs) task->outputs[e.name] = e.tensor;
    for (const auto* names : {&task->inputs, &task->outputs}) {
      for (const auto& [name, tensor] : *names) task->entries[tensor] = {};
    }
    return task.release();
  });
}

TfLiteStatus TfLiteAsyncSignatureRunnerInvokeAsync(TfLiteAsyncSignatureRunner* runner, TfLiteExecutionTask* task) {
  if (!IsOf(runner, task) || runner->kernel->eval == nullptr) return kTfLiteError;
  if (task->running) {
    runner->names->owner->reporter.Report("The task has already been scheduled for execution.");
    return kTfLiteError;
  }
  task->status = runner->kernel->eval(runner->kernel, runner->opaque_context(), Opaque(runner->node), task);
  task->running = task->status == kTfLiteOk;
  return task->status;
}

TfLiteStatus TfLiteAsyncSignatureRunnerWait(TfLiteAsyncSignatureRunner* runner, TfLiteExecutionTask* task) {
  if (!IsOf(runner, task) || runner->kernel->wait == nullptr) return kTfLiteError;
  if (!task->running) return task->status;
  task->status = runner->kernel->wait(runner->kernel, runner->opaque_context(), task);
  task->running = false;
  return task->status;
}

TfLiteStatus TfLiteAsyncSignatureRunnerFinish(TfLiteAsyncSignatureRunner* runner, TfLiteExecutionTask* task) {
  if (!IsOf(runner, task)) return kTfLiteError;
  TfLiteStatus status = kTfLiteError;
  if (runner->kernel->finish != nullptr) status = runner->kernel->finish(runner->kernel, runner->opaque_context(), task);
  delete task;
  return status;
}

size_t TfLiteAsyncSignatureRunnerGetInputCount(const TfLiteAsyncSignatureRunner* runner) {
  return runner != nullptr ? TfLiteSignatureRunnerGetInputCount(runner->names.get()) : 0;
}
const char* TfLiteAsyncSignatureRunnerGetInputName(const TfLiteAsyncSignatureRunner* runner, int32_t index) {
  return runner != nullptr ? TfLiteSignatureRunnerGetInputName(runner->names.get(), index) : nullptr;
}
size_t TfLiteAsyncSignatureRunnerGetOutputCount(const TfLiteAsyncSignatureRunner* runner) {
  return runner != nullptr ? TfLiteSignatureRunnerGetOutputCount(runner->names.get()) : 0;
}
const char* TfLiteAsyncSignatureRunnerGetOutputName(const TfLiteAsyncSignatureRunner* runner, int32_t index) {
  return runner != nullptr ? TfLiteSignatureRunnerGetOutputName(runner->names.get(), index) : nullptr;
}
const TfLiteOpaqueTensor* TfLiteAsyncSignatureRunnerGetInputTensor(TfLiteAsyncSignatureRunner* runner, const char* name) {
  return Shown(runner, TensorOf(runner, kTfLiteIoTypeInput, name));
}
const TfLiteOpaqueTensor* TfLiteAsyncSignatureRunnerGetOutputTensor(const TfLiteAsyncSignatureRunner* runner, const char* name) {
  return Shown(runner, TensorOf(runner, kTfLiteIoTypeOutput, name));
}
const int* TfLiteAsyncSignatureRunnerInputTensorIndices(const TfLiteAsyncSignatureRunner* runner) {
  return runner != nullptr ? runner->names->owner->interpreter->inputs(runner->names->subgraph).data() : nullptr;
}
const int* TfLiteAsyncSignatureRunnerOutputTensorIndices(const TfLiteAsyncSignatureRunner* runner) {
  return runner != nullptr ? runner->names->owner->interpreter->outputs(runner->names->subgraph).data() : nullptr;
}
const TfLiteOpaqueTensor* TfLiteAsyncSignatureRunnerGetTensor(const TfLiteAsyncSignatureRunner* runner, int tensor_index) {
  return Shown(runner, tensor_index);
}

}  // extern "C"
