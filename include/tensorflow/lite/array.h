// TfLiteIntArray and TfLiteFloatArray with an owner.
#ifndef GOLDCREST_TENSORFLOW_LITE_ARRAY_H_
#define GOLDCREST_TENSORFLOW_LITE_ARRAY_H_

#include <cstring>
#include <initializer_list>
#include <memory>
#include <vector>

#include "tensorflow/lite/core/c/common.h"

namespace tflite {

struct TfLiteIntArrayDeleter {
  void operator()(TfLiteIntArray* a) const { TfLiteIntArrayFree(a); }
};
struct TfLiteFloatArrayDeleter {
  void operator()(TfLiteFloatArray* a) const { TfLiteFloatArrayFree(a); }
};
using IntArrayUniquePtr = std::unique_ptr<TfLiteIntArray, TfLiteIntArrayDeleter>;
using FloatArrayUniquePtr = std::unique_ptr<TfLiteFloatArray, TfLiteFloatArrayDeleter>;

inline IntArrayUniquePtr BuildTfLiteIntArray(int size) { return IntArrayUniquePtr(TfLiteIntArrayCreate(size)); }
inline IntArrayUniquePtr BuildTfLiteIntArray(int size, const int* data) {
  IntArrayUniquePtr a = BuildTfLiteIntArray(size);
  if (a != nullptr && size > 0) std::memcpy(a->data, data, static_cast<size_t>(size) * sizeof(int));
  return a;
}
inline IntArrayUniquePtr BuildTfLiteIntArray(const std::vector<int>& data) {
  return BuildTfLiteIntArray(static_cast<int>(data.size()), data.data());
}
inline IntArrayUniquePtr BuildTfLiteIntArray(std::initializer_list<int> data) {
  return BuildTfLiteIntArray(static_cast<int>(data.size()), data.begin());
}
inline IntArrayUniquePtr BuildTfLiteIntArray(const TfLiteIntArray& other) { return BuildTfLiteIntArray(other.size, other.data); }

}  // namespace tflite

#endif  // GOLDCREST_TENSORFLOW_LITE_ARRAY_H_
