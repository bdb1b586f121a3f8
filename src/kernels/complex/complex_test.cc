#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <complex>

#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using ::testing::ElementsAre;

TEST(ComplexTest, PartsAndMagnitude) {
  const float parts[] = {3, 4, -5, 12, 3e30f, 4e30f};
  const auto* bytes = reinterpret_cast<const uint8_t*>(parts);
  const auto run = [&](BuiltinOperator op) {
    OpTest test(op);
    test.AddInput(TensorType::kComplex64, {3}, {bytes, bytes + sizeof(parts)}, {}, false);
    test.Output<float>({3});
    EXPECT_TRUE(test.Run().ok());
    return test.output<float>(0);
  };
  EXPECT_THAT(run(BuiltinOperator::kReal), ElementsAre(3, -5, 3e30f));
  EXPECT_THAT(run(BuiltinOperator::kImag), ElementsAre(4, 12, 4e30f));
  EXPECT_THAT(run(BuiltinOperator::kComplexAbs), ElementsAre(5, 13, 5e30f));
}

TEST(ComplexTest, MagnitudesOfAnySizeOnEveryTarget) {
  std::vector<std::complex<float>> x;
  for (int i = 0; i < 200; ++i) x.emplace_back(std::ldexp(1.0f + 0.01f * i, i % 37 == 0 ? i / 2 : 3), 0.3f * i - 20);
  x.insert(x.begin() + 50, {{0, 0}, {3e38f, 3e37f}, {1e-40f, 0}, {1e-30f, -2e-30f}});
  const auto* bytes = reinterpret_cast<const uint8_t*>(x.data());
  ForEachCpuTarget([&](CpuTarget) {
    OpTest test(BuiltinOperator::kComplexAbs);
    test.AddInput(TensorType::kComplex64, {static_cast<int32_t>(x.size())}, {bytes, bytes + x.size() * sizeof(x[0])}, {}, false);
    test.Output<float>({static_cast<int32_t>(x.size())});
    ASSERT_TRUE(test.Run().ok());
    for (size_t i = 0; i < x.size(); ++i) {
      const double want = std::hypot(static_cast<double>(x[i].real()), static_cast<double>(x[i].imag()));
      ASSERT_NEAR(test.output<float>(0)[i], want, want * 0x1p-22) << i;
    }
  });
}

}  // namespace
}  // namespace goldcrest
