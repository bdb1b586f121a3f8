// RESIZE_BILINEAR: each output pixel is the mean of the four input pixels around its place, weighted by nearness.
//
// FLOAT32 and UINT8 are computed in float, INT8 and INT16 in fixed point with 10 bits of fraction per direction; both in the order
// of TensorFlow Lite's reference kernels, so that results are equal.
#include <algorithm>
#include <cmath>
#include <cstring>

#include "base/shape_util.h"
#include "kernels/common/define.h"
#include "kernels/resize/resize_rows.h"
#include "kernels/resize/resize_shape.h"

namespace goldcrest::kernels {
namespace {

Status Infer(InferContext& ctx) {
  const auto o = OptionsOf<model::ResizeBilinearOptions>(ctx);
  return InferResize(ctx, {TensorType::kFloat32, TensorType::kUInt8, TensorType::kInt8, TensorType::kInt16}, o.align_corners,
                     o.half_pixel_centers);
}

// How output pixels of one direction map to input pixels.
struct Mapping {
  int32_t in, out;
  bool align_corners, half_pixel_centers;
};

// The neighbours of one output row or column, and how far it is from the first (see ResizeColumn).
template <typename Distance>
struct Place {
  int32_t low, high;
  Distance distance;
};

void Locate(const Mapping& m, int32_t index, Place<float>* place) {
  const float scale = ResizeScale(m.in, m.out, m.align_corners);
  const float at = m.half_pixel_centers ? (static_cast<float>(index) + 0.5f) * scale - 0.5f : static_cast<float>(index) * scale;
  const float last = static_cast<float>(m.in - 1);
  // Rounding of a 31-bit size to float may step past the end.
  place->low = std::min(static_cast<int32_t>(std::min(std::max(std::floor(at), 0.0f), std::min(last, 2147483520.0f))), m.in - 1);
  place->high = std::min(static_cast<int32_t>(std::min(std::max(std::ceil(at), 0.0f), std::min(last, 2147483520.0f))), m.in - 1);
  place->distance = at - static_cast<float>(place->low);
}

void Locate(const Mapping& m, int32_t index, Place<int32_t>* place) {
  constexpr int64_t kOne = kResizeOne;
  const bool aligned = m.align_corners && m.out > 1;
  const int64_t scale = aligned ? (kOne * (m.in - 1) + (m.out - 1) / 2) / (m.out - 1) : (kOne * m.in + m.out / 2) / m.out;
  const int64_t at = m.half_pixel_centers ? index * scale + scale / 2 - kOne / 2 : index * scale;
  place->low = static_cast<int32_t>(std::clamp<int64_t>(at / kOne, 0, m.in - 1));
  place->high = static_cast<int32_t>(std::clamp<int64_t>((at + kOne - 1) / kOne, 0, m.in - 1));
  // The rounded scale may lead far past the last pixel when there are thousands of output pixels to one of the input.
  place->distance = static_cast<int32_t>(std::clamp<int64_t>(at - kOne * place->low, -kOne, kOne));
}

// Rows are cut into at most this many blocks, each with working memory of its own, so that threads can share them.
constexpr int64_t kMostBlocks = 16;

template <typename Rows>
struct State {
  Rows rows;
  Mapping x, y;
  int64_t images = 0, channels = 0;
  int64_t blocks = 0;
  // In the workspace, in bytes: the columns, then the weighted rows of each block.
  size_t weighted_at = 0, weighted_bytes = 0;
};

template <typename T>
void OneRow(const ResizeFloatRows<T>& rows, const T* top, const T* bottom, size_t n, float dy, const ResizeColumn<float>* columns,
            size_t width, size_t channels, uint8_t* weighted, T* out) {
  float* above = reinterpret_cast<float*>(weighted);
  rows.weight(top, bottom, n, dy, above);
  rows.mix(above, above + n + kResizePadding, columns, width, channels, out);
}

template <typename T>
void OneRow(const ResizeFixedRows<T>& rows, const T* top, const T* bottom, size_t n, int32_t dy, const ResizeColumn<int32_t>* columns,
            size_t width, size_t channels, uint8_t* weighted, T* out) {
  int32_t* row = reinterpret_cast<int32_t*>(weighted);
  rows.weight(top, bottom, n, dy, row);
  rows.mix(row, columns, width, channels, out);
}

template <typename T, typename Distance, typename Rows>
Status Eval(const State<Rows>& s, EvalContext& ctx) {
  if (ctx.output(0).bytes == 0) return Status::Ok();
  const size_t channels = static_cast<size_t>(s.channels), width = static_cast<size_t>(s.x.out);
  auto* columns = reinterpret_cast<ResizeColumn<Distance>*>(ctx.workspace());
  for (int32_t i = 0; i < s.x.out; ++i) {
    Place<Distance> p;
    Locate(s.x, i, &p);
    columns[i] = {static_cast<size_t>(p.low) * channels, static_cast<size_t>(p.high) * channels, p.distance};
  }
  const size_t in_row = static_cast<size_t>(s.x.in) * channels;
  const int64_t all = s.images * s.y.out;
  ctx.ParallelFor(static_cast<size_t>(s.blocks), [&](size_t block) {
    const int64_t k = static_cast<int64_t>(block);
    uint8_t* weighted = ctx.workspace() + s.weighted_at + block * s.weighted_bytes;
    // What lies behind a row is read, too, and computed with: for nothing, but not to be left undefined.
    std::memset(weighted, 0, s.weighted_bytes);
    for (int64_t row = all * k / s.blocks; row < all * (k + 1) / s.blocks; ++row) {
      Place<Distance> y;
      Locate(s.y, static_cast<int32_t>(row % s.y.out), &y);
      const T* image = ctx.in<T>(0) + static_cast<size_t>(row / s.y.out * s.y.in) * in_row;
      OneRow(s.rows, image + static_cast<size_t>(y.low) * in_row, image + static_cast<size_t>(y.high) * in_row, in_row, y.distance, columns,
             width, channels, weighted, ctx.out<T>(0) + static_cast<size_t>(row) * width * channels);
    }
  });
  return Status::Ok();
}

template <typename T, typename Distance, typename Rows>
Expected<Kernel> MakeKernel(SelectContext& ctx, const char* name, Rows rows, size_t weighted_rows) {
  const auto o = OptionsOf<model::ResizeBilinearOptions>(ctx);
  const Shape &in = ctx.input(0).shape, &out = ctx.output(0).shape;
  State<Rows> s{rows, {in[2], out[2], o.align_corners, o.half_pixel_centers}, {in[1], out[1], o.align_corners, o.half_pixel_centers}};
  s.images = in[0];
  s.channels = in[3];
  s.blocks = std::min(s.images * s.y.out, kMostBlocks);
  const CheckedSize weighted = ((CheckedSize(in[2]) * in[3] + kResizePadding) * weighted_rows * sizeof(float)).AlignedUp(64);
  const CheckedSize columns = (CheckedSize(out[2]) * sizeof(ResizeColumn<Distance>)).AlignedUp(64);
  const CheckedSize workspace = columns + weighted * s.blocks;
  if (!workspace.ok()) return Error(StatusCode::kLimitExceeded, "the working memory would be too large");
  s.weighted_at = columns.value();
  s.weighted_bytes = weighted.value();
  Kernel kernel = Kernel::Make<State<Rows>, Eval<T, Distance, Rows>>(name, s);
  kernel.workspace = workspace.value();
  return kernel;
}

Expected<Kernel> Select(SelectContext& ctx) {
  switch (ctx.input(0).type) {
    case TensorType::kFloat32: return MakeKernel<float, float>(ctx, "resize_bilinear_f32", ChooseResizeRowsF32(), 2);
    case TensorType::kUInt8: return MakeKernel<uint8_t, float>(ctx, "resize_bilinear_u8", ChooseResizeRowsU8(), 2);
    case TensorType::kInt8: return MakeKernel<int8_t, int32_t>(ctx, "resize_bilinear_i8", ChooseResizeRowsI8(), 1);
    default: return MakeKernel<int16_t, int32_t>(ctx, "resize_bilinear_i16", ChooseResizeRowsI16(), 1);
  }
}

}  // namespace

GC_DEFINE_OPERATOR(ResizeBilinear, Infer, Select)

}  // namespace goldcrest::kernels
