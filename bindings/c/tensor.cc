// Reading and filling tensors, under both of their names.
#include <climits>
#include <cstdlib>
#include <cstring>
#include <new>

#include "base/checked.h"
#include "bindings/c/objects.h"
#include "runtime/strings.h"
#include "tensorflow/lite/core/c/c_api_opaque.h"

using goldcrest::c::Guard;
using goldcrest::c::Plain;
using goldcrest::c::Reporter;

namespace {

// A string tensor's buffer; false where the tensor cannot hold strings.
bool StringBuffer(const TfLiteTensor* t, std::span<const uint8_t>* buffer) {
  if (t == nullptr || t->data.raw == nullptr) return false;
  *buffer = {reinterpret_cast<const uint8_t*>(t->data.raw), t->bytes};
  return true;
}

TfLiteStatus WriteStrings(TfLiteTensor* t, const char* const* strings, int count, const int* lengths) {
  if (t == nullptr || count < 0 || (count > 0 && (strings == nullptr || lengths == nullptr)) || t->type != kTfLiteString)
    return kTfLiteError;
  std::vector<std::string_view> views;
  for (int i = 0; i < count; ++i) {
    if (lengths[i] < 0 || (strings[i] == nullptr && lengths[i] > 0)) return kTfLiteError;
    views.emplace_back(strings[i] != nullptr ? strings[i] : "", static_cast<size_t>(lengths[i]));
  }
  const goldcrest::Expected<size_t> bytes = goldcrest::StringsBytes(views);
  if (!bytes.ok()) return kTfLiteError;
  auto* data = static_cast<char*>(std::malloc(*bytes));
  if (data == nullptr || !goldcrest::c::SetDims(*t, goldcrest::Shape{count})) {
    std::free(data);
    return kTfLiteError;
  }
  goldcrest::WriteStrings(views, reinterpret_cast<uint8_t*>(data));
  TfLiteTensorDataFree(t);
  t->allocation_type = kTfLiteDynamic;
  t->data.raw = data;
  t->bytes = *bytes;
  return kTfLiteOk;
}

}  // namespace

