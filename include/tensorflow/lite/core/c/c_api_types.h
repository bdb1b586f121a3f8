/* Status codes, element types and the names of opaque objects that all of the C API shares. */
#ifndef GOLDCREST_TENSORFLOW_LITE_CORE_C_C_API_TYPES_H_
#define GOLDCREST_TENSORFLOW_LITE_CORE_C_C_API_TYPES_H_

#include <stdint.h>

#include "tensorflow/compiler/mlir/lite/core/c/tflite_types.h"

/* Marks the functions that the shared library shows. */
#ifndef TFL_CAPI_EXPORT
#if defined(_WIN32)
#define TFL_CAPI_EXPORT
#else
#define TFL_CAPI_EXPORT __attribute__((visibility("default")))
#endif
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* What a call came to. The reason for anything but kTfLiteOk goes to the error reporter. */
typedef enum TfLiteStatus {
  kTfLiteOk = 0,
  kTfLiteError = 1,
  kTfLiteDelegateError = 2,
  kTfLiteApplicationError = 3, /* a delegate and the application do not fit together */
  kTfLiteDelegateDataNotFound = 4,
  kTfLiteDelegateDataWriteError = 5,
  kTfLiteDelegateDataReadError = 6,
  kTfLiteUnresolvedOps = 7, /* the model has custom operators that nobody registered */
  kTfLiteCancelled = 8,
  kTfLiteOutputShapeNotKnown = 9 /* from an operator's prepare: shapes come out of its invoke */
} TfLiteStatus;

/* Opaque views of the objects that custom operators and delegates meet; c_api_opaque.h reads them. */
typedef struct TfLiteOpaqueContext TfLiteOpaqueContext;
typedef struct TfLiteOpaqueNode TfLiteOpaqueNode;
typedef struct TfLiteOpaqueTensor TfLiteOpaqueTensor;

typedef struct TfLiteDelegate TfLiteDelegate;
typedef struct TfLiteOpaqueDelegateStruct TfLiteOpaqueDelegateStruct;
#if defined(TFLITE_WITH_STABLE_ABI) && TFLITE_WITH_STABLE_ABI
typedef TfLiteOpaqueDelegateStruct TfLiteOpaqueDelegate;
#else
typedef TfLiteDelegate TfLiteOpaqueDelegate;
#endif

/* A custom operator as a set of callbacks; core/c/operator.h makes one. */
typedef struct TfLiteOperator TfLiteOperator;
/* Its name before TensorFlow Lite 2.17. */
typedef TfLiteOperator TfLiteRegistrationExternal;

#ifdef __cplusplus
}
#endif

#endif /* GOLDCREST_TENSORFLOW_LITE_CORE_C_C_API_TYPES_H_ */
