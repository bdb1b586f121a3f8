/* Buffers and synchronization objects of a platform, wrapped, and the kinds of attribute maps that describe them.
 *
 * A wrapper holds a pointer and nothing else: what it points to stays its maker's. */
#ifndef GOLDCREST_TENSORFLOW_LITE_CORE_ASYNC_INTEROP_C_TYPES_H_
#define GOLDCREST_TENSORFLOW_LITE_CORE_ASYNC_INTEROP_C_TYPES_H_

#include "tensorflow/lite/core/c/c_api_types.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct TfLiteBackendBuffer TfLiteBackendBuffer;
typedef struct TfLiteSynchronization TfLiteSynchronization;
typedef struct TfLiteAttributeMap TfLiteAttributeMap;

typedef enum TfLiteAttrMapType {
  kTfLiteAttrMapTypeUnknown = 0,
  kTfLiteAttrMapTypeBuffer = 1,
  kTfLiteAttrMapTypeSync = 2
} TfLiteAttrMapType;

typedef enum TfLiteBufferAttrKey {
  kTfLiteBufferAttrKeyUnknown = 0,
  kTfLiteBufferAttrKeyResourceTypeName = 1,
  kTfLiteBufferAttrKeyAlignment = 2,
  kTfLiteBufferAttrKeyPadding = 3,
  kTfLiteBufferAttrKeyOffset = 4,
  kTfLiteBufferAttrKeySize = 5,
  kTfLiteBufferAttrKeyCurrentHostCoherencyState = 6,
  kTfLiteBufferAttrKeyPreferredHostCoherencyState = 7,
  kTfLiteBufferAttrKeyCurrentHostCacheState = 8,
  kTfLiteBufferAttrKeyPreferredHostCacheState = 9
} TfLiteBufferAttrKey;

typedef enum TfLiteSynchronizationAttrKey {
  kTfLiteSynchronizationAttrKeyUnknown = 0,
  kTfLiteSynchronizationAttrKeyObjectTypeName = 1
} TfLiteSynchronizationAttrKey;

TFL_CAPI_EXPORT TfLiteBackendBuffer* TfLiteBackendBufferCreate(void);
TFL_CAPI_EXPORT void TfLiteBackendBufferDelete(TfLiteBackendBuffer* buffer);
TFL_CAPI_EXPORT void TfLiteBackendBufferSetPtr(TfLiteBackendBuffer* buffer, void* ptr);
TFL_CAPI_EXPORT void* TfLiteBackendBufferGetPtr(const TfLiteBackendBuffer* buffer);

TFL_CAPI_EXPORT TfLiteSynchronization* TfLiteSynchronizationCreate(void);
TFL_CAPI_EXPORT void TfLiteSynchronizationDelete(TfLiteSynchronization* sync);
TFL_CAPI_EXPORT void TfLiteSynchronizationSetPtr(TfLiteSynchronization* sync, void* ptr);
TFL_CAPI_EXPORT void* TfLiteSynchronizationGetPtr(const TfLiteSynchronization* sync);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* GOLDCREST_TENSORFLOW_LITE_CORE_ASYNC_INTEROP_C_TYPES_H_ */