extern "C" {

TfLiteType TfLiteTensorType(const TfLiteTensor* tensor) { return tensor->type; }
int32_t TfLiteTensorNumDims(const TfLiteTensor* tensor) { return tensor->dims != nullptr ? tensor->dims->size : -1; }
int32_t TfLiteTensorDim(const TfLiteTensor* tensor, int32_t dim_index) { return tensor->dims->data[dim_index]; }
size_t TfLiteTensorByteSize(const TfLiteTensor* tensor) { return tensor->bytes; }
void* TfLiteTensorData(const TfLiteTensor* tensor) { return tensor->data.data; }
const char* TfLiteTensorName(const TfLiteTensor* tensor) { return tensor->name; }
TfLiteQuantizationParams TfLiteTensorQuantizationParams(const TfLiteTensor* tensor) { return tensor->params; }

TfLiteStatus TfLiteTensorCopyFromBuffer(TfLiteTensor* tensor, const void* input_data, size_t input_data_size) {
  if (tensor->bytes != input_data_size) return kTfLiteError;
  if (input_data_size == 0) return kTfLiteOk;
  if (tensor->data.data == nullptr || input_data == nullptr) return kTfLiteError;
  std::memcpy(tensor->data.data, input_data, input_data_size);
  return kTfLiteOk;
}

TfLiteStatus TfLiteTensorCopyToBuffer(const TfLiteTensor* output_tensor, void* output_data, size_t output_data_size) {
  if (output_tensor->bytes != output_data_size) return kTfLiteError;
  if (output_data_size == 0) return kTfLiteOk;
  if (output_tensor->data.data == nullptr || output_data == nullptr) return kTfLiteError;
  std::memcpy(output_data, output_tensor->data.data, output_data_size);
  return kTfLiteOk;
}

TfLiteType TfLiteOpaqueTensorType(const TfLiteOpaqueTensor* t) { return TfLiteTensorType(Plain(t)); }
int32_t TfLiteOpaqueTensorNumDims(const TfLiteOpaqueTensor* t) { return TfLiteTensorNumDims(Plain(t)); }
int32_t TfLiteOpaqueTensorDim(const TfLiteOpaqueTensor* t, int32_t dim_index) { return TfLiteTensorDim(Plain(t), dim_index); }
size_t TfLiteOpaqueTensorByteSize(const TfLiteOpaqueTensor* t) { return TfLiteTensorByteSize(Plain(t)); }
void* TfLiteOpaqueTensorData(const TfLiteOpaqueTensor* t) { return t != nullptr ? TfLiteTensorData(Plain(t)) : nullptr; }
const char* TfLiteOpaqueTensorName(const TfLiteOpaqueTensor* t) { return TfLiteTensorName(Plain(t)); }
int TfLiteOpaqueTensorIsVariable(const TfLiteOpaqueTensor* t) { return Plain(t)->is_variable ? 1 : 0; }
TfLiteQuantization TfLiteOpaqueTensorGetQuantization(const TfLiteOpaqueTensor* t) { return Plain(t)->quantization; }
TfLiteQuantizationParams TfLiteOpaqueTensorGetQuantizationParams(const TfLiteOpaqueTensor* t) { return Plain(t)->params; }
TfLiteAllocationType TfLiteOpaqueTensorGetAllocationType(const TfLiteOpaqueTensor* t) { return Plain(t)->allocation_type; }
TfLiteAllocationStrategy TfLiteOpaqueTensorGetAllocationStrategy(const TfLiteOpaqueTensor* t) {
  return TfLiteTensorGetAllocationStrategy(Plain(t));
}
TfLiteRunStability TfLiteOpaqueTensorGetBufferAddressStability(const TfLiteOpaqueTensor* t) {
  return TfLiteTensorGetBufferAddressStability(Plain(t));
}
TfLiteRunStability TfLiteOpaqueTensorGetDataStability(const TfLiteOpaqueTensor* t) { return TfLiteTensorGetDataStability(Plain(t)); }
TfLiteRunStep TfLiteOpaqueTensorGetDataKnownStep(const TfLiteOpaqueTensor* t) { return TfLiteTensorGetDataKnownStep(Plain(t)); }
TfLiteRunStep TfLiteOpaqueTensorGetShapeKnownStep(const TfLiteOpaqueTensor* t) { return TfLiteTensorGetShapeKnownStep(Plain(t)); }

TfLiteStatus TfLiteOpaqueTensorGetNumDimsSignature(const TfLiteOpaqueTensor* t, int32_t* num_dims) {
  const TfLiteIntArray* signature = Plain(t)->dims_signature;
  *num_dims = signature != nullptr ? signature->size : -1;
  return kTfLiteOk;
}

TfLiteStatus TfLiteOpaqueTensorGetDimSignature(const TfLiteOpaqueTensor* t, int32_t dim_index, int32_t* dim_length) {
  const TfLiteIntArray* dims = TfLiteTensorGetDimsSignature(Plain(t));
  if (dims == nullptr || dim_index < 0 || dim_index >= dims->size) return kTfLiteError;
  *dim_length = dims->data[dim_index];
  return kTfLiteOk;
}

TfLiteStatus TfLiteOpaqueTensorCopyFromBuffer(TfLiteOpaqueTensor* t, const void* input_data, size_t input_data_size) {
  return TfLiteTensorCopyFromBuffer(Plain(t), input_data, input_data_size);
}
TfLiteStatus TfLiteOpaqueTensorCopyToBuffer(const TfLiteOpaqueTensor* t, void* output_data, size_t output_data_size) {
  return TfLiteTensorCopyToBuffer(Plain(t), output_data, output_data_size);
}

int TfLiteOpaqueTensorGetStringCount(const TfLiteOpaqueTensor* tensor) {
  return Guard(Reporter(), -1, [&] {
    std::span<const uint8_t> buffer;
    if (!StringBuffer(Plain(tensor), &buffer)) return -1;
    const auto strings = goldcrest::ReadStrings(buffer);
    return strings.ok() ? static_cast<int>(strings->size()) : -1;
  });
}

TfLiteStatus TfLiteOpaqueTensorGetString(const TfLiteOpaqueTensor* tensor, int index, const char** str, int* len) {
  return Guard(Reporter(), kTfLiteError, [&] {
    std::span<const uint8_t> buffer;
    if (str == nullptr || len == nullptr || !StringBuffer(Plain(tensor), &buffer)) return kTfLiteError;
    const auto strings = goldcrest::ReadStrings(buffer);
    if (!strings.ok() || index < 0 || index >= static_cast<int>(strings->size())) return kTfLiteError;
    *str = (*strings)[index].data();
    *len = static_cast<int>((*strings)[index].size());
    return kTfLiteOk;
  });
}

TfLiteStatus TfLiteOpaqueTensorWriteStrings(TfLiteOpaqueTensor* tensor, const char* const* str_array, int str_array_len,
                                            const int* str_n_len) {
  return Guard(Reporter(), kTfLiteError, [&] { return WriteStrings(Plain(tensor), str_array, str_array_len, str_n_len); });
}

TfLiteStatus TfLiteOpaqueTensorWriteString(TfLiteOpaqueTensor* tensor, const char* str, int len) {
  return TfLiteOpaqueTensorWriteStrings(tensor, &str, 1, &len);
}

void TfLiteOpaqueTensorSetAllocationTypeToDynamic(TfLiteOpaqueTensor* tensor) {
  TfLiteTensor* t = Plain(tensor);
  if (t->allocation_type == kTfLiteDynamic) return;
  TfLiteTensorDataFree(t);
  t->allocation_type = kTfLiteDynamic;
}

void TfLiteOpaqueTensorSetNonCpuAllocation(TfLiteOpaqueTensor* tensor) {
  TfLiteTensor* t = Plain(tensor);
  TfLiteTensorDataFree(t);
  t->allocation_type = kTfLiteNonCpu;
}

}  // extern "C"
