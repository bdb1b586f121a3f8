/* Names that attribute maps use. */
#ifndef GOLDCREST_TENSORFLOW_LITE_CORE_ASYNC_INTEROP_C_CONSTANTS_H_
#define GOLDCREST_TENSORFLOW_LITE_CORE_ASYNC_INTEROP_C_CONSTANTS_H_

#include "tensorflow/lite/core/c/c_api_types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* "no_sync_obj": waits happen in the call. */
TFL_CAPI_EXPORT extern const char kTfLiteSyncTypeNoSyncObj[];

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* GOLDCREST_TENSORFLOW_LITE_CORE_ASYNC_INTEROP_C_CONSTANTS_H_ */
