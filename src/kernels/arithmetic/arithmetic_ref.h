// Element-wise arithmetic done plainly: for tests.
#ifndef GOLDCREST_SRC_KERNELS_ARITHMETIC_ARITHMETIC_REF_H_
#define GOLDCREST_SRC_KERNELS_ARITHMETIC_ARITHMETIC_REF_H_

#include <cmath>
#include <cstdint>
#include <vector>

#include "goldcrest/types.h"
#include "kernels/common/quantization.h"

namespace goldcrest::kernels {

// f over two tensors whose shapes broadcast to `shape`, one element at a time by its coordinates.
template <typename T, class F>
auto BroadcastRef(const Shape& shape, const Shape& sa, const std::vector<T>& a, const Shape& sb, const std::vector<T>& b, const F& f) {
  std::vector<decltype(f(a[0], b[0]))> out;
  const auto at = [&](const Shape& s, int64_t index) {
    int64_t place = 0, step = 1;
    for (int k = 1; k <= shape.rank(); ++k) {
      const int64_t coordinate = index % shape[shape.rank() - k];
      index /= shape[shape.rank() - k];
      if (k > s.rank()) continue;
      const int32_t dim = s[s.rank() - k];
      place += (dim == 1 ? 0 : coordinate) * step;
      step *= dim;
    }
    return static_cast<size_t>(place);
  };
  for (int64_t i = 0; i < shape.elements(); ++i) out.push_back(f(a[at(sa, i)], b[at(sb, i)]));
  return out;
}

// What a quantized result would be without rounding in between: the integer kernels are within a step of it.
struct RealQuant {
  double scale;
  int zero_point;
  double Real(int q) const { return scale * (q - zero_point); }
  double Quantized(double real, int lowest, int highest) const {
    return std::fmin(highest, std::fmax(lowest, std::round(real / scale) + zero_point));
  }
};

// TensorFlow Lite's quantized addition, as its reference kernel does it; `sign` is -1 for a subtraction.
inline int32_t QuantizedAddRef(int32_t a, int32_t b, int sign, const RealQuant& qa, const RealQuant& qb, const RealQuant& qo, int lowest,
                               int highest) {
  const double twice_largest = 2 * std::fmax(qa.scale, qb.scale);
  const auto rescale = [&](int32_t q, const RealQuant& quant, int s) {
    FixedPointMultiplier factor = QuantizeMultiplier(quant.scale / twice_largest);
    factor.multiplier *= s;
    return MultiplyByQuantizedMultiplier((q - quant.zero_point) * (1 << 20), factor);
  };
  const int32_t sum = rescale(a, qa, 1) + rescale(b, qb, sign);
  const int32_t q = MultiplyByQuantizedMultiplier(sum, QuantizeMultiplier(twice_largest / ((1 << 20) * qo.scale))) + qo.zero_point;
  return q < lowest ? lowest : q > highest ? highest : q;
}

}  // namespace goldcrest::kernels

#endif  // GOLDCREST_SRC_KERNELS_ARITHMETIC_ARITHMETIC_REF_H_
