/* The part of TensorFlow Lite's C API that it calls experimental: custom operators by registration, variables, tensor indices. */
#ifndef GOLDCREST_TENSORFLOW_LITE_CORE_C_C_API_EXPERIMENTAL_H_
#define GOLDCREST_TENSORFLOW_LITE_CORE_C_C_API_EXPERIMENTAL_H_

#include "tensorflow/lite/builtin_ops.h"
#include "tensorflow/lite/core/c/c_api.h"
#include "tensorflow/lite/core/c/common.h"
#include "tensorflow/lite/profiling/telemetry/c/profiler.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Sets the model's variable tensors to zero. */
TFL_CAPI_EXPORT TfLiteStatus TfLiteInterpreterResetVariableTensors(TfLiteInterpreter* interpreter);
TFL_CAPI_EXPORT int32_t TfLiteInterpreterGetVariableTensorCount(const TfLiteInterpreter* interpreter);
TFL_CAPI_EXPORT TfLiteTensor* TfLiteInterpreterGetVariableTensor(const TfLiteInterpreter* interpreter, int32_t input_index);

/* Adds a custom operator for versions [min_version, max_version]. The registration is copied; its callbacks must stay valid as long
 * as interpreters made with the options. */
TFL_CAPI_EXPORT void TfLiteInterpreterOptionsAddCustomOp(TfLiteInterpreterOptions* options, const char* name,
                                                         const TfLiteRegistration* registration, int32_t min_version, int32_t max_version);
/* Replaces the built-in operator `op` in versions [min_version, max_version]; copied like a custom operator's. */
TFL_CAPI_EXPORT void TfLiteInterpreterOptionsAddBuiltinOp(TfLiteInterpreterOptions* options, TfLiteBuiltinOperator op,
                                                          const TfLiteRegistration* registration, int32_t min_version, int32_t max_version);

/* Looks up every operator with the functions given, and none of the library's own. What they return must outlive the interpreters;
 * null where there is none. Both functions null: back to the library's operators. */
TFL_CAPI_EXPORT void TfLiteInterpreterOptionsSetOpResolver(
    TfLiteInterpreterOptions* options, const TfLiteRegistration* (*find_builtin_op)(void* user_data, TfLiteBuiltinOperator op, int version),
    const TfLiteRegistration* (*find_custom_op)(void* user_data, const char* custom_op, int version), void* op_resolver_user_data);
TFL_CAPI_EXPORT void TfLiteInterpreterOptionsSetOpResolverV3(
    TfLiteInterpreterOptions* options,
    const TfLiteRegistration_V3* (*find_builtin_op)(void* user_data, TfLiteBuiltinOperator op, int version),
    const TfLiteRegistration_V3* (*find_custom_op)(void* user_data, const char* custom_op, int version), void* op_resolver_user_data);
TFL_CAPI_EXPORT void TfLiteInterpreterOptionsSetOpResolverV2(
    TfLiteInterpreterOptions* options,
    const TfLiteRegistration_V2* (*find_builtin_op)(void* user_data, TfLiteBuiltinOperator op, int version),
    const TfLiteRegistration_V2* (*find_custom_op)(void* user_data, const char* custom_op, int version), void* op_resolver_user_data);
TFL_CAPI_EXPORT void TfLiteInterpreterOptionsSetOpResolverV1(
    TfLiteInterpreterOptions* options,
    const TfLiteRegistration_V1* (*find_builtin_op)(void* user_data, TfLiteBuiltinOperator op, int version),
    const TfLiteRegistration_V1* (*find_custom_op)(void* user_data, const char* custom_op, int version), void* op_resolver_user_data);
/* The same with TfLiteOperator. With fallback: an operator without any callback, or null, means "ask the registration functions". */
TFL_CAPI_EXPORT void TfLiteInterpreterOptionsSetOpResolverExternal(
    TfLiteInterpreterOptions* options, const TfLiteOperator* (*find_builtin_op)(void* user_data, int op, int version),
    const TfLiteOperator* (*find_custom_op)(void* user_data, const char* custom_op, int version), void* op_resolver_user_data);
TFL_CAPI_EXPORT void TfLiteInterpreterOptionsSetOpResolverExternalWithFallback(
    TfLiteInterpreterOptions* options, const TfLiteOperator* (*find_builtin_op_external)(void* user_data, int op, int version),
    const TfLiteOperator* (*find_custom_op_external)(void* user_data, const char* custom_op, int version),
    const TfLiteRegistration* (*find_builtin_op)(void* user_data, TfLiteBuiltinOperator op, int version),
    const TfLiteRegistration* (*find_custom_op)(void* user_data, const char* custom_op, int version), void* op_resolver_user_data);

