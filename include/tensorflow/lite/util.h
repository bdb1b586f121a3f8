// Helpers around integer arrays and element types.
#ifndef GOLDCREST_TENSORFLOW_LITE_UTIL_H_
#define GOLDCREST_TENSORFLOW_LITE_UTIL_H_

#include <cstring>
#include <initializer_list>
#include <string>
#include <vector>

#include "tensorflow/lite/array.h"
#include "tensorflow/lite/core/c/common.h"
#include "tensorflow/lite/schema/schema_generated.h"

namespace tflite {

// Operators of TensorFlow itself, which a converter writes as custom operators.
constexpr char kFlexCustomCodePrefix[] = "Flex";
inline bool IsFlexOp(const char* custom_name) {
  return custom_name != nullptr && std::strncmp(custom_name, kFlexCustomCodePrefix, std::strlen(kFlexCustomCodePrefix)) == 0;
}

// Arrays that the caller frees with TfLiteIntArrayFree.
inline TfLiteIntArray* ConvertArrayToTfLiteIntArray(int ndims, const int* dims) { return BuildTfLiteIntArray(ndims, dims).release(); }
inline TfLiteIntArray* ConvertVectorToTfLiteIntArray(const std::vector<int>& input) { return BuildTfLiteIntArray(input).release(); }

inline bool EqualArrayAndTfLiteIntArray(const TfLiteIntArray* a, int b_size, const int* b) {
  return a != nullptr && TfLiteIntArrayEqualsArray(a, b_size, b) != 0;
}

// kTfLiteError where the product does not fit.
inline TfLiteStatus MultiplyAndCheckOverflow(size_t a, size_t b, size_t* product) {
  *product = a * b;
  return b == 0 || *product / b == a ? kTfLiteOk : kTfLiteError;
}

// Bytes of one element; kTfLiteError for types whose elements have no fixed size. `context` may be null.
inline TfLiteStatus GetSizeOfType(TfLiteContext* context, const TfLiteType type, size_t* bytes) {
  switch (type) {
    case kTfLiteBool:
    case kTfLiteInt8:
    case kTfLiteUInt8:
    case kTfLiteInt4: *bytes = 1; return kTfLiteOk;
    case kTfLiteInt16:
    case kTfLiteUInt16:
    case kTfLiteFloat16:
    case kTfLiteBFloat16: *bytes = 2; return kTfLiteOk;
    case kTfLiteFloat32:
    case kTfLiteInt32:
    case kTfLiteUInt32: *bytes = 4; return kTfLiteOk;
    case kTfLiteFloat64:
    case kTfLiteInt64:
    case kTfLiteUInt64:
    case kTfLiteComplex64: *bytes = 8; return kTfLiteOk;
    case kTfLiteComplex128: *bytes = 16; return kTfLiteOk;
    default: break;
  }
  TF_LITE_MAYBE_KERNEL_LOG(context, "Type %d has no fixed size of an element", static_cast<int>(type));
  return kTfLiteError;
}

inline TfLiteStatus BytesRequired(TfLiteType type, const int* dims, size_t dims_size, size_t* bytes, TfLiteContext* context) {
  size_t total = 0;
  TF_LITE_ENSURE_STATUS(GetSizeOfType(context, type, &total));
  for (size_t i = 0; i < dims_size; ++i) {
    if (dims[i] < 0 || MultiplyAndCheckOverflow(total, static_cast<size_t>(dims[i]), &total) != kTfLiteOk) {
      TF_LITE_MAYBE_KERNEL_LOG(context, "BytesRequired number of elements overflowed");
      return kTfLiteError;
    }
  }
  *bytes = total;
  return kTfLiteOk;
}

// "CONV_2D", or a custom operator's name.
inline std::string GetOpNameByRegistration(const TfLiteRegistration& registration) {
  std::string name = EnumNameBuiltinOperator(static_cast<BuiltinOperator>(registration.builtin_code));
  const bool named = registration.builtin_code == BuiltinOperator_CUSTOM || registration.builtin_code == BuiltinOperator_DELEGATE;
  if (named && registration.custom_name != nullptr) name += std::string(" ") + registration.custom_name;
  return name;
}

}  // namespace tflite

#endif  // GOLDCREST_TENSORFLOW_LITE_UTIL_H_
