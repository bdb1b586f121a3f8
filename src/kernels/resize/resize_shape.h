// What RESIZE_BILINEAR and RESIZE_NEAREST_NEIGHBOR have in common: [batch, height, width, channels] in, the new height and width
// as the value of input 1, and how output pixels map to input pixels.
#ifndef GOLDCREST_SRC_KERNELS_RESIZE_RESIZE_SHAPE_H_
#define GOLDCREST_SRC_KERNELS_RESIZE_RESIZE_SHAPE_H_

#include "kernels/common/arguments.h"

namespace goldcrest::kernels {

inline Status InferResize(InferContext& ctx, std::initializer_list<TensorType> types, bool align_corners, bool half_pixel_centers) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(2, 2));
  GC_RETURN_IF_ERROR(ctx.ExpectType(0, types));
  GC_RETURN_IF_ERROR(ctx.ExpectType(1, {TensorType::kInt32}));
  GC_RETURN_IF_ERROR(ExpectSameType(ctx, 0));
  GC_RETURN_IF_ERROR(ctx.ExpectRank(0, 4, 4));
  if (align_corners && half_pixel_centers) {
    return Error(StatusCode::kInvalidModel, "options align_corners and half_pixel_centers exclude each other");
  }
  const Shape& in = ctx.input(0).shape;
  GC_ASSIGN_OR_RETURN(const auto size, IntegerValues(ctx, 1, 2));
  if (!size) return ctx.NeedsValue(1);
  if ((*size)[0] < 1 || (*size)[1] < 1) {
    return Error(StatusCode::kInvalidModel, "cannot resize to %lld by %lld", static_cast<long long>((*size)[0]),
                 static_cast<long long>((*size)[1]));
  }
  if (in[1] < 1 || in[2] < 1) return Error(StatusCode::kInvalidModel, "cannot resize a tensor of shape %s", in.ToString().c_str());
  return ctx.SetOutput(0, Shape{in[0], static_cast<int32_t>((*size)[0]), static_cast<int32_t>((*size)[1]), in[3]});
}

// Input pixels per output pixel. With align_corners the centres of the corner pixels coincide.
inline float ResizeScale(int32_t in, int32_t out, bool align_corners) {
  return align_corners && out > 1 ? static_cast<float>(in - 1) / static_cast<float>(out - 1)
                                  : static_cast<float>(in) / static_cast<float>(out);
}

}  // namespace goldcrest::kernels

#endif  // GOLDCREST_SRC_KERNELS_RESIZE_RESIZE_SHAPE_H_
