/* What Goldcrest's C interface has beyond TensorFlow Lite's: limits, subgraphs, shapes by tensor index, steps of a run, the bytes of a
 * model. TensorFlow Lite's C++ interface (tensorflow/lite/interpreter.h and its kin) is made of these and of TensorFlow Lite's C functions.
 *
 * Objects, ownership, threads and errors are those of tensorflow/lite/core/c/c_api.h. A subgraph is named by its number in the file; a
 * number out of range, and a null interpreter, give 0, null or kTfLiteError. Both libraries show these functions. */
#ifndef GOLDCREST_C_H_
#define GOLDCREST_C_H_

#include "tensorflow/lite/core/c/c_api.h"
#include "tensorflow/lite/core/c/c_api_experimental.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Models ---- */

/* As TfLiteModelCreateWithErrorReporter and TfLiteModelCreateFromFileWithErrorReporter, for a model from an unknown source: reading may
 * take `max_bytes` bytes, beside the file's own (0: the usual limit, 2 GiB). */
TFL_CAPI_EXPORT TfLiteModel* GoldcrestModelCreateWithLimit(const void* model_data, size_t model_size, uint64_t max_bytes,
                                                           void (*reporter)(void* user_data, const char* format, va_list args),
                                                           void* user_data);
TFL_CAPI_EXPORT TfLiteModel* GoldcrestModelCreateFromFileWithLimit(const char* model_path, uint64_t max_bytes,
                                                                   void (*reporter)(void* user_data, const char* format, va_list args),
                                                                   void* user_data);

/* The file as it is in memory, good until model and interpreters are deleted. Null and 0 for a model that has no bytes. */
TFL_CAPI_EXPORT const void* GoldcrestModelBytes(const TfLiteModel* model, size_t* size);
TFL_CAPI_EXPORT int32_t GoldcrestModelMetadataCount(const TfLiteModel* model);
/* Entry `index`; null for an index out of range. The name ends in a NUL. */
TFL_CAPI_EXPORT const void* GoldcrestModelMetadata(const TfLiteModel* model, int32_t index, const char** name, size_t* size);

/* A graph that the caller puts together, as an alternative to a file. Arrays are read during the call; `data` must stay as long as
 * the model and its interpreters. */
typedef struct GoldcrestGraphTensor {
  TfLiteType type;
  const char* name; /* may be null */
  const int* dims;
  int32_t rank;
  const int* dims_signature; /* with -1 for dimensions that may change; may be null */
  int32_t rank_signature;
  TfLiteQuantization quantization;
  const void* data; /* of a constant; else null */
  size_t bytes;
  bool is_variable;
} GoldcrestGraphTensor;

typedef struct GoldcrestGraphNode {
  TfLiteBuiltinOperator builtin_code;
  const char* custom_name; /* where builtin_code is kTfLiteBuiltinCustom */
  int32_t version;
  const int* inputs; /* tensor indices, kTfLiteOptionalTensor for one left out */
  int32_t num_inputs;
  const int* outputs;
  int32_t num_outputs;
  const void* init_data; /* options of a custom operator */
  size_t init_data_size;
  const void* builtin_data; /* options of a built-in operator, a structure of builtin_op_data.h, or null */
} GoldcrestGraphNode;

typedef struct GoldcrestGraph {
  const GoldcrestGraphTensor* tensors;
  int32_t num_tensors;
  const GoldcrestGraphNode* nodes; /* in the order in which they run */
  int32_t num_nodes;
  const int* inputs;
  int32_t num_inputs;
  const int* outputs;
  int32_t num_outputs;
} GoldcrestGraph;

/* Verified like a file; null where the graph contradicts itself, with the reason in the reporter. */
TFL_CAPI_EXPORT TfLiteModel* GoldcrestModelCreateFromGraph(const GoldcrestGraph* graph,
                                                           void (*reporter)(void* user_data, const char* format, va_list args),
                                                           void* user_data);

/* ---- Options ---- */

/* True: every tensor keeps its value after a run, to be looked at; costs memory and speed. */
TFL_CAPI_EXPORT void GoldcrestInterpreterOptionsSetPreserveAllTensors(TfLiteInterpreterOptions* options, bool preserve);

/* What interpreters made with `options` may cost: bytes that one holds at once, and the work of one run in multiply-adds or elements
 * (goldcrest/limits.h says what counts). 0: the usual limit, 2 GiB and 2^40. A call that would need more fails, and says so. */
TFL_CAPI_EXPORT void GoldcrestInterpreterOptionsSetLimits(TfLiteInterpreterOptions* options, uint64_t max_bytes, uint64_t max_steps);

