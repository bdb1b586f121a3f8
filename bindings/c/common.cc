// The helpers of common.h: arrays, and tensors as plain structures.
#include "tensorflow/lite/core/c/common.h"

#include <cstdlib>
#include <cstring>

#include "base/checked.h"
#include "bindings/c/types.h"

namespace {

// Bytes that a growing tensor gets beyond what it needs, so that vector loads may run over its end.
constexpr size_t kSlack = 16;

template <typename Array>
Array* NewArray(int size, size_t element) {
  const goldcrest::CheckedSize bytes = goldcrest::CheckedSize(size) * element + sizeof(Array);
  if (!bytes.ok()) return nullptr;
  auto* a = static_cast<Array*>(std::malloc(bytes.value()));
  if (a != nullptr) a->size = size;
  return a;
}

template <typename Array>
Array* CopyArray(const Array* src) {
  if (src == nullptr) return nullptr;
  Array* copy = NewArray<Array>(src->size, sizeof(src->data[0]));
  if (copy != nullptr && src->size > 0) std::memcpy(copy->data, src->data, static_cast<size_t>(src->size) * sizeof(src->data[0]));
  return copy;
}

template <typename T>
T* CopyStruct(const T* src) {
  auto* copy = static_cast<T*>(std::malloc(sizeof(T)));
  if (copy != nullptr) *copy = *src;
  return copy;
}

// Null for null, and when out of memory.
TfLiteSparsity* CopySparsity(const TfLiteSparsity* src) {
  TfLiteSparsity* copy = src != nullptr ? CopyStruct(src) : nullptr;
  if (copy == nullptr) return nullptr;
  copy->traversal_order = CopyArray(src->traversal_order);
  copy->block_map = CopyArray(src->block_map);
  const size_t n = src->dim_metadata != nullptr && src->dim_metadata_size > 0 ? static_cast<size_t>(src->dim_metadata_size) : 0;
  copy->dim_metadata = n > 0 ? static_cast<TfLiteDimensionMetadata*>(std::calloc(n, sizeof(TfLiteDimensionMetadata))) : nullptr;
  if (copy->dim_metadata == nullptr) copy->dim_metadata_size = 0;
  for (size_t i = 0; copy->dim_metadata != nullptr && i < n; ++i) {
    copy->dim_metadata[i] = src->dim_metadata[i];
    copy->dim_metadata[i].array_segments = CopyArray(src->dim_metadata[i].array_segments);
    copy->dim_metadata[i].array_indices = CopyArray(src->dim_metadata[i].array_indices);
  }
  return copy;
}

// What the functions with an allocator ask of it.
constexpr size_t kDataAlignment = 64;

void* AllocateBytes(size_t bytes, TfLiteAllocator* a) {
  return a != nullptr ? a->allocate(a->data, bytes, kDataAlignment) : std::malloc(bytes);
}
void* ReallocateBytes(TfLiteTensor* t, size_t bytes, TfLiteAllocator* a) {
  return a != nullptr ? a->reallocate(a->data, t->data.raw, t->bytes, bytes, kDataAlignment) : std::realloc(t->data.raw, bytes);
}
void FreeBytes(TfLiteTensor* t, TfLiteAllocator* a) {
  if (a != nullptr) {
    a->deallocate(a->data, t->data.raw, t->bytes, kDataAlignment);
  } else {
    std::free(t->data.raw);
  }
}

bool FromMalloc(const TfLiteTensor* t) { return t->allocation_type == kTfLiteDynamic || t->allocation_type == kTfLitePersistentRo; }

// What is known of a tensor follows from its allocation type, 0 to 8.
struct AllocationFacts {
  TfLiteAllocationStrategy strategy;
  TfLiteRunStability address;
  TfLiteRunStability data;
  TfLiteRunStep data_known;
  TfLiteRunStep shape_known;
};
constexpr auto kAcross = kTfLiteRunStabilityAcrossRuns;
constexpr auto kSingle = kTfLiteRunStabilitySingleRun;
constexpr auto kUnstable = kTfLiteRunStabilityUnstable;
constexpr auto kInit = kTfLiteRunStepInit;
constexpr auto kPrepare = kTfLiteRunStepPrepare;
constexpr auto kEval = kTfLiteRunStepEval;
constexpr AllocationFacts kFacts[] = {
    {kTfLiteAllocationStrategyNone, kAcross, kAcross, kInit, kInit},
    {kTfLiteAllocationStrategyMMap, kAcross, kAcross, kInit, kInit},
    {kTfLiteAllocationStrategyArena, kUnstable, kSingle, kEval, kPrepare},
    {kTfLiteAllocationStrategyArena, kUnstable, kAcross, kEval, kPrepare},
    {kTfLiteAllocationStrategyMalloc, kSingle, kSingle, kEval, kEval},
    {kTfLiteAllocationStrategyUnknown, kSingle, kSingle, kPrepare, kPrepare},
    {kTfLiteAllocationStrategyUnknown, kTfLiteRunStabilityUnknown, kTfLiteRunStabilityUnknown, kTfLiteRunStepUnknown,
     kTfLiteRunStepUnknown},
    {kTfLiteAllocationStrategyNew, kAcross, kSingle, kEval, kEval},
    {kTfLiteAllocationStrategyUnknown, kTfLiteRunStabilityUnknown, kTfLiteRunStabilityUnknown, kTfLiteRunStepUnknown,
     kTfLiteRunStepUnknown},
};

const AllocationFacts& FactsOf(const TfLiteTensor* t) {
  const int i = static_cast<int>(t->allocation_type);
  return kFacts[i >= 0 && i < static_cast<int>(std::size(kFacts)) ? i : static_cast<int>(kTfLiteNonCpu)];
}

}  // namespace

