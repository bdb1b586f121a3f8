#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "kernels/common/quantization.h"
#include "model/model.h"
#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(FullyConnectedTest, FloatIsWithinTheAccumulationBoundForOneRowAndMany) {
  ForEachCpuTarget([](CpuTarget) {
    std::mt19937 random(3);
    std::uniform_real_distribution<float> uniform(-1, 1);
    for (const auto& [m, n, k] : {std::tuple{1, 10, 7}, {1, 1001, 130}, {5, 33, 64}, {17, 16, 1}}) {
      std::vector<float> x(static_cast<size_t>(m * k)), w(static_cast<size_t>(n * k)), b(static_cast<size_t>(n));
      for (auto* v : {&x, &w, &b}) {
        for (float& f : *v) f = uniform(random);
      }
      OpTest test(BuiltinOperator::kFullyConnected);
      test.Input<float>({m, k}, x);
      test.Constant<float>({n, k}, w);
      test.Constant<float>({n}, b);
      test.Output<float>({1});
      ASSERT_TRUE(test.Run().ok());
      const auto got = test.output<float>(0);
      for (int r = 0; r < m; ++r) {
        for (int c = 0; c < n; ++c) {
          double want = b[c], magnitude = std::abs(b[c]);
          for (int i = 0; i < k; ++i) {
            want += static_cast<double>(x[r * k + i]) * w[c * k + i];
            magnitude += std::abs(static_cast<double>(x[r * k + i]) * w[c * k + i]);
          }
          EXPECT_NEAR(got[static_cast<size_t>(r * n + c)], want, (k + 1) * 1.2e-7 * magnitude);
        }
      }
    }
  });
}

TEST(FullyConnectedTest, Int8IsExactOnEveryTarget) {
  ForEachCpuTarget([](CpuTarget) {
    std::mt19937 random(5);
    const int m = 3, n = 35, k = 70;
    std::vector<int8_t> x(m * k), w(n * k);
    std::vector<int32_t> b(n);
    for (auto& v : x) v = static_cast<int8_t>(random());
    for (auto& v : w) v = static_cast<int8_t>(static_cast<int>(random() % 255) - 127);
    for (auto& v : b) v = static_cast<int32_t>(random() % 2000) - 1000;
    OpTest test(BuiltinOperator::kFullyConnected, 4);
    test.Input<int8_t>({m, k}, x, {{0.02f}, {-7}});
    test.Constant<int8_t>({n, k}, w, {{0.01f}, {0}});
    test.Constant<int32_t>({n}, b);
    test.Output<int8_t>({1}, {{0.5f}, {3}});
    ASSERT_TRUE(test.Run().ok());
    const auto got = test.output<int8_t>(0);
    const double factor = static_cast<double>(0.02f) * static_cast<double>(0.01f) / static_cast<double>(0.5f);
    for (int r = 0; r < m; ++r) {
      for (int c = 0; c < n; ++c) {
        int32_t sum = b[c];
        for (int i = 0; i < k; ++i) sum += (x[r * k + i] + 7) * w[c * k + i];
        const int32_t want = MultiplyByQuantizedMultiplier(sum, QuantizeMultiplier(factor)) + 3;
        EXPECT_EQ(got[static_cast<size_t>(r * n + c)], std::min(127, std::max(-128, want)));
      }
    }
  });
}

TEST(FullyConnectedTest, HybridStaysWithinTheInputsQuantizationStep) {
  const int m = 2, n = 9, k = 40;
  std::mt19937 random(9);
  std::uniform_real_distribution<float> uniform(-1, 1);
  std::vector<float> x(m * k);
  std::vector<int8_t> w(n * k);
  for (float& f : x) f = uniform(random);
  for (int8_t& v : w) v = static_cast<int8_t>(static_cast<int>(random() % 255) - 127);
  for (bool asymmetric : {false, true}) {
    OpTest test(BuiltinOperator::kFullyConnected, 3);
    test.Input<float>({m, k}, x);
    test.Constant<int8_t>({n, k}, w, {{0.01f}, {0}});
    test.Output<float>({1});
    model::FullyConnectedOptions o;
    o.asymmetric_quantize_inputs = asymmetric;
    test.Options(o);
    ASSERT_TRUE(test.Run().ok());
    const auto got = test.output<float>(0);
    for (int r = 0; r < m; ++r) {
      for (int c = 0; c < n; ++c) {
        double want = 0, bound = 0;
        for (int i = 0; i < k; ++i) {
          want += static_cast<double>(x[r * k + i]) * w[c * k + i] * 0.01;
          bound += std::abs(w[c * k + i]) * 0.01 * (1.0 / 127 / 2 + 1e-6);
        }
        EXPECT_NEAR(got[static_cast<size_t>(r * n + c)], want, bound);
      }
    }
  }
}

