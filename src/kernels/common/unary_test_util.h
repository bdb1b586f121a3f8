// For the tests of operators with one operand.
#ifndef GOLDCREST_SRC_KERNELS_COMMON_UNARY_TEST_UTIL_H_
#define GOLDCREST_SRC_KERNELS_COMMON_UNARY_TEST_UTIL_H_

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "tests/op_test_util.h"

namespace goldcrest {

// The values that expectations recorded from TensorFlow Lite's reference kernels were made for.
inline const std::vector<int8_t> kSampleInt8 = {-128, -96, -64, -33, -8, 0, 1, 17, 50, 100, 127};
inline const std::vector<uint8_t> kSampleUInt8 = {0, 32, 64, 95, 120, 128, 129, 145, 178, 228, 255};
inline const std::vector<int16_t> kSampleInt16 = {-32768, -20000, -9000, -1200, -77, 0, 1, 64, 700, 5000, 15000, 32767};

struct NoOptions {};

// The operator's output for a vector of inputs of one type; empty, and a failure of the test, where the run fails.
template <typename T, class Options = NoOptions>
std::vector<T> RunUnary(BuiltinOperator op, const std::vector<T>& x, Options options = {}, TestQuant in = {}, TestQuant out = {}) {
  const auto n = static_cast<int32_t>(x.size());
  OpTest test(op);
  test.compile.num_threads = 2;
  if constexpr (!std::is_same_v<Options, NoOptions>) test.Options(options);
  test.Input<T>({n}, x, in);
  test.Output<T>({n}, out);
  const Status s = test.Run();
  EXPECT_TRUE(s.ok()) << s.message();
  return s.ok() ? test.output<T>(0) : std::vector<T>();
}

// On every CPU target and for lengths around the vector length, the float operator is within `ulps` units of f (in double) and
// within `absolute`, for arguments between low and high.
template <class F, class Options = NoOptions>
void ExpectFloatFunction(BuiltinOperator op, const F& f, float low, float high, double ulps, double absolute = 0, Options options = {}) {
  ForEachCpuTarget([&](CpuTarget) {
    for (int n : {0, 1, 3, 4, 5, 8, 15, 16, 17, 33, 20000}) {
      std::vector<float> x(static_cast<size_t>(n));
      for (int i = 0; i < n; ++i) x[i] = n == 1 ? low : low + (high - low) * static_cast<float>(i) / static_cast<float>(n - 1);
      const std::vector<float> y = RunUnary(op, x, options);
      ASSERT_EQ(y.size(), x.size());
      for (int i = 0; i < n; ++i) {
        const double want = f(static_cast<double>(x[i]));
        const double unit = std::ldexp(1.0, std::ilogb(static_cast<float>(want) == 0 ? 1e-30f : static_cast<float>(want)) - 23);
        ASSERT_NEAR(y[i], want, ulps * unit + absolute) << "x = " << x[i] << ", n = " << n;
      }
    }
  });
}

}  // namespace goldcrest

#endif  // GOLDCREST_SRC_KERNELS_COMMON_UNARY_TEST_UTIL_H_
