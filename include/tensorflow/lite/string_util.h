// Tensors of strings: reading and filling them.
//
//   tflite::DynamicBuffer strings;
//   strings.AddString("hello", 5);
//   strings.WriteToTensorAsVector(interpreter->input_tensor(0));
//   const tflite::StringRef first = tflite::GetString(interpreter->output_tensor(0), 0);
//
// The data of such a tensor: a count, count + 1 offsets from its beginning (all int32), then the characters.
#ifndef GOLDCREST_TENSORFLOW_LITE_STRING_UTIL_H_
#define GOLDCREST_TENSORFLOW_LITE_STRING_UTIL_H_

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include "tensorflow/lite/core/c/common.h"
#include "tensorflow/lite/string_type.h"
#include "tensorflow/lite/util.h"

namespace tflite {

// Characters in a tensor's data, without a NUL at the end.
typedef struct {
  const char* str;
  size_t len;
} StringRef;

constexpr uint64_t kDefaultMaxLength = std::numeric_limits<int>::max();

inline int GetStringCount(const void* raw_buffer) {
  int32_t count;
  std::memcpy(&count, raw_buffer, sizeof(count));
  return count;
}
inline int GetStringCount(const TfLiteTensor* tensor) { return GetStringCount(tensor->data.raw); }

// `string_index` must be below the count.
inline StringRef GetString(const void* raw_buffer, int string_index) {
  int32_t ends[2];
  const auto* data = static_cast<const char*>(raw_buffer);
  std::memcpy(ends, data + sizeof(int32_t) * (static_cast<size_t>(string_index) + 1), sizeof(ends));
  return {data + ends[0], static_cast<size_t>(ends[1] - ends[0])};
}
inline StringRef GetString(const TfLiteTensor* tensor, int string_index) { return GetString(tensor->data.raw, string_index); }

// Gathers strings, then writes them into a tensor.
class DynamicBuffer {
 public:
  explicit DynamicBuffer(size_t max_length = kDefaultMaxLength) : max_length_(max_length) {}

  // kTfLiteError where all strings together grow beyond the limit.
  TfLiteStatus AddString(const char* str, size_t len) {
    if (len > max_length_ || data_.size() > max_length_ - len) return kTfLiteError;
    if (len > 0) data_.insert(data_.end(), str, str + len);
    ends_.push_back(data_.size());
    return kTfLiteOk;
  }
  TfLiteStatus AddString(const StringRef& string) { return AddString(string.str, string.len); }
  TfLiteStatus AddString(const std::string& string) { return AddString(string.data(), string.size()); }
  // One string of several, with `separator` between them.
  void AddJoinedString(const std::vector<StringRef>& strings, char separator) { AddJoinedString(strings, StringRef{&separator, 1}); }
  void AddJoinedString(const std::vector<StringRef>& strings, StringRef separator) {
    std::string joined;
    for (size_t i = 0; i < strings.size(); ++i) {
      if (i > 0) joined.append(separator.str, separator.len);
      joined.append(strings[i].str, strings[i].len);
    }
    (void)AddString(joined);
  }

  // Bytes of the strings in the form of a tensor's data, from malloc; returns how many. 0 and null where they do not fit or memory
  // is short. The caller frees them.
  int WriteToBuffer(char** buffer) {
    *buffer = nullptr;
    const size_t header = sizeof(int32_t) * (ends_.size() + 2);
    const size_t bytes = header + data_.size();
    if (bytes > static_cast<size_t>(std::numeric_limits<int32_t>::max())) return 0;
    auto* out = static_cast<char*>(std::malloc(bytes));
    if (out == nullptr) return 0;
    std::vector<int32_t> head = {static_cast<int32_t>(ends_.size()), static_cast<int32_t>(header)};
    for (size_t end : ends_) head.push_back(static_cast<int32_t>(header + end));
    std::memcpy(out, head.data(), header);
    if (!data_.empty()) std::memcpy(out + header, data_.data(), data_.size());
    *buffer = out;
    return static_cast<int>(bytes);
  }
  // Gives a tensor of strings the content and the shape [count].
  void WriteToTensorAsVector(TfLiteTensor* tensor) {
    TfLiteIntArray* shape = TfLiteIntArrayCreate(1);
    if (shape == nullptr) return;
    shape->data[0] = static_cast<int>(ends_.size());
    WriteToTensor(tensor, shape);
  }
  // The same with a shape, which is taken over; null for the tensor's own.
  void WriteToTensor(TfLiteTensor* tensor, TfLiteIntArray* new_shape) {
    if (new_shape == nullptr) new_shape = TfLiteIntArrayCopy(tensor->dims);
    char* buffer;
    const int bytes = WriteToBuffer(&buffer);
    TfLiteTensorDataFree(tensor);
    TfLiteIntArrayFree(tensor->dims);
    tensor->dims = new_shape;
    tensor->data.raw = buffer;
    tensor->bytes = static_cast<size_t>(bytes);
    tensor->allocation_type = kTfLiteDynamic;
  }

 private:
  const size_t max_length_;
  std::vector<char> data_;
  std::vector<size_t> ends_;  // of each string in data_
};

}  // namespace tflite

#endif  // GOLDCREST_TENSORFLOW_LITE_STRING_UTIL_H_
