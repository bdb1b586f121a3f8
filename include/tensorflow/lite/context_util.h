// Views of integer arrays, for range-based loops.
#ifndef GOLDCREST_TENSORFLOW_LITE_CONTEXT_UTIL_H_
#define GOLDCREST_TENSORFLOW_LITE_CONTEXT_UTIL_H_

#include <cstddef>

#include "tensorflow/lite/core/c/common.h"

namespace tflite {

//   for (int node : TfLiteIntArrayView(plan)) ...
// A null array is empty. The array stays the caller's.
class TfLiteIntArrayView {
 public:
  explicit TfLiteIntArrayView(const TfLiteIntArray* int_array) : array_(int_array) {}
  TfLiteIntArrayView(const TfLiteIntArrayView&) = default;
  TfLiteIntArrayView& operator=(const TfLiteIntArrayView&) = default;

  using const_iterator = const int*;
  const_iterator begin() const { return array_ != nullptr ? array_->data : nullptr; }
  const_iterator end() const { return array_ != nullptr ? array_->data + array_->size : nullptr; }
  size_t size() const { return array_ != nullptr ? static_cast<size_t>(array_->size) : 0; }
  int operator[](size_t pos) const { return array_->data[pos]; }

 private:
  const TfLiteIntArray* array_;
};

}  // namespace tflite

#endif  // GOLDCREST_TENSORFLOW_LITE_CONTEXT_UTIL_H_
