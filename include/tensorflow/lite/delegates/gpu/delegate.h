/* TensorFlow Lite's GPU delegate, for programs that name it. This library runs models on the processor's cores: the delegate says so once
 * on standard error and takes no nodes, as TensorFlow Lite's does where it finds none that it can run. */
#ifndef GOLDCREST_TENSORFLOW_LITE_DELEGATES_GPU_DELEGATE_H_
#define GOLDCREST_TENSORFLOW_LITE_DELEGATES_GPU_DELEGATE_H_

#include "tensorflow/lite/delegates/gpu/delegate_options.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Null options: defaults. The caller deletes the delegate after the interpreters that use it. */
TFL_CAPI_EXPORT TfLiteDelegate* TfLiteGpuDelegateV2Create(const TfLiteGpuDelegateOptionsV2* options);
TFL_CAPI_EXPORT TfLiteDelegate* TfLiteGpuDelegateV2CreateAsync(const TfLiteGpuDelegateOptionsV2* options);
TFL_CAPI_EXPORT void TfLiteGpuDelegateV2Delete(TfLiteDelegate* delegate);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* GOLDCREST_TENSORFLOW_LITE_DELEGATES_GPU_DELEGATE_H_ */
