// RESIZE_BILINEAR: each output pixel is the mean of the four input pixels around its place, weighted by nearness.
//
// FLOAT32 and UINT8 are computed in float, INT8 and INT16 in fixed point with 10 bits of fraction per direction; both in the order
// of TensorFlow Lite's reference kernels, so that results are equal.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/resize/resize_bilinear.cc"
#include "kernels/common/simd.h"
// simd.h first: it names the targets.
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

#ifndef GC_RESIZE_CORNERS_
#define GC_RESIZE_CORNERS_
namespace goldcrest::kernels {
// The four pixels around a place: [top, bottom][left, right].
template <typename T>
struct Corners {
  const T *top_left, *bottom_left, *top_right, *bottom_right;
};
}  // namespace goldcrest::kernels
#endif

HWY_BEFORE_NAMESPACE();
namespace goldcrest::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// dy, dx: how far the place is from the top and the left one.
template <class V>
HWY_INLINE V Mix(V top_left, V bottom_left, V top_right, V bottom_right, V dy, V dx, V one) {
  const V ey = hn::Sub(one, dy), ex = hn::Sub(one, dx);
  const V a = hn::Mul(hn::Mul(top_left, ey), ex), b = hn::Mul(hn::Mul(bottom_left, dy), ex);
  const V c = hn::Mul(hn::Mul(top_right, ey), dx), d = hn::Mul(hn::Mul(bottom_right, dy), dx);
  return hn::Add(hn::Add(hn::Add(a, b), c), d);
}

template <class D>
HWY_INLINE void MixF32(D d, const Corners<float>& p, size_t i, float* out, float dy, float dx) {
  const auto v = Mix(hn::LoadU(d, p.top_left + i), hn::LoadU(d, p.bottom_left + i), hn::LoadU(d, p.top_right + i),
                     hn::LoadU(d, p.bottom_right + i), hn::Set(d, dy), hn::Set(d, dx), hn::Set(d, 1.0f));
  hn::StoreU(v, d, out + i);
}

void ResizePixelF32(const Corners<float>& p, float* out, size_t channels, float dy, float dx) {
  const hn::ScalableTag<float> d;
  size_t i = 0;
  for (; i + hn::Lanes(d) <= channels; i += hn::Lanes(d)) MixF32(d, p, i, out, dy, dx);
  const hn::CappedTag<float, 4> d4;
  for (; i + 4 <= channels; i += 4) MixF32(d4, p, i, out, dy, dx);
  const hn::CappedTag<float, 1> d1;
  for (; i < channels; ++i) MixF32(d1, p, i, out, dy, dx);
}

template <class D>
HWY_INLINE void MixU8(D d, const Corners<uint8_t>& p, size_t i, uint8_t* out, float dy, float dx) {
  const hn::Rebind<uint8_t, D> du8;
  const hn::Rebind<int32_t, D> di32;
  const auto load = [&](const uint8_t* from) HWY_ATTR { return hn::ConvertTo(d, hn::PromoteTo(di32, hn::LoadU(du8, from + i))); };
  const auto v =
      Mix(load(p.top_left), load(p.bottom_left), load(p.top_right), load(p.bottom_right), hn::Set(d, dy), hn::Set(d, dx), hn::Set(d, 1.0f));
  hn::StoreU(hn::DemoteTo(du8, hn::ConvertTo(di32, hn::Add(v, hn::Set(d, 0.5f)))), du8, out + i);
}

void ResizePixelU8(const Corners<uint8_t>& p, uint8_t* out, size_t channels, float dy, float dx) {
  const hn::ScalableTag<float> d;
  size_t i = 0;
  for (; i + hn::Lanes(d) <= channels; i += hn::Lanes(d)) MixU8(d, p, i, out, dy, dx);
  const hn::CappedTag<float, 1> d1;
  for (; i < channels; ++i) MixU8(d1, p, i, out, dy, dx);
}

}  // namespace goldcrest::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <algorithm>
#include <cmath>

#include "base/shape_util.h"
#include "kernels/common/define.h"
#include "kernels/resize/resize_shape.h"