TEST(FullyConnectedTest, Int4WeightsAreThoseOfTheirBytes) {
  const std::vector<int8_t> w = {1, -8, 7, -1, 3, -2}, x = {10, -20, 30};
  const std::vector<uint8_t> packed = {0x81, 0xf7, 0xe3};
  const TestQuant in{{0.02f}, {-7}}, weights{{0.5f}, {0}}, out{{0.25f}, {3}};
  std::vector<int8_t> results[2];
  std::vector<float> hybrid[2];
  for (bool int4 : {false, true}) {
    OpTest test(BuiltinOperator::kFullyConnected), floats(BuiltinOperator::kFullyConnected);
    test.Input<int8_t>({1, 3}, x, in);
    floats.Input<float>({1, 3}, {0.1f, -2, 3});
    for (OpTest* t : {&test, &floats}) {
      if (int4) {
        t->AddInput(TensorType::kInt4, {2, 3}, packed, weights, true);
      } else {
        t->Constant<int8_t>({2, 3}, w, weights);
      }
    }
    test.Output<int8_t>({1}, out);
    floats.Output<float>({1});
    ASSERT_TRUE(test.Run().ok());
    ASSERT_TRUE(floats.Run().ok());
    results[int4] = test.output<int8_t>(0);
    hybrid[int4] = floats.output<float>(0);
  }
  EXPECT_EQ(results[0], results[1]);
  EXPECT_EQ(hybrid[0], hybrid[1]);
}

TEST(FullyConnectedTest, FloatInputTakesUInt8WeightsAsInt8) {
  OpTest test(BuiltinOperator::kFullyConnected);
  test.Input<float>({1, 2}, {127, 127});
  test.Constant<uint8_t>({2, 2}, {255, 0, 128, 2}, {{1.0f}, {128}});
  test.Output<float>({1});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_THAT(test.output<float>(0), ElementsAre(-127, -126 * 127));
}

// The two roundings differ: that of 64-bit sums cuts the factor to 16 bits.
TEST(FullyConnectedTest, Int16IsRoundedByTheWidthOfItsBias) {
  const TestQuant in{{1.0f}, {0}}, weights{{0.4567891f}, {0}}, out{{0.3f}, {0}};
  const double factor = static_cast<double>(1.0f * 0.4567891f) / static_cast<double>(0.3f);
  for (bool wide : {false, true}) {
    OpTest test(BuiltinOperator::kFullyConnected);
    test.Input<int16_t>({1, 2}, {100, 90}, in);
    test.Constant<int8_t>({1, 2}, {120, 80}, weights);
    if (wide) {
      test.Constant<int64_t>({1}, {501});
    } else {
      test.Constant<int32_t>({1}, {501});
    }
    test.Output<int16_t>({1}, out);
    ASSERT_TRUE(test.Run().ok());
    const int32_t sum = 100 * 120 + 90 * 80 + 501;
    EXPECT_EQ(test.output<int16_t>(0)[0], wide ? MultiplyByQuantizedMultiplier64(sum, QuantizeMultiplier(factor))
                                               : MultiplyByQuantizedMultiplier(sum, QuantizeMultiplier(factor)));
  }
}

TEST(FullyConnectedTest, UInt8MayGiveInt16) {
  OpTest test(BuiltinOperator::kFullyConnected);
  test.Input<uint8_t>({2, 2}, {130, 120, 128, 255}, {{0.5f}, {128}});
  test.Constant<uint8_t>({1, 2}, {30, 25}, {{0.25f}, {20}});
  test.Constant<int32_t>({1}, {40});
  test.Output<int16_t>({1}, {{0.125f}, {0}});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_THAT(test.output<int16_t>(0), ElementsAre(2 * 10 - 8 * 5 + 40, 127 * 5 + 40));
}

