#include "bindings/c/operator_table.h"

#include <new>

namespace goldcrest::c {

bool HasCallbacks(const TfLiteRegistration& r) {
  return r.registration_external != nullptr || r.init != nullptr || r.free != nullptr || r.prepare != nullptr || r.invoke != nullptr;
}

const char* NameOf(const TfLiteRegistration& r) {
  const char* name = r.registration_external != nullptr ? r.registration_external->custom_name : r.custom_name;
  return name != nullptr ? name : "DELEGATE";
}

bool HasPrepare(const TfLiteRegistration& r) {
  const TfLiteOperator* op = r.registration_external;
  return op != nullptr ? op->prepare_with_data != nullptr || op->prepare != nullptr : r.prepare != nullptr;
}

bool HasInvoke(const TfLiteRegistration& r) {
  const TfLiteOperator* op = r.registration_external;
  return op != nullptr ? op->invoke_with_data != nullptr || op->invoke != nullptr : r.invoke != nullptr;
}

void* CallInit(const TfLiteRegistration& r, TfLiteContext* context, const char* buffer, size_t length) {
  if (const TfLiteOperator* op = r.registration_external) {
    if (op->init_with_data != nullptr) return op->init_with_data(op->user_data, Opaque(context), buffer, length);
    return op->init != nullptr ? op->init(Opaque(context), buffer, length) : nullptr;
  }
  return r.init != nullptr ? r.init(context, buffer, length) : nullptr;
}

void CallFree(const TfLiteRegistration& r, TfLiteContext* context, void* data) {
  if (const TfLiteOperator* op = r.registration_external) {
    if (op->free_with_data != nullptr) return op->free_with_data(op->user_data, Opaque(context), data);
    if (op->free != nullptr && data != nullptr) op->free(Opaque(context), data);
    return;
  }
  if (r.free != nullptr && data != nullptr) r.free(context, data);
}

TfLiteStatus CallPrepare(const TfLiteRegistration& r, TfLiteContext* context, TfLiteNode* node) {
  if (const TfLiteOperator* op = r.registration_external) {
    if (op->prepare_with_data != nullptr) return op->prepare_with_data(op->user_data, Opaque(context), Opaque(node));
    return op->prepare != nullptr ? op->prepare(Opaque(context), Opaque(node)) : kTfLiteOk;
  }
  return r.prepare != nullptr ? r.prepare(context, node) : kTfLiteOk;
}

TfLiteStatus CallInvoke(const TfLiteRegistration& r, TfLiteContext* context, TfLiteNode* node) {
  if (const TfLiteOperator* op = r.registration_external) {
    if (op->invoke_with_data != nullptr) return op->invoke_with_data(op->user_data, Opaque(context), Opaque(node));
    return op->invoke != nullptr ? op->invoke(Opaque(context), Opaque(node)) : kTfLiteError;
  }
  return r.invoke != nullptr ? r.invoke(context, node) : kTfLiteError;
}

TfLiteAsyncKernel* CallAsyncKernel(const TfLiteRegistration& r, TfLiteContext* context, TfLiteNode* node) {
  if (const TfLiteOperator* op = r.registration_external) {
    if (op->async_kernel_with_data != nullptr) return op->async_kernel_with_data(op->user_data, Opaque(context), Opaque(node));
    return op->async_kernel != nullptr ? op->async_kernel(Opaque(context), Opaque(node)) : nullptr;
  }
  return r.async_kernel != nullptr ? r.async_kernel(context, node) : nullptr;
}

}  // namespace goldcrest::c

