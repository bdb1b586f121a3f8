#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using testing::HasSubstr;

using Vector = std::vector<float>;
constexpr float kScale = 1.0f / 128;

struct Case {
  int steps = 5, batch = 3, depth = 4, units = 6, backward_units = 5, aux_depth = 4;
  bool quantized = false, asymmetric = false, time_major = false, merged = false, aux = false;
  bool second_input = false;  // the auxiliary input has no weights
  std::mt19937 rng{5};

  Vector Random(int n) {
    Vector v(static_cast<size_t>(n));
    for (float& f : v) f = static_cast<float>(static_cast<int>(rng() % 201) - 100) / 200.0f;
    return v;
  }
  // Adds a weight tensor and gives its values.
  Vector Weights(OpTest& test, int rows, int cols) {
    Vector v = Random(rows * cols);
    std::vector<int8_t> q;
    for (float f : v) q.push_back(static_cast<int8_t>(std::lround(f / kScale)));
    if (!quantized) {
      test.Constant<float>({rows, cols}, v);
      return v;
    }
    for (size_t i = 0; i < v.size(); ++i) v[i] = static_cast<float>(q[i]) * kScale;
    test.Constant<int8_t>({rows, cols}, q, {{kScale}, {0}});
    return v;
  }
  int Row(int t, int b) const { return time_major ? t * batch + b : b * steps + t; }
  std::vector<int32_t> InputShape(int cols) const {
    return time_major ? std::vector<int32_t>{steps, batch, cols} : std::vector<int32_t>{batch, steps, cols};
  }
  // Products with quantized weights round the other operand to a 127th of its largest element.
  double tolerance() const { return quantized ? 0.02 : 1e-5; }
};

struct Cell {
  int units;
  Vector weights, recurrent, bias, aux_weights;
  std::vector<double> state;

  void Add(Case& c, OpTest& test) {
    weights = c.Weights(test, units, c.depth);
    recurrent = c.Weights(test, units, units);
    bias = c.Random(units);
    test.Constant<float>({units}, bias);
    test.Variable(TensorType::kFloat32, {c.batch, units});
    state.assign(static_cast<size_t>(c.batch * units), 0.0);
  }
  // The new state of batch b for row x, and aux where there is one.
  const double* Step(const Case& c, int b, const float* x, const float* aux) {
    const std::vector<double> before(state.begin() + b * units, state.begin() + (b + 1) * units);
    for (int u = 0; u < units; ++u) {
      double sum = static_cast<double>(bias[u]);
      for (int k = 0; k < c.depth; ++k) sum += static_cast<double>(weights[u * c.depth + k]) * static_cast<double>(x[k]);
      for (int k = 0; aux != nullptr && k < c.aux_depth; ++k)
        sum += static_cast<double>(aux_weights[u * c.aux_depth + k]) * static_cast<double>(aux[k]);
      for (int k = 0; k < units; ++k) sum += static_cast<double>(recurrent[u * units + k]) * before[k];
      state[b * units + u] = std::tanh(sum);
    }
    return state.data() + b * units;
  }
};

constexpr auto kTanh = model::ActivationFunctionType::kTanh;

TEST(RnnTest, KeepsItsStateFromStepToStep) {
  for (bool quantized : {false, true}) {
    Case c;
    c.quantized = quantized;
    OpTest test(BuiltinOperator::kRnn);
    const Vector x = c.Random(c.batch * c.depth);
    test.Input<float>({c.batch, c.depth}, x);
    Cell cell{c.units, {}, {}, {}, {}, {}};
    cell.Add(c, test);
    test.Output<float>({1});
    test.Options(model::RNNOptions{kTanh, false});
    const Status s = test.Run();
    ASSERT_TRUE(s.ok()) << s.message();
    for (int run = 0; run < 2; ++run) {
      if (run == 1) {
        ASSERT_TRUE(test.RunAgain().ok());
      }
      const Vector out = test.output<float>(0);
      for (int b = 0; b < c.batch; ++b) {
        const double* h = cell.Step(c, b, &x[b * c.depth], nullptr);
        for (int u = 0; u < c.units; ++u) ASSERT_NEAR(static_cast<double>(out[b * c.units + u]), h[u], c.tolerance());
      }
    }
  }
}