/* Like TfLiteInterpreterCreate, with the operators added to the options and no others. */
TFL_CAPI_EXPORT TfLiteInterpreter* TfLiteInterpreterCreateWithSelectedOps(const TfLiteModel* model,
                                                                          const TfLiteInterpreterOptions* options);

/* Positions to tensor indices. */
TFL_CAPI_EXPORT int32_t TfLiteInterpreterGetInputTensorIndex(const TfLiteInterpreter* interpreter, int32_t input_index);
TFL_CAPI_EXPORT int32_t TfLiteInterpreterGetOutputTensorIndex(const TfLiteInterpreter* interpreter, int32_t output_index);

/* Stops runs of the runner's interpreter; see TfLiteInterpreterCancel. */
TFL_CAPI_EXPORT TfLiteStatus TfLiteSignatureRunnerCancel(TfLiteSignatureRunner* signature_runner);

/* Kept for compatibility; on systems without NNAPI it changes nothing. */
TFL_CAPI_EXPORT void TfLiteInterpreterOptionsSetUseNNAPI(TfLiteInterpreterOptions* options, bool enable);
/* ---- Delegates ---- */

/* A run that fails with delegates is done again without them; kTfLiteDelegateError then means that the outputs are good and the
 * delegates gone. */
TFL_CAPI_EXPORT void TfLiteInterpreterOptionsSetEnableDelegateFallback(TfLiteInterpreterOptions* options, bool enable);
/* Applies a delegate to an interpreter, allocated or not. kTfLiteDelegateError: it failed and all delegates were taken back;
 * kTfLiteApplicationError: the model has dynamic tensors and the delegate takes none. The interpreter stays usable. The delegate stays
 * the caller's and must outlive the interpreter. */
TFL_CAPI_EXPORT TfLiteStatus TfLiteInterpreterModifyGraphWithDelegate(const TfLiteInterpreter* interpreter, TfLiteDelegate* delegate);
/* Says that `tensor`'s data lies in a buffer of the delegate's; a handle it had before is freed by the delegate. */
TFL_CAPI_EXPORT TfLiteStatus TfLiteInterpreterSetBufferHandle(TfLiteInterpreter* interpreter, TfLiteTensor* tensor,
                                                              TfLiteBufferHandle buffer_handle, TfLiteOpaqueDelegate* delegate);
/* kTfLiteNullBufferHandle and null where nothing is set. */
TFL_CAPI_EXPORT TfLiteStatus TfLiteInterpreterGetBufferHandle(TfLiteInterpreter* interpreter, int tensor_index,
                                                              TfLiteBufferHandle* buffer_handle, TfLiteOpaqueDelegate** delegate);
/* True: outputs that a delegate leaves in its buffers stay there, until TfLiteInterpreterEnsureTensorDataIsReadable fetches them. */
TFL_CAPI_EXPORT void TfLiteSetAllowBufferHandleOutput(const TfLiteInterpreter* interpreter, bool allow_buffer_handle_output);
/* Does nothing to a tensor whose bytes are in memory. */
TFL_CAPI_EXPORT TfLiteStatus TfLiteInterpreterEnsureTensorDataIsReadable(TfLiteInterpreter* interpreter, int tensor_index);

/* ---- Memory and telemetry ---- */

/* Memory of the client's for tensor `tensor_index` of the first subgraph: what lies there is the tensor's value for each run, and what
 * the run makes of an output or variable is written there. At least as many bytes as the tensor has, which AllocateTensors checks, at a
 * multiple of 64 bytes unless `flags` has kTfLiteCustomAllocationFlagsSkipAlignCheck. It stays the client's and must outlive the
 * interpreter. kTfLiteError for null, a misaligned address, an index out of range, constants and strings. */
TFL_CAPI_EXPORT TfLiteStatus TfLiteInterpreterSetCustomAllocationForTensor(TfLiteInterpreter* interpreter, int tensor_index,
                                                                           const TfLiteCustomAllocation* allocation, int64_t flags);
/* The structure is the client's and must outlive interpreters made with the options. */
TFL_CAPI_EXPORT void TfLiteInterpreterOptionsSetTelemetryProfiler(TfLiteInterpreterOptions* options,
                                                                  struct TfLiteTelemetryProfilerStruct* profiler);

/* What SetNumThreads stored, -1 by default. */
TFL_CAPI_EXPORT int32_t TfLiteInterpreterOptionsGetNumThreads(TfLiteInterpreterOptions* options);

#ifdef __cplusplus
}
#endif

#endif /* GOLDCREST_TENSORFLOW_LITE_CORE_C_C_API_EXPERIMENTAL_H_ */
