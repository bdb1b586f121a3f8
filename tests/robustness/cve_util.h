// Models of one operator for the files of cve_test.cc and cve_sizes_test.cc.
#ifndef GOLDCREST_TESTS_ROBUSTNESS_CVE_UTIL_H_
#define GOLDCREST_TESTS_ROBUSTNESS_CVE_UTIL_H_

#include <optional>
#include <utility>
#include <vector>

#include "tests/robustness/robustness_util.h"

namespace goldcrest {

inline std::vector<float> Zeros(const std::vector<int32_t>& shape) {
  size_t n = 1;
  for (int32_t d : shape) n *= static_cast<size_t>(d);
  return std::vector<float>(n);
}

// One operator on float tensors of these shapes; an empty list in `shapes` is a scalar, no value a left out input.
using Shapes = std::vector<std::optional<std::vector<int32_t>>>;
inline Status RunFloats(BuiltinOperator op, const Shapes& shapes, const model::Options& options = {}, int version = 1,
                        int constants_from = 1) {
  OpTest test(op, version);
  int i = 0;
  for (const auto& shape : shapes) {
    if (!shape) {
      test.NoInput();
    } else if (i < constants_from) {
      test.Input<float>(*shape, Zeros(*shape));
    } else {
      test.Constant<float>(*shape, Zeros(*shape));
    }
    ++i;
  }
  test.Output<float>({1});
  test.content().subgraphs[0].operators[0].options = options;
  return test.Run();
}

inline model::Conv2DOptions Conv(int32_t stride) {
  model::Conv2DOptions o;
  o.stride_w = o.stride_h = stride;
  return o;
}

// An operator on [1, 4, 4, 4] with lists of integers.
inline Status RunLists(BuiltinOperator op, const std::vector<std::pair<std::vector<int32_t>, std::vector<int32_t>>>& lists,
                       std::vector<int32_t> shape = {1, 4, 4, 4}) {
  OpTest test(op);
  test.Input<float>(shape, Zeros(shape));
  for (const auto& [dims, values] : lists) test.Constant<int32_t>(dims, values);
  test.Output<float>({1});
  return test.Run();
}

inline Status RunSegments(const std::vector<int32_t>& ids) {
  OpTest test(BuiltinOperator::kSegmentSum);
  test.Input<float>({3, 2}, Zeros({3, 2}));
  test.Input<int32_t>({3}, ids);
  test.Output<float>({1});
  return test.Run();
}

}  // namespace goldcrest

#endif  // GOLDCREST_TESTS_ROBUSTNESS_CVE_UTIL_H_