/* An operator of the library: where client code looks operators up (TfLiteInterpreterOptionsSetOpResolver), a registration without
 * any callback stands for the library's operator of that code and name. */
typedef struct GoldcrestOperator {
  TfLiteBuiltinOperator builtin_code;
  const char* custom_name; /* null unless builtin_code is kTfLiteBuiltinCustom */
  int32_t first_version;
  int32_t last_version;
} GoldcrestOperator;
TFL_CAPI_EXPORT int32_t GoldcrestOperatorCount(void);
/* `index` below the count. */
TFL_CAPI_EXPORT GoldcrestOperator GoldcrestGetOperator(int32_t index);

/* ---- Subgraphs of an interpreter ---- */

TFL_CAPI_EXPORT int32_t GoldcrestInterpreterSubgraphCount(const TfLiteInterpreter* interpreter);
TFL_CAPI_EXPORT const char* GoldcrestSubgraphName(const TfLiteInterpreter* interpreter, int32_t subgraph);
/* Tensor indices and, returned, how many. */
TFL_CAPI_EXPORT int32_t GoldcrestSubgraphInputs(const TfLiteInterpreter* interpreter, int32_t subgraph, const int** indices);
TFL_CAPI_EXPORT int32_t GoldcrestSubgraphOutputs(const TfLiteInterpreter* interpreter, int32_t subgraph, const int** indices);
/* Tensors: the file's, then those that operators and delegates added. */
TFL_CAPI_EXPORT int32_t GoldcrestSubgraphTensorCount(const TfLiteInterpreter* interpreter, int32_t subgraph);
TFL_CAPI_EXPORT TfLiteTensor* GoldcrestSubgraphTensor(const TfLiteInterpreter* interpreter, int32_t subgraph, int32_t index);
TFL_CAPI_EXPORT bool GoldcrestSubgraphTensorIsVariable(const TfLiteInterpreter* interpreter, int32_t subgraph, int32_t index);
/* A new shape for the input with tensor index `tensor`. `strict`: only dimensions that the model leaves open. */
TFL_CAPI_EXPORT TfLiteStatus GoldcrestSubgraphResizeInput(TfLiteInterpreter* interpreter, int32_t subgraph, int32_t tensor, const int* dims,
                                                          int32_t rank, bool strict);
TFL_CAPI_EXPORT TfLiteStatus GoldcrestSubgraphAllocateTensors(TfLiteInterpreter* interpreter, int32_t subgraph);
TFL_CAPI_EXPORT TfLiteStatus GoldcrestSubgraphInvoke(TfLiteInterpreter* interpreter, int32_t subgraph);
/* The subgraph as custom operators and delegates see it. Its nodes are the file's, numbered as there, then those of delegates. */
TFL_CAPI_EXPORT TfLiteContext* GoldcrestSubgraphContext(TfLiteInterpreter* interpreter, int32_t subgraph);
TFL_CAPI_EXPORT int32_t GoldcrestSubgraphNodeCount(const TfLiteInterpreter* interpreter, int32_t subgraph);

/* ---- Signatures, by their number in the file ---- */

/* The subgraph that a signature runs; -1 for a number out of range. */
TFL_CAPI_EXPORT int32_t GoldcrestSignatureSubgraph(const TfLiteInterpreter* interpreter, int32_t signature);
/* Name of input (or output) `position`, in alphabetical order, and its tensor index; null for a position out of range. */
TFL_CAPI_EXPORT const char* GoldcrestSignatureInput(const TfLiteInterpreter* interpreter, int32_t signature, int32_t position, int* tensor);
TFL_CAPI_EXPORT const char* GoldcrestSignatureOutput(const TfLiteInterpreter* interpreter, int32_t signature, int32_t position,
                                                     int* tensor);

/* ---- Runs ---- */

/* For runs from now on. -1, 0 and 1: one thread. */
TFL_CAPI_EXPORT TfLiteStatus GoldcrestInterpreterSetNumThreads(TfLiteInterpreter* interpreter, int32_t num_threads);

/* Called after every step of a run with what it ran (the file's number of the anchor node, its operator, how long it took). Returning
 * false stops the run as TfLiteInterpreterCancel does, without that cancellation must have been enabled. Null: no more calls. */
typedef bool (*GoldcrestStepCallback)(void* user_data, int32_t subgraph, int32_t node, const char* op_name, uint64_t nanoseconds);
TFL_CAPI_EXPORT TfLiteStatus GoldcrestInterpreterSetStepCallback(TfLiteInterpreter* interpreter, GoldcrestStepCallback callback,
                                                                 void* user_data);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* GOLDCREST_C_H_ */
