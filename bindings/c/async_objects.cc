#include "bindings/c/async_objects.h"

#include <new>

#include "bindings/c/reporter.h"
#include "tensorflow/lite/core/async/interop/c/attribute_map.h"
#include "tensorflow/lite/core/async/interop/c/constants.h"

using goldcrest::c::Guard;
using goldcrest::c::Reporter;

namespace {

template <typename T, typename Map, typename Key>
bool Get(const Map& map, const Key& key, T* value) {
  const auto found = map.find(key);
  if (found == map.end() || value == nullptr) return false;
  const T* held = std::get_if<T>(&found->second);
  if (held == nullptr) return false;
  *value = *held;
  return true;
}

template <typename T>
bool SetNumbered(TfLiteAttributeMap* attrs, uint32_t key, T value) {
  return Guard(Reporter(), false, [&] {
    attrs->numbered[key] = value;
    return true;
  });
}

template <typename T>
void SetNamed(TfLiteAttributeMap* attrs, const char* key, T value) {
  (void)Guard(Reporter(), false, [&] {
    attrs->named[key] = value;
    return true;
  });
}

template <typename T>
bool GetOf(const TfLiteAttributeMap* attrs, TfLiteAttrMapType type, uint32_t key, T* value) {
  return attrs != nullptr && attrs->type == type && Get(attrs->numbered, key, value);
}
template <typename T>
bool SetOf(TfLiteAttributeMap* attrs, TfLiteAttrMapType type, uint32_t key, T value) {
  return attrs != nullptr && attrs->type == type && SetNumbered(attrs, key, value);
}

TfLiteExecutionTask::Entry* Find(TfLiteExecutionTask* task, int tensor) {
  if (task == nullptr) return nullptr;
  const auto found = task->entries.find(tensor);
  return found != task->entries.end() ? &found->second : nullptr;
}

TfLiteExecutionTask::Entry* Find(TfLiteExecutionTask* task, TfLiteIoType type, const char* name) {
  if (task == nullptr || name == nullptr) return nullptr;
  const TfLiteExecutionTask::Names& names = type == kTfLiteIoTypeInput ? task->inputs : task->outputs;
  const auto found = names.find(name);
  return found != names.end() ? Find(task, found->second) : nullptr;
}

// The same for reading.
template <typename... Args>
const TfLiteExecutionTask::Entry* FindConst(const TfLiteExecutionTask* task, Args... args) {
  return Find(const_cast<TfLiteExecutionTask*>(task), args...);
}

TfLiteStatus SetBuffer(TfLiteExecutionTask::Entry* entry, TfLiteBufferHandle handle) {
  if (entry == nullptr) return kTfLiteError;
  entry->buffer = handle;
  return kTfLiteOk;
}
TfLiteStatus SetSync(TfLiteExecutionTask::Entry* entry, TfLiteSynchronization* sync) {
  if (entry == nullptr) return kTfLiteError;
  entry->sync = sync;
  return kTfLiteOk;
}
TfLiteBufferHandle BufferOf(const TfLiteExecutionTask::Entry* entry) { return entry != nullptr ? entry->buffer : kTfLiteNullBufferHandle; }
TfLiteSynchronization* SyncOf(const TfLiteExecutionTask::Entry* entry) { return entry != nullptr ? entry->sync : nullptr; }

}  // namespace

