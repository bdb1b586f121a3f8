// How 8-bit SOFTMAX and LOG_SOFTMAX turn distances from a row's maximum into Q(5) numbers.
#ifndef GOLDCREST_SRC_KERNELS_SOFTMAX_SOFTMAX_SCALE_H_
#define GOLDCREST_SRC_KERNELS_SOFTMAX_SOFTMAX_SCALE_H_

#include <algorithm>
#include <cmath>

#include "kernels/common/quantization.h"

namespace goldcrest::kernels {

struct SoftmaxScale {
  FixedPointMultiplier factor;
  int32_t least_distance = 0;  // negative; what is further from the maximum would not fit into Q(5), and its exponential counts as 0

  static Expected<SoftmaxScale> Make(float beta, float scale) {
    const double real = std::min(static_cast<double>(beta) * static_cast<double>(scale) * (1 << 26), 2147483647.0);
    if (!(real > 1.0)) {
      return Error(StatusCode::kUnsupported, "beta (%g) times the input's scale (%g) is too small", static_cast<double>(beta),
                   static_cast<double>(scale));
    }
    SoftmaxScale s;
    s.factor = QuantizeMultiplier(real);
    const double radius = 31.0 * (1 << 26) / std::ldexp(1.0, s.factor.shift);
    s.least_distance = -RoundToInt32(std::floor(radius));
    return s;
  }
};

}  // namespace goldcrest::kernels

#endif  // GOLDCREST_SRC_KERNELS_SOFTMAX_SOFTMAX_SCALE_H_
