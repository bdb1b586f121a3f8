// Between C++ types and the element types of tensors.
#ifndef GOLDCREST_TENSORFLOW_LITE_PORTABLE_TYPE_TO_TFLITETYPE_H_
#define GOLDCREST_TENSORFLOW_LITE_PORTABLE_TYPE_TO_TFLITETYPE_H_

#include <complex>
#include <cstdint>

#include "tensorflow/lite/core/c/common.h"

namespace tflite {

// kTfLiteNoType for a type that no tensor has.
template <typename T>
constexpr TfLiteType typeToTfLiteType() {
  return kTfLiteNoType;
}

// TfLiteTypeToType<kTfLiteFloat32>::Type is float.
template <TfLiteType type>
struct TfLiteTypeToType {
  using Type = void;
};

#define GOLDCREST_MATCH_TYPES(cpp_type, tensor_type)  \
  template <>                                         \
  constexpr TfLiteType typeToTfLiteType<cpp_type>() { \
    return tensor_type;                               \
  }                                                   \
  template <>                                         \
  struct TfLiteTypeToType<tensor_type> {              \
    using Type = cpp_type;                            \
  }

GOLDCREST_MATCH_TYPES(int32_t, kTfLiteInt32);
GOLDCREST_MATCH_TYPES(uint32_t, kTfLiteUInt32);
GOLDCREST_MATCH_TYPES(int16_t, kTfLiteInt16);
GOLDCREST_MATCH_TYPES(uint16_t, kTfLiteUInt16);
GOLDCREST_MATCH_TYPES(int64_t, kTfLiteInt64);
GOLDCREST_MATCH_TYPES(uint64_t, kTfLiteUInt64);
GOLDCREST_MATCH_TYPES(float, kTfLiteFloat32);
GOLDCREST_MATCH_TYPES(double, kTfLiteFloat64);
GOLDCREST_MATCH_TYPES(unsigned char, kTfLiteUInt8);
GOLDCREST_MATCH_TYPES(int8_t, kTfLiteInt8);
GOLDCREST_MATCH_TYPES(bool, kTfLiteBool);
GOLDCREST_MATCH_TYPES(TfLiteFloat16, kTfLiteFloat16);
GOLDCREST_MATCH_TYPES(TfLiteBFloat16, kTfLiteBFloat16);
GOLDCREST_MATCH_TYPES(std::complex<float>, kTfLiteComplex64);
GOLDCREST_MATCH_TYPES(std::complex<double>, kTfLiteComplex128);
#undef GOLDCREST_MATCH_TYPES

}  // namespace tflite

#endif  // GOLDCREST_TENSORFLOW_LITE_PORTABLE_TYPE_TO_TFLITETYPE_H_
