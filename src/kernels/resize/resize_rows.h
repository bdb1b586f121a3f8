// The loops of RESIZE_BILINEAR, one output row at a time: first the two input rows are weighted by nearness, then each output pixel
// is mixed from the pixels left and right of it.
#ifndef GOLDCREST_SRC_KERNELS_RESIZE_RESIZE_ROWS_H_
#define GOLDCREST_SRC_KERNELS_RESIZE_RESIZE_ROWS_H_

#include <cstddef>
#include <cstdint>

namespace goldcrest::kernels {

// 1 in fixed point.
inline constexpr int32_t kResizeOne = 1 << 10;

// Elements that MixRow may read beyond the end of a weighted row.
inline constexpr size_t kResizePadding = 16;

// Where an output pixel's neighbours start in an input row, and how far it is from the left one: in parts of 1 for float, of kResizeOne
// for fixed point.
template <typename Distance>
struct ResizeColumn {
  size_t left, right;
  Distance distance;
};

// For elements of type T computed in float.
template <typename T>
struct ResizeFloatRows {
  // weighted[0, n) = top * (1 - dy), weighted[n + kResizePadding, ...) = bottom * dy.
  void (*weight)(const T* top, const T* bottom, size_t n, float dy, float* weighted);
  // `bottom` is the second half of the weighted rows.
  void (*mix)(const float* top, const float* bottom, const ResizeColumn<float>* columns, size_t width, size_t channels, T* out);
};
ResizeFloatRows<float> ChooseResizeRowsF32();
ResizeFloatRows<uint8_t> ChooseResizeRowsU8();

// For elements of type T computed in fixed point, with distances in [-kResizeOne, kResizeOne].
template <typename T>
struct ResizeFixedRows {
  // weighted = top * (kResizeOne - dy) + bottom * dy.
  void (*weight)(const T* top, const T* bottom, size_t n, int32_t dy, int32_t* weighted);
  void (*mix)(const int32_t* weighted, const ResizeColumn<int32_t>* columns, size_t width, size_t channels, T* out);
};
ResizeFixedRows<int8_t> ChooseResizeRowsI8();
ResizeFixedRows<int16_t> ChooseResizeRowsI16();

}  // namespace goldcrest::kernels

#endif  // GOLDCREST_SRC_KERNELS_RESIZE_RESIZE_ROWS_H_
