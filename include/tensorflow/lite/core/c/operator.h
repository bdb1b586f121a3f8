/* TfLiteOperator: a custom operator as an opaque set of callbacks, for code that must not depend on the layouts of common.h.
 *
 *   TfLiteOperator* op = TfLiteOperatorCreate(kTfLiteBuiltinCustom, "MyOp", 1, NULL);
 *   TfLiteOperatorSetPrepare(op, MyPrepare);
 *   TfLiteOperatorSetInvoke(op, MyInvoke);
 *   TfLiteInterpreterOptionsAddOperator(options, op);
 *
 * Ownership: the caller's; it must outlive every interpreter made with it. The name is borrowed. A form with data, where set, is
 * called instead of the one without and gets the `user_data` of TfLiteOperatorCreate. */
#ifndef GOLDCREST_TENSORFLOW_LITE_CORE_C_OPERATOR_H_
#define GOLDCREST_TENSORFLOW_LITE_CORE_C_OPERATOR_H_

#include <stddef.h>
#include <stdint.h>

#include "tensorflow/lite/builtin_ops.h"
#include "tensorflow/lite/core/async/c/types.h"
#include "tensorflow/lite/core/c/c_api_types.h"

#ifdef __cplusplus
extern "C" {
#endif

TFL_CAPI_EXPORT TfLiteOperator* TfLiteOperatorCreate(TfLiteBuiltinOperator builtin_code, const char* custom_name, int version,
                                                     void* user_data);
TFL_CAPI_EXPORT void TfLiteOperatorDelete(TfLiteOperator* reg);
TFL_CAPI_EXPORT TfLiteBuiltinOperator TfLiteOperatorGetBuiltInCode(const TfLiteOperator* reg);
TFL_CAPI_EXPORT const char* TfLiteOperatorGetCustomName(const TfLiteOperator* reg);
/* -1 for null. */
TFL_CAPI_EXPORT int TfLiteOperatorGetVersion(const TfLiteOperator* reg);
TFL_CAPI_EXPORT void* TfLiteOperatorGetUserData(const TfLiteOperator* reg);

/* Called once for each node with its custom options; returns what TfLiteOpaqueNodeGetUserData gives later. */
TFL_CAPI_EXPORT void TfLiteOperatorSetInit(TfLiteOperator* reg,
                                           void* (*init)(TfLiteOpaqueContext* context, const char* buffer, size_t length));
TFL_CAPI_EXPORT TfLiteStatus TfLiteOperatorSetInitWithData(TfLiteOperator* reg, void* (*init)(void* user_data, TfLiteOpaqueContext* context,
                                                                                              const char* buffer, size_t length));
TFL_CAPI_EXPORT void TfLiteOperatorSetFree(TfLiteOperator* reg, void (*free)(TfLiteOpaqueContext* context, void* data));
TFL_CAPI_EXPORT TfLiteStatus TfLiteOperatorSetFreeWithData(TfLiteOperator* reg,
                                                           void (*free)(void* user_data, TfLiteOpaqueContext* context, void* data));
/* Called when input shapes may have changed: checks inputs and resizes outputs. */
TFL_CAPI_EXPORT void TfLiteOperatorSetPrepare(TfLiteOperator* reg,
                                              TfLiteStatus (*prepare)(TfLiteOpaqueContext* context, TfLiteOpaqueNode* node));
TFL_CAPI_EXPORT TfLiteStatus TfLiteOperatorSetPrepareWithData(TfLiteOperator* reg,
                                                              TfLiteStatus (*prepare)(void* user_data, TfLiteOpaqueContext* context,
                                                                                      TfLiteOpaqueNode* node));
TFL_CAPI_EXPORT void TfLiteOperatorSetInvoke(TfLiteOperator* reg,
                                             TfLiteStatus (*invoke)(TfLiteOpaqueContext* context, TfLiteOpaqueNode* node));
TFL_CAPI_EXPORT TfLiteStatus TfLiteOperatorSetInvokeWithData(TfLiteOperator* reg,
                                                             TfLiteStatus (*invoke)(void* user_data, TfLiteOpaqueContext* context,
                                                                                    TfLiteOpaqueNode* node));
/* For a delegate's operator: called when a client asks for an asynchronous runner; see core/async/c/async_signature_runner.h. */
TFL_CAPI_EXPORT void TfLiteOperatorSetAsyncKernel(TfLiteOperator* reg,
                                                  struct TfLiteAsyncKernel* (*async_kernel)(TfLiteOpaqueContext* context,
                                                                                            TfLiteOpaqueNode* node));
TFL_CAPI_EXPORT TfLiteStatus TfLiteOperatorSetAsyncKernelWithData(
    TfLiteOperator* reg, struct TfLiteAsyncKernel* (*async_kernel)(void* user_data, TfLiteOpaqueContext* context, TfLiteOpaqueNode* node));
/* Bits of TfLiteInPlaceOp. Kept as a hint; outputs never share memory with a custom operator's inputs. */
TFL_CAPI_EXPORT void TfLiteOperatorSetInplaceOperator(TfLiteOperator* reg, uint64_t inplace_operator);

/* The names that all this had before TensorFlow Lite 2.17. */
TFL_CAPI_EXPORT TfLiteRegistrationExternal* TfLiteRegistrationExternalCreate(TfLiteBuiltinOperator builtin_code, const char* custom_name,
                                                                             int version);
TFL_CAPI_EXPORT void TfLiteRegistrationExternalDelete(TfLiteRegistrationExternal* reg);
TFL_CAPI_EXPORT TfLiteBuiltinOperator TfLiteRegistrationExternalGetBuiltInCode(const TfLiteRegistrationExternal* reg);
TFL_CAPI_EXPORT const char* TfLiteRegistrationExternalGetCustomName(const TfLiteRegistrationExternal* reg);
TFL_CAPI_EXPORT int TfLiteRegistrationExternalGetVersion(const TfLiteRegistrationExternal* reg);
TFL_CAPI_EXPORT void TfLiteRegistrationExternalSetInit(TfLiteRegistrationExternal* reg,
                                                       void* (*init)(TfLiteOpaqueContext* context, const char* buffer, size_t length));
TFL_CAPI_EXPORT void TfLiteRegistrationExternalSetFree(TfLiteRegistrationExternal* reg,
                                                       void (*free)(TfLiteOpaqueContext* context, void* data));
TFL_CAPI_EXPORT void TfLiteRegistrationExternalSetPrepare(TfLiteRegistrationExternal* reg,
                                                          TfLiteStatus (*prepare)(TfLiteOpaqueContext* context, TfLiteOpaqueNode* node));
TFL_CAPI_EXPORT void TfLiteRegistrationExternalSetInvoke(TfLiteRegistrationExternal* reg,
                                                         TfLiteStatus (*invoke)(TfLiteOpaqueContext* context, TfLiteOpaqueNode* node));
TFL_CAPI_EXPORT void TfLiteRegistrationExternalSetAsyncKernel(TfLiteRegistrationExternal* reg,
                                                              struct TfLiteAsyncKernel* (*async_kernel)(TfLiteOpaqueContext* context,
                                                                                                        TfLiteOpaqueNode* node));
TFL_CAPI_EXPORT void TfLiteRegistrationExternalSetInplaceOperator(TfLiteRegistrationExternal* reg, uint64_t inplace_operator);

#ifdef __cplusplus
}
#endif

#endif /* GOLDCREST_TENSORFLOW_LITE_CORE_C_OPERATOR_H_ */
