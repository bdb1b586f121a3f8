// RuntimeShape: dimensions as a value, outermost first, and what loops over tensors need of them.
#ifndef GOLDCREST_TENSORFLOW_LITE_KERNELS_INTERNAL_RUNTIME_SHAPE_H_
#define GOLDCREST_TENSORFLOW_LITE_KERNELS_INTERNAL_RUNTIME_SHAPE_H_

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <vector>

#include "tensorflow/lite/kernels/internal/compatibility.h"

namespace tflite {

class RuntimeShape {
 public:
  RuntimeShape() = default;
  explicit RuntimeShape(int dimensions_count) : dims_(static_cast<size_t>(dimensions_count)) {}
  RuntimeShape(int shape_size, int32_t value) : dims_(static_cast<size_t>(shape_size), value) {}
  RuntimeShape(int dimensions_count, const int32_t* dims_data) : dims_(dims_data, dims_data + dimensions_count) {}
  RuntimeShape(std::initializer_list<int> init_list) : dims_(init_list.begin(), init_list.end()) {}

  // `shape` with ones in front, up to `new_shape_size` dimensions.
  static RuntimeShape ExtendedShape(int new_shape_size, const RuntimeShape& shape) {
    TFLITE_CHECK_GE(new_shape_size, shape.DimensionsCount());
    RuntimeShape extended(new_shape_size, 1);
    std::copy(shape.dims_.begin(), shape.dims_.end(), extended.dims_.end() - shape.DimensionsCount());
    return extended;
  }

  int32_t DimensionsCount() const { return static_cast<int32_t>(dims_.size()); }
  int32_t Dims(int i) const { return dims_[static_cast<size_t>(i)]; }
  void SetDim(int i, int32_t val) { dims_[static_cast<size_t>(i)] = val; }
  int32_t* DimsData() { return dims_.data(); }
  const int32_t* DimsData() const { return dims_.data(); }
  // The dimensions of a shape that is known to have five.
  const int32_t* DimsDataUpTo5D() const { return dims_.data(); }
  void Resize(int dimensions_count) { dims_.resize(static_cast<size_t>(dimensions_count)); }
  void ReplaceWith(int dimensions_count, const int32_t* dims_data) { dims_.assign(dims_data, dims_data + dimensions_count); }
  template <typename T>
  void BuildFrom(const T& src_iterable) {
    dims_.assign(src_iterable.begin(), src_iterable.end());
  }
  // The number of elements.
  int FlatSize() const {
    int size = 1;
    for (int32_t d : dims_) size *= d;
    return size;
  }
  bool operator==(const RuntimeShape& other) const { return dims_ == other.dims_; }
  bool operator!=(const RuntimeShape& other) const { return dims_ != other.dims_; }

 private:
  std::vector<int32_t> dims_;
};

// The place of an element among all.
inline int Offset(const RuntimeShape& shape, int i0, int i1, int i2, int i3) {
  return ((i0 * shape.Dims(1) + i1) * shape.Dims(2) + i2) * shape.Dims(3) + i3;
}
inline int Offset(const RuntimeShape& shape, int i0, int i1, int i2, int i3, int i4) {
  return (((i0 * shape.Dims(1) + i1) * shape.Dims(2) + i2) * shape.Dims(3) + i3) * shape.Dims(4) + i4;
}
inline int Offset(const RuntimeShape& shape, int* index) { return Offset(shape, index[0], index[1], index[2], index[3]); }

// The size that a dimension has in both shapes, which must agree.
inline int MatchingDim(const RuntimeShape& shape1, int index1, const RuntimeShape& shape2, int index2) {
  TFLITE_DCHECK_EQ(shape1.Dims(index1), shape2.Dims(index2));
  return std::min(shape1.Dims(index1), shape2.Dims(index2));
}
template <typename... Rest>
int MatchingDim(const RuntimeShape& shape1, int index1, const RuntimeShape& shape2, int index2, Rest... rest) {
  TFLITE_DCHECK_EQ(shape1.Dims(index1), shape2.Dims(index2));
  return std::min(shape1.Dims(index1), MatchingDim(shape2, index2, rest...));
}

// The number of elements of shapes that must agree.
inline int MatchingFlatSize(const RuntimeShape& shape, const RuntimeShape& check_shape_0) {
  TFLITE_DCHECK(shape == check_shape_0);
  (void)check_shape_0;
  return shape.FlatSize();
}
template <typename... Rest>
int MatchingFlatSize(const RuntimeShape& shape, const RuntimeShape& check_shape_0, const Rest&... rest) {
  TFLITE_DCHECK(shape == check_shape_0);
  (void)check_shape_0;
  return MatchingFlatSize(shape, rest...);
}
template <typename... Rest>
int MatchingElementsSize(const RuntimeShape& shape, const Rest&... rest) {
  return MatchingFlatSize(shape, rest...);
}

// The number of elements without dimension `skip_dim`.
inline int FlatSizeSkipDim(const RuntimeShape& shape, int skip_dim) {
  int size = 1;
  for (int i = 0; i < shape.DimensionsCount(); ++i) size *= i == skip_dim ? 1 : shape.Dims(i);
  return size;
}
inline int MatchingFlatSizeSkipDim(const RuntimeShape& shape, int skip_dim, const RuntimeShape& check_shape_0) {
  TFLITE_DCHECK_EQ(shape.DimensionsCount(), check_shape_0.DimensionsCount());
  (void)check_shape_0;
  return FlatSizeSkipDim(shape, skip_dim);
}

}  // namespace tflite

#endif  // GOLDCREST_TENSORFLOW_LITE_KERNELS_INTERNAL_RUNTIME_SHAPE_H_
