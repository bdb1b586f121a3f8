#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "kernels/lstm/fixed_point.h"
#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using testing::HasSubstr;

TEST(FixedPointTest, LogisticAndTanhAreCloseForEveryArgument) {
  for (int integer_bits : {0, 3, 4, 6}) {
    for (int x = INT16_MIN; x <= INT16_MAX; ++x) {
      const double real = std::ldexp(x, integer_bits - 15);
      const int16_t raw = static_cast<int16_t>(x);
      // 16-bit steps rounded a dozen times over.
      ASSERT_NEAR(kernels::fixed_point::Logistic(raw, integer_bits) / 32768.0, 1 / (1 + std::exp(-real)), 12 / 32768.0) << real;
      ASSERT_NEAR(kernels::fixed_point::Tanh(raw, integer_bits) / 32768.0, std::tanh(real), 16 / 32768.0) << real;
    }
  }
}

constexpr int kSteps = 20, kBatch = 2, kInput = 6, kCells = 17;

struct I8Case {
  OpTest test{BuiltinOperator::kUnidirectionalSequenceLstm};
  std::mt19937 rng{3};

  explicit I8Case(bool coupled, bool projection = false, bool normalized = false) {
    const int out = projection ? 5 : kCells;
    std::vector<int8_t> x(kSteps * kBatch * kInput);
    for (int8_t& v : x) v = static_cast<int8_t>(rng());
    test.Input<int8_t>({kSteps, kBatch, kInput}, x, {{0.01f}, {4}});
    for (int g = 0; g < 4; ++g) Weights({kCells, kInput}, g > 0 || !coupled);
    for (int g = 0; g < 4; ++g) Weights({kCells, out}, g > 0 || !coupled);
    for (int i = 0; i < 3; ++i) test.NoInput();
    for (int g = 0; g < 4; ++g) {
      if (g > 0 || !coupled)
        test.Constant<int32_t>({kCells}, std::vector<int32_t>(kCells, 100 * g));
      else
        test.NoInput();
    }
    Weights({out, kCells}, projection);
    test.NoInput();
    test.Variable(TensorType::kInt8, {kBatch, out}, {{0.008f}, {-3}});
    test.Variable(TensorType::kInt16, {kBatch, kCells}, {{1.0f / 4096}, {0}});
    for (int g = 0; g < 4; ++g) {
      if (normalized && (g > 0 || !coupled))
        test.Constant<int16_t>({kCells}, std::vector<int16_t>(kCells, static_cast<int16_t>(9000 + 100 * g)), {{1e-4f}, {0}});
      else
        test.NoInput();
    }
    for (int i = 0; i < 4; ++i)
      test.Intermediate(normalized ? TensorType::kInt16 : TensorType::kFloat32, normalized ? TestQuant{{0.001f}, {0}} : TestQuant{});
    test.Intermediate(TensorType::kInt8, projection ? TestQuant{{0.006f}, {9}} : TestQuant{{0.008f}, {-3}});
    model::UnidirectionalSequenceLSTMOptions o;
    o.fused_activation_function = model::ActivationFunctionType::kTanh;
    o.time_major = true;
    test.Options(o);
    test.Output<int8_t>({1}, {{0.008f}, {-3}});
  }
  void Weights(std::vector<int32_t> shape, bool given) {
    if (!given) return test.NoInput();
    std::vector<int8_t> w(static_cast<size_t>(shape[0] * shape[1]));
    for (int8_t& v : w) v = static_cast<int8_t>(static_cast<int>(rng() % 255) - 127);
    test.Constant<int8_t>(std::move(shape), w, {{0.005f}, {0}});
  }
};

// The sum of all outputs times their position, modulo 2^32.
uint32_t Checksum(const std::vector<int8_t>& v) {
  uint32_t sum = 0;
  for (size_t i = 0; i < v.size(); ++i) sum += static_cast<uint32_t>(v[i] + 128) * static_cast<uint32_t>(i + 1);
  return sum;
}

TEST(LstmInt8Test, IsEqualOnEveryTarget) {
  // Recorded from the reference kernels of TensorFlow Lite (LiteRT 2.3.0) with the model that I8Case makes.
  const struct {
    bool coupled, projection, normalized;
    uint32_t sum;
  } kCases[] = {{false, false, false, 29920507},
                {true, false, false, 29567610},
                {false, true, false, 2489837},
                {false, false, true, 29303460},
                {true, true, true, 2708077}};
  for (const auto& c : kCases) {
    ForEachCpuTarget([&](CpuTarget) {
      I8Case run(c.coupled, c.projection, c.normalized);
      const Status s = run.test.Run();
      ASSERT_TRUE(s.ok()) << s.message();
      EXPECT_EQ(Checksum(run.test.output<int8_t>(0)), c.sum);
    });
  }
}

// The older form: a small LSTM of numbers that follow a rule.
struct OlderCase {
  static constexpr int kBatch = 2, kInput = 3, kCells = 4, kOutput = 2;
  OpTest test{BuiltinOperator::kLstm};
  int tensors = 0;

