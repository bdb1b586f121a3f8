#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "kernels/arithmetic/arithmetic_ref.h"
#include "tests/op_test_util.h"

namespace goldcrest::kernels {
namespace {

using ::testing::ElementsAre;
using Dims = std::vector<int32_t>;

Shape ToShape(const Dims& d) { return Shape(d.data(), static_cast<int>(d.size())); }

struct Pair {
  Dims a, b, out;
};
const Pair kPairs[] = {{{17}, {17}, {17}},
                       {{1}, {33}, {33}},
                       {{40, 5}, {}, {40, 5}},
                       {{2, 3, 7}, {7}, {2, 3, 7}},
                       {{2, 3, 7}, {2, 1, 7}, {2, 3, 7}},
                       {{3, 1, 5}, {1, 19, 1}, {3, 19, 5}},
                       {{2, 1, 2, 1, 2, 1, 2, 3}, {1, 2, 2, 1, 1, 2, 2, 1}, {2, 2, 2, 1, 2, 2, 2, 3}},
                       {{20000}, {20000}, {20000}},
                       {{3, 9000, 2}, {9000, 2}, {3, 9000, 2}},
                       {{3001, 3}, {3}, {3001, 3}},
                       {{1, 7}, {90, 10, 7}, {90, 10, 7}},
                       {{0, 3}, {3}, {0, 3}}};

template <typename T>
std::vector<T> Random(const Dims& d, std::mt19937& gen, double low, double high) {
  std::uniform_real_distribution<double> real(low, high);
  std::vector<T> v(static_cast<size_t>(ToShape(d).elements()));
  for (T& x : v) x = static_cast<T>(real(gen));
  return v;
}

template <typename T, class F>
void ExpectEveryPair(BuiltinOperator op, const F& f) {
  std::mt19937 gen(7);
  for (const Pair& p : kPairs) {
    const auto a = Random<T>(p.a, gen, -50, 50), b = Random<T>(p.b, gen, -50, 50);
    OpTest test(op);
    test.compile.num_threads = 2;
    test.Input<T>(p.a, a);
    test.Input<T>(p.b, b);
    test.Output<T>({});
    ASSERT_TRUE(test.Run().ok());
    EXPECT_EQ(test.output_shape(0), ToShape(p.out));
    EXPECT_EQ(test.output<T>(0), BroadcastRef(ToShape(p.out), ToShape(p.a), a, ToShape(p.b), b, f)) << ToShape(p.a).ToString();
  }
}

TEST(ArithmeticTest, FloatMatchesTheReferenceForEveryBroadcast) {
  ForEachCpuTarget([](CpuTarget) {
    ExpectEveryPair<float>(BuiltinOperator::kAdd, [](float a, float b) { return a + b; });
    ExpectEveryPair<float>(BuiltinOperator::kSub, [](float a, float b) { return a - b; });
    ExpectEveryPair<float>(BuiltinOperator::kMul, [](float a, float b) { return a * b; });
    ExpectEveryPair<float>(BuiltinOperator::kDiv, [](float a, float b) { return a / b; });
    ExpectEveryPair<float>(BuiltinOperator::kMaximum, [](float a, float b) { return a > b ? a : b; });
    ExpectEveryPair<float>(BuiltinOperator::kMinimum, [](float a, float b) { return a < b ? a : b; });
    ExpectEveryPair<float>(BuiltinOperator::kSquaredDifference, [](float a, float b) { return (a - b) * (a - b); });
  });
}

TEST(ArithmeticTest, WholeNumbersMatchTheReferenceForEveryBroadcast) {
  ExpectEveryPair<int32_t>(BuiltinOperator::kAdd, [](int32_t a, int32_t b) { return a + b; });
  ExpectEveryPair<int64_t>(BuiltinOperator::kSub, [](int64_t a, int64_t b) { return a - b; });
  ExpectEveryPair<int32_t>(BuiltinOperator::kMul, [](int32_t a, int32_t b) { return a * b; });
  ExpectEveryPair<int8_t>(BuiltinOperator::kMaximum, [](int8_t a, int8_t b) { return std::max(a, b); });
  ExpectEveryPair<int64_t>(BuiltinOperator::kMinimum, [](int64_t a, int64_t b) { return std::min(a, b); });
  ExpectEveryPair<int32_t>(BuiltinOperator::kSquaredDifference, [](int32_t a, int32_t b) { return (a - b) * (a - b); });
}

TEST(ArithmeticTest, WholeNumbersWrapAround) {
  OpTest test(BuiltinOperator::kAdd);
  test.Input<int32_t>({1}, {INT32_MAX});
  test.Input<int32_t>({1}, {1});
  test.Output<int32_t>({1});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_THAT(test.output<int32_t>(0), ElementsAre(INT32_MIN));
}

// Exact expectations for chosen values come from TensorFlow Lite; here every value is within a step of the real result.
template <typename T, class F>
void ExpectQuantizedWithinAStep(BuiltinOperator op, double out_scale, const F& f) {
  constexpr int kLow = std::numeric_limits<T>::min(), kHigh = std::numeric_limits<T>::max();
  const bool wide = sizeof(T) == 2;
  const RealQuant qa{wide ? 0.0021 : 0.021, wide ? 0 : (kLow + kHigh) / 2 + 3}, qb{wide ? 0.0047 : 0.047, wide ? 0 : kLow + 9};
  const RealQuant qo{out_scale, wide ? 0 : (kLow + kHigh) / 2};
  const auto quant = [](RealQuant q) { return TestQuant{{static_cast<float>(q.scale)}, {q.zero_point}}; };
  std::mt19937 gen(11);
  ForEachCpuTarget([&](CpuTarget) {
    for (const Pair& p : kPairs) {
      const auto a = Random<T>(p.a, gen, kLow, kHigh), b = Random<T>(p.b, gen, kLow, kHigh);
      OpTest test(op);
      test.Input<T>(p.a, a, quant(qa));
      test.Input<T>(p.b, b, quant(qb));
      test.Output<T>({}, quant(qo));
      ASSERT_TRUE(test.Run().ok());
      const auto want = BroadcastRef(ToShape(p.out), ToShape(p.a), a, ToShape(p.b), b,
                                     [&](T x, T y) { return qo.Quantized(f(qa.Real(x), qb.Real(y)), kLow, kHigh); });
      const std::vector<T> got = test.output<T>(0);
      ASSERT_EQ(got.size(), want.size());
      for (size_t i = 0; i < got.size(); ++i) ASSERT_NEAR(got[i], want[i], 1) << i;
    }
  });
}

TEST(ArithmeticTest, QuantizedIsWithinAStepOfTheRealResult) {
  const auto add = [](double a, double b) { return a + b; };
  const auto sub = [](double a, double b) { return a - b; };
  const auto mul = [](double a, double b) { return a * b; };
  ExpectQuantizedWithinAStep<int8_t>(BuiltinOperator::kAdd, 0.061, add);
  ExpectQuantizedWithinAStep<uint8_t>(BuiltinOperator::kAdd, 0.004, add);  // a factor above 1
  ExpectQuantizedWithinAStep<int16_t>(BuiltinOperator::kAdd, 0.0061, add);
  ExpectQuantizedWithinAStep<int8_t>(BuiltinOperator::kSub, 0.061, sub);
  ExpectQuantizedWithinAStep<uint8_t>(BuiltinOperator::kSub, 0.061, sub);
  ExpectQuantizedWithinAStep<int8_t>(BuiltinOperator::kMul, 0.21, mul);
  ExpectQuantizedWithinAStep<uint8_t>(BuiltinOperator::kMul, 0.0005, mul);  // a factor above 1
  ExpectQuantizedWithinAStep<int16_t>(BuiltinOperator::kMul, 0.13, mul);
}

// The operator's result for operands of one type, the second a single value where it is one element long.
template <typename T>
std::vector<T> Apply(BuiltinOperator op, const std::vector<T>& a, const std::vector<T>& b) {
  OpTest test(op);
  test.Input<T>({static_cast<int32_t>(a.size())}, a);
  test.Input<T>({static_cast<int32_t>(b.size())}, b);
  test.Output<T>({});
  const Status s = test.Run();
  EXPECT_TRUE(s.ok()) << s.message();
  return s.ok() ? test.output<T>(0) : std::vector<T>();
}

TEST(ArithmeticTest, DivisionsRoundTheirOwnWays) {
  const std::vector<int32_t> a = {7, -7, 6, -6, INT32_MIN};
  EXPECT_THAT(Apply<int32_t>(BuiltinOperator::kDiv, a, {2}), ElementsAre(3, -3, 3, -3, INT32_MIN / 2));
  EXPECT_THAT(Apply<int32_t>(BuiltinOperator::kDiv, a, {-1}), ElementsAre(-7, 7, -6, 6, INT32_MIN));
  EXPECT_THAT(Apply<int32_t>(BuiltinOperator::kFloorDiv, a, {2}), ElementsAre(3, -4, 3, -3, INT32_MIN / 2));
  EXPECT_THAT(Apply<int32_t>(BuiltinOperator::kFloorDiv, a, {-1}), ElementsAre(-7, 7, -6, 6, INT32_MIN));
  EXPECT_THAT(Apply<int32_t>(BuiltinOperator::kFloorMod, a, {-4}), ElementsAre(-1, -3, -2, -2, 0));
  EXPECT_THAT(Apply<int64_t>(BuiltinOperator::kFloorMod, {7, -7, INT64_MIN}, {-1}), ElementsAre(0, 0, 0));
  EXPECT_THAT(Apply<float>(BuiltinOperator::kFloorDiv, {7, -7}, {2}), ElementsAre(3, -4));
  EXPECT_THAT(Apply<float>(BuiltinOperator::kFloorMod, {7, -7}, {-4}), ElementsAre(-1, -3));
}

TEST(ArithmeticTest, DivisionByZeroIsAnError) {
  for (BuiltinOperator op : {BuiltinOperator::kDiv, BuiltinOperator::kFloorDiv, BuiltinOperator::kFloorMod}) {
    OpTest test(op);
    test.Input<int32_t>({2}, {1, 2});
    test.Input<int32_t>({2}, {1, 0});
    test.Output<int32_t>({2});
    const Status s = test.Run();
    EXPECT_EQ(s.code(), StatusCode::kRuntimeError);
    EXPECT_THAT(s.message(), ::testing::EndsWith("division by 0 (element 1 of input 1)"));
  }
  EXPECT_THAT(Apply<float>(BuiltinOperator::kDiv, {1}, {0}), ElementsAre(INFINITY));
}

TEST(ArithmeticTest, Powers) {
  EXPECT_THAT(Apply<float>(BuiltinOperator::kPow, {2, 9, 2}, {3, 0.5f, -1}), ElementsAre(8, 3, 0.5f));
  EXPECT_THAT(Apply<int32_t>(BuiltinOperator::kPow, {2, -3, 0, 3}, {10, 3, 0, 40}),
              ElementsAre(1024, -27, 1, static_cast<int32_t>(12157665459056928801u & 0xFFFFFFFF)));
  OpTest test(BuiltinOperator::kPow);
  test.Input<int32_t>({1}, {2});
  test.Input<int32_t>({1}, {-1});
  test.Output<int32_t>({1});
  EXPECT_EQ(test.Run().code(), StatusCode::kRuntimeError);
}

TEST(ArithmeticTest, NaNGoesThroughAndLosesComparisons) {
  EXPECT_TRUE(std::isnan(Apply<float>(BuiltinOperator::kAdd, {NAN}, {1})[0]));
  EXPECT_THAT(Apply<float>(BuiltinOperator::kMaximum, {NAN}, {1}), ElementsAre(1));
  EXPECT_TRUE(std::isnan(Apply<float>(BuiltinOperator::kMinimum, {1}, {NAN})[0]));
}

// Recorded from TensorFlow Lite's reference kernels.
TEST(ArithmeticTest, QuantizedDivisionAndSquaredDifferenceEqualTheReference) {
  const auto run = [](BuiltinOperator op, auto a, auto b, TestQuant qa, TestQuant qb, TestQuant qo) {
    using T = typename decltype(a)::value_type;
    OpTest test(op);
    test.Input<T>({5}, a, qa);
    test.Input<T>({5}, b, qb);
    test.Output<T>({5}, qo);
    EXPECT_TRUE(test.Run().ok());
    return test.output<T>(0);
  };
  EXPECT_THAT(run(BuiltinOperator::kDiv, std::vector<uint8_t>{0, 100, 90, 200, 255}, std::vector<uint8_t>{255, 130, 1, 50, 129},
                  {{0.05f}, {128}}, {{0.1f}, {128}}, {{0.02f}, {100}}),
              ElementsAre(75, 0, 107, 77, 255));
  EXPECT_THAT(run(BuiltinOperator::kSquaredDifference, std::vector<int8_t>{-128, -20, 0, 50, 127}, std::vector<int8_t>{127, 3, 0, 49, -128},
                  {{0.05f}, {3}}, {{0.04f}, {-5}}, {{0.7f}, {-100}}),
              ElementsAre(100, -97, -100, -100, 77));
}

// Every pair of bytes: with scales in no simple proportion the vectorized sum decides nearly all of them at once, with the second
// and third set of scales many fall on the boundary between two results.
TEST(ArithmeticTest, QuantizedAddAndSubEqualTheReferenceForEveryPair) {
  std::vector<int8_t> a, b;
  for (int x = -128; x < 128; ++x) {
    for (int y = -128; y < 128; ++y) {
      a.push_back(static_cast<int8_t>(x));
      b.push_back(static_cast<int8_t>(y));
    }
  }
  const double scales[][3] = {{0.0517283, 0.03917731, 0.0634721},
                              {0.05, 0.05, 0.1},
                              {0.05, 0.04, 0.06},
                              {0.0123, 0.371, 0.402},
                              {0.9, 0.0007, 0.013},
                              {0.0031, 0.0029, 0.9}};
  const auto f = [](double scale) { return static_cast<double>(static_cast<float>(scale)); };
  ForEachCpuTarget([&](CpuTarget) {
    for (const auto& s : scales) {
      for (const int sign : {1, -1}) {
        const RealQuant qa{f(s[0]), 5}, qb{f(s[1]), -100}, qo{f(s[2]), 17};
        OpTest test(sign > 0 ? BuiltinOperator::kAdd : BuiltinOperator::kSub);
        test.Input<int8_t>({256, 256}, a, {{static_cast<float>(qa.scale)}, {qa.zero_point}});
        test.Input<int8_t>({256, 256}, b, {{static_cast<float>(qb.scale)}, {qb.zero_point}});
        test.Output<int8_t>({256, 256}, {{static_cast<float>(qo.scale)}, {qo.zero_point}});
        ASSERT_TRUE(test.Run().ok());
        const std::vector<int8_t> y = test.output<int8_t>(0);
        for (size_t i = 0; i < a.size(); ++i) {
          ASSERT_EQ(y[i], QuantizedAddRef(a[i], b[i], sign, qa, qb, qo, -128, 127)) << int{a[i]} << ", " << int{b[i]} << ", " << s[0];
        }
      }
    }
  });
}

// A sum written over one of its operands: what is done over exactly must not read what was stored before.
TEST(ArithmeticTest, QuantizedAddInPlaceEqualsTheReference) {
  std::vector<int8_t> a, b;
  for (int x = -128; x < 128; ++x) {
    for (int y = -128; y < 128; ++y) {
      a.push_back(static_cast<int8_t>(x));
      b.push_back(static_cast<int8_t>(y));
    }
  }
  const auto scale = [](float s) { return static_cast<double>(s); };
  const RealQuant qa{scale(0.0517283f), 5}, qb{scale(0.03917731f), -100}, qo{scale(0.0634721f), 17};
  const RealQuant of_sum[] = {qo, {scale(0.0811937f), -3}, qo};
  ForEachCpuTarget([&](CpuTarget) {
    OpTest test(BuiltinOperator::kAdd);
    test.Input<int8_t>({256, 256}, a, {{static_cast<float>(qa.scale)}, {qa.zero_point}});
    const int second = test.Input<int8_t>({256, 256}, b, {{static_cast<float>(qb.scale)}, {qb.zero_point}});
    const int sum = test.Output<int8_t>({256, 256}, {{static_cast<float>(qo.scale)}, {qo.zero_point}});
    // Two more sums, the middle one of three can take the place of the first.
    model::Subgraph& graph = test.content().subgraphs[0];
    for (int i = 1; i < 3; ++i) {
      model::Operator next = graph.operators[0];
      next.inputs = {graph.operators.back().outputs[0], second};
      next.outputs = {static_cast<int32_t>(graph.tensors.size())};
      graph.tensors.push_back(graph.tensors[static_cast<size_t>(sum)]);
      model::Quantization quantization = *graph.tensors.back().quantization;
      quantization.scale = {static_cast<float>(of_sum[i].scale)};
      quantization.zero_point = {of_sum[i].zero_point};
      graph.tensors.back().quantization = std::make_shared<model::Quantization>(quantization);
      graph.operators.push_back(next);
    }
    graph.outputs = graph.operators.back().outputs;
    ASSERT_TRUE(test.Run().ok());
    const std::vector<int8_t> y = test.output<int8_t>(0);
    for (size_t i = 0; i < a.size(); ++i) {
      int32_t want = QuantizedAddRef(a[i], b[i], 1, qa, qb, qo, -128, 127);
      for (int k = 1; k < 3; ++k) want = QuantizedAddRef(want, b[i], 1, of_sum[k - 1], qb, of_sum[k], -128, 127);
      ASSERT_EQ(y[i], want) << int{a[i]} << ", " << int{b[i]};
    }
  });
}

TEST(ArithmeticTest, FusedActivationClamps) {
  OpTest test(BuiltinOperator::kAdd);
  test.Options(model::AddOptions{model::ActivationFunctionType::kRelu6, true});
  test.Input<float>({4}, {-3, 1, 4, 5});
  test.Input<float>({1}, {2});
  test.Output<float>({4});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_THAT(test.output<float>(0), ElementsAre(0, 3, 6, 6));
}

TEST(ArithmeticTest, Int16PowersOfTwoShift) {
  const TestQuant coarse{{0.25f}, {0}}, fine{{0.0625f}, {0}};
  OpTest test(BuiltinOperator::kAdd);
  test.Input<int16_t>({3}, {100, -100, 32767}, coarse);
  test.Input<int16_t>({1}, {6}, fine);  // 6 / 4 rounds to 2
  test.Output<int16_t>({3}, coarse);
  ASSERT_TRUE(test.Run().ok());
  EXPECT_THAT(test.output<int16_t>(0), ElementsAre(102, -98, 32767));
}

TEST(ArithmeticTest, RefusesShapesThatDoNotBroadcast) {
  OpTest test(BuiltinOperator::kMul);
  test.Input<float>({2, 3}, std::vector<float>(6));
  test.Input<float>({2}, std::vector<float>(2));
  test.Output<float>({2, 3});
  EXPECT_EQ(test.Run().message(), "MUL (node 0): the shapes [2, 3] and [2] do not broadcast: dimensions of 3 and 2");
}

TEST(ArithmeticTest, RefusesQuantizedTensorsWithoutScale) {
  OpTest test(BuiltinOperator::kAdd);
  test.Input<int8_t>({1}, {1});
  test.Input<int8_t>({1}, {1});
  test.Output<int8_t>({1});
  EXPECT_EQ(test.Run().code(), StatusCode::kInvalidModel);
}

}  // namespace
}  // namespace goldcrest::kernels
