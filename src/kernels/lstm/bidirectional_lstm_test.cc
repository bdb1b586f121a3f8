#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "kernels/lstm/lstm_ref.h"
#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using testing::HasSubstr;

constexpr float kScale = 1.0f / 160;
constexpr int kSteps = 19, kBatch = 2, kInput = 3, kCells = 5, kProjected = 4;

enum class Aux { kNone, kInputOfSecond, kShared };

struct Config {
  bool coupled = false, peepholes = false, projection = false, time_major = false, merged = false, quantized = false;
  Aux aux = Aux::kNone;
  int aux_size() const { return aux == Aux::kShared ? 2 : 0; }
  int output() const { return projection ? kProjected : kCells; }
};

// The operator, and each cell as LstmRef: with an auxiliary input, of both inputs joined.
struct Case {
  Config c;
  OpTest test{BuiltinOperator::kBidirectionalSequenceLstm};
  std::mt19937 rng{17};
  std::vector<float> x, aux;
  kernels::LstmRef refs[2];

  explicit Case(const Config& config) : c(config), refs{Ref(config), Ref(config)} {
    x = Input(kInput);
    std::vector<float> weights[2][4];
    for (int d = 0; d < 2; ++d) Cell(refs[d], weights[d]);
    for (int d = 0; d < 2; ++d) {
      test.Variable(TensorType::kFloat32, {kBatch, c.output()});
      test.Variable(TensorType::kFloat32, {kBatch, kCells});
    }
    if (c.aux == Aux::kNone)
      test.NoInput();
    else
      aux = Input(c.aux == Aux::kShared ? c.aux_size() : kInput);
    for (int d = 0; d < 2; ++d) {
      for (int g = 0; g < 4; ++g)
        Join(weights[d][g], Weights({kCells, c.aux_size()}, c.aux == Aux::kShared && Has(g)), refs[d].input_weights[g]);
    }
    test.Output<float>({1});
    if (!c.merged) test.Output<float>({1});
    model::BidirectionalSequenceLSTMOptions o;
    o.fused_activation_function = model::ActivationFunctionType::kTanh;
    o.merge_outputs = c.merged;
    o.time_major = c.time_major;
    test.Options(o);
  }

  static kernels::LstmRef Ref(const Config& c) { return {kBatch, kInput + c.aux_size(), kCells, c.output(), {}, {}, {}, {}, {}, {}, {}}; }
  bool Has(int gate) const { return gate > 0 || !c.coupled; }

  void Cell(kernels::LstmRef& ref, std::vector<float>* weights) {
    for (int g = 0; g < 4; ++g) weights[g] = Weights({kCells, kInput}, Has(g));
    for (int g = 0; g < 4; ++g) ref.recurrent_weights[g] = Weights({kCells, c.output()}, Has(g));
    for (int g : {0, 1, 3}) ref.peepholes[g] = Weights({kCells}, c.peepholes && Has(g));
    for (int g = 0; g < 4; ++g) ref.bias[g] = Floats({kCells}, Has(g));
    ref.projection = Weights({c.output(), kCells}, c.projection);
    ref.projection_bias = Floats({c.output()}, c.projection);
  }

  std::vector<float> Random(int n) {
    std::vector<float> v(static_cast<size_t>(n));
    for (float& f : v) f = static_cast<float>(static_cast<int>(rng() % 2001) - 1000) / 1500.0f;
    return v;
  }
  std::vector<float> Input(int size) {
    std::vector<float> v = Random(kSteps * kBatch * size);
    test.Input<float>(c.time_major ? std::vector<int32_t>{kSteps, kBatch, size} : std::vector<int32_t>{kBatch, kSteps, size}, v);
    return v;
  }
  std::vector<float> Floats(std::vector<int32_t> shape, bool given) {
    if (!given) {
      test.NoInput();
      return {};
    }
    const std::vector<float> v = Random(shape[0] * (shape.size() > 1 ? shape[1] : 1));
    test.Constant<float>(std::move(shape), v);
    return v;
  }
  std::vector<float> Weights(std::vector<int32_t> shape, bool given) {
    if (!given || !c.quantized) return Floats(std::move(shape), given);
    std::vector<float> v = Random(shape[0] * (shape.size() > 1 ? shape[1] : 1));
    std::vector<int8_t> q;
    for (float& f : v) {
      q.push_back(static_cast<int8_t>(std::lround(f / kScale)));
      f = static_cast<float>(q.back()) * kScale;
    }
    test.Constant<int8_t>(std::move(shape), q, {{kScale}, {0}});
    return v;
  }
  // Rows of both side by side.
  void Join(const std::vector<float>& first, const std::vector<float>& second, std::vector<float>& rows) const {
    for (int i = 0; i < kCells && !first.empty(); ++i) {
      rows.insert(rows.end(), first.begin() + i * kInput, first.begin() + (i + 1) * kInput);
      if (!second.empty()) rows.insert(rows.end(), second.begin() + i * c.aux_size(), second.begin() + (i + 1) * c.aux_size());
    }
  }