  OlderCase() {
    const std::vector<int8_t> x = Numbers<int8_t>(kBatch * kInput, 256);
    test.Input<int8_t>({kBatch, kInput}, x, {{0.02f}, {3}});
    for (int cols : {kInput, kOutput}) {
      test.NoInput();
      for (int g = 1; g < 4; ++g) test.Constant<int8_t>({kCells, cols}, Numbers<int8_t>(kCells * cols, 256), {{0.004f}, {0}});
    }
    for (int i = 0; i < 4; ++i) test.NoInput();
    for (int g = 1; g < 4; ++g) test.Constant<int32_t>({kCells}, Numbers<int32_t>(kCells, 20000), {{1e-4f}, {0}});
    test.Constant<int8_t>({kOutput, kCells}, Numbers<int8_t>(kOutput * kCells, 256), {{0.006f}, {0}});
    test.Constant<int32_t>({kOutput}, Numbers<int32_t>(kOutput, 20000), {{1e-5f}, {0}});
    test.Variable(TensorType::kInt8, {kBatch, kOutput}, {{0.008f}, {-5}});
    test.Variable(TensorType::kInt16, {kBatch, kCells}, {{1.0f / 32768}, {0}});
    test.NoInput();
    for (int g = 1; g < 4; ++g) test.Constant<int16_t>({kCells}, Numbers<int16_t>(kCells, 30000), {{5e-5f}, {0}});
    for (int i = 0; i < 12; ++i) {
      const bool product = i % 3 != 0;
      test.Intermediate(TensorType::kInt8, {{product ? 0.02f : 1.0f / 4096}, {product ? i - 6 : 0}});
    }
    test.Output<int8_t>({1}, {{0.008f}, {-5}});
    model::LSTMOptions o;
    o.fused_activation_function = model::ActivationFunctionType::kTanh;
    test.Options(o);
  }

  template <typename T>
  std::vector<T> Numbers(int n, int range) {
    ++tensors;
    std::vector<T> v;
    for (int i = 0; i < n; ++i) v.push_back(static_cast<T>((i * (37 + 2 * tensors) + 11 * tensors) % range - range / 2));
    return v;
  }
};

TEST(LstmInt8Test, KnowsTheOlderFormWithProductsOf8Bits) {
  OlderCase c;
  const Status s = c.test.Run();
  ASSERT_TRUE(s.ok()) << s.message();
  // What TensorFlow Lite 2.19 gives in three runs.
  EXPECT_THAT(c.test.output<int8_t>(0), testing::ElementsAre(-21, -21, 3, 9));
  ASSERT_TRUE(c.test.RunAgain().ok());
  EXPECT_THAT(c.test.output<int8_t>(0), testing::ElementsAre(-27, -28, 7, 14));
  ASSERT_TRUE(c.test.RunAgain().ok());
  EXPECT_THAT(c.test.output<int8_t>(0), testing::ElementsAre(-29, -32, 9, 16));
  OlderCase without_bias;
  without_bias.test.content().subgraphs[0].operators[0].inputs[17] = -1;
  EXPECT_THAT(without_bias.test.Run().message(), HasSubstr("must have one step, normalization and a projection with a bias"));
}

TEST(LstmInt8Test, StartsWithStatesThatStandForZero) {
  I8Case run(false);
  ASSERT_TRUE(run.test.Run().ok());
  const std::vector<int8_t> first = run.test.output<int8_t>(0);
  ASSERT_TRUE(run.test.RunAgain().ok());
  EXPECT_NE(run.test.output<int8_t>(0), first);
  ASSERT_TRUE(run.test.interpreter().ResetVariables().ok());
  ASSERT_TRUE(run.test.RunAgain().ok());
  EXPECT_EQ(run.test.output<int8_t>(0), first);
}

TEST(LstmInt8Test, RefusesScalesItCannotComputeWith) {
  I8Case state(false);
  auto quantization = std::make_shared<model::Quantization>();
  quantization->scale = {0.01f};
  quantization->zero_point = {0};
  model::Subgraph& s = state.test.content().subgraphs[0];
  s.tensors[s.operators[0].inputs[19]].quantization = quantization;
  EXPECT_THAT(state.test.Run().message(), HasSubstr("the cell state has the scale 0.01; expected a power of two"));
  I8Case intermediates(false);
  intermediates.test.content().subgraphs[0].operators[0].intermediates.pop_back();
  EXPECT_THAT(intermediates.test.Run().message(), HasSubstr("has 4 intermediate tensors; expected 5"));
  I8Case weights(false);
  model::Subgraph& w = weights.test.content().subgraphs[0];
  w.tensors[w.operators[0].inputs[2]].quantization = nullptr;
  EXPECT_THAT(weights.test.Run().message(), HasSubstr("input 2 needs one scale above 0; found 0"));
}

}  // namespace
}  // namespace goldcrest
