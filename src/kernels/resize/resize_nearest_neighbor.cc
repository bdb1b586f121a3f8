// RESIZE_NEAREST_NEIGHBOR: each output pixel is the nearest input pixel.
#include <algorithm>
#include <cmath>
#include <cstring>

#include "base/shape_util.h"
#include "kernels/common/define.h"
#include "kernels/resize/resize_shape.h"

namespace goldcrest::kernels {
namespace {

Status Infer(InferContext& ctx) {
  const auto o = OptionsOf<model::ResizeNearestNeighborOptions>(ctx);
  using enum TensorType;
  return InferResize(ctx, {kFloat32, kFloat16, kBFloat16, kUInt8, kInt8, kInt16, kUInt16, kInt32, kUInt32, kInt64, kUInt64, kBool},
                     o.align_corners, o.half_pixel_centers);
}

struct State {
  bool align_corners;
  bool half_pixel_centers;
  Shape in, out;
  size_t pixel_bytes;
};

int32_t Nearest(int32_t out_index, float scale, int32_t in_size, const State& s) {
  const float position = (static_cast<float>(out_index) + (s.half_pixel_centers ? 0.5f : 0.0f)) * scale;
  const float nearest = s.align_corners ? std::round(position) : std::floor(position);
  return nearest >= static_cast<float>(in_size) ? in_size - 1 : std::clamp(static_cast<int32_t>(nearest), 0, in_size - 1);
}

Status Eval(const State& s, EvalContext& ctx) {
  const int32_t height = s.out[1], width = s.out[2];
  if (ctx.output(0).bytes == 0) return Status::Ok();
  // Offsets of the input's columns, the same for every row.
  size_t* columns = reinterpret_cast<size_t*>(ctx.workspace());
  const float x_scale = ResizeScale(s.in[2], width, s.align_corners), y_scale = ResizeScale(s.in[1], height, s.align_corners);
  for (int32_t x = 0; x < width; ++x) columns[x] = static_cast<size_t>(Nearest(x, x_scale, s.in[2], s)) * s.pixel_bytes;
  const size_t in_row = static_cast<size_t>(s.in[2]) * s.pixel_bytes, out_row = static_cast<size_t>(width) * s.pixel_bytes;
  ctx.ParallelFor(static_cast<size_t>(s.out.elements(0, 2)), [&](size_t row) {
    const size_t batch = row / static_cast<size_t>(height), y = row % static_cast<size_t>(height);
    const size_t in_y = static_cast<size_t>(Nearest(static_cast<int32_t>(y), y_scale, s.in[1], s));
    const uint8_t* in = ctx.in<uint8_t>(0) + (batch * static_cast<size_t>(s.in[1]) + in_y) * in_row;
    uint8_t* out = ctx.out<uint8_t>(0) + row * out_row;
    for (int32_t x = 0; x < width; ++x, out += s.pixel_bytes) std::memcpy(out, in + columns[x], s.pixel_bytes);
  });
  return Status::Ok();
}

Expected<Kernel> Select(SelectContext& ctx) {
  const auto o = OptionsOf<model::ResizeNearestNeighborOptions>(ctx);
  State s{o.align_corners, o.half_pixel_centers, ctx.input(0).shape, ctx.output(0).shape, 0};
  s.pixel_bytes = static_cast<size_t>(s.in[3]) * static_cast<size_t>(TypeBits(ctx.input(0).type)) / 8;
  const CheckedSize workspace = CheckedSize(s.out[2]) * sizeof(size_t);
  if (!workspace.ok()) return Error(StatusCode::kLimitExceeded, "the working memory would be too large");
  Kernel kernel = Kernel::Make<State, Eval>("resize_nearest_neighbor", s);
  kernel.workspace = workspace.value();
  return kernel;
}

}  // namespace

GC_DEFINE_OPERATOR(ResizeNearestNeighbor, Infer, Select)

}  // namespace goldcrest::kernels