TEST(SequenceRnnTest, TakesStepsInEitherOrderOfDimensions) {
  for (int bits = 0; bits < 8; ++bits) {
    SCOPED_TRACE(bits);
    Case c;
    c.quantized = (bits & 1) != 0;
    c.time_major = (bits & 2) != 0;
    c.asymmetric = (bits & 4) != 0;
    OpTest test(BuiltinOperator::kUnidirectionalSequenceRnn);
    const Vector x = c.Random(c.steps * c.batch * c.depth);
    test.Input<float>(c.InputShape(c.depth), x);
    Cell cell{c.units, {}, {}, {}, {}, {}};
    cell.Add(c, test);
    test.Output<float>({1});
    test.Options(model::SequenceRNNOptions{c.time_major, kTanh, c.asymmetric});
    const Status s = test.Run();
    ASSERT_TRUE(s.ok()) << s.message();
    const Vector out = test.output<float>(0);
    for (int t = 0; t < c.steps; ++t) {
      for (int b = 0; b < c.batch; ++b) {
        const double* h = cell.Step(c, b, &x[c.Row(t, b) * c.depth], nullptr);
        for (int u = 0; u < c.units; ++u) ASSERT_NEAR(static_cast<double>(out[c.Row(t, b) * c.units + u]), h[u], c.tolerance());
      }
    }
  }
}

void CheckBidirectional(Case c) {
  OpTest test(BuiltinOperator::kBidirectionalSequenceRnn);
  const Vector x = c.Random(c.steps * c.batch * c.depth), aux = c.Random(c.steps * c.batch * c.aux_depth);
  test.Input<float>(c.InputShape(c.depth), x);
  Cell cells[2] = {{c.units, {}, {}, {}, {}, {}}, {c.backward_units, {}, {}, {}, {}, {}}};
  for (Cell& cell : cells) cell.Add(c, test);
  if (c.aux) {
    test.Input<float>(c.InputShape(c.aux_depth), aux);
    for (Cell& cell : cells) cell.aux_weights = c.Weights(test, cell.units, c.aux_depth);
  }
  if (c.second_input) test.Input<float>(c.InputShape(c.depth), aux);
  test.Output<float>({1});
  if (!c.merged) test.Output<float>({1});
  test.Options(model::BidirectionalSequenceRNNOptions{c.time_major, kTanh, c.merged, c.asymmetric});
  const Status s = test.Run();
  ASSERT_TRUE(s.ok()) << s.message();
  for (int d = 0; d < 2; ++d) {
    const Vector out = test.output<float>(c.merged ? 0 : d);
    const int width = c.merged ? c.units + c.backward_units : cells[d].units, offset = c.merged && d == 1 ? c.units : 0;
    ASSERT_EQ(static_cast<int>(out.size()), c.steps * c.batch * width);
    // With quantized weights and steps first, TensorFlow Lite repeats the sequence.
    const int passes = c.quantized && c.time_major ? c.steps : 1;
    for (int i = 0; i < passes * c.steps; ++i) {
      const int t = d == 0 ? i % c.steps : c.steps - 1 - i % c.steps;
      for (int b = 0; b < c.batch; ++b) {
        const int row = c.Row(t, b);
        // TensorFlow Lite takes the second input where steps come first.
        const Vector& in = d == 1 && c.second_input && c.time_major ? aux : x;
        const double* h = cells[d].Step(c, b, &in[row * c.depth], c.aux ? &aux[row * c.aux_depth] : nullptr);
        if (i < (passes - 1) * c.steps) continue;
        for (int u = 0; u < cells[d].units; ++u) {
          ASSERT_NEAR(static_cast<double>(out[row * width + offset + u]), h[u], c.tolerance()) << "direction " << d << " step " << t;
        }
      }
    }
  }
}

TEST(BidirectionalSequenceRnnTest, GoesBothWaysInEveryVariant) {
  for (int bits = 0; bits < 32; ++bits) {
    SCOPED_TRACE(bits);
    Case c;
    c.quantized = (bits & 1) != 0;
    c.time_major = (bits & 2) != 0;
    c.merged = (bits & 4) != 0;
    c.aux = (bits & 8) != 0;
    c.asymmetric = (bits & 16) != 0;
    CheckBidirectional(c);
  }
}

TEST(BidirectionalSequenceRnnTest, TakesAnInputForTheSecondCell) {
  for (bool time_major : {false, true}) {
    SCOPED_TRACE(time_major);
    Case c;
    c.time_major = time_major;
    c.second_input = true;
    CheckBidirectional(c);
  }
}

TEST(RnnTest, RefusesWhatDoesNotFit) {
  const auto run = [](std::vector<int32_t> recurrent, bool variable) {
    OpTest test(BuiltinOperator::kRnn);
    test.Input<float>({1, 2}, {1, 2});
    test.Constant<float>({2, 2}, {1, 2, 3, 4});
    test.Constant<float>(recurrent, Vector(static_cast<size_t>(recurrent[0] * recurrent[1])));
    test.Constant<float>({2}, {1, 2});
    if (variable)
      test.Variable(TensorType::kFloat32, {1, 2});
    else
      test.Constant<float>({1, 2}, {0, 0});
    test.Output<float>({1});
    return test.Run();
  };
  EXPECT_THAT(run({2, 3}, true).message(), HasSubstr("input 2 has the shape [2, 3]; expected [2, 2]"));
  EXPECT_THAT(run({2, 2}, false).message(), HasSubstr("input 4 must be a variable tensor"));
}

}  // namespace
}  // namespace goldcrest
