// Views of tensors: what an operator or a client sees of one.
#ifndef GOLDCREST_TENSOR_H_
#define GOLDCREST_TENSOR_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "goldcrest/types.h"

namespace goldcrest {

namespace model {
struct Quantization;
struct Sparsity;
}  // namespace model

// How a tensor's numbers stand for real ones: real = scale * (q - zero_point). One scale for the whole tensor, or one for every
// index of `dimension`. Empty spans for a tensor that is not quantized. Borrowed from the model.
struct QuantizationInfo {
  std::span<const float> scale;
  std::span<const int64_t> zero_point;  // as many as scales, or empty for all 0
  int32_t dimension = 0;
  // The format's newer schemes (block-wise and others), for operators that know them; null where the file has no quantization.
  const model::Quantization* details = nullptr;

  bool quantized() const { return !scale.empty(); }
  bool per_channel() const { return scale.size() > 1; }
  // The only scale, 0 where there is none.
  float scale0() const { return scale.empty() ? 0.0f : scale[0]; }
  // The zero point of channel i. The verifier made sure that it fits the tensor's type.
  int32_t zero_point_at(size_t i) const { return zero_point.empty() ? 0 : static_cast<int32_t>(zero_point[zero_point.size() > 1 ? i : 0]); }
  int32_t zero_point0() const { return zero_point_at(0); }
};

// A tensor's facts, and its data where it has any. A small value; the data stays the interpreter's or the model's.
struct TensorView {
  std::string_view name;
  TensorType type = TensorType::kFloat32;
  Shape shape;
  QuantizationInfo quantization;
  // Dense, in the machine's byte order, outermost dimension first; null when not allocated, not known yet, or (an optional input)
  // absent. Strings: a count, count + 1 offsets (all int32), then the characters, as in the model format.
  void* data = nullptr;
  size_t bytes = 0;

  template <typename T>
  T* as() {
    return static_cast<T*>(data);
  }
  template <typename T>
  const T* as() const {
    return static_cast<const T*>(data);
  }
};

}  // namespace goldcrest

#endif  // GOLDCREST_TENSOR_H_