extern "C" {

const char kTfLiteSyncTypeNoSyncObj[] = "no_sync_obj";

TfLiteBackendBuffer* TfLiteBackendBufferCreate(void) { return new (std::nothrow) TfLiteBackendBuffer; }
void TfLiteBackendBufferDelete(TfLiteBackendBuffer* buffer) { delete buffer; }
void TfLiteBackendBufferSetPtr(TfLiteBackendBuffer* buffer, void* ptr) { buffer->ptr = ptr; }
void* TfLiteBackendBufferGetPtr(const TfLiteBackendBuffer* buffer) { return buffer->ptr; }
TfLiteSynchronization* TfLiteSynchronizationCreate(void) { return new (std::nothrow) TfLiteSynchronization; }
void TfLiteSynchronizationDelete(TfLiteSynchronization* sync) { delete sync; }
void TfLiteSynchronizationSetPtr(TfLiteSynchronization* sync, void* ptr) { sync->ptr = ptr; }
void* TfLiteSynchronizationGetPtr(const TfLiteSynchronization* sync) { return sync->ptr; }

// ---- Attribute maps ----

TfLiteAttributeMap* TfLiteAttributeMapCreate(TfLiteAttrMapType type) { return new (std::nothrow) TfLiteAttributeMap{type, {}, {}}; }
void TfLiteAttributeMapDelete(TfLiteAttributeMap* attrs) { delete attrs; }
bool TfLiteAttributeMapIsBufferAttributeMap(const TfLiteAttributeMap* attrs) {
  return attrs != nullptr && attrs->type == kTfLiteAttrMapTypeBuffer;
}
bool TfLiteAttributeMapIsSyncAttributeMap(const TfLiteAttributeMap* attrs) {
  return attrs != nullptr && attrs->type == kTfLiteAttrMapTypeSync;
}
void TfLiteAttributeMapCopy(const TfLiteAttributeMap* src, TfLiteAttributeMap* dst) {
  if (src == nullptr || dst == nullptr) return;
  (void)Guard(Reporter(), false, [&] {
    *dst = *src;
    return true;
  });
}

#define GC_BUFFER_ATTRIBUTE(Name, T)                                                                               \
  bool TfLiteAttributeMapGet##Name##BufferAttr(const TfLiteAttributeMap* attrs, TfLiteBufferAttrKey key, T* val) { \
    return GetOf(attrs, kTfLiteAttrMapTypeBuffer, key, val);                                                       \
  }                                                                                                                \
  bool TfLiteAttributeMapSet##Name##BufferAttr(TfLiteAttributeMap* attrs, TfLiteBufferAttrKey key, T val) {        \
    return SetOf(attrs, kTfLiteAttrMapTypeBuffer, key, val);                                                       \
  }
GC_BUFFER_ATTRIBUTE(SizeT, size_t)
GC_BUFFER_ATTRIBUTE(String, const char*)
GC_BUFFER_ATTRIBUTE(Bool, bool)
#undef GC_BUFFER_ATTRIBUTE

bool TfLiteAttributeMapGetStringSyncAttr(const TfLiteAttributeMap* attrs, TfLiteSynchronizationAttrKey key, const char** val) {
  return GetOf(attrs, kTfLiteAttrMapTypeSync, key, val);
}
bool TfLiteAttributeMapSetStringSyncAttr(TfLiteAttributeMap* attrs, TfLiteSynchronizationAttrKey key, const char* val) {
  return SetOf(attrs, kTfLiteAttrMapTypeSync, key, val);
}

#define GC_ATTRIBUTE(Name, T)                                                                              \
  bool TfLiteAttributeMapGet##Name##Attr(const TfLiteAttributeMap* attrs, uint32_t key, T* val) {          \
    return attrs != nullptr && Get(attrs->numbered, key, val);                                             \
  }                                                                                                        \
  void TfLiteAttributeMapSet##Name##Attr(TfLiteAttributeMap* attrs, uint32_t key, T val) {                 \
    if (attrs != nullptr) SetNumbered(attrs, key, val);                                                    \
  }                                                                                                        \
  bool TfLiteAttributeMapGetCustom##Name##Attr(const TfLiteAttributeMap* attrs, const char* key, T* val) { \
    return attrs != nullptr && key != nullptr && Get(attrs->named, key, val);                              \
  }                                                                                                        \
  void TfLiteAttributeMapSetCustom##Name##Attr(TfLiteAttributeMap* attrs, const char* key, T val) {        \
    if (attrs != nullptr && key != nullptr) SetNamed(attrs, key, val);                                     \
  }
GC_ATTRIBUTE(Int, int)
GC_ATTRIBUTE(SizeT, size_t)
GC_ATTRIBUTE(String, const char*)
GC_ATTRIBUTE(Bool, bool)
#undef GC_ATTRIBUTE

// ---- Kernels ----

TfLiteAsyncKernel* TfLiteAsyncKernelCreate(void* kernel_data) {
  auto* kernel = new (std::nothrow) TfLiteAsyncKernel;
  if (kernel != nullptr) kernel->kernel_data = kernel_data;
  return kernel;
}
void* TfLiteAsyncKernelGetKernelData(const TfLiteAsyncKernel* kernel) { return kernel != nullptr ? kernel->kernel_data : nullptr; }
void TfLiteAsyncKernelDelete(TfLiteAsyncKernel* kernel) { delete kernel; }

