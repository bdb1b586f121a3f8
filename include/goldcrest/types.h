// The element types and shapes of tensors.
#ifndef GOLDCREST_TYPES_H_
#define GOLDCREST_TYPES_H_

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "goldcrest/export.h"

namespace goldcrest {

// Numbered as in the model file (not as in TensorFlow Lite's C API, which numbers them otherwise).
enum class TensorType : int8_t {
  kFloat32 = 0,
  kFloat16 = 1,
  kInt32 = 2,
  kUInt8 = 3,
  kInt64 = 4,
  kString = 5,
  kBool = 6,
  kInt16 = 7,
  kComplex64 = 8,
  kInt8 = 9,
  kFloat64 = 10,
  kComplex128 = 11,
  kUInt64 = 12,
  kResource = 13,
  kVariant = 14,
  kUInt32 = 15,
  kUInt16 = 16,
  kInt4 = 17,
  kBFloat16 = 18,
  kInt2 = 19,
  kUInt4 = 20,
  kFloat8E4M3FN = 21,
  kFloat8E5M2 = 22,
};
inline constexpr int kNumTensorTypes = 23;

// The name in the model format: "FLOAT32".
GC_API std::string_view TypeName(TensorType type);

// Bits of one element: 32 for FLOAT32, 4 for INT4; 0 for STRING and VARIANT, whose elements have no fixed size.
GC_API int TypeBits(TensorType type);

// The dimensions of a tensor, outermost first, each at least 0; rank 0 is a scalar. At most kMaxRank dimensions: no operator
// takes more. A value type without allocation.
class GC_API Shape {
 public:
  static constexpr int kMaxRank = 8;

  Shape() = default;
  Shape(std::initializer_list<int32_t> dims);
  // Only for a rank up to kMaxRank.
  Shape(const int32_t* dims, int rank);

  int rank() const { return rank_; }
  int32_t dim(int i) const { return dims_[i]; }
  void set_dim(int i, int32_t v) { dims_[i] = v; }
  int32_t operator[](int i) const { return dims_[i]; }
  const int32_t* dims() const { return dims_; }
  const int32_t* begin() const { return dims_; }
  const int32_t* end() const { return dims_ + rank_; }
  // Appends a dimension; only below kMaxRank.
  void push_back(int32_t v) { dims_[rank_++] = v; }

  // The product of the dimensions, 1 for a scalar. Tensors are checked when they are made, so for the shape of an existing
  // tensor it cannot overflow; for any other use CheckedElements of base/shape_util.h.
  int64_t elements() const;
  // The product of dims [from, to).
  int64_t elements(int from, int to) const;

  friend bool operator==(const Shape& a, const Shape& b);
  friend bool operator!=(const Shape& a, const Shape& b) { return !(a == b); }

  // "[1, 224, 224, 3]"
  std::string ToString() const;

 private:
  int rank_ = 0;
  int32_t dims_[kMaxRank] = {};
};

}  // namespace goldcrest

#endif  // GOLDCREST_TYPES_H_
