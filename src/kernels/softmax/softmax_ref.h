// SOFTMAX in double: for tests.
#ifndef GOLDCREST_SRC_KERNELS_SOFTMAX_SOFTMAX_REF_H_
#define GOLDCREST_SRC_KERNELS_SOFTMAX_SOFTMAX_REF_H_

#include <algorithm>
#include <cmath>
#include <vector>

namespace goldcrest::kernels {

inline std::vector<double> SoftmaxRef(const std::vector<float>& x, size_t n, double beta, bool log) {
  std::vector<double> y(x.size());
  for (size_t row = 0; row < x.size(); row += n) {
    const double most = *std::max_element(x.begin() + row, x.begin() + row + n);
    double sum = 0;
    for (size_t i = row; i < row + n; ++i) sum += std::exp(beta * (x[i] - most));
    for (size_t i = row; i < row + n; ++i) y[i] = log ? x[i] - most - std::log(sum) : std::exp(beta * (x[i] - most)) / sum;
  }
  return y;
}

}  // namespace goldcrest::kernels

#endif  // GOLDCREST_SRC_KERNELS_SOFTMAX_SOFTMAX_REF_H_
