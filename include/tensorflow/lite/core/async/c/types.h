/* Names of the objects of asynchronous runs. */
#ifndef GOLDCREST_TENSORFLOW_LITE_CORE_ASYNC_C_TYPES_H_
#define GOLDCREST_TENSORFLOW_LITE_CORE_ASYNC_C_TYPES_H_

#ifdef __cplusplus
extern "C" {
#endif

typedef struct TfLiteAsyncKernel TfLiteAsyncKernel;
typedef struct TfLiteExecutionTask TfLiteExecutionTask;
typedef struct TfLiteAsyncSignatureRunner TfLiteAsyncSignatureRunner;

typedef enum TfLiteIoType { kTfLiteIoTypeUnknown = 0, kTfLiteIoTypeInput = 1, kTfLiteIoTypeOutput = 2 } TfLiteIoType;

#ifdef __cplusplus
}
#endif

#endif /* GOLDCREST_TENSORFLOW_LITE_CORE_ASYNC_C_TYPES_H_ */
