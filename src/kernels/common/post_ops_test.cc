// Convolutions with what fusion gives them: models of several operators, with and without graph rewrites.
#include "kernels/common/post_ops.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using Activation = model::ActivationFunctionType;

std::vector<float> Floats(size_t n, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<float> value(-1, 1);
  std::vector<float> v(n);
  for (float& x : v) x = value(random);
  return v;
}
std::vector<int8_t> Bytes(size_t n) {
  std::mt19937 random(5);
  std::vector<int8_t> v(n);
  for (int8_t& x : v) x = static_cast<int8_t>(random() % 255 - 127);
  return v;
}

// A convolution of [2, 5, 6, 8] (or [2, 5, 6, 4, 8]) to the same shape.
OpTest Make(BuiltinOperator op, bool byte_weights, Activation activation) {
  OpTest test(op);
  const bool deep = op == BuiltinOperator::kConv3d;
  const std::vector<int32_t> shape = deep ? std::vector<int32_t>{2, 5, 6, 4, 8} : std::vector<int32_t>{2, 5, 6, 8};
  const size_t elements = deep ? 1920 : 480;
  if (op == BuiltinOperator::kTransposeConv) {
    test.Constant<int32_t>({4}, shape);
  } else {
    test.Input<float>(shape, Floats(elements, 1));
  }
  const std::vector<int32_t> filter = deep                                      ? std::vector<int32_t>{3, 1, 1, 8, 8}
                                      : op == BuiltinOperator::kDepthwiseConv2d ? std::vector<int32_t>{1, 3, 3, 8}
                                                                                : std::vector<int32_t>{8, 1, 3, 8};
  size_t weights = 1;
  for (int32_t d : filter) weights *= static_cast<size_t>(d);
  if (byte_weights) {
    test.Constant<int8_t>(filter, Bytes(weights), {{0.01f}, {0}});
  } else {
    test.Constant<float>(filter, Floats(weights, 2));
  }
  if (op == BuiltinOperator::kTransposeConv) test.Input<float>(shape, Floats(elements, 1));
  test.Constant<float>({8}, Floats(8, 3));
  test.Output<float>(shape);
  const auto set = [&](auto options) {
    options.stride_h = options.stride_w = 1;
    options.fused_activation_function = activation;
    if constexpr (requires { options.stride_d; }) options.stride_d = 1;
    test.Options(options);
  };
  switch (op) {
    case BuiltinOperator::kConv2d: set(model::Conv2DOptions()); break;
    case BuiltinOperator::kDepthwiseConv2d: set(model::DepthwiseConv2DOptions()); break;
    case BuiltinOperator::kConv3d: set(model::Conv3DOptions()); break;
    default: set(model::TransposeConvOptions());
  }
  return test;
}

// Appends an operator that reads the model's output, and `other` where that is not negative, and makes the new output.
void Append(OpTest& test, BuiltinOperator op, int other, model::Options options) {
  model::Model& m = test.content();
  model::Subgraph& s = m.subgraphs[0];
  const int32_t last = s.outputs[0], made = static_cast<int32_t>(s.tensors.size());
  s.tensors.push_back(s.tensors[static_cast<size_t>(last)]);
  model::Operator node;
  node.opcode_index = static_cast<uint32_t>(m.operator_codes.size());
  m.operator_codes.push_back({op, "", 1});
  node.inputs = {last};
  if (other >= 0) node.inputs.push_back(other);
  node.outputs = {made};
  node.options = std::move(options);
  s.operators.push_back(std::move(node));
  s.outputs[0] = made;
}

model::Options Add(Activation activation) {
  model::AddOptions o;
  o.fused_activation_function = activation;
  return o;
}

// Runs with and without rewrites. `nodes`: how many operators are left with them.
void ExpectSame(OpTest& test, size_t nodes) {
  test.compile.fuse = false;
  Status status = test.Run();
  ASSERT_TRUE(status.ok()) << status.message();
  const auto apart = test.output<float>(0);
  test.compile.fuse = true;
  status = test.Run();
  ASSERT_TRUE(status.ok()) << status.message();
  EXPECT_EQ(test.interpreter().Placement().size(), nodes);
  // One rounding less or more in a sum of magnitude up to 30.
  EXPECT_THAT(test.output<float>(0), testing::Pointwise(testing::FloatNear(1e-5f), apart)) << test.kernel();
}

struct Convolution {
  BuiltinOperator op;
  bool byte_weights;
};
class FusedConvolutionTest : public testing::TestWithParam<Convolution> {
 protected:
  OpTest Make(Activation activation) { return goldcrest::Make(GetParam().op, GetParam().byte_weights, activation); }
  // The tensor of the convolution's input, which has the output's shape.
  int Input() const { return GetParam().op == BuiltinOperator::kTransposeConv ? 2 : 0; }
};

TEST_P(FusedConvolutionTest, AddsAResidualAndClamps) {
  OpTest test = Make(Activation::kNone);
  Append(test, BuiltinOperator::kAdd, Input(), Add(Activation::kRelu));
  ExpectSame(test, 1);
}

TEST_P(FusedConvolutionTest, AddsAfterItsOwnActivation) {
  OpTest test = Make(Activation::kRelu6);
  Append(test, BuiltinOperator::kAdd, Input(), Add(Activation::kReluN1To1));
  ExpectSame(test, 1);
}

TEST_P(FusedConvolutionTest, ClampsTwice) {
  OpTest test = Make(Activation::kRelu);
  Append(test, BuiltinOperator::kReluN1To1, -1, {});
  ExpectSame(test, 1);
}

INSTANTIATE_TEST_SUITE_P(All, FusedConvolutionTest,
                         testing::Values(Convolution{BuiltinOperator::kConv2d, false}, Convolution{BuiltinOperator::kConv2d, true},
                                         Convolution{BuiltinOperator::kDepthwiseConv2d, false},
                                         Convolution{BuiltinOperator::kDepthwiseConv2d, true}, Convolution{BuiltinOperator::kConv3d, false},
                                         Convolution{BuiltinOperator::kTransposeConv, false}),
                         [](const auto& info) {
                           const char* name = info.param.op == BuiltinOperator::kConv2d            ? "Conv2D"
                                              : info.param.op == BuiltinOperator::kDepthwiseConv2d ? "DepthwiseConv2D"
                                              : info.param.op == BuiltinOperator::kConv3d          ? "Conv3D"
                                                                                                   : "TransposeConv";
                           return std::string(name) + (info.param.byte_weights ? "Hybrid" : "Float");
                         });

}  // namespace
}  // namespace goldcrest
