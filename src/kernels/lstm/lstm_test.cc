#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "kernels/lstm/lstm_ref.h"
#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using testing::HasSubstr;

struct Config {
  bool coupled = false, peepholes = false, normalized = false, projection = false, time_major = false, constant = true;
  bool quantized = false, asymmetric = false;  // INT8 weights
  int steps = 5, batch = 2, input = 3, cells = 9;
  float cell_clip = 0, projection_clip = 0;
  int output() const { return projection ? 4 : cells; }
};

// A UNIDIRECTIONAL_SEQUENCE_LSTM and the same as LstmRef.
struct Case {
  Config config;
  kernels::LstmRef ref;
  std::vector<float> x;
  OpTest test{BuiltinOperator::kUnidirectionalSequenceLstm};
  std::mt19937 rng{11};
  bool peepholes_next = false;
  static constexpr float kScale = 1.0f / 160;

  explicit Case(const Config& c) : config(c), ref{c.batch, c.input, c.cells, c.output(), {}, {}, {}, {}, {}, {}, {}} {
    const int out = c.output();
    x = Random(c.steps * c.batch * c.input);
    test.Input<float>(c.time_major ? std::vector<int32_t>{c.steps, c.batch, c.input} : std::vector<int32_t>{c.batch, c.steps, c.input}, x);
    for (int g = 0; g < 4; ++g) ref.input_weights[g] = Weights({c.cells, c.input}, g > 0 || !c.coupled);
    for (int g = 0; g < 4; ++g) ref.recurrent_weights[g] = Weights({c.cells, out}, g > 0 || !c.coupled);
    peepholes_next = true;
    for (int g : {0, 1, 3}) ref.peepholes[g] = Weights({c.cells}, c.peepholes && (g > 0 || !c.coupled));
    peepholes_next = false;
    for (int g = 0; g < 4; ++g) ref.bias[g] = Weights({c.cells}, g > 0 || !c.coupled);
    ref.projection = Weights({out, c.cells}, c.projection);
    ref.projection_bias = Weights({out}, c.projection);
    test.Variable(TensorType::kFloat32, {c.batch, out});
    test.Variable(TensorType::kFloat32, {c.batch, c.cells});
    for (int g = 0; g < 4 && c.normalized; ++g) ref.norm[g] = Weights({c.cells}, g > 0 || !c.coupled);
    ref.cell_clip = static_cast<double>(c.cell_clip);
    ref.projection_clip = static_cast<double>(c.projection_clip);
    model::UnidirectionalSequenceLSTMOptions o;
    o.fused_activation_function = model::ActivationFunctionType::kTanh;
    o.cell_clip = c.cell_clip;
    o.proj_clip = c.projection_clip;
    o.time_major = c.time_major;
    o.asymmetric_quantize_inputs = c.asymmetric;
    test.Options(o);
    test.Output<float>({1});
  }

  std::vector<float> Random(int n) {
    std::vector<float> v(static_cast<size_t>(n));
    for (float& f : v) f = static_cast<float>(static_cast<int>(rng() % 2001) - 1000) / 1500.0f;
    return v;
  }
  // To multiples of kScale, in place.
  std::vector<int8_t> Quantize(std::vector<float>& v) {
    std::vector<int8_t> q;
    for (float& f : v) {
      q.push_back(static_cast<int8_t>(std::lround(f / kScale)));
      f = static_cast<float>(q.back()) * kScale;
    }
    return q;
  }
  std::vector<float> Weights(std::vector<int32_t> shape, bool given) {
    if (!given) {
      test.NoInput();
      return {};
    }
    std::vector<float> v = Random(shape[0] * (shape.size() > 1 ? shape[1] : 1));
    // Weights are matrices and peepholes, whose number of elements no bias has.
    if (config.quantized && (shape.size() == 2 || peepholes_next))
      test.Constant<int8_t>(std::move(shape), Quantize(v), {{kScale}, {0}});
    else if (config.constant)
      test.Constant<float>(std::move(shape), v);
    else
      test.Input<float>(std::move(shape), v);
    return v;
  }