  int Row(int t, int b) const { return c.time_major ? t * kBatch + b : b * kSteps + t; }

  void Check() {
    const Status s = test.Run();
    ASSERT_TRUE(s.ok()) << s.message();
    for (int d = 0; d < 2; ++d) CheckDirection(d);
  }

  void CheckDirection(int d) {
    const std::vector<float> got = test.output<float>(c.merged ? 0 : d);
    const int width = c.output() * (c.merged ? 2 : 1), offset = c.merged && d == 1 ? c.output() : 0;
    ASSERT_EQ(static_cast<int>(got.size()), kSteps * kBatch * width);
    const std::vector<float>& in = d == 1 && c.aux == Aux::kInputOfSecond ? aux : x;
    std::vector<double> h(static_cast<size_t>(kBatch * c.output())), cell(static_cast<size_t>(kBatch * kCells));
    for (int i = 0; i < kSteps; ++i) {
      const int t = d == 0 ? i : kSteps - 1 - i;
      std::vector<double> step;
      for (int b = 0; b < kBatch; ++b) {
        for (int k = 0; k < kInput; ++k) step.push_back(static_cast<double>(in[Row(t, b) * kInput + k]));
        for (int k = 0; k < c.aux_size(); ++k) step.push_back(static_cast<double>(aux[Row(t, b) * c.aux_size() + k]));
      }
      refs[d].Step(step, h, cell);
      for (int b = 0; b < kBatch; ++b) {
        for (int k = 0; k < c.output(); ++k) {
          // As in the unidirectional operator's test.
          ASSERT_NEAR(static_cast<double>(got[Row(t, b) * width + offset + k]), h[b * c.output() + k], c.quantized ? 0.03 : 2e-5)
              << "direction " << d << " step " << t;
        }
      }
    }
  }
};

TEST(BidirectionalLstmTest, FollowsItsFormulaBothWaysInEveryVariant) {
  for (int bits = 0; bits < 64; ++bits) {
    for (Aux aux : {Aux::kNone, Aux::kInputOfSecond, Aux::kShared}) {
      SCOPED_TRACE(bits * 10 + static_cast<int>(aux));
      Config c;
      c.coupled = (bits & 1) != 0;
      c.peepholes = (bits & 2) != 0;
      c.projection = (bits & 4) != 0;
      c.time_major = (bits & 8) != 0;
      c.merged = (bits & 16) != 0;
      c.quantized = (bits & 32) != 0;
      c.aux = aux;
      Case(c).Check();
    }
  }
}

TEST(BidirectionalLstmTest, RefusesAuxiliaryWeightsForOneDirection) {
  Config c;
  c.aux = Aux::kShared;
  Case one(c);
  for (int i = 44; i < 48; ++i) one.test.content().subgraphs[0].operators[0].inputs[static_cast<size_t>(i)] = -1;
  EXPECT_THAT(one.test.Run().message(), HasSubstr("has auxiliary weights for one direction"));
  Case without(c);
  without.test.content().subgraphs[0].operators[0].inputs[39] = -1;
  EXPECT_THAT(without.test.Run().message(), HasSubstr("has auxiliary weights without an auxiliary input"));
}

}  // namespace
}  // namespace goldcrest
