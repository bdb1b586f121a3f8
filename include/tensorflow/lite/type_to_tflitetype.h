// Between C++ types and the element types of tensors, strings among them.
#ifndef GOLDCREST_TENSORFLOW_LITE_TYPE_TO_TFLITETYPE_H_
#define GOLDCREST_TENSORFLOW_LITE_TYPE_TO_TFLITETYPE_H_

#include <string>

#include "tensorflow/lite/portable_type_to_tflitetype.h"

namespace tflite {

template <>
constexpr TfLiteType typeToTfLiteType<std::string>() {
  return kTfLiteString;
}
template <>
struct TfLiteTypeToType<kTfLiteString> {
  using Type = std::string;
};

}  // namespace tflite

#endif  // GOLDCREST_TENSORFLOW_LITE_TYPE_TO_TFLITETYPE_H_
