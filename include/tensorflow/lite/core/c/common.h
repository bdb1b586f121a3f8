/* The data structures that TensorFlow Lite's C API shares with custom operators and delegates, and helpers for them.
 *
 * Layouts are those of TensorFlow Lite 2.19, so that code compiled against its headers works with this library and the other way
 * round. Valid as C99 and as C++11.
 *
 * Ownership: arrays and the data of dynamic tensors come from malloc; whoever holds a structure frees them with the functions
 * here. Tensors handed out by an interpreter stay the interpreter's. Threads: as the interpreter they belong to, one at a time. */
#ifndef GOLDCREST_TENSORFLOW_LITE_CORE_C_COMMON_H_
#define GOLDCREST_TENSORFLOW_LITE_CORE_C_COMMON_H_

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tensorflow/lite/core/c/c_api_types.h"

#ifdef __cplusplus
extern "C" {
#endif

struct TfLiteContext;
struct TfLiteRegistration;
struct TfLiteOpaqueDelegateBuilder;

/* ---- Arrays ---- */

typedef struct TfLiteIntArray {
  int size;
  int data[];
} TfLiteIntArray;

TFL_CAPI_EXPORT size_t TfLiteIntArrayGetSizeInBytes(int size);
/* `size` integers of unspecified value; null when out of memory or `size` is negative. Freed with TfLiteIntArrayFree. */
TFL_CAPI_EXPORT TfLiteIntArray* TfLiteIntArrayCreate(int size);
/* 1 when equal, 0 when not; null equals null only. */
TFL_CAPI_EXPORT int TfLiteIntArrayEqual(const TfLiteIntArray* a, const TfLiteIntArray* b);
TFL_CAPI_EXPORT int TfLiteIntArrayEqualsArray(const TfLiteIntArray* a, int b_size, const int b_data[]);
TFL_CAPI_EXPORT TfLiteIntArray* TfLiteIntArrayCopy(const TfLiteIntArray* src);
TFL_CAPI_EXPORT void TfLiteIntArrayFree(TfLiteIntArray* a);

typedef struct TfLiteFloatArray {
  int size;
  float data[];
} TfLiteFloatArray;

TFL_CAPI_EXPORT int TfLiteFloatArrayGetSizeInBytes(int size);
TFL_CAPI_EXPORT TfLiteFloatArray* TfLiteFloatArrayCreate(int size);
TFL_CAPI_EXPORT TfLiteFloatArray* TfLiteFloatArrayCopy(const TfLiteFloatArray* src);
TFL_CAPI_EXPORT void TfLiteFloatArrayFree(TfLiteFloatArray* a);

/* ---- Constants ---- */

/* The index of an optional input that a node leaves out. */
#define kTfLiteOptionalTensor (-1)

typedef int TfLiteBufferHandle;
enum { kTfLiteNullBufferHandle = -1 };

#define kTfLiteNoBufferIdentifier SIZE_MAX

/* ---- Tensors ---- */

typedef struct TfLiteComplex64 {
  float re, im;
} TfLiteComplex64;

typedef struct TfLiteComplex128 {
  double re, im;
} TfLiteComplex128;

typedef struct TfLiteFloat16 {
  uint16_t data;
} TfLiteFloat16;

typedef struct TfLiteBFloat16 {
  uint16_t data;
} TfLiteBFloat16;

/* "FLOAT32" and the like; "Unknown type" for a number that is none. Never null. */
TFL_CAPI_EXPORT const char* TfLiteTypeGetName(TfLiteType type);

typedef enum TfLiteDimensionType { kTfLiteDimDense = 0, kTfLiteDimSparseCSR = 1 } TfLiteDimensionType;

typedef struct TfLiteDimensionMetadata {
  TfLiteDimensionType format;
  int dense_size;
  TfLiteIntArray* array_segments;
  TfLiteIntArray* array_indices;
} TfLiteDimensionMetadata;

typedef struct TfLiteSparsity {
  TfLiteIntArray* traversal_order;
  TfLiteIntArray* block_map;
  TfLiteDimensionMetadata* dim_metadata;
  int dim_metadata_size;
} TfLiteSparsity;

typedef enum TfLiteQuantizationType {
  kTfLiteNoQuantization = 0,
  kTfLiteAffineQuantization = 1,
  kTfLiteBlockwiseQuantization = 2,
  kTfLiteMultiAxisQuantization = 3
} TfLiteQuantizationType;

typedef struct TfLiteQuantization {
  TfLiteQuantizationType type;
  void* params; /* a TfLiteAffineQuantization or another structure below, as `type` says */
} TfLiteQuantization;

/* One scale for the whole tensor, or one for every index of `quantized_dimension`. */
typedef struct TfLiteAffineQuantization {
  TfLiteFloatArray* scale;
  TfLiteIntArray* zero_point;
  int32_t quantized_dimension;
} TfLiteAffineQuantization;

/* One scale for each block of `blocksize` values; `scale` and `zero_point` are the indices of tensors that hold them. */
typedef struct TfLiteBlockwiseQuantization {
  int32_t scale;
  int32_t zero_point;
  int32_t blocksize;
  int32_t quantized_dimension;
} TfLiteBlockwiseQuantization;

/* The same along several dimensions. */
typedef struct TfLiteMultiAxisQuantization {
  int32_t scales;
  int32_t zero_points;
  int32_t blocksize;
  TfLiteIntArray* quantized_dimensions;
} TfLiteMultiAxisQuantization;

typedef union TfLitePtrUnion {
  int32_t* i32;
  uint32_t* u32;
  int64_t* i64;
  uint64_t* u64;
  float* f;
  TfLiteFloat16* f16;
  TfLiteBFloat16* bf16;
  double* f64;
  char* raw;
  const char* raw_const;
  uint8_t* uint8;
  bool* b;
  int16_t* i16;
  uint16_t* ui16;
  TfLiteComplex64* c64;
  TfLiteComplex128* c128;
  int8_t* int8;
  void* data;
} TfLitePtrUnion;

/* Where a tensor's bytes live. */
typedef enum TfLiteAllocationType {
  kTfLiteMemNone = 0,
  kTfLiteMmapRo = 1,            /* a constant of the model */
  kTfLiteArenaRw = 2,           /* in the interpreter's arena, valid during a run */
  kTfLiteArenaRwPersistent = 3, /* keeps its value from run to run */
  kTfLiteDynamic = 4,           /* from malloc, of a size that the run decides */
  kTfLitePersistentRo = 5,      /* from malloc, computed once */
  kTfLiteCustom = 6,            /* the application's */
  kTfLiteVariantObject = 7,
  kTfLiteNonCpu = 8
} TfLiteAllocationType;

typedef enum TfLiteAllocationStrategy {
  kTfLiteAllocationStrategyUnknown = 0,
  kTfLiteAllocationStrategyNone = 1,
  kTfLiteAllocationStrategyMMap = 2,
  kTfLiteAllocationStrategyArena = 3,
  kTfLiteAllocationStrategyMalloc = 4,
  kTfLiteAllocationStrategyNew = 5
} TfLiteAllocationStrategy;

/* How long an address or a value stays what it is. */
typedef enum TfLiteRunStability {
  kTfLiteRunStabilityUnknown = 0,
  kTfLiteRunStabilityUnstable = 1,
  kTfLiteRunStabilitySingleRun = 2,
  kTfLiteRunStabilityAcrossRuns = 3
} TfLiteRunStability;

/* The step from which on something is known. */
typedef enum TfLiteRunStep {
  kTfLiteRunStepUnknown = 0,
  kTfLiteRunStepInit = 1,
  kTfLiteRunStepPrepare = 2,
  kTfLiteRunStepEval = 3
} TfLiteRunStep;

typedef enum TfLiteCustomAllocationFlags {
  kTfLiteCustomAllocationFlagsNone = 0,
  kTfLiteCustomAllocationFlagsSkipAlignCheck = 1
} TfLiteCustomAllocationFlags;

typedef struct TfLiteCustomAllocation {
  void* data;
  size_t bytes;
} TfLiteCustomAllocation;

/* Bytes to which custom allocations must be aligned. */
enum { kDefaultTensorAlignment = 64 };

typedef struct TfLiteTensor {
  TfLiteType type;
  TfLitePtrUnion data; /* null until the interpreter has allocated, and for dynamic outputs until it has run */
  TfLiteIntArray* dims;
  TfLiteQuantizationParams params; /* of a tensor with one scale; else {0, 0} */
  TfLiteAllocationType allocation_type;
  size_t bytes;
  const void* allocation;
  const char* name;
  struct TfLiteDelegate* delegate;
  TfLiteBufferHandle buffer_handle;
  bool data_is_stale;
  bool is_variable;
  TfLiteQuantization quantization;
  TfLiteSparsity* sparsity;             /* null for a dense tensor */
  const TfLiteIntArray* dims_signature; /* -1 for a dimension that may change */
} TfLiteTensor;

typedef struct TfLiteEvalTensor {
  TfLitePtrUnion data;
  TfLiteIntArray* dims;
  TfLiteType type;
} TfLiteEvalTensor;

/* Frees the data of a dynamic tensor; for any other only forgets the address. */
TFL_CAPI_EXPORT void TfLiteTensorDataFree(TfLiteTensor* t);
TFL_CAPI_EXPORT void TfLiteQuantizationFree(TfLiteQuantization* quantization);
/* A copy with parameters of its own. */
#ifdef __cplusplus
TFL_CAPI_EXPORT TfLiteQuantization TfLiteQuantizationClone(const TfLiteQuantization& src);
#else
TFL_CAPI_EXPORT TfLiteQuantization TfLiteQuantizationClone(const TfLiteQuantization* src);
#endif
TFL_CAPI_EXPORT void TfLiteSparsityFree(TfLiteSparsity* sparsity);
/* Frees everything the tensor holds. For tensors of your own, not an interpreter's. */
TFL_CAPI_EXPORT void TfLiteTensorFree(TfLiteTensor* t);
/* Frees what the tensor holds, then sets its fields. `dims` becomes the tensor's. */
TFL_CAPI_EXPORT void TfLiteTensorReset(TfLiteType type, const char* name, TfLiteIntArray* dims, TfLiteQuantizationParams quantization,
                                       char* buffer, size_t size, TfLiteAllocationType allocation_type, const void* allocation,
                                       bool is_variable, TfLiteTensor* tensor);
/* Copies type, dimensions and data between tensors of the same number of bytes; kTfLiteError for different ones. */
TFL_CAPI_EXPORT TfLiteStatus TfLiteTensorCopy(const TfLiteTensor* src, TfLiteTensor* dst);
/* Gives a dynamic (or persistent read-only) tensor room for `num_bytes`, keeping the old content when `preserve_data`. Leaves
 * other tensors alone. */
TFL_CAPI_EXPORT TfLiteStatus TfLiteTensorResizeMaybeCopy(size_t num_bytes, TfLiteTensor* tensor, bool preserve_data);
TFL_CAPI_EXPORT TfLiteStatus TfLiteTensorRealloc(size_t num_bytes, TfLiteTensor* tensor);
/* An allocator for the functions below; functions get `data`. */
typedef struct TfLiteAllocator {
  void* data;
  void* (*allocate)(void* data, size_t bytes, size_t alignment);
  void* (*reallocate)(void* data, void* ptr, size_t old_bytes, size_t new_bytes, size_t alignment);
  void (*deallocate)(void* data, void* ptr, size_t bytes, size_t alignment);
} TfLiteAllocator;
/* The same with the data of dynamic tensors from `allocator`; null for malloc. */
TFL_CAPI_EXPORT void TfLiteTensorDataFreeWithAllocator(TfLiteTensor* t, TfLiteAllocator* allocator);
TFL_CAPI_EXPORT TfLiteStatus TfLiteTensorResizeMaybeCopyWithAllocator(size_t num_bytes, TfLiteTensor* tensor, bool preserve_data,
                                                                      TfLiteAllocator* allocator);
TFL_CAPI_EXPORT TfLiteStatus TfLiteTensorReallocWithAllocator(size_t num_bytes, TfLiteTensor* tensor, TfLiteAllocator* allocator);
/* A tensor with copies of everything, its data too: a dynamic tensor, to be freed with TfLiteTensorFree. Without data when out of
 * memory. */
TFL_CAPI_EXPORT TfLiteTensor TfLiteTensorClone(TfLiteTensor src);
/* dims_signature where the tensor has one, else dims. */
TFL_CAPI_EXPORT const TfLiteIntArray* TfLiteTensorGetDimsSignature(const TfLiteTensor* t);

TFL_CAPI_EXPORT TfLiteAllocationStrategy TfLiteTensorGetAllocationStrategy(const TfLiteTensor* t);
TFL_CAPI_EXPORT TfLiteRunStability TfLiteTensorGetBufferAddressStability(const TfLiteTensor* t);
TFL_CAPI_EXPORT TfLiteRunStability TfLiteTensorGetDataStability(const TfLiteTensor* t);
TFL_CAPI_EXPORT TfLiteRunStep TfLiteTensorGetDataKnownStep(const TfLiteTensor* t);
TFL_CAPI_EXPORT TfLiteRunStep TfLiteTensorGetShapeKnownStep(const TfLiteTensor* t);

/* ---- Nodes and their operators ---- */

typedef struct TfLiteNode {
  TfLiteIntArray* inputs; /* tensor indices */
  TfLiteIntArray* outputs;
  TfLiteIntArray* intermediates;
  TfLiteIntArray* temporaries; /* working tensors that prepare asked for; set by the operator */
  void* user_data;             /* what init returned */
  void* builtin_data;          /* options of a built-in operator, a structure of builtin_op_data.h */
  const void* custom_initial_data;
  int custom_initial_data_size;
  struct TfLiteDelegate* delegate;
  bool might_have_side_effect;
} TfLiteNode;

/* Which tensors an operator may let share memory; bits of TfLiteRegistration.inplace_operator. */
typedef uint64_t TfLiteInPlaceOp;
enum {
  kTfLiteInplaceOpNone = 0,
  kTfLiteInplaceOpDataUnmodified = 1,
  kTfLiteInplaceInputCanBeSharedWithCorrespondingOutput = 2,
  kTfLiteInplaceOpInput0Shared = 4,
  kTfLiteInplaceOpInput1Shared = 8,
  kTfLiteInplaceOpInput2Shared = 16
};
#define kTfLiteInplaceOpMaxValue UINT64_MAX
enum { kTfLiteMaxSharableOpInputs = 3 };

struct TfLiteAsyncKernel;

/* An operator: callbacks over the structures here. Any may be null. */
typedef struct TfLiteRegistration {
  /* Called once for each node; `buffer` holds a custom operator's options, or is a built-in operator's structure of options with
   * `length` 0. What it returns becomes TfLiteNode.user_data. */
  void* (*init)(struct TfLiteContext* context, const char* buffer, size_t length);
  void (*free)(struct TfLiteContext* context, void* buffer);
  /* Called before runs whenever input shapes may have changed: checks inputs, resizes outputs, asks for temporaries. */
  TfLiteStatus (*prepare)(struct TfLiteContext* context, struct TfLiteNode* node);
  TfLiteStatus (*invoke)(struct TfLiteContext* context, struct TfLiteNode* node);
  const char* (*profiling_string)(const struct TfLiteContext* context, const struct TfLiteNode* node);
  int32_t builtin_code;
  const char* custom_name;
  int version;
  TfLiteOperator* registration_external; /* where set, its callbacks count and those above do not */
  struct TfLiteAsyncKernel* (*async_kernel)(struct TfLiteContext* context, struct TfLiteNode* node);
  uint64_t inplace_operator;
} TfLiteRegistration;

#include "tensorflow/lite/core/c/old_registrations.h"

/* ---- The context: a subgraph as custom operators see it ---- */

typedef enum TfLiteExternalContextType {
  kTfLiteEigenContext = 0,
  kTfLiteGemmLowpContext = 1,
  kTfLiteEdgeTpuContext = 2,
  kTfLiteCpuBackendContext = 3,
  kTfLiteLiteRtBufferContext = 4,
  kTfLiteMaxExternalContexts = 5
} TfLiteExternalContextType;

typedef struct TfLiteExternalContext {
  TfLiteExternalContextType type;
  TfLiteStatus (*Refresh)(struct TfLiteContext* context);
} TfLiteExternalContext;

struct TfLiteDelegateParams;

typedef struct TfLiteContext {
  size_t tensors_size;
  TfLiteStatus (*GetExecutionPlan)(struct TfLiteContext* context, TfLiteIntArray** execution_plan);
  TfLiteTensor* tensors;
  void* impl_;
  /* Takes over `new_size`. In prepare: the shape of an output or temporary. In invoke: of a dynamic one, which gets its memory. */
  TfLiteStatus (*ResizeTensor)(struct TfLiteContext*, TfLiteTensor* tensor, TfLiteIntArray* new_size);
  void (*ReportError)(struct TfLiteContext*, const char* msg, ...);
  /* More tensors, for temporaries; null for `first_new_tensor_index` is allowed. */
  TfLiteStatus (*AddTensors)(struct TfLiteContext*, int tensors_to_add, int* first_new_tensor_index);
  TfLiteStatus (*GetNodeAndRegistration)(struct TfLiteContext*, int node_index, TfLiteNode** node, TfLiteRegistration** registration);
  TfLiteStatus (*ReplaceNodeSubsetsWithDelegateKernels)(struct TfLiteContext*, TfLiteRegistration registration,
                                                        const TfLiteIntArray* nodes_to_replace, struct TfLiteDelegate* delegate);
  int recommended_num_threads;
  TfLiteExternalContext* (*GetExternalContext)(struct TfLiteContext*, TfLiteExternalContextType);
  void (*SetExternalContext)(struct TfLiteContext*, TfLiteExternalContextType, TfLiteExternalContext*);
  bool allow_fp32_relax_to_fp16;
  void* profiler;
  void* (*AllocatePersistentBuffer)(struct TfLiteContext* ctx, size_t bytes);
  TfLiteStatus (*AllocateBufferForEval)(struct TfLiteContext* ctx, size_t bytes, void** ptr);
  TfLiteStatus (*RequestScratchBufferInArena)(struct TfLiteContext* ctx, size_t bytes, int* buffer_idx);
  void* (*GetScratchBuffer)(struct TfLiteContext* ctx, int buffer_idx);
  TfLiteStatus (*ResizeTensorExplicit)(struct TfLiteContext* ctx, TfLiteTensor* tensor, int dims, const int* shape);
  TfLiteStatus (*PreviewDelegatePartitioning)(struct TfLiteContext* context, const TfLiteIntArray* nodes_to_replace,
                                              struct TfLiteDelegateParams** partition_params_array, int* num_partitions);
  TfLiteTensor* (*GetTensor)(const struct TfLiteContext* context, int tensor_idx);
  TfLiteEvalTensor* (*GetEvalTensor)(const struct TfLiteContext* context, int tensor_idx);
  TfLiteStatus (*GetModelMetadata)(const struct TfLiteContext* context, const char* name, const char** ptr, size_t* bytes);
  TfLiteStatus (*AcquireSubgraphContext)(struct TfLiteContext* context, int subgraph_index, struct TfLiteContext** acquired_context);
  TfLiteStatus (*ReleaseSubgraphContext)(struct TfLiteContext* context, int subgraph_index);
} TfLiteContext;

/* ---- Checks for operators: report what failed, and return from the callback ---- */

#define TF_LITE_KERNEL_LOG(context, ...) (context)->ReportError((context), __VA_ARGS__)

#define TF_LITE_MAYBE_KERNEL_LOG(context, ...)                       \
  do {                                                               \
    if ((context) != NULL) TF_LITE_KERNEL_LOG(context, __VA_ARGS__); \
  } while (0)

#define TF_LITE_ENSURE_MSG(context, condition, ...) \
  do {                                              \
    if (!(condition)) {                             \
      TF_LITE_KERNEL_LOG((context), __VA_ARGS__);   \
      return kTfLiteError;                          \
    }                                               \
  } while (0)

#define TF_LITE_ENSURE(context, condition) TF_LITE_ENSURE_MSG(context, condition, "%s:%d: %s was not true.", __FILE__, __LINE__, #condition)

#define TF_LITE_ENSURE_STATUS(expression)                   \
  do {                                                      \
    const TfLiteStatus tf_lite_status = (expression);       \
    if (tf_lite_status != kTfLiteOk) return tf_lite_status; \
  } while (0)

#define TF_LITE_ENSURE_OK(context, status) TF_LITE_ENSURE_STATUS(status)

#define TF_LITE_ENSURE_EQ(context, a, b)                                                                                      \
  do {                                                                                                                        \
    if ((a) != (b)) {                                                                                                         \
      TF_LITE_KERNEL_LOG((context), "%s:%d: %s is not equal to %s (%d, %d)", __FILE__, __LINE__, #a, #b, (int)(a), (int)(b)); \
      return kTfLiteError;                                                                                                    \
    }                                                                                                                         \
  } while (0)

#define TF_LITE_ENSURE_TYPES_EQ(context, a, b)                                                                                             \
  do {                                                                                                                                     \
    if ((a) != (b)) {                                                                                                                      \
      TF_LITE_KERNEL_LOG((context), "%s:%d: %s is %s, %s is %s; expected the same type", __FILE__, __LINE__, #a, TfLiteTypeGetName(a), #b, \
                         TfLiteTypeGetName(b));                                                                                            \
      return kTfLiteError;                                                                                                                 \
    }                                                                                                                                      \
  } while (0)

/* ---- Delegates ----
 *
 * A delegate runs parts of a graph its own way. When it is applied, its Prepare is called for each subgraph with a context that shows
 * the graph: GetExecutionPlan and GetNodeAndRegistration tell the nodes, tensors have their shapes, constants their data.
 * ReplaceNodeSubsetsWithDelegateKernels takes nodes: those that can run together become one node each, run by the registration, whose
 * init gets a TfLiteDelegateParams as `buffer` (length 0), or a TfLiteOpaqueDelegateParams from a delegate with an opaque builder.
 * PreviewDelegatePartitioning tells how they would be cut. When Prepare or a kernel's prepare fails, all nodes are as before.
 *
 * Without kTfLiteDelegateFlagsAllowDynamicTensors a delegate is refused for a graph whose shapes only the run knows, and is applied
 * anew when input shapes change; with it, kernels are prepared anew.
 *
 * A kernel may leave an output in a buffer of the delegate's: it sets the tensor's buffer_handle and data_is_stale, and
 * CopyFromBufferHandle is called where somebody else needs the bytes. */

typedef enum TfLiteDelegateFlags {
  kTfLiteDelegateFlagsNone = 0,
  kTfLiteDelegateFlagsAllowDynamicTensors = 1,
  kTfLiteDelegateFlagsRequirePropagatedShapes = 2,
  kTfLiteDelegateFlagsPerOperatorProfiling = 4,
  kTfLiteDelegateFlagsHintFullyDelegatedToSingleDelegate = 8
} TfLiteDelegateFlags;

struct TfLiteDelegate {
  void* data_;
  TfLiteStatus (*Prepare)(TfLiteContext* context, struct TfLiteDelegate* delegate);
  TfLiteStatus (*CopyFromBufferHandle)(TfLiteContext* context, struct TfLiteDelegate* delegate, TfLiteBufferHandle buffer_handle,
                                       TfLiteTensor* tensor);
  TfLiteStatus (*CopyToBufferHandle)(TfLiteContext* context, struct TfLiteDelegate* delegate, TfLiteBufferHandle buffer_handle,
                                     TfLiteTensor* tensor);
  void (*FreeBufferHandle)(TfLiteContext* context, struct TfLiteDelegate* delegate, TfLiteBufferHandle* handle);
  int64_t flags;
  struct TfLiteOpaqueDelegateBuilder* opaque_delegate_builder;
};

/* A delegate with nothing set. */
TFL_CAPI_EXPORT TfLiteDelegate TfLiteDelegateCreate(void);

/* What an init callback returns to say that it failed. */
TFL_CAPI_EXPORT void* TfLiteKernelInitFailed(void);

typedef struct TfLiteDelegateParams {
  struct TfLiteDelegate* delegate;
  TfLiteIntArray* nodes_to_replace;
  TfLiteIntArray* input_tensors;
  TfLiteIntArray* output_tensors;
} TfLiteDelegateParams;

typedef struct TfLiteOpaqueDelegateParams {
  TfLiteOpaqueDelegate* delegate;
  void* delegate_data;
  TfLiteIntArray* nodes_to_replace;
  TfLiteIntArray* input_tensors;
  TfLiteIntArray* output_tensors;
} TfLiteOpaqueDelegateParams;

typedef struct TfLiteOpaqueDelegateBuilder {
  void* data;
  TfLiteStatus (*Prepare)(TfLiteOpaqueContext* context, TfLiteOpaqueDelegate* delegate, void* data);
  TfLiteStatus (*CopyFromBufferHandle)(TfLiteOpaqueContext* context, TfLiteOpaqueDelegate* delegate, void* data,
                                       TfLiteBufferHandle buffer_handle, TfLiteOpaqueTensor* tensor);
  TfLiteStatus (*CopyToBufferHandle)(TfLiteOpaqueContext* context, TfLiteOpaqueDelegate* delegate, void* data,
                                     TfLiteBufferHandle buffer_handle, TfLiteOpaqueTensor* tensor);
  void (*FreeBufferHandle)(TfLiteOpaqueContext* context, TfLiteOpaqueDelegate* delegate, void* data, TfLiteBufferHandle* handle);
  int64_t flags;
} TfLiteOpaqueDelegateBuilder;

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* GOLDCREST_TENSORFLOW_LITE_CORE_C_COMMON_H_ */