TEST(FullyConnectedTest, Int16WeightsAreSummedIn64Bits) {
  OpTest test(BuiltinOperator::kFullyConnected, 7);
  test.Input<int16_t>({1, 4}, {30000, 30000, 30000, 30000}, {{0.001f}, {0}});
  test.Constant<int16_t>({1, 4}, {30000, 30000, 30000, 30000}, {{0.001f}, {0}});  // 3.6e9, more than 2^31
  test.Constant<int32_t>({1}, {0});
  test.Output<int16_t>({1, 1}, {{1.0f}, {0}});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_EQ(test.output<int16_t>(0)[0], 3600);
}

// Weights of ones in the first block of columns and of the row's number plus one in the second.
OpTest Shuffled(int rows, const std::vector<uint8_t>& input, int results, int depth) {
  OpTest test(BuiltinOperator::kFullyConnected, 2);
  test.Input<uint8_t>({rows, depth}, input, {{0.5f}, {128}});
  std::vector<uint8_t> weights;
  for (int block = 0; block < results / 4; ++block) {
    for (int k = 0; k < depth / 16; ++k) {
      for (int r = 0; r < 4; ++r) weights.insert(weights.end(), 16, static_cast<uint8_t>(k == 0 ? 1 : 4 * block + r + 1));
    }
  }
  weights.resize(static_cast<size_t>(results * depth));
  test.Constant<uint8_t>({results, depth}, weights, {{0.5f}, {128}});
  test.Constant<int32_t>({results}, std::vector<int32_t>(static_cast<size_t>(results), 10));
  test.Output<int16_t>({1}, {{0.25f}, {0}});
  test.Output<uint8_t>({rows, depth});
  model::FullyConnectedOptions o;
  o.weights_format = model::FullyConnectedOptionsWeightsFormat::kShuffled4x16Int8;
  test.Options(o);
  return test;
}

TEST(FullyConnectedTest, TakesShuffledWeights) {
  std::vector<uint8_t> input(2 * 32, 128);
  input[0] = 130, input[31] = 131, input[32] = 118;  // 2 in the first block and 3 in the second; -10 in the first
  OpTest test = Shuffled(2, input, 8, 32);
  const Status s = test.Run();
  ASSERT_TRUE(s.ok()) << s.message();
  EXPECT_THAT(test.output<int16_t>(0), ElementsAre(15, 18, 21, 24, 27, 30, 33, 36, 0, 0, 0, 0, 0, 0, 0, 0));
  EXPECT_EQ(test.output<uint8_t>(1)[0], 2);
  EXPECT_EQ(test.output<uint8_t>(1)[32], 0xF6);
}

TEST(FullyConnectedTest, RefusesShuffledWeightsThatAreNoBlocks) {
  EXPECT_THAT(Shuffled(1, std::vector<uint8_t>(32), 6, 32).Run().message(), HasSubstr("expected a multiple of 4 by a multiple of 16"));
  EXPECT_THAT(Shuffled(1, std::vector<uint8_t>(24), 8, 24).Run().message(), HasSubstr("expected a multiple of 4 by a multiple of 16"));
}

TEST(FullyConnectedTest, KeepsLeadingDimensionsWhenAsked) {
  OpTest test(BuiltinOperator::kFullyConnected);
  test.Input<float>({2, 3, 4}, std::vector<float>(24, 1.0f));
  test.Constant<float>({5, 4}, std::vector<float>(20, 1.0f));
  test.NoInput();
  test.Output<float>({1});
  model::FullyConnectedOptions o;
  o.keep_num_dims = true;
  test.Options(o);
  ASSERT_TRUE(test.Run().ok());
  EXPECT_EQ(test.output_shape(0), (Shape{2, 3, 5}));
}

TEST(FullyConnectedTest, RefusesWeightsThatDoNotFit) {
  OpTest test(BuiltinOperator::kFullyConnected);
  test.Input<float>({1, 7}, std::vector<float>(7));
  test.Constant<float>({5, 4}, std::vector<float>(20));
  test.Output<float>({1});
  EXPECT_THAT(test.Run().message(), HasSubstr("weights [5, 4] do not divide input [1, 7] into rows"));
}

