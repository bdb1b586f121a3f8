#include "quantize/quantize.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "model/op_version.h"
#include "quantize/test_models.h"

namespace goldcrest::quantize {
namespace {

using Op = BuiltinOperator;
using testing::HasSubstr;

model::Conv2DOptions Conv() {
  model::Conv2DOptions o;
  o.stride_h = o.stride_w = 1;
  o.fused_activation_function = model::ActivationFunctionType::kRelu6;
  return o;
}

// conv -> depthwise -> add -> mean -> dense -> softmax
ModelMaker SmallNetwork(bool softmax = true) {
  ModelMaker m;
  const int in = m.Input({1, 6, 6, 3});
  const int a = m.Op(Op::kConv2d, {in, m.Normal({16, 3, 3, 3}, 0.3f), m.Normal({16}, 0.5f)}, {1, 6, 6, 16}, Conv());
  model::DepthwiseConv2DOptions depthwise;
  depthwise.stride_h = depthwise.stride_w = depthwise.depth_multiplier = 1;
  const int b = m.Op(Op::kDepthwiseConv2d, {a, m.Normal({1, 3, 3, 16}, 0.3f), m.Normal({16}, 0.2f)}, {1, 6, 6, 16}, depthwise);
  const int c = m.Op(Op::kAdd, {a, b}, {1, 6, 6, 16}, model::AddOptions());
  const int d = m.Op(Op::kMean, {c, m.Ints({1, 2})}, {1, 16}, model::ReducerOptions());
  int e = m.Op(Op::kFullyConnected, {d, m.Normal({10, 16}, 0.5f), m.Normal({10}, 0.2f)}, {1, 10}, model::FullyConnectedOptions());
  model::SoftmaxOptions one;
  one.beta = 1;
  if (softmax) e = m.Op(Op::kSoftmax, {e}, {1, 10}, one);
  m.Output(e);
  return m;
}

constexpr size_t kInputs = 6 * 6 * 3;
MemorySource Samples(size_t count = 20) { return {{1, 6, 6, 3}, NormalSamples(count, kInputs, 1)}; }

std::string Names(const model::Model& model) {
  std::string text;
  for (const model::Operator& op : model.subgraphs[0].operators) {
    text += (text.empty() ? "" : " ") + model::OperatorName(model.operator_codes[op.opcode_index]);
  }
  return text;
}

TEST(QuantizeTest, MakesAnIntegerModelCloseToTheFloatOne) {
  const ModelMaker m = SmallNetwork(false);
  MemorySource samples = Samples();
  QuantizeReport report;
  const auto q = Quantize(m.model, {}, &samples, nullptr, &report);
  ASSERT_TRUE(q.ok()) << q.status().message();
  EXPECT_EQ(Names(*q), "QUANTIZE CONV_2D DEPTHWISE_CONV_2D ADD MEAN FULLY_CONNECTED DEQUANTIZE");
  EXPECT_EQ(report.samples, 20u);
  EXPECT_EQ(report.integer_operators, 5);
  EXPECT_TRUE(report.kept_float.empty());
  EXPECT_GT(SignalToNoise(m.model, *q, NormalSamples(10, kInputs, 2)), 30);
}

TEST(QuantizeTest, GivesInputsAndOutputsTheTypeAskedFor) {
  const ModelMaker m = SmallNetwork();
  for (const TensorType type : {TensorType::kInt8, TensorType::kUInt8}) {
    MemorySource samples = Samples();
    QuantizeOptions options;
    options.input_type = options.output_type = type;
    options.strict = true;
    const auto q = Quantize(m.model, options, &samples);
    ASSERT_TRUE(q.ok()) << q.status().message();
    const model::Subgraph& graph = q->subgraphs[0];
    EXPECT_EQ(graph.tensors[static_cast<size_t>(graph.inputs[0])].type, type);
    EXPECT_EQ(graph.tensors[static_cast<size_t>(graph.inputs[0])].name, "t0");
    const model::Tensor& out = graph.tensors[static_cast<size_t>(graph.outputs[0])];
    EXPECT_EQ(out.type, type);
    EXPECT_FLOAT_EQ(out.quantization->scale[0], 1.0f / 256);
    EXPECT_EQ(out.quantization->zero_point[0], type == TensorType::kInt8 ? -128 : 0);
    EXPECT_GT(SignalToNoise(m.model, *q, NormalSamples(10, kInputs, 2)), 20);
  }
}

TEST(QuantizeTest, KeepsASoftmaxAtTheEndFloatUnlessStrict) {
  const ModelMaker m = SmallNetwork();
  MemorySource samples = Samples();
  const auto loose = Quantize(m.model, {}, &samples);
  ASSERT_TRUE(loose.ok());
  EXPECT_THAT(Names(*loose), HasSubstr("FULLY_CONNECTED DEQUANTIZE SOFTMAX"));
  QuantizeOptions options;
  options.strict = true;
  MemorySource again = Samples();
  const auto strict = Quantize(m.model, options, &again);
  ASSERT_TRUE(strict.ok());
  EXPECT_THAT(Names(*strict), HasSubstr("FULLY_CONNECTED SOFTMAX DEQUANTIZE"));
}

TEST(QuantizeTest, Int16ActivationsAreMoreExact) {
  const ModelMaker m = SmallNetwork(false);
  QuantizeOptions options;
  options.scheme = Scheme::kInt16x8;
  options.input_type = TensorType::kInt16;
  MemorySource samples = Samples();
  const auto q = Quantize(m.model, options, &samples);
  ASSERT_TRUE(q.ok()) << q.status().message();
  for (const model::Tensor& t : q->subgraphs[0].tensors) {
    if (t.type != TensorType::kInt16) continue;
    EXPECT_EQ(t.quantization->zero_point[0], 0);
  }
  EXPECT_GT(SignalToNoise(m.model, *q, NormalSamples(10, kInputs, 2)), 38);
}

TEST(QuantizeTest, DynamicRangeNarrowsLargeWeightsOnly) {
  ModelMaker m;
  const int in = m.Input({1, 64});
  const int a = m.Op(Op::kFullyConnected, {in, m.Normal({32, 64}, 0.2f), -1}, {1, 32}, model::FullyConnectedOptions());
  m.Output(m.Op(Op::kFullyConnected, {a, m.Normal({4, 32}, 0.2f), -1}, {1, 4}, model::FullyConnectedOptions()));
  for (const Scheme scheme : {Scheme::kDynamicRange, Scheme::kInt4}) {
    QuantizeOptions options;
    options.scheme = scheme;
    const auto q = Quantize(m.model, options, nullptr);
    ASSERT_TRUE(q.ok()) << q.status().message();
    const model::Subgraph& graph = q->subgraphs[0];
    const auto weights = [&](size_t op) { return graph.tensors[static_cast<size_t>(graph.operators[op].inputs[1])]; };
    EXPECT_EQ(weights(0).type, scheme == Scheme::kInt4 ? TensorType::kInt4 : TensorType::kInt8);
    EXPECT_EQ(weights(0).quantization->scale.size(), 32u);
    EXPECT_EQ(weights(1).type, TensorType::kFloat32);
    EXPECT_GT(SignalToNoise(m.model, *q, NormalSamples(10, 64, 2)), scheme == Scheme::kInt4 ? 15 : 35);
  }
}

TEST(QuantizeTest, Float16HalvesTheWeights) {
  const ModelMaker m = SmallNetwork(false);
  QuantizeOptions options;
  options.scheme = Scheme::kFloat16;
  const auto q = Quantize(m.model, options, nullptr);
  ASSERT_TRUE(q.ok()) << q.status().message();
  EXPECT_THAT(Names(*q), testing::StartsWith("DEQUANTIZE DEQUANTIZE DEQUANTIZE DEQUANTIZE DEQUANTIZE DEQUANTIZE CONV_2D"));
  EXPECT_GT(SignalToNoise(m.model, *q, NormalSamples(10, kInputs, 2)), 60);
}

TEST(QuantizeTest, StrictNamesEveryOperatorThatCannotBeInteger) {
  ModelMaker m;
  const int in = m.Input({1, 4});
  const int a = m.Op(Op::kSin, {in}, {1, 4});
  const int b = m.Op(Op::kFullyConnected, {a, m.Normal({4, 4}, 0.2f), -1}, {1, 4}, model::FullyConnectedOptions());
  m.Output(m.Op(Op::kCos, {b}, {1, 4}));
  MemorySource samples({1, 4}, NormalSamples(4, 4, 1));
  QuantizeOptions options;
  options.strict = true;
  const auto q = Quantize(m.model, options, &samples);
  ASSERT_FALSE(q.ok());
  EXPECT_THAT(q.status().message(), HasSubstr("2 operators cannot be integer: SIN (node 0, \"t1\")"));
  EXPECT_THAT(q.status().message(), HasSubstr("COS (node 2,"));
  options.strict = false;
  QuantizeReport report;
  MemorySource again({1, 4}, NormalSamples(4, 4, 1));
  const auto mixed = Quantize(m.model, options, &again, nullptr, &report);
  ASSERT_TRUE(mixed.ok());
  EXPECT_EQ(Names(*mixed), "SIN QUANTIZE FULLY_CONNECTED DEQUANTIZE COS");
  EXPECT_EQ(report.kept_float.size(), 2u);
}

TEST(QuantizeTest, KeepsChosenOperatorsFloat) {
  const ModelMaker m = SmallNetwork(false);
  MemorySource samples = Samples();
  QuantizeOptions options;
  options.keep_float = {"1"};
  const auto q = Quantize(m.model, options, &samples);
  ASSERT_TRUE(q.ok()) << q.status().message();
  EXPECT_EQ(Names(*q), "QUANTIZE CONV_2D DEQUANTIZE DEPTHWISE_CONV_2D QUANTIZE ADD MEAN FULLY_CONNECTED DEQUANTIZE");
  options.keep_float = {"no such"};
  MemorySource again = Samples();
  EXPECT_EQ(Quantize(m.model, options, &again).status().code(), StatusCode::kNotFound);
}

struct BadSample {
  const char* what;
  std::function<void(size_t, Sample&)> change;
};

TEST(QuantizeTest, WrongSamplesAreNamed) {
  const ModelMaker m = SmallNetwork();
  static const Values kNan(kInputs, std::numeric_limits<float>::quiet_NaN());
  const BadSample cases[] = {
      {"calibration sample 2: input 0 \"t0\": expected FLOAT32 [1, 6, 6, 3], found FLOAT32 [1, 3, 6, 6]",
       [](size_t i, Sample& s) {
         if (i == 2) s.values[0].shape = {1, 3, 6, 6};
       }},
      {"calibration sample 0: input 0 \"t0\": expected FLOAT32 [1, 6, 6, 3], found UINT8",
       [](size_t, Sample& s) { s.values[0].type = TensorType::kUInt8; }},
      {"calibration sample 3: input 0 \"t0\": element 0 is NaN",
       [](size_t i, Sample& s) {
         if (i == 3) s.values[0].bytes = {reinterpret_cast<const uint8_t*>(kNan.data()), kNan.size() * sizeof(float)};
       }},
      {"calibration sample 1: expected 1 inputs, found 0",
       [](size_t i, Sample& s) {
         if (i == 1) s.values.clear();
       }},
      {"calibration sample 0: no input is called \"picture\"; there are \"t0\"", [](size_t, Sample& s) { s.values[0].name = "picture"; }},
      {"calibration sample 0: SignatureRunner", [](size_t, Sample& s) { s.signature = "none"; }},
  };
  for (const BadSample& c : cases) {
    MemorySource samples = Samples(5);
    samples.change = c.change;
    const auto q = Quantize(m.model, {}, &samples);
    ASSERT_FALSE(q.ok()) << c.what;
    if (std::string(c.what).find("SignatureRunner") == std::string::npos) {
      EXPECT_THAT(q.status().message(), HasSubstr(c.what));
    } else {
      EXPECT_THAT(q.status().message(), HasSubstr("calibration sample 0: "));
    }
  }
  MemorySource none = Samples(0);
  EXPECT_THAT(Quantize(m.model, {}, &none).status().message(), HasSubstr("hold no samples"));
  EXPECT_THAT(Quantize(m.model, {}, nullptr).status().message(), HasSubstr("needs calibration samples"));
}

TEST(QuantizeTest, CanBeCancelled) {
  class Stop final : public ProgressSink {
   public:
    bool Update(std::string_view, uint64_t done, uint64_t) override { return done < 2; }
  };
  const ModelMaker m = SmallNetwork();
  MemorySource samples = Samples();
  Stop stop;
  EXPECT_EQ(Quantize(m.model, {}, &samples, &stop).status().code(), StatusCode::kCancelled);
}

TEST(QuantizeTest, ConcatenatedBranchesShareAScale) {
  ModelMaker m;
  const int in = m.Input({1, 8});
  const int a = m.Op(Op::kFullyConnected, {in, m.Normal({8, 8}, 0.1f), -1}, {1, 8}, model::FullyConnectedOptions());
  const int b = m.Op(Op::kFullyConnected, {in, m.Normal({8, 8}, 2.0f), -1}, {1, 8}, model::FullyConnectedOptions());
  model::ConcatenationOptions axis;
  axis.axis = 1;
  const int c = m.Op(Op::kConcatenation, {a, b}, {1, 16}, axis);
  m.Output(m.Op(Op::kReshape, {c, m.Ints({4, 4})}, {4, 4}, model::ReshapeOptions()));
  MemorySource samples({1, 8}, NormalSamples(20, 8, 1));
  const auto q = Quantize(m.model, {}, &samples);
  ASSERT_TRUE(q.ok()) << q.status().message();
  EXPECT_EQ(Names(*q), "QUANTIZE FULLY_CONNECTED FULLY_CONNECTED CONCATENATION RESHAPE DEQUANTIZE");
  EXPECT_GT(SignalToNoise(m.model, *q, NormalSamples(10, 8, 2)), 25);
}

TEST(OperatorVersionTest, FollowsTheTensors) {
  const ModelMaker m = SmallNetwork(false);
  MemorySource samples = Samples();
  const auto q = Quantize(m.model, {}, &samples);
  ASSERT_TRUE(q.ok());
  const auto version = [&](Op op) {
    for (const model::OperatorCode& code : q->operator_codes) {
      if (code.builtin == op) return code.version;
    }
    return 0;
  };
  EXPECT_EQ(version(Op::kConv2d), 3);
  EXPECT_EQ(version(Op::kDepthwiseConv2d), 3);
  EXPECT_EQ(version(Op::kAdd), 2);
  EXPECT_EQ(version(Op::kMean), 2);
  EXPECT_EQ(version(Op::kFullyConnected), 4);
  EXPECT_EQ(version(Op::kQuantize), 1);
  EXPECT_EQ(version(Op::kDequantize), 2);
}

}  // namespace
}  // namespace goldcrest::quantize