namespace goldcrest::kernels {
namespace {

GC_SIMD_TABLE(ResizePixelF32)
GC_SIMD_TABLE(ResizePixelU8)

Status Infer(InferContext& ctx) {
  const auto o = OptionsOf<model::ResizeBilinearOptions>(ctx);
  return InferResize(ctx, {TensorType::kFloat32, TensorType::kUInt8, TensorType::kInt8, TensorType::kInt16}, o.align_corners,
                     o.half_pixel_centers);
}

// The neighbours of one output row or column, and how far it is from the first, in parts of kOne (of 1 for float).
template <typename Distance>
struct Place {
  int32_t low, high;
  Distance distance;
};

constexpr int32_t kOne = 1 << 10;

template <typename T>
using PixelFunction = void (*)(const Corners<T>& p, T* out, size_t channels, float dy, float dx);

template <typename T>
struct State {
  bool align_corners;
  bool half_pixel_centers;
  Shape in, out;
  PixelFunction<T> pixel;  // null: ResizePixelFixed
};

void Locate(int32_t index, int32_t in, int32_t out, bool align_corners, bool half_pixel_centers, Place<float>* place) {
  const float scale = ResizeScale(in, out, align_corners);
  const float at = half_pixel_centers ? (static_cast<float>(index) + 0.5f) * scale - 0.5f : static_cast<float>(index) * scale;
  const float last = static_cast<float>(in - 1);
  place->low = static_cast<int32_t>(std::clamp(std::floor(at), 0.0f, last));
  place->high = static_cast<int32_t>(std::clamp(std::ceil(at), 0.0f, last));
  // Rounding of a 31-bit size to float may step past the end.
  place->low = std::min(place->low, in - 1);
  place->high = std::min(place->high, in - 1);
  place->distance = at - static_cast<float>(place->low);
}

void Locate(int32_t index, int32_t in, int32_t out, bool align_corners, bool half_pixel_centers, Place<int32_t>* place) {
  const bool aligned = align_corners && out > 1;
  const int64_t scale = aligned ? (kOne * (int64_t{in} - 1) + (out - 1) / 2) / (out - 1) : (kOne * int64_t{in} + out / 2) / out;
  const int64_t at = half_pixel_centers ? index * scale + scale / 2 - kOne / 2 : index * scale;
  place->low = static_cast<int32_t>(std::clamp<int64_t>(at / kOne, 0, in - 1));
  place->high = static_cast<int32_t>(std::clamp<int64_t>((at + kOne - 1) / kOne, 0, in - 1));
  // The rounded scale may lead far past the last pixel when there are thousands of output pixels to one of the input.
  place->distance = static_cast<int32_t>(std::clamp<int64_t>(at - int64_t{kOne} * place->low, -kOne, kOne));
}

template <typename T>
void ResizePixelFixed(const Corners<T>& p, T* out, size_t channels, int64_t dy, int64_t dx) {
  const int64_t weights[4] = {(kOne - dy) * (kOne - dx), dy * (kOne - dx), (kOne - dy) * dx, dy * dx};
  for (size_t i = 0; i < channels; ++i) {
    const int64_t sum =
        p.top_left[i] * weights[0] + p.bottom_left[i] * weights[1] + p.top_right[i] * weights[2] + p.bottom_right[i] * weights[3];
    const int64_t half = sum > 0 ? int64_t{kOne} * kOne / 2 : -int64_t{kOne} * kOne / 2;
    out[i] = static_cast<T>((sum + half) / (int64_t{kOne} * kOne));
  }
}

template <typename T, typename Distance>
Status Eval(const State<T>& s, EvalContext& ctx) {
  if (ctx.output(0).bytes == 0) return Status::Ok();
  const int32_t height = s.out[1], width = s.out[2];
  auto* columns = reinterpret_cast<Place<Distance>*>(ctx.workspace());
  for (int32_t x = 0; x < width; ++x) Locate(x, s.in[2], width, s.align_corners, s.half_pixel_centers, &columns[x]);
  const size_t channels = static_cast<size_t>(s.in[3]);
  const size_t in_row = static_cast<size_t>(s.in[2]) * channels;
  ctx.ParallelFor(static_cast<size_t>(s.out.elements(0, 2)), [&](size_t row) {
    const size_t batch = row / static_cast<size_t>(height);
    Place<Distance> y;
    Locate(static_cast<int32_t>(row % static_cast<size_t>(height)), s.in[1], height, s.align_corners, s.half_pixel_centers, &y);
    const T* image = ctx.in<T>(0) + batch * static_cast<size_t>(s.in[1]) * in_row;
    const T* top = image + static_cast<size_t>(y.low) * in_row;
    const T* bottom = image + static_cast<size_t>(y.high) * in_row;
    T* out = ctx.out<T>(0) + row * static_cast<size_t>(width) * channels;
    for (int32_t i = 0; i < width; ++i, out += channels) {
      const Place<Distance>& x = columns[i];
      const size_t left = static_cast<size_t>(x.low) * channels, right = static_cast<size_t>(x.high) * channels;
      const Corners<T> corners{top + left, bottom + left, top + right, bottom + right};
      if constexpr (std::is_same_v<Distance, float>)
        s.pixel(corners, out, channels, y.distance, x.distance);
      else
        ResizePixelFixed(corners, out, channels, y.distance, x.distance);
    }
  });
  return Status::Ok();
}

template <typename T, typename Distance>
Expected<Kernel> MakeKernel(SelectContext& ctx, const char* name, PixelFunction<T> pixel) {
  const auto o = OptionsOf<model::ResizeBilinearOptions>(ctx);
  const State<T> s{o.align_corners, o.half_pixel_centers, ctx.input(0).shape, ctx.output(0).shape, pixel};
  const CheckedSize workspace = CheckedSize(s.out[2]) * sizeof(Place<Distance>);
  if (!workspace.ok()) return Error(StatusCode::kLimitExceeded, "the working memory would be too large");
  Kernel kernel = Kernel::Make<State<T>, Eval<T, Distance>>(name, s);
  kernel.workspace = workspace.value();
  return kernel;
}

Expected<Kernel> Select(SelectContext& ctx) {
  switch (ctx.input(0).type) {
    case TensorType::kFloat32: return MakeKernel<float, float>(ctx, "resize_bilinear_f32", GC_SIMD_CHOOSE(ResizePixelF32));
    case TensorType::kUInt8: return MakeKernel<uint8_t, float>(ctx, "resize_bilinear_u8", GC_SIMD_CHOOSE(ResizePixelU8));
    case TensorType::kInt8: return MakeKernel<int8_t, int32_t>(ctx, "resize_bilinear_i8", nullptr);
    default: return MakeKernel<int16_t, int32_t>(ctx, "resize_bilinear_i16", nullptr);
  }
}

}  // namespace

GC_DEFINE_OPERATOR(ResizeBilinear, Infer, Select)

}  // namespace goldcrest::kernels
#endif