// Weights [2, 4] of INT4: 1 2 -3 4 and -5 6 7 -8.
const std::vector<uint8_t> kInt4Weights = {0x21, 0x4D, 0x6B, 0x87};

TEST(FullyConnectedTest, Int2WeightsAndSumsOfInt16) {
  OpTest test(BuiltinOperator::kFullyConnected, 14);
  test.Input<int16_t>({1, 4}, {100, 200, 300, 400}, {{1.0f}, {0}});
  test.AddInput(TensorType::kInt2, {1, 4}, {0b10'11'00'01}, {{1.0f}, {0}}, true);  // 1 0 -1 -2
  test.Constant<int64_t>({1}, {5});
  test.Output<int16_t>({1, 1}, {{1.0f}, {0}});
  const Status s = test.Run();
  ASSERT_TRUE(s.ok()) << s.message();
  EXPECT_EQ(test.output<int16_t>(0)[0], 100 - 300 - 800 + 5);
}

TEST(FullyConnectedTest, Int16WeightsWithInt16) {
  OpTest test(BuiltinOperator::kFullyConnected, 7);
  test.Input<int16_t>({1, 2}, {30000, -30000}, {{0.001f}, {0}});
  test.Constant<int16_t>({1, 2}, {20000, -20000}, {{0.001f}, {0}});
  test.Output<int16_t>({1, 1}, {{0.1f}, {0}});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_EQ(test.output<int16_t>(0)[0], 12000);  // 30 * 20 + 30 * 20 in tenths
}

// Blocks of two along the depth, with the scales 1, 2 / 0.5, 4.
OpTest InBlocks(std::vector<uint8_t> scales, int32_t block_size) {
  OpTest test(BuiltinOperator::kFullyConnected, 13);
  test.Input<float>({1, 4}, {127, -127, 64, 0});
  const int weights = test.AddInput(TensorType::kInt4, {2, 4}, kInt4Weights, {}, true);
  test.Constant<float>({2}, {0.5f, -0.5f});
  test.Output<float>({1, 2});
  model::Model& m = test.content();
  m.buffers.push_back({model::Block(scales), false});
  model::Tensor t;
  t.name = "scales";
  t.type = TensorType::kFloat16;
  t.shape = {static_cast<int32_t>(scales.size()) / 2};
  t.buffer = static_cast<uint32_t>(m.buffers.size() - 1);
  m.subgraphs[0].tensors.push_back(std::move(t));
  auto q = std::make_shared<model::Quantization>();
  q->details = model::Quantization::Details::kBlockwise;
  q->scales_tensor = static_cast<int32_t>(m.subgraphs[0].tensors.size()) - 1;
  q->zero_points_tensor = -1;
  q->block_size = block_size;
  m.subgraphs[0].tensors[static_cast<size_t>(weights)].quantization = std::move(q);
  return test;
}

TEST(FullyConnectedTest, AddsUpBlocksWithScalesOfTheirOwn) {
  OpTest test = InBlocks({0x00, 0x3C, 0x00, 0x40, 0x00, 0x38, 0x00, 0x44}, 2);
  const Status s = test.Run();
  ASSERT_TRUE(s.ok()) << s.message();
  // A step of the input's quantization is 254 / 255: half of one, times the weights of each block, bounds the error.
  EXPECT_NEAR(test.output<float>(0)[0], (1 - 2) * 127.0f - 3 * 64 * 2 + 0.5f, 0.5f * (1 + 2 + 2 * (3 + 4)));
  EXPECT_NEAR(test.output<float>(0)[1], (-5 - 6) * 127 * 0.5f + 7 * 64 * 4 - 0.5f, 0.5f * (0.5f * (5 + 6) + 4 * (7 + 8)));
}

TEST(FullyConnectedTest, RefusesBlocksThatDoNotFit) {
  const std::vector<uint8_t> ones = {0x00, 0x3C, 0x00, 0x3C};
  for (int32_t size : {2, 3, 5, INT32_MAX}) EXPECT_THAT(InBlocks(ones, size).Run().message(), HasSubstr("a FLOAT16 scale for each block"));
  EXPECT_FALSE(InBlocks(ones, -1).Run().ok());
}

}  // namespace
}  // namespace goldcrest
