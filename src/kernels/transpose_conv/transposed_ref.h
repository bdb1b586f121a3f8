// Transposed convolution as its definition reads, scattering each input; for tests only.
#ifndef GOLDCREST_SRC_KERNELS_TRANSPOSE_CONV_TRANSPOSED_REF_H_
#define GOLDCREST_SRC_KERNELS_TRANSPOSE_CONV_TRANSPOSED_REF_H_

#include <algorithm>
#include <array>
#include <cstdint>

namespace goldcrest {

// Depth, rows, columns.
struct TransposedRefShape {
  int batches;
  std::array<int, 3> in;
  int channels;
  std::array<int, 3> taps, out;
  int results;
  std::array<int, 3> stride, dilation;
  bool same;

  int Before(int axis) const {
    const int span = (taps[axis] - 1) * dilation[axis] + 1;
    const int forward = (out[axis] + stride[axis] - (same ? 1 : span)) / stride[axis];
    return std::max(0, (forward - 1) * stride[axis] + span - out[axis]) / 2;
  }
  int InSize() const { return batches * in[0] * in[1] * in[2] * channels; }
  int OutSize() const { return batches * out[0] * out[1] * out[2] * results; }
  int FilterSize() const { return taps[0] * taps[1] * taps[2] * channels * results; }
};

// Calls add(output index, input index, filter index) for every product. Filters are [results, taps, channels], or where
// `results_inside` [taps, results, channels].
template <typename Add>
void TransposedRef(const TransposedRefShape& s, bool results_inside, Add&& add) {
  const auto all = [&](auto&& body) {
    for (int n = 0; n < s.batches; ++n)
      for (int z = 0; z < s.in[0]; ++z)
        for (int y = 0; y < s.in[1]; ++y)
          for (int x = 0; x < s.in[2]; ++x)
            for (int kz = 0; kz < s.taps[0]; ++kz)
              for (int ky = 0; ky < s.taps[1]; ++ky)
                for (int kx = 0; kx < s.taps[2]; ++kx) body(n, std::array{z, y, x}, std::array{kz, ky, kx});
  };
  all([&](int n, std::array<int, 3> i, std::array<int, 3> k) {
    std::array<int, 3> o;
    for (int a = 0; a < 3; ++a) {
      o[a] = i[a] * s.stride[a] - s.Before(a) + k[a] * s.dilation[a];
      if (o[a] < 0 || o[a] >= s.out[a]) return;
    }
    const int in = ((n * s.in[0] + i[0]) * s.in[1] + i[1]) * s.in[2] + i[2];
    const int out = ((n * s.out[0] + o[0]) * s.out[1] + o[1]) * s.out[2] + o[2];
    const int tap = (k[0] * s.taps[1] + k[1]) * s.taps[2] + k[2], taps = s.taps[0] * s.taps[1] * s.taps[2];
    for (int r = 0; r < s.results; ++r) {
      for (int c = 0; c < s.channels; ++c) {
        const int filter = results_inside ? tap * s.results + r : r * taps + tap;
        add(out * s.results + r, in * s.channels + c, filter * s.channels + c);
      }
    }
  });
}

}  // namespace goldcrest

#endif  // GOLDCREST_SRC_KERNELS_TRANSPOSE_CONV_TRANSPOSED_REF_H_
