// Reductions one element at a time: for tests.
#ifndef GOLDCREST_SRC_KERNELS_REDUCE_REDUCE_REF_H_
#define GOLDCREST_SRC_KERNELS_REDUCE_REDUCE_REF_H_

#include <cstdint>
#include <vector>

#include "goldcrest/types.h"

namespace goldcrest::kernels {

// For each output, in order, the input's elements that go into it, in order.
template <typename T>
std::vector<std::vector<T>> GroupRef(const Shape& shape, const std::vector<T>& x, const std::vector<bool>& reduced) {
  size_t outputs = 1;
  for (int k = 0; k < shape.rank(); ++k) outputs *= reduced[static_cast<size_t>(k)] ? 1 : static_cast<size_t>(shape[k]);
  std::vector<std::vector<T>> groups(outputs);
  for (size_t i = 0; i < x.size(); ++i) {
    size_t rest = i, place = 0, step = 1;
    for (int k = shape.rank() - 1; k >= 0; --k) {
      const auto extent = static_cast<size_t>(shape[k]);
      if (!reduced[static_cast<size_t>(k)]) {
        place += rest % extent * step;
        step *= extent;
      }
      rest /= extent;
    }
    groups[place].push_back(x[i]);
  }
  return groups;
}

}  // namespace goldcrest::kernels

#endif  // GOLDCREST_SRC_KERNELS_REDUCE_REDUCE_REF_H_
