/* An asynchronous kernel: what a delegate's operator returns from its async_kernel callback (TfLiteOperatorSetAsyncKernel).
 *
 * Callbacks that are not set refuse. The kernel stays its maker's and must outlive the interpreter; `kernel_data` is passed through. */
#ifndef GOLDCREST_TENSORFLOW_LITE_CORE_ASYNC_C_ASYNC_KERNEL_H_
#define GOLDCREST_TENSORFLOW_LITE_CORE_ASYNC_C_ASYNC_KERNEL_H_

#include <stdbool.h>
#include <stddef.h>

#include "tensorflow/lite/core/async/c/types.h"
#include "tensorflow/lite/core/async/interop/c/types.h"
#include "tensorflow/lite/core/c/common.h"

#ifdef __cplusplus
extern "C" {
#endif

TFL_CAPI_EXPORT TfLiteAsyncKernel* TfLiteAsyncKernelCreate(void* kernel_data);
TFL_CAPI_EXPORT void* TfLiteAsyncKernelGetKernelData(const TfLiteAsyncKernel* kernel);
TFL_CAPI_EXPORT void TfLiteAsyncKernelSetRegisterBuffer(TfLiteAsyncKernel* kernel,
                                                        TfLiteStatus (*register_buffer)(TfLiteAsyncKernel*, TfLiteOpaqueContext*,
                                                                                        TfLiteIoType, const TfLiteBackendBuffer*,
                                                                                        const TfLiteAttributeMap*, TfLiteBufferHandle));
TFL_CAPI_EXPORT void TfLiteAsyncKernelSetRegisterBufferSlice(
    TfLiteAsyncKernel* kernel, TfLiteStatus (*register_buffer_slice)(TfLiteAsyncKernel*, TfLiteOpaqueContext*, TfLiteBufferHandle,
                                                                     const TfLiteAttributeMap*, TfLiteBufferHandle));
TFL_CAPI_EXPORT void TfLiteAsyncKernelSetUnregisterBuffer(TfLiteAsyncKernel* kernel,
                                                          TfLiteStatus (*unregister_buffer)(TfLiteAsyncKernel*, TfLiteOpaqueContext*,
                                                                                            TfLiteBufferHandle));
TFL_CAPI_EXPORT void TfLiteAsyncKernelSetSupportedBufferTypes(TfLiteAsyncKernel* kernel,
                                                              void (*supported_buffer_types)(const TfLiteAsyncKernel*, TfLiteIoType,
                                                                                             const char* const**, size_t*));
TFL_CAPI_EXPORT void TfLiteAsyncKernelSetSupportedSynchronizations(
    TfLiteAsyncKernel* kernel, void (*supported_synchronizations)(const TfLiteAsyncKernel*, TfLiteIoType, const char* const**, size_t*));
TFL_CAPI_EXPORT void TfLiteAsyncKernelSetReconcileRestrictions(
    TfLiteAsyncKernel* kernel, bool (*reconcile_restrictions)(const TfLiteAsyncKernel*, const TfLiteOpaqueContext*, const TfLiteOpaqueNode*,
                                                              int, const TfLiteAttributeMap*, TfLiteAttributeMap*, TfLiteAttributeMap*));
TFL_CAPI_EXPORT void TfLiteAsyncKernelSetSetAttributes(TfLiteAsyncKernel* kernel,
                                                       TfLiteStatus (*set_attributes)(TfLiteAsyncKernel*, TfLiteOpaqueContext*,
                                                                                      TfLiteOpaqueNode*, int, const TfLiteAttributeMap*));
TFL_CAPI_EXPORT void TfLiteAsyncKernelSetSetBufferAttributes(TfLiteAsyncKernel* kernel,
                                                             TfLiteStatus (*set_buffer_attributes)(TfLiteAsyncKernel*,
                                                                                                   const TfLiteBackendBuffer*,
                                                                                                   const TfLiteAttributeMap*));
TFL_CAPI_EXPORT void TfLiteAsyncKernelSetGetBufferAttributes(
    TfLiteAsyncKernel* kernel, TfLiteStatus (*get_buffer_attributes)(TfLiteAsyncKernel*, const TfLiteBackendBuffer*, TfLiteAttributeMap*));
TFL_CAPI_EXPORT void TfLiteAsyncKernelSetPrepare(TfLiteAsyncKernel* kernel,
                                                 TfLiteStatus (*prepare)(TfLiteAsyncKernel*, TfLiteOpaqueContext*, TfLiteOpaqueNode*));
TFL_CAPI_EXPORT void TfLiteAsyncKernelSetEval(TfLiteAsyncKernel* kernel, TfLiteStatus (*eval)(TfLiteAsyncKernel*, TfLiteOpaqueContext*,
                                                                                              TfLiteOpaqueNode*, TfLiteExecutionTask*));
TFL_CAPI_EXPORT void TfLiteAsyncKernelSetWait(TfLiteAsyncKernel* kernel,
                                              TfLiteStatus (*wait)(TfLiteAsyncKernel*, TfLiteOpaqueContext*, TfLiteExecutionTask*));
TFL_CAPI_EXPORT void TfLiteAsyncKernelSetFinish(TfLiteAsyncKernel* kernel,
                                                TfLiteStatus (*finish)(TfLiteAsyncKernel*, TfLiteOpaqueContext*, TfLiteExecutionTask*));
TFL_CAPI_EXPORT void TfLiteAsyncKernelDelete(TfLiteAsyncKernel* kernel);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* GOLDCREST_TENSORFLOW_LITE_CORE_ASYNC_C_ASYNC_KERNEL_H_ */
