// Operators that a client registers through the C API.
#ifndef GOLDCREST_BINDINGS_C_OPERATOR_TABLE_H_
#define GOLDCREST_BINDINGS_C_OPERATOR_TABLE_H_

#include <functional>
#include <string>
#include <vector>

#include "tensorflow/lite/core/c/common.h"
#include "tensorflow/lite/core/c/operator.h"

// The callbacks of an operator; those with data, where set, are called instead of those without.
struct TfLiteOperator {
  TfLiteBuiltinOperator builtin_code = kTfLiteBuiltinCustom;
  const char* custom_name = nullptr;
  int version = 1;
  void* user_data = nullptr;
  void* (*init)(TfLiteOpaqueContext*, const char*, size_t) = nullptr;
  void (*free)(TfLiteOpaqueContext*, void*) = nullptr;
  TfLiteStatus (*prepare)(TfLiteOpaqueContext*, TfLiteOpaqueNode*) = nullptr;
  TfLiteStatus (*invoke)(TfLiteOpaqueContext*, TfLiteOpaqueNode*) = nullptr;
  TfLiteAsyncKernel* (*async_kernel)(TfLiteOpaqueContext*, TfLiteOpaqueNode*) = nullptr;
  void* (*init_with_data)(void*, TfLiteOpaqueContext*, const char*, size_t) = nullptr;
  void (*free_with_data)(void*, TfLiteOpaqueContext*, void*) = nullptr;
  TfLiteStatus (*prepare_with_data)(void*, TfLiteOpaqueContext*, TfLiteOpaqueNode*) = nullptr;
  TfLiteStatus (*invoke_with_data)(void*, TfLiteOpaqueContext*, TfLiteOpaqueNode*) = nullptr;
  TfLiteAsyncKernel* (*async_kernel_with_data)(void*, TfLiteOpaqueContext*, TfLiteOpaqueNode*) = nullptr;
  uint64_t inplace_operator = kTfLiteInplaceOpNone;
};

namespace goldcrest::c {

// Contexts, nodes and tensors are the same objects behind either name.
inline TfLiteOpaqueContext* Opaque(TfLiteContext* c) { return reinterpret_cast<TfLiteOpaqueContext*>(c); }
inline TfLiteOpaqueNode* Opaque(TfLiteNode* n) { return reinterpret_cast<TfLiteOpaqueNode*>(n); }
inline TfLiteOpaqueTensor* Opaque(TfLiteTensor* t) { return reinterpret_cast<TfLiteOpaqueTensor*>(t); }
inline TfLiteContext* Plain(TfLiteOpaqueContext* c) { return reinterpret_cast<TfLiteContext*>(c); }
inline const TfLiteContext* Plain(const TfLiteOpaqueContext* c) { return reinterpret_cast<const TfLiteContext*>(c); }
inline TfLiteNode* Plain(TfLiteOpaqueNode* n) { return reinterpret_cast<TfLiteNode*>(n); }
inline const TfLiteNode* Plain(const TfLiteOpaqueNode* n) { return reinterpret_cast<const TfLiteNode*>(n); }
inline TfLiteTensor* Plain(TfLiteOpaqueTensor* t) { return reinterpret_cast<TfLiteTensor*>(t); }
inline const TfLiteTensor* Plain(const TfLiteOpaqueTensor* t) { return reinterpret_cast<const TfLiteTensor*>(t); }

// The delegate's callbacks over opaque objects, or null. They count only without a Prepare of its own: delegates compiled against older
// headers end before the pointer to them.
inline const TfLiteOpaqueDelegateBuilder* OpaqueCallbacks(const TfLiteDelegate* d) {
  return d != nullptr && d->Prepare == nullptr ? d->opaque_delegate_builder : nullptr;
}

struct RegisteredOperator {
  std::string name;  // of a custom operator
  int min_version = 1;
  int max_version = 1;
  TfLiteRegistration registration = {};  // registration_external is set for a TfLiteOperator
};

// A client's own look-up of operators, which stands for all of ours. False where it has none.
using OperatorLookup = std::function<bool(int builtin_code, const char* custom_name, int version, TfLiteRegistration* found)>;

// False for a registration without any callback: where a client's look-up finds one, it stands for our operator of that name.
bool HasCallbacks(const TfLiteRegistration& r);
// What messages call it; never null.
const char* NameOf(const TfLiteRegistration& r);

// The registration's callbacks, whichever form they have.
bool HasPrepare(const TfLiteRegistration& r);
bool HasInvoke(const TfLiteRegistration& r);
void* CallInit(const TfLiteRegistration& r, TfLiteContext* context, const char* buffer, size_t length);
void CallFree(const TfLiteRegistration& r, TfLiteContext* context, void* data);
TfLiteStatus CallPrepare(const TfLiteRegistration& r, TfLiteContext* context, TfLiteNode* node);
TfLiteAsyncKernel* CallAsyncKernel(const TfLiteRegistration& r, TfLiteContext* context, TfLiteNode* node);
TfLiteStatus CallInvoke(const TfLiteRegistration& r, TfLiteContext* context, TfLiteNode* node);

}  // namespace goldcrest::c

#endif  // GOLDCREST_BINDINGS_C_OPERATOR_TABLE_H_