extern "C" {

TfLiteOperator* TfLiteOperatorCreate(TfLiteBuiltinOperator builtin_code, const char* custom_name, int version, void* user_data) {
  auto* op = new (std::nothrow) TfLiteOperator;
  if (op == nullptr) return nullptr;
  op->builtin_code = builtin_code;
  op->custom_name = custom_name;
  op->version = version;
  op->user_data = user_data;
  return op;
}

void TfLiteOperatorDelete(TfLiteOperator* reg) { delete reg; }
TfLiteBuiltinOperator TfLiteOperatorGetBuiltInCode(const TfLiteOperator* reg) { return reg->builtin_code; }
const char* TfLiteOperatorGetCustomName(const TfLiteOperator* reg) { return reg->custom_name; }
int TfLiteOperatorGetVersion(const TfLiteOperator* reg) { return reg != nullptr ? reg->version : -1; }
void* TfLiteOperatorGetUserData(const TfLiteOperator* reg) { return reg != nullptr ? reg->user_data : nullptr; }

void TfLiteOperatorSetInit(TfLiteOperator* reg, void* (*init)(TfLiteOpaqueContext*, const char*, size_t)) { reg->init = init; }
void TfLiteOperatorSetFree(TfLiteOperator* reg, void (*free)(TfLiteOpaqueContext*, void*)) { reg->free = free; }
void TfLiteOperatorSetPrepare(TfLiteOperator* reg, TfLiteStatus (*prepare)(TfLiteOpaqueContext*, TfLiteOpaqueNode*)) {
  reg->prepare = prepare;
}
void TfLiteOperatorSetInvoke(TfLiteOperator* reg, TfLiteStatus (*invoke)(TfLiteOpaqueContext*, TfLiteOpaqueNode*)) { reg->invoke = invoke; }
void TfLiteOperatorSetAsyncKernel(TfLiteOperator* reg, TfLiteAsyncKernel* (*async_kernel)(TfLiteOpaqueContext*, TfLiteOpaqueNode*)) {
  reg->async_kernel = async_kernel;
}
void TfLiteOperatorSetInplaceOperator(TfLiteOperator* reg, uint64_t inplace_operator) { reg->inplace_operator = inplace_operator; }

TfLiteStatus TfLiteOperatorSetInitWithData(TfLiteOperator* reg, void* (*init)(void*, TfLiteOpaqueContext*, const char*, size_t)) {
  if (reg == nullptr) return kTfLiteError;
  reg->init_with_data = init;
  return kTfLiteOk;
}
TfLiteStatus TfLiteOperatorSetFreeWithData(TfLiteOperator* reg, void (*free)(void*, TfLiteOpaqueContext*, void*)) {
  if (reg == nullptr) return kTfLiteError;
  reg->free_with_data = free;
  return kTfLiteOk;
}
TfLiteStatus TfLiteOperatorSetPrepareWithData(TfLiteOperator* reg,
                                              TfLiteStatus (*prepare)(void*, TfLiteOpaqueContext*, TfLiteOpaqueNode*)) {
  if (reg == nullptr) return kTfLiteError;
  reg->prepare_with_data = prepare;
  return kTfLiteOk;
}
TfLiteStatus TfLiteOperatorSetInvokeWithData(TfLiteOperator* reg, TfLiteStatus (*invoke)(void*, TfLiteOpaqueContext*, TfLiteOpaqueNode*)) {
  if (reg == nullptr) return kTfLiteError;
  reg->invoke_with_data = invoke;
  return kTfLiteOk;
}
TfLiteStatus TfLiteOperatorSetAsyncKernelWithData(TfLiteOperator* reg,
                                                  TfLiteAsyncKernel* (*async_kernel)(void*, TfLiteOpaqueContext*, TfLiteOpaqueNode*)) {
  if (reg == nullptr) return kTfLiteError;
  reg->async_kernel_with_data = async_kernel;
  return kTfLiteOk;
}

// The names these had before TensorFlow Lite 2.17.
TfLiteRegistrationExternal* TfLiteRegistrationExternalCreate(TfLiteBuiltinOperator builtin_code, const char* custom_name, int version) {
  return TfLiteOperatorCreate(builtin_code, custom_name, version, nullptr);
}
void TfLiteRegistrationExternalDelete(TfLiteRegistrationExternal* reg) { TfLiteOperatorDelete(reg); }
TfLiteBuiltinOperator TfLiteRegistrationExternalGetBuiltInCode(const TfLiteRegistrationExternal* reg) {
  return TfLiteOperatorGetBuiltInCode(reg);
}
const char* TfLiteRegistrationExternalGetCustomName(const TfLiteRegistrationExternal* reg) { return TfLiteOperatorGetCustomName(reg); }
int TfLiteRegistrationExternalGetVersion(const TfLiteRegistrationExternal* reg) { return TfLiteOperatorGetVersion(reg); }
void TfLiteRegistrationExternalSetInit(TfLiteRegistrationExternal* reg, void* (*init)(TfLiteOpaqueContext*, const char*, size_t)) {
  TfLiteOperatorSetInit(reg, init);
}
void TfLiteRegistrationExternalSetFree(TfLiteRegistrationExternal* reg, void (*free)(TfLiteOpaqueContext*, void*)) {
  TfLiteOperatorSetFree(reg, free);
}
void TfLiteRegistrationExternalSetPrepare(TfLiteRegistrationExternal* reg,
                                          TfLiteStatus (*prepare)(TfLiteOpaqueContext*, TfLiteOpaqueNode*)) {
  TfLiteOperatorSetPrepare(reg, prepare);
}
void TfLiteRegistrationExternalSetInvoke(TfLiteRegistrationExternal* reg, TfLiteStatus (*invoke)(TfLiteOpaqueContext*, TfLiteOpaqueNode*)) {
  TfLiteOperatorSetInvoke(reg, invoke);
}
void TfLiteRegistrationExternalSetAsyncKernel(TfLiteRegistrationExternal* reg,
                                              TfLiteAsyncKernel* (*async_kernel)(TfLiteOpaqueContext*, TfLiteOpaqueNode*)) {
  TfLiteOperatorSetAsyncKernel(reg, async_kernel);
}
void TfLiteRegistrationExternalSetInplaceOperator(TfLiteRegistrationExternal* reg, uint64_t inplace_operator) {
  TfLiteOperatorSetInplaceOperator(reg, inplace_operator);
}

}  // extern "C"