  // Runs twice, so that the states of the first run are the second's start, and compares the second.
  void Check() {
    const Config& c = config;
    Status s = test.Run();
    ASSERT_TRUE(s.ok()) << s.message();
    ASSERT_TRUE(test.RunAgain().ok());
    const std::vector<float> got = test.output<float>(0);
    ASSERT_EQ(static_cast<int>(got.size()), c.steps * c.batch * c.output());
    std::vector<double> h(static_cast<size_t>(c.batch * c.output())), cell(static_cast<size_t>(c.batch * c.cells));
    for (int run = 0; run < 2; ++run) {
      for (int t = 0; t < c.steps; ++t) {
        std::vector<double> step;
        for (int b = 0; b < c.batch; ++b) {
          const int row = c.time_major ? t * c.batch + b : b * c.steps + t;
          for (int k = 0; k < c.input; ++k) step.push_back(static_cast<double>(x[row * c.input + k]));
        }
        ref.Step(step, h, cell);
        for (int b = 0; run == 1 && b < c.batch; ++b) {
          const int row = c.time_major ? t * c.batch + b : b * c.steps + t;
          for (int k = 0; k < c.output(); ++k) {
            // A few roundings of 2^-24 a step, passed on by weights whose sums are of the order of 1, normalized ones amplified; with
            // quantized weights the other operand is rounded to a 127th of its largest element.
            ASSERT_NEAR(static_cast<double>(got[row * c.output() + k]), h[b * c.output() + k], c.quantized ? 0.03 : 2e-5) << "step " << t;
          }
        }
      }
    }
  }
};

TEST(LstmTest, FollowsItsFormulaInEveryVariantOnEveryTarget) {
  ForEachCpuTarget([](CpuTarget) {
    for (int bits = 0; bits < 32; ++bits) {
      Config c;
      c.coupled = (bits & 1) != 0;
      c.peepholes = (bits & 2) != 0;
      c.normalized = (bits & 4) != 0;
      c.projection = (bits & 8) != 0;
      c.time_major = (bits & 16) != 0;
      SCOPED_TRACE(bits);
      Case(c).Check();
    }
  });
}

TEST(LstmTest, ClipsAndTakesLongSequencesAndSingleSteps) {
  Config c;
  c.cell_clip = 0.3f;
  c.projection = true;
  c.projection_clip = 0.2f;
  Case(c).Check();
  for (int steps : {1, 16, 17, 40}) {
    c = Config();
    c.steps = steps;
    c.cells = 33;
    Case(c).Check();
  }
}

TEST(LstmTest, TakesQuantizedWeights) {
  for (bool asymmetric : {false, true}) {
    for (int bits = 0; bits < 16; ++bits) {
      Config c;
      c.quantized = true;
      c.asymmetric = asymmetric;
      c.coupled = (bits & 1) != 0;
      c.peepholes = (bits & 2) != 0;
      c.projection = (bits & 4) != 0;
      c.time_major = (bits & 8) != 0;
      SCOPED_TRACE(bits);
      Case(c).Check();
    }
  }
}

TEST(LstmTest, TakesWeightsThatAreNotConstant) {
  Config c;
  c.constant = false;
  c.projection = true;
  Case(c).Check();
}

TEST(LstmTest, RefusesWhatIsLeftOutAndWhatDoesNotFit) {
  const auto run = [](int input, std::vector<int32_t> shape) {
    Case c{Config()};
    model::Subgraph& s = c.test.content().subgraphs[0];
    int32_t& index = s.operators[0].inputs[input];
    if (shape.empty()) {
      index = -1;
    } else {
      s.tensors[index].shape = shape;
      size_t bytes = 4;
      for (int32_t d : shape) bytes *= static_cast<size_t>(d);
      c.test.content().buffers[s.tensors[index].buffer].data = model::Block(std::vector<uint8_t>(bytes));
    }
    return c.test.Run();
  };
  EXPECT_THAT(run(3, {}).message(), HasSubstr("input 3 is left out; the operator needs it"));
  EXPECT_THAT(run(1, {}).message(), HasSubstr("has 2 of 3 tensors of the input gate; expected all or none"));
  EXPECT_THAT(run(13, {}).message(), HasSubstr("input 13 is left out"));
  EXPECT_THAT(run(18, {}).message(), HasSubstr("input 18 must be a variable tensor"));
  EXPECT_THAT(run(2, {9, 4}).message(), HasSubstr("input 2 has the shape [9, 4]; expected [9, 3]"));
  EXPECT_THAT(run(8, {9, 5}).message(), HasSubstr("expected [9, 5]"));
  EXPECT_THAT(run(15, {8}).message(), HasSubstr("input 15 has the shape [8]; expected [9]"));
}

