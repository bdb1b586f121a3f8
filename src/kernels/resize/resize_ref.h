// RESIZE_BILINEAR in double, the obvious way; for tests.
#ifndef GOLDCREST_SRC_KERNELS_RESIZE_RESIZE_REF_H_
#define GOLDCREST_SRC_KERNELS_RESIZE_RESIZE_REF_H_

#include <algorithm>
#include <cmath>
#include <vector>

namespace goldcrest::kernels {

// One image of [in_h, in_w, channels] to [out_h, out_w, channels].
template <typename T>
std::vector<double> ResizeBilinearRef(const std::vector<T>& in, int in_h, int in_w, int channels, int out_h, int out_w, bool align_corners,
                                      bool half_pixel_centers) {
  const auto place = [&](int i, int in_size, int out_size) {
    const double scale = align_corners && out_size > 1 ? (in_size - 1.0) / (out_size - 1.0) : static_cast<double>(in_size) / out_size;
    return std::max(0.0, half_pixel_centers ? (i + 0.5) * scale - 0.5 : i * scale);
  };
  std::vector<double> out;
  for (int y = 0; y < out_h; ++y) {
    for (int x = 0; x < out_w; ++x) {
      const double py = place(y, in_h, out_h), px = place(x, in_w, out_w);
      const int y0 = static_cast<int>(py), x0 = static_cast<int>(px);
      const int y1 = std::min(y0 + 1, in_h - 1), x1 = std::min(x0 + 1, in_w - 1);
      const double fy = py - y0, fx = px - x0;
      for (int c = 0; c < channels; ++c) {
        const auto at = [&](int iy, int ix) { return static_cast<double>(in[(iy * in_w + ix) * channels + c]); };
        out.push_back((at(y0, x0) * (1 - fx) + at(y0, x1) * fx) * (1 - fy) + (at(y1, x0) * (1 - fx) + at(y1, x1) * fx) * fy);
      }
    }
  }
  return out;
}

}  // namespace goldcrest::kernels

#endif  // GOLDCREST_SRC_KERNELS_RESIZE_RESIZE_REF_H_
