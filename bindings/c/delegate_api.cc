// What clients do with delegates, and with tensors that lie in a delegate's buffers or in memory of their own.
#include "bindings/c/objects.h"
#include "tensorflow/lite/core/c/c_api_experimental.h"

using goldcrest::c::Guard;

namespace {

bool IsTensor(const TfLiteInterpreter* interpreter, int i) { return i >= 0 && i < interpreter->interpreter->num_tensors(); }

}  // namespace

extern "C" {

TfLiteStatus TfLiteInterpreterModifyGraphWithDelegate(const TfLiteInterpreter* interpreter, TfLiteDelegate* delegate) {
  // The reference's signature; it changes the interpreter as well.
  auto* changed = const_cast<TfLiteInterpreter*>(interpreter);
  return Guard(interpreter->reporter, kTfLiteError,
               [&] { return changed->telemetry.Event("ModifyGraphWithDelegate", changed->delegations.Apply(delegate)); });
}

TfLiteStatus TfLiteInterpreterSetBufferHandle(TfLiteInterpreter* interpreter, TfLiteTensor* tensor, TfLiteBufferHandle buffer_handle,
                                              TfLiteOpaqueDelegate* delegate) {
  return Guard(interpreter->reporter, kTfLiteError,
               [&] { return interpreter->foreign_graph(0).SetBufferHandle(tensor, buffer_handle, delegate); });
}

TfLiteStatus TfLiteInterpreterGetBufferHandle(TfLiteInterpreter* interpreter, int tensor_index, TfLiteBufferHandle* buffer_handle,
                                              TfLiteOpaqueDelegate** delegate) {
  return Guard(interpreter->reporter, kTfLiteError, [&] {
    if (!IsTensor(interpreter, tensor_index)) return kTfLiteError;
    const TfLiteTensor& t = interpreter->mirror(0).table()[tensor_index];
    if (buffer_handle != nullptr) *buffer_handle = t.buffer_handle;
    if (delegate != nullptr) *delegate = t.delegate;
    return kTfLiteOk;
  });
}

void TfLiteSetAllowBufferHandleOutput(const TfLiteInterpreter* interpreter, bool allow_buffer_handle_output) {
  const_cast<TfLiteInterpreter*>(interpreter)->allow_buffer_handle_output = allow_buffer_handle_output;
}

TfLiteStatus TfLiteInterpreterEnsureTensorDataIsReadable(TfLiteInterpreter* interpreter, int tensor_index) {
  return Guard(interpreter->reporter, kTfLiteError, [&] {
    if (!IsTensor(interpreter, tensor_index)) return kTfLiteError;
    return interpreter->foreign[0] != nullptr ? interpreter->foreign[0]->EnsureReadable(tensor_index) : kTfLiteOk;
  });
}

TfLiteStatus TfLiteInterpreterSetCustomAllocationForTensor(TfLiteInterpreter* interpreter, int tensor_index,
                                                           const TfLiteCustomAllocation* allocation, int64_t flags) {
  return Guard(interpreter->reporter, kTfLiteError, [&] {
    if (allocation == nullptr || allocation->data == nullptr || !IsTensor(interpreter, tensor_index)) return kTfLiteError;
    const bool aligned = reinterpret_cast<uintptr_t>(allocation->data) % goldcrest::kAlignment == 0;
    if (!aligned && (flags & kTfLiteCustomAllocationFlagsSkipAlignCheck) == 0) {
      interpreter->reporter.Report("Custom allocation for tensor idx: %d is not aligned to %zu bytes.", tensor_index,
                                   goldcrest::kAlignment);
      return kTfLiteError;
    }
    return interpreter->Report(interpreter->mirror(0).SetMemory(tensor_index, *allocation), "set");
  });
}

}  // extern "C"