TEST(LstmTest, RefusesAStateThatIsNoVariable) {
  OpTest test(BuiltinOperator::kLstm);
  test.Input<float>({1, 1}, {1});
  for (int i = 0; i < 8; ++i) test.Constant<float>({1, 1}, {1});
  for (int i = 0; i < 3; ++i) test.NoInput();
  for (int i = 0; i < 4; ++i) test.Constant<float>({1}, {0});
  for (int i = 0; i < 2; ++i) test.NoInput();
  for (int i = 0; i < 2; ++i) test.Constant<float>({1, 1}, {0});
  test.Output<float>({1, 1});
  EXPECT_THAT(test.Run().message(), HasSubstr("LSTM (node 0): input 18 must be a variable tensor"));
}

TEST(LstmTest, TakesDiagonalRecurrentWeights) {
  constexpr int kCells = 5, kSteps = 4;
  std::mt19937 rng(23);
  const auto random = [&](int n) {
    std::vector<float> v(static_cast<size_t>(n));
    for (float& f : v) f = static_cast<float>(static_cast<int>(rng() % 2001) - 1000) / 1500.0f;
    return v;
  };
  OpTest test(BuiltinOperator::kUnidirectionalSequenceLstm);
  kernels::LstmRef ref{1, 2, kCells, kCells, {}, {}, {}, {}, {}, {}, {}};
  const std::vector<float> x = random(kSteps * 2);
  test.Input<float>({1, kSteps, 2}, x);
  for (auto& weights : ref.input_weights) test.Constant<float>({kCells, 2}, weights = random(kCells * 2));
  for (int g = 0; g < 4; ++g) {
    // Three of the four are diagonal.
    ref.recurrent_weights[g] = random(kCells * kCells);
    std::vector<float> diagonal;
    for (int i = 0; i < kCells * kCells; ++i) {
      float& w = ref.recurrent_weights[g][static_cast<size_t>(i)];
      if (i / kCells == i % kCells)
        diagonal.push_back(w);
      else if (g != 1)
        w = 0;
    }
    if (g == 1)
      test.Constant<float>({kCells, kCells}, ref.recurrent_weights[g]);
    else
      test.Constant<float>({kCells}, diagonal);
  }
  for (int i = 0; i < 3; ++i) test.NoInput();
  for (auto& bias : ref.bias) test.Constant<float>({kCells}, bias = random(kCells));
  for (int i = 0; i < 2; ++i) test.NoInput();
  for (int i = 0; i < 2; ++i) test.Variable(TensorType::kFloat32, {1, kCells});
  test.Output<float>({1});
  model::UnidirectionalSequenceLSTMOptions o;
  o.fused_activation_function = model::ActivationFunctionType::kTanh;
  o.diagonal_recurrent_tensors = true;
  test.Options(o);
  const Status s = test.Run();
  ASSERT_TRUE(s.ok()) << s.message();
  std::vector<double> h(kCells), cell(kCells);
  for (int t = 0; t < kSteps; ++t) {
    ref.Step({static_cast<double>(x[2 * t]), static_cast<double>(x[2 * t + 1])}, h, cell);
    for (int i = 0; i < kCells; ++i) ASSERT_NEAR(static_cast<double>(test.output<float>(0)[t * kCells + i]), h[i], 1e-5) << t;
  }
}

