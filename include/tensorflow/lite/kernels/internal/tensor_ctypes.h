// A tensor's data and shape with C++ types.
#ifndef GOLDCREST_TENSORFLOW_LITE_KERNELS_INTERNAL_TENSOR_CTYPES_H_
#define GOLDCREST_TENSORFLOW_LITE_KERNELS_INTERNAL_TENSOR_CTYPES_H_

#include "tensorflow/lite/core/c/common.h"
#include "tensorflow/lite/kernels/internal/runtime_shape.h"
#include "tensorflow/lite/kernels/kernel_util.h"

namespace tflite {

// Null for a null tensor. The type is the caller's word.
template <typename T>
T* GetTensorData(TfLiteTensor* tensor) {
  return tensor != nullptr ? reinterpret_cast<T*>(tensor->data.raw) : nullptr;
}
template <typename T>
const T* GetTensorData(const TfLiteTensor* tensor) {
  return tensor != nullptr ? reinterpret_cast<const T*>(tensor->data.raw) : nullptr;
}

inline RuntimeShape GetTensorShape(const TfLiteTensor* tensor) {
  return tensor != nullptr && tensor->dims != nullptr ? RuntimeShape(tensor->dims->size, tensor->dims->data) : RuntimeShape();
}

}  // namespace tflite

#endif  // GOLDCREST_TENSORFLOW_LITE_KERNELS_INTERNAL_TENSOR_CTYPES_H_