#define GC_KERNEL_CALLBACK(Name, member) \
  void TfLiteAsyncKernelSet##Name(TfLiteAsyncKernel* kernel, decltype(TfLiteAsyncKernel::member) callback) { kernel->member = callback; }
GC_KERNEL_CALLBACK(RegisterBuffer, register_buffer)
GC_KERNEL_CALLBACK(RegisterBufferSlice, register_buffer_slice)
GC_KERNEL_CALLBACK(UnregisterBuffer, unregister_buffer)
GC_KERNEL_CALLBACK(SupportedBufferTypes, supported_buffer_types)
GC_KERNEL_CALLBACK(SupportedSynchronizations, supported_synchronizations)
GC_KERNEL_CALLBACK(ReconcileRestrictions, reconcile_restrictions)
GC_KERNEL_CALLBACK(SetAttributes, set_attributes)
GC_KERNEL_CALLBACK(SetBufferAttributes, set_buffer_attributes)
GC_KERNEL_CALLBACK(GetBufferAttributes, get_buffer_attributes)
GC_KERNEL_CALLBACK(Prepare, prepare)
GC_KERNEL_CALLBACK(Eval, eval)
GC_KERNEL_CALLBACK(Wait, wait)
GC_KERNEL_CALLBACK(Finish, finish)
#undef GC_KERNEL_CALLBACK

// ---- Tasks ----

TfLiteStatus TfLiteExecutionTaskSetBuffer(TfLiteExecutionTask* task, TfLiteIoType io_type, const char* name, TfLiteBufferHandle handle) {
  return SetBuffer(Find(task, io_type, name), handle);
}
TfLiteStatus TfLiteExecutionTaskSetBufferByIndex(TfLiteExecutionTask* task, int tensor_index, TfLiteBufferHandle handle) {
  return SetBuffer(Find(task, tensor_index), handle);
}
TfLiteBufferHandle TfLiteExecutionTaskGetBufferByName(const TfLiteExecutionTask* task, TfLiteIoType io_type, const char* name) {
  return BufferOf(FindConst(task, io_type, name));
}
TfLiteBufferHandle TfLiteExecutionTaskGetBufferByIndex(const TfLiteExecutionTask* task, int tensor_index) {
  return BufferOf(FindConst(task, tensor_index));
}
TfLiteStatus TfLiteExecutionTaskSetSync(TfLiteExecutionTask* task, TfLiteIoType io_type, const char* name, TfLiteSynchronization* sync) {
  return SetSync(Find(task, io_type, name), sync);
}
TfLiteStatus TfLiteExecutionTaskSetSyncByIndex(TfLiteExecutionTask* task, int tensor_index, TfLiteSynchronization* sync) {
  return SetSync(Find(task, tensor_index), sync);
}
TfLiteSynchronization* TfLiteExecutionTaskGetSyncByName(const TfLiteExecutionTask* task, TfLiteIoType io_type, const char* name) {
  return SyncOf(FindConst(task, io_type, name));
}
TfLiteSynchronization* TfLiteExecutionTaskGetSyncByIndex(const TfLiteExecutionTask* task, int tensor_index) {
  return SyncOf(FindConst(task, tensor_index));
}
void* TfLiteExecutionTaskGetDelegateExecutionData(const TfLiteExecutionTask* task, TfLiteAsyncKernel* kernel) {
  if (task == nullptr) return nullptr;
  const auto found = task->kernel_data.find(kernel);
  return found != task->kernel_data.end() ? found->second : nullptr;
}
void TfLiteExecutionTaskSetDelegateExecutionData(TfLiteExecutionTask* task, TfLiteAsyncKernel* kernel, void* data) {
  if (task == nullptr) return;
  (void)Guard(Reporter(), false, [&] {
    task->kernel_data[kernel] = data;
    return true;
  });
}
TfLiteStatus TfLiteExecutionTaskGetStatus(const TfLiteExecutionTask* task) { return task != nullptr ? task->status : kTfLiteError; }
void TfLiteExecutionTaskSetStatus(TfLiteExecutionTask* task, TfLiteStatus status) {
  if (task != nullptr) task->status = status;
}

}  // extern "C"