// Eight and sixteen bits of the same, to a few steps of the results' scales.
TEST(BasicLstmTest, TakesUInt8) {
  constexpr float kScale = 1.0f / 128, kWeights = 0.02f, kState = 1.0f / 2048;
  OpTest test(BuiltinOperator::kLstm);
  const TestQuant unit{{kScale}, {128}}, state{{kState}, {0}};
  const std::vector<uint8_t> x = {130, 200}, weights = {10, 250, 128, 60, 140, 200, 90, 128, 33, 160, 255, 0};
  const std::vector<int32_t> bias = {100, -2000, 500, 3000};
  test.Input<uint8_t>({1, 2}, x, unit);
  test.Variable(TensorType::kUInt8, {1, 1}, unit);
  test.Constant<uint8_t>({4, 3}, weights, {{kWeights}, {120}});
  test.Constant<int32_t>({4}, bias, {{kWeights * kScale}, {0}});
  test.Variable(TensorType::kInt16, {1, 1}, state);
  test.Output<uint8_t>({1, 1}, unit);
  test.Output<int16_t>({1, 1}, state);
  test.Output<uint8_t>({1, 3}, unit);
  test.Output<int16_t>({1, 4}, {{1.0f / 4096}, {0}});
  model::LSTMOptions o;
  o.kernel_type = model::LSTMKernelType::kBasic;
  test.Options(o);
  const Status s = test.Run();
  ASSERT_TRUE(s.ok()) << s.message();
  // Variables start as 0, which is an activation of -1.
  double activation = -1, cell = 0;
  for (int run = 0; run < 3; ++run) {
    if (run > 0) {
      ASSERT_TRUE(test.RunAgain().ok());
    }
    const double in[] = {(x[0] - 128) / 128.0, (x[1] - 128) / 128.0, activation};
    double sums[4];
    for (int g = 0; g < 4; ++g) {
      sums[g] = bias[g] * 0.02 / 128;
      for (int k = 0; k < 3; ++k) sums[g] += in[k] * (weights[g * 3 + k] - 120) * 0.02;
    }
    const auto sigmoid = [](double v) { return 1 / (1 + std::exp(-v)); };
    cell = sigmoid(sums[0]) * std::tanh(sums[1]) + sigmoid(sums[2]) * cell;
    activation = sigmoid(sums[3]) * std::tanh(cell);
    EXPECT_NEAR((test.output<uint8_t>(0)[0] - 128) / 128.0, activation, 1.5 / 128);
    EXPECT_NEAR(test.output<int16_t>(1)[0] / 2048.0, cell, 0.01);
    EXPECT_NEAR(test.output<int16_t>(3)[2] / 4096.0, sums[2], 0.02);
  }
}

TEST(BasicLstmTest, JoinsInputAndActivation) {
  OpTest test(BuiltinOperator::kLstm);
  test.Input<float>({1, 1}, {0.5f});
  test.Input<float>({1, 1}, {0.25f});
  test.Constant<float>({4, 2}, {1, 1, 1, 0, 0, 1, 1, -1});
  test.Constant<float>({4}, {0, 0.1f, 0.2f, 0});
  test.Input<float>({1, 1}, {2});
  for (int n : {1, 1, 2, 4}) test.Output<float>({1, n});
  model::LSTMOptions o;
  o.kernel_type = model::LSTMKernelType::kBasic;
  test.Options(o);
  const Status s = test.Run();
  ASSERT_TRUE(s.ok()) << s.message();
  const auto sigmoid = [](double v) { return 1 / (1 + std::exp(-v)); };
  const double state = sigmoid(0.75) * std::tanh(0.6) + sigmoid(0.45) * 2;
  EXPECT_NEAR(test.output<float>(1)[0], state, 1e-6);
  EXPECT_NEAR(test.output<float>(0)[0], sigmoid(0.25) * std::tanh(state), 1e-6);
  EXPECT_THAT(test.output<float>(2), testing::ElementsAre(0.5f, 0.25f));
  EXPECT_THAT(test.output<float>(3), testing::Pointwise(testing::FloatNear(1e-6f), {0.75f, 0.6f, 0.45f, 0.25f}));
}

}  // namespace
}  // namespace goldcrest
