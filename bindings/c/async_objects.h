// The objects of asynchronous runs.
#ifndef GOLDCREST_BINDINGS_C_ASYNC_OBJECTS_H_
#define GOLDCREST_BINDINGS_C_ASYNC_OBJECTS_H_

#include <map>
#include <string>
#include <variant>

#include "tensorflow/lite/core/async/c/async_kernel.h"
#include "tensorflow/lite/core/async/c/task.h"
#include "tensorflow/lite/core/async/interop/c/types.h"

struct TfLiteBackendBuffer {
  void* ptr = nullptr;
};

struct TfLiteSynchronization {
  void* ptr = nullptr;
};

struct TfLiteAttributeMap {
  using Value = std::variant<int, size_t, const char*, bool>;
  TfLiteAttrMapType type;
  std::map<uint32_t, Value> numbered;
  std::map<std::string, Value> named;
};

// Callbacks that are null were never set.
struct TfLiteAsyncKernel {
  void* kernel_data = nullptr;
  TfLiteStatus (*register_buffer)(TfLiteAsyncKernel*, TfLiteOpaqueContext*, TfLiteIoType, const TfLiteBackendBuffer*,
                                  const TfLiteAttributeMap*, TfLiteBufferHandle) = nullptr;
  TfLiteStatus (*register_buffer_slice)(TfLiteAsyncKernel*, TfLiteOpaqueContext*, TfLiteBufferHandle, const TfLiteAttributeMap*,
                                        TfLiteBufferHandle) = nullptr;
  TfLiteStatus (*unregister_buffer)(TfLiteAsyncKernel*, TfLiteOpaqueContext*, TfLiteBufferHandle) = nullptr;
  void (*supported_buffer_types)(const TfLiteAsyncKernel*, TfLiteIoType, const char* const**, size_t*) = nullptr;
  void (*supported_synchronizations)(const TfLiteAsyncKernel*, TfLiteIoType, const char* const**, size_t*) = nullptr;
  bool (*reconcile_restrictions)(const TfLiteAsyncKernel*, const TfLiteOpaqueContext*, const TfLiteOpaqueNode*, int,
                                 const TfLiteAttributeMap*, TfLiteAttributeMap*, TfLiteAttributeMap*) = nullptr;
  TfLiteStatus (*set_attributes)(TfLiteAsyncKernel*, TfLiteOpaqueContext*, TfLiteOpaqueNode*, int, const TfLiteAttributeMap*) = nullptr;
  TfLiteStatus (*set_buffer_attributes)(TfLiteAsyncKernel*, const TfLiteBackendBuffer*, const TfLiteAttributeMap*) = nullptr;
  TfLiteStatus (*get_buffer_attributes)(TfLiteAsyncKernel*, const TfLiteBackendBuffer*, TfLiteAttributeMap*) = nullptr;
  TfLiteStatus (*prepare)(TfLiteAsyncKernel*, TfLiteOpaqueContext*, TfLiteOpaqueNode*) = nullptr;
  TfLiteStatus (*eval)(TfLiteAsyncKernel*, TfLiteOpaqueContext*, TfLiteOpaqueNode*, TfLiteExecutionTask*) = nullptr;
  TfLiteStatus (*wait)(TfLiteAsyncKernel*, TfLiteOpaqueContext*, TfLiteExecutionTask*) = nullptr;
  TfLiteStatus (*finish)(TfLiteAsyncKernel*, TfLiteOpaqueContext*, TfLiteExecutionTask*) = nullptr;
};

struct TfLiteExecutionTask {
  struct Entry {
    TfLiteBufferHandle buffer = kTfLiteNullBufferHandle;
    TfLiteSynchronization* sync = nullptr;
  };
  using Names = std::map<std::string, int>;  // to tensors
  Names inputs, outputs;
  std::map<int, Entry> entries;  // by tensor; one for each input and output
  std::map<const TfLiteAsyncKernel*, void*> kernel_data;
  TfLiteStatus status = kTfLiteOk;
  bool running = false;
};

#endif  // GOLDCREST_BINDINGS_C_ASYNC_OBJECTS_H_
