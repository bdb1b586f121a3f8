#include <gmock/gmock.h>

#include <cmath>
#include <random>

#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using ::testing::ElementsAre;

template <typename T>
void ExpectRoundTrip(float scale, int zero_point) {
  constexpr int kLow = std::numeric_limits<T>::min(), kHigh = std::numeric_limits<T>::max();
  std::mt19937 gen(5);
  std::uniform_real_distribution<float> real(-1.3f * scale * kHigh, 1.3f * scale * kHigh);
  ForEachCpuTarget([&](CpuTarget) {
    for (int n : {1, 4, 7, 8, 15, 16, 17, 33, 40000}) {
      std::vector<float> x(static_cast<size_t>(n));
      for (float& v : x) v = real(gen);
      if (n > 4) {
        x[0] = 0.5f * scale;  // halves go away from zero
        x[1] = -2.5f * scale;
        x[2] = INFINITY;
        x[3] = -INFINITY;
      }
      OpTest test(BuiltinOperator::kQuantize);
      test.compile.num_threads = 2;
      test.Input<float>({n}, x);
      test.Output<T>({n}, {{scale}, {zero_point}});
      ASSERT_TRUE(test.Run().ok());
      const std::vector<T> q = test.output<T>(0);
      for (int i = 0; i < n; ++i) {
        const double want = std::fmin(kHigh, std::fmax(kLow, std::round(x[i] / scale) + zero_point));
        ASSERT_EQ(q[i], static_cast<T>(want)) << x[i];
      }
      OpTest back(BuiltinOperator::kDequantize);
      back.Input<T>({n}, q, {{scale}, {zero_point}});
      back.Output<float>({n});
      ASSERT_TRUE(back.Run().ok());
      for (int i = 0; i < n; ++i) ASSERT_EQ(back.output<float>(0)[i], scale * static_cast<float>(q[i] - zero_point));
    }
  });
}

TEST(QuantizeTest, RoundsHalvesAwayFromZeroAndSaturates) {
  ExpectRoundTrip<int8_t>(0.05f, -7);
  ExpectRoundTrip<uint8_t>(0.03f, 200);
  ExpectRoundTrip<int16_t>(0.001f, 0);
}

TEST(QuantizeTest, NaNBecomesTheLeastValue) {
  OpTest test(BuiltinOperator::kQuantize);
  test.Input<float>({1}, {NAN});
  test.Output<uint8_t>({1}, {{0.1f}, {5}});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_THAT(test.output<uint8_t>(0), ElementsAre(0));
}

TEST(QuantizeTest, EachChannelHasItsScale) {
  const TestQuant quant{{0.5f, 0.25f}, {0, 10}, 1};
  OpTest test(BuiltinOperator::kQuantize);
  test.Input<float>({2, 2, 1}, {1, 1, -2, 2});
  test.Output<int8_t>({2, 2, 1}, quant);
  ASSERT_TRUE(test.Run().ok());
  EXPECT_THAT(test.output<int8_t>(0), ElementsAre(2, 14, -4, 18));
  OpTest back(BuiltinOperator::kDequantize);
  back.Input<int8_t>({2, 2, 1}, {2, 14, -4, 18}, quant);
  back.Output<float>({2, 2, 1});
  ASSERT_TRUE(back.Run().ok());
  EXPECT_THAT(back.output<float>(0), ElementsAre(1, 1, -2, 2));
}

TEST(QuantizeTest, RescalesBetweenQuantizedTypes) {
  OpTest test(BuiltinOperator::kQuantize);
  test.Input<uint8_t>({4}, {0, 100, 128, 255}, {{0.1f}, {128}});  // -12.8, -2.8, 0, 12.7
  test.Output<int8_t>({4}, {{0.2f}, {-10}});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_THAT(test.output<int8_t>(0), ElementsAre(-74, -24, -10, 54));
  OpTest wide(BuiltinOperator::kQuantize);
  wide.Input<int16_t>({3}, {-32768, 100, 32767}, {{0.001f}, {0}});
  wide.Output<int8_t>({3}, {{0.1f}, {3}});
  ASSERT_TRUE(wide.Run().ok());
  EXPECT_THAT(wide.output<int8_t>(0), ElementsAre(-128, 4, 127));
}

TEST(QuantizeTest, Int4IsTwoElementsToAByte) {
  OpTest test(BuiltinOperator::kQuantize);
  test.Input<float>({3}, {-8, 3, 100});
  test.AddOutput(TensorType::kInt4, {3}, {{1.0f}, {0}});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_THAT(test.output_bytes(0), ElementsAre(0x38, 0x07));
  OpTest back(BuiltinOperator::kDequantize);
  back.AddInput(TensorType::kInt4, {3}, {0x38, 0x07}, {{0.5f}, {0}}, false);
  back.Output<float>({3});
  ASSERT_TRUE(back.Run().ok());
  EXPECT_THAT(back.output<float>(0), ElementsAre(-4, 1.5f, 3.5f));
}

TEST(DequantizeTest, HalfPrecision) {
  OpTest test(BuiltinOperator::kDequantize);
  // 1, -2, 65504, the smallest subnormal, infinity.
  test.AddInput(TensorType::kFloat16, {5}, {0x00, 0x3C, 0x00, 0xC0, 0xFF, 0x7B, 0x01, 0x00, 0x00, 0x7C}, {}, true);
  test.Output<float>({5});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_THAT(test.output<float>(0), ElementsAre(1, -2, 65504, 0x1p-24f, INFINITY));
}

TEST(DequantizeTest, RefusesATensorWithoutScale) {
  OpTest test(BuiltinOperator::kDequantize);
  test.Input<int8_t>({1}, {1});
  test.Output<float>({1});
  EXPECT_EQ(test.Run().message(), "DEQUANTIZE (node 0): tensor \"t0\" of shape [1] needs a scale");
}

TEST(DequantizeTest, TakesElementsSmallerThanAByte) {
  const auto run = [](TensorType type, std::vector<uint8_t> bytes, int64_t zero_point) {
    OpTest test(BuiltinOperator::kDequantize, 8);
    test.AddInput(type, {4}, std::move(bytes), {{0.5f}, {zero_point}}, true);
    test.Output<float>({4});
    const Status s = test.Run();
    EXPECT_TRUE(s.ok()) << s.message();
    return s.ok() ? test.output<float>(0) : std::vector<float>();
  };
  EXPECT_THAT(run(TensorType::kInt2, {0b11'10'01'00}, 0), testing::ElementsAre(0, 0.5f, -1, -0.5f));
  EXPECT_THAT(run(TensorType::kInt4, {0x8F, 0x70}, 0), testing::ElementsAre(-0.5f, -4, 0, 3.5f));
  EXPECT_THAT(run(TensorType::kUInt4, {0x8F, 0x70}, 8), testing::ElementsAre(3.5f, 0, -4, -0.5f));
}

TEST(QuantizeTest, WritesFourBitsForEachChannel) {
  OpTest test(BuiltinOperator::kQuantize, 5);
  test.Input<float>({3, 1}, {1, 1, 100});
  test.AddOutput(TensorType::kUInt4, {3, 1}, {{1, 0.5f, 0.25f}, {0, 0, 0}, 0});
  const Status s = test.Run();
  ASSERT_TRUE(s.ok()) << s.message();
  EXPECT_THAT(test.output_bytes(0), testing::ElementsAre(0x21, 0x0F));
}

}  // namespace
}  // namespace goldcrest