extern "C" {

size_t TfLiteIntArrayGetSizeInBytes(int size) { return sizeof(TfLiteIntArray) + sizeof(int) * static_cast<size_t>(size); }
TfLiteIntArray* TfLiteIntArrayCreate(int size) { return NewArray<TfLiteIntArray>(size, sizeof(int)); }
TfLiteIntArray* TfLiteIntArrayCopy(const TfLiteIntArray* src) { return CopyArray(src); }
void TfLiteIntArrayFree(TfLiteIntArray* a) { std::free(a); }

int TfLiteIntArrayEqual(const TfLiteIntArray* a, const TfLiteIntArray* b) {
  if (a == b) return 1;
  if (a == nullptr || b == nullptr) return 0;
  return TfLiteIntArrayEqualsArray(a, b->size, b->data);
}

int TfLiteIntArrayEqualsArray(const TfLiteIntArray* a, int b_size, const int b_data[]) {
  if (a == nullptr) return b_size == 0;
  if (a->size != b_size) return 0;
  return b_size == 0 || std::memcmp(a->data, b_data, sizeof(int) * static_cast<size_t>(b_size)) == 0;
}

int TfLiteFloatArrayGetSizeInBytes(int size) {
  return static_cast<int>(sizeof(TfLiteFloatArray) + sizeof(float) * static_cast<size_t>(size));
}
TfLiteFloatArray* TfLiteFloatArrayCreate(int size) { return NewArray<TfLiteFloatArray>(size, sizeof(float)); }
TfLiteFloatArray* TfLiteFloatArrayCopy(const TfLiteFloatArray* src) { return CopyArray(src); }
void TfLiteFloatArrayFree(TfLiteFloatArray* a) { std::free(a); }

const char* TfLiteTypeGetName(TfLiteType type) {
  if (type == kTfLiteNoType) return "NOTYPE";
  const auto ours = goldcrest::c::TypeFromC(type);
  // The names are literals, so they end in a NUL.
  return ours ? goldcrest::TypeName(*ours).data() : "Unknown type";
}

void TfLiteTensorDataFree(TfLiteTensor* t) { TfLiteTensorDataFreeWithAllocator(t, nullptr); }

void TfLiteTensorDataFreeWithAllocator(TfLiteTensor* t, TfLiteAllocator* allocator) {
  if (t->data.raw != nullptr && FromMalloc(t)) FreeBytes(t, allocator);
  t->data.raw = nullptr;
}

TfLiteQuantization TfLiteQuantizationClone(const TfLiteQuantization& src) {
  TfLiteQuantization copy = {kTfLiteNoQuantization, nullptr};
  if (src.params == nullptr) return copy;
  if (src.type == kTfLiteAffineQuantization) {
    copy.params = CopyStruct(static_cast<const TfLiteAffineQuantization*>(src.params));
    if (auto* affine = static_cast<TfLiteAffineQuantization*>(copy.params)) {
      affine->scale = TfLiteFloatArrayCopy(affine->scale);
      affine->zero_point = TfLiteIntArrayCopy(affine->zero_point);
    }
  } else if (src.type == kTfLiteBlockwiseQuantization) {
    copy.params = CopyStruct(static_cast<const TfLiteBlockwiseQuantization*>(src.params));
  } else if (src.type == kTfLiteMultiAxisQuantization) {
    copy.params = CopyStruct(static_cast<const TfLiteMultiAxisQuantization*>(src.params));
    if (auto* axes = static_cast<TfLiteMultiAxisQuantization*>(copy.params)) {
      axes->quantized_dimensions = TfLiteIntArrayCopy(axes->quantized_dimensions);
    }
  }
  if (copy.params != nullptr) copy.type = src.type;
  return copy;
}

void TfLiteQuantizationFree(TfLiteQuantization* quantization) {
  if (quantization->type == kTfLiteAffineQuantization && quantization->params != nullptr) {
    auto* affine = static_cast<TfLiteAffineQuantization*>(quantization->params);
    TfLiteFloatArrayFree(affine->scale);
    TfLiteIntArrayFree(affine->zero_point);
    std::free(affine);
  } else if (quantization->type == kTfLiteMultiAxisQuantization && quantization->params != nullptr) {
    TfLiteIntArrayFree(static_cast<TfLiteMultiAxisQuantization*>(quantization->params)->quantized_dimensions);
    std::free(quantization->params);
  } else if (quantization->type == kTfLiteBlockwiseQuantization) {
    std::free(quantization->params);
  }
  quantization->params = nullptr;
  quantization->type = kTfLiteNoQuantization;
}

void TfLiteSparsityFree(TfLiteSparsity* sparsity) {
  if (sparsity == nullptr) return;
  TfLiteIntArrayFree(sparsity->traversal_order);
  TfLiteIntArrayFree(sparsity->block_map);
  for (int i = 0; sparsity->dim_metadata != nullptr && i < sparsity->dim_metadata_size; ++i) {
    TfLiteIntArrayFree(sparsity->dim_metadata[i].array_segments);
    TfLiteIntArrayFree(sparsity->dim_metadata[i].array_indices);
  }
  std::free(sparsity->dim_metadata);
  std::free(sparsity);
}

void TfLiteTensorFree(TfLiteTensor* t) {
  TfLiteTensorDataFree(t);
  TfLiteIntArrayFree(t->dims);
  t->dims = nullptr;
  TfLiteIntArrayFree(const_cast<TfLiteIntArray*>(t->dims_signature));
  t->dims_signature = nullptr;
  TfLiteQuantizationFree(&t->quantization);
  TfLiteSparsityFree(t->sparsity);
  t->sparsity = nullptr;
}

void TfLiteTensorReset(TfLiteType type, const char* name, TfLiteIntArray* dims, TfLiteQuantizationParams quantization, char* buffer,
                       size_t size, TfLiteAllocationType allocation_type, const void* allocation, bool is_variable, TfLiteTensor* tensor) {
  TfLiteTensorFree(tensor);
  tensor->type = type;
  tensor->name = name;
  tensor->dims = dims;
  tensor->params = quantization;
  tensor->data.raw = buffer;
  tensor->bytes = size;
  tensor->allocation_type = allocation_type;
  tensor->allocation = allocation;
  tensor->is_variable = is_variable;
  tensor->quantization.type = kTfLiteNoQuantization;
  tensor->quantization.params = nullptr;
}

TfLiteStatus TfLiteTensorCopy(const TfLiteTensor* src, TfLiteTensor* dst) {
  if (src == nullptr || dst == nullptr || src == dst) return kTfLiteOk;
  if (src->bytes != dst->bytes) return kTfLiteError;
  if (src->bytes > 0 && (src->data.raw == nullptr || dst->data.raw == nullptr)) return kTfLiteError;
  TfLiteIntArray* dims = TfLiteIntArrayCopy(src->dims);
  if (dims == nullptr && src->dims != nullptr) return kTfLiteError;
  TfLiteIntArrayFree(dst->dims);
  dst->dims = dims;
  dst->type = src->type;
  if (src->bytes > 0) std::memmove(dst->data.raw, src->data.raw, src->bytes);
  dst->buffer_handle = src->buffer_handle;
  dst->data_is_stale = src->data_is_stale;
  dst->delegate = src->delegate;
  return kTfLiteOk;
}

TfLiteStatus TfLiteTensorResizeMaybeCopy(size_t num_bytes, TfLiteTensor* tensor, bool preserve_data) {
  return TfLiteTensorResizeMaybeCopyWithAllocator(num_bytes, tensor, preserve_data, nullptr);
}

TfLiteStatus TfLiteTensorResizeMaybeCopyWithAllocator(size_t num_bytes, TfLiteTensor* tensor, bool preserve_data,
                                                      TfLiteAllocator* allocator) {
  if (tensor == nullptr) return kTfLiteError;
  if (!FromMalloc(tensor)) return kTfLiteOk;
  if (num_bytes == 0) {
    TfLiteTensorDataFreeWithAllocator(tensor, allocator);
    tensor->bytes = 0;
    return kTfLiteOk;
  }
  if (tensor->data.raw == nullptr || num_bytes > tensor->bytes) {
    const goldcrest::CheckedSize room = goldcrest::CheckedSize(num_bytes) + kSlack;
    if (!room.ok()) return kTfLiteError;
    void* data;
    if (preserve_data && tensor->data.raw != nullptr) {
      data = ReallocateBytes(tensor, room.value(), allocator);
    } else {
      data = AllocateBytes(room.value(), allocator);
      if (data != nullptr && tensor->data.raw != nullptr) FreeBytes(tensor, allocator);
    }
    if (data == nullptr) return kTfLiteError;
    tensor->data.raw = static_cast<char*>(data);
  }
  tensor->bytes = num_bytes;
  return kTfLiteOk;
}

TfLiteStatus TfLiteTensorRealloc(size_t num_bytes, TfLiteTensor* tensor) { return TfLiteTensorResizeMaybeCopy(num_bytes, tensor, true); }
TfLiteStatus TfLiteTensorReallocWithAllocator(size_t num_bytes, TfLiteTensor* tensor, TfLiteAllocator* allocator) {
  return TfLiteTensorResizeMaybeCopyWithAllocator(num_bytes, tensor, true, allocator);
}

TfLiteTensor TfLiteTensorClone(TfLiteTensor src) {
  TfLiteTensor copy = src;
  copy.allocation_type = kTfLiteDynamic;
  copy.data.raw = nullptr;
  if (src.data.raw != nullptr && src.bytes > 0) copy.data.raw = static_cast<char*>(std::malloc(src.bytes));
  if (copy.data.raw != nullptr) std::memcpy(copy.data.raw, src.data.raw, src.bytes);
  copy.dims = TfLiteIntArrayCopy(src.dims);
  copy.dims_signature = TfLiteIntArrayCopy(src.dims_signature);
  copy.quantization = TfLiteQuantizationClone(src.quantization);
  copy.sparsity = CopySparsity(src.sparsity);
  return copy;
}

const TfLiteIntArray* TfLiteTensorGetDimsSignature(const TfLiteTensor* t) {
  return t->dims_signature != nullptr && t->dims_signature->size > 0 ? t->dims_signature : t->dims;
}

TfLiteAllocationStrategy TfLiteTensorGetAllocationStrategy(const TfLiteTensor* t) { return FactsOf(t).strategy; }
TfLiteRunStability TfLiteTensorGetBufferAddressStability(const TfLiteTensor* t) { return FactsOf(t).address; }
TfLiteRunStability TfLiteTensorGetDataStability(const TfLiteTensor* t) { return FactsOf(t).data; }
TfLiteRunStep TfLiteTensorGetDataKnownStep(const TfLiteTensor* t) { return FactsOf(t).data_known; }
TfLiteRunStep TfLiteTensorGetShapeKnownStep(const TfLiteTensor* t) { return FactsOf(t).shape_known; }

TfLiteDelegate TfLiteDelegateCreate(void) { return TfLiteDelegate{}; }

void* TfLiteKernelInitFailed(void) { return reinterpret_cast<void*>(-1); }

}  // extern "C"
