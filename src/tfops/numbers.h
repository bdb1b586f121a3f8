// Element types of TensorFlow as C++ types, and numbers from one to another.
#ifndef GOLDCREST_SRC_TFOPS_NUMBERS_H_
#define GOLDCREST_SRC_TFOPS_NUMBERS_H_

#include <cmath>
#include <complex>
#include <cstdint>
#include <limits>
#include <type_traits>

#include "kernels/common/half.h"
#include "tfops/types.h"

namespace goldcrest::tf {

using Complex = std::complex<double>;

template <typename T>
constexpr bool kIsFloating = std::is_floating_point_v<T> || std::is_same_v<T, Float16> || std::is_same_v<T, BFloat16>;
template <typename T>
constexpr bool kIsComplex = std::is_same_v<T, std::complex<float>> || std::is_same_v<T, std::complex<double>>;

// Calls f with a value of the element type of `type`; false for complex numbers, strings and what has no number.
template <typename F>
bool WithNumberType(DataType type, F&& f) {
  switch (type) {
    case DataType::kFloat: f(float()); return true;
    case DataType::kDouble: f(double()); return true;
    case DataType::kHalf: f(Float16(0)); return true;
    case DataType::kBFloat16: f(BFloat16(0)); return true;
    case DataType::kInt8:
    case DataType::kQInt8: f(int8_t()); return true;
    case DataType::kUInt8:
    case DataType::kQUInt8: f(uint8_t()); return true;
    case DataType::kInt16:
    case DataType::kQInt16: f(int16_t()); return true;
    case DataType::kUInt16:
    case DataType::kQUInt16: f(uint16_t()); return true;
    case DataType::kInt32:
    case DataType::kQInt32: f(int32_t()); return true;
    case DataType::kUInt32: f(uint32_t()); return true;
    case DataType::kInt64: f(int64_t()); return true;
    case DataType::kUInt64: f(uint64_t()); return true;
    case DataType::kBool: f(bool()); return true;
    default: return false;
  }
}

// The same with complex numbers.
template <typename F>
bool WithAnyNumberType(DataType type, F&& f) {
  switch (type) {
    case DataType::kComplex64: f(std::complex<float>()); return true;
    case DataType::kComplex128: f(std::complex<double>()); return true;
    default: return WithNumberType(type, f);
  }
}

inline bool IsComplex(DataType type) { return type == DataType::kComplex64 || type == DataType::kComplex128; }
inline bool IsFloating(DataType type) {
  return type == DataType::kFloat || type == DataType::kDouble || type == DataType::kHalf || type == DataType::kBFloat16;
}

// To an integer type as C does where it is defined, else to the nearest end of its range; NaN becomes 0.
template <typename T>
T FromDouble(double v) {
  if constexpr (std::is_same_v<T, bool>) {
    return v != 0;
  } else if constexpr (std::is_same_v<T, double>) {
    return v;
  } else if constexpr (kIsFloating<T>) {
    return T(static_cast<float>(v));
  } else {
    if (std::isnan(v)) return 0;
    if (v <= static_cast<double>(std::numeric_limits<T>::lowest())) return std::numeric_limits<T>::lowest();
    if (v >= static_cast<double>(std::numeric_limits<T>::max())) return std::numeric_limits<T>::max();
    return static_cast<T>(v);
  }
}

template <typename T>
double ToDouble(T v) {
  if constexpr (kIsFloating<T> && !std::is_same_v<T, double>) {
    return static_cast<double>(static_cast<float>(v));
  } else {
    return static_cast<double>(v);
  }
}

}  // namespace goldcrest::tf

#endif  // GOLDCREST_SRC_TFOPS_NUMBERS_H_
