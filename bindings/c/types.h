// Between the model format's numbering of element types and the C API's.
#ifndef GOLDCREST_BINDINGS_C_TYPES_H_
#define GOLDCREST_BINDINGS_C_TYPES_H_

#include <optional>

#include "goldcrest/types.h"
#include "tensorflow/lite/core/c/c_api_types.h"

namespace goldcrest::c {

inline constexpr TfLiteType kTypesToC[kNumTensorTypes] = {
    kTfLiteFloat32,  kTfLiteFloat16,  kTfLiteInt32,     kTfLiteUInt8,        kTfLiteInt64,     kTfLiteString,
    kTfLiteBool,     kTfLiteInt16,    kTfLiteComplex64, kTfLiteInt8,         kTfLiteFloat64,   kTfLiteComplex128,
    kTfLiteUInt64,   kTfLiteResource, kTfLiteVariant,   kTfLiteUInt32,       kTfLiteUInt16,    kTfLiteInt4,
    kTfLiteBFloat16, kTfLiteInt2,     kTfLiteUInt4,     kTfLiteFloat8E4M3FN, kTfLiteFloat8E5M2};

inline TfLiteType TypeToC(TensorType type) {
  const int i = static_cast<int>(type);
  return i >= 0 && i < kNumTensorTypes ? kTypesToC[i] : kTfLiteNoType;
}

inline std::optional<TensorType> TypeFromC(TfLiteType type) {
  for (int i = 0; i < kNumTensorTypes; ++i) {
    if (kTypesToC[i] == type) return static_cast<TensorType>(i);
  }
  return std::nullopt;
}

}  // namespace goldcrest::c

#endif  // GOLDCREST_BINDINGS_C_TYPES_H_
