#include "convert/passes/pass_test_util.h"

namespace goldcrest::convert {
namespace {

// 1x1 convolution from 2 channels to 3.
Value* AddConv(TestGraph& t) {
  return t.Op(BuiltinOperator::kConv2d, model::Conv2DOptions(),
              {t.Input({1, 4, 4, 2}), t.Floats({3, 1, 1, 2}, {1, 2, 3, 4, 5, 6}), nullptr}, {1, 4, 4, 3});
}

TEST(FuseBiasTest, AConstantAddedToAConvolutionIsItsBias) {
  TestGraph t;
  Value* y = AddConv(t);
  y = t.Op(BuiltinOperator::kAdd, model::AddOptions(), {y, t.Floats({3}, {1, 2, 3})}, {1, 4, 4, 3});
  model::SubOptions relu;
  relu.fused_activation_function = model::ActivationFunctionType::kRelu;
  t.graph.outputs = {t.Op(BuiltinOperator::kSub, relu, {y, t.Float(10)}, {1, 4, 4, 3})};
  EXPECT_TRUE(t.Run(FuseBias));
  const Node* conv = t.graph.outputs[0]->producer;
  ASSERT_TRUE(conv->Is(BuiltinOperator::kConv2d));
  EXPECT_EQ(FloatsOf(conv->input(2)), (std::vector<float>{-9, -8, -7}));
  EXPECT_EQ(conv->options.As<model::Conv2DOptions>()->fused_activation_function, model::ActivationFunctionType::kRelu);
  EXPECT_EQ(t.graph.nodes().size(), 4u);
}

TEST(FuseBiasTest, AnAdditionThatDiffersInSpaceStays) {
  TestGraph t;
  Value* y = AddConv(t);
  t.graph.outputs = {t.Op(BuiltinOperator::kAdd, model::AddOptions(), {y, t.Floats({4, 1}, {1, 2, 3, 4})}, {1, 4, 4, 3})};
  EXPECT_FALSE(t.Run(FuseBias));
}

TEST(FuseBiasTest, AConvolutionThatSomethingElseReadsStays) {
  TestGraph t;
  Value* y = AddConv(t);
  t.graph.outputs = {t.Op(BuiltinOperator::kAdd, model::AddOptions(), {y, t.Float(1)}, {1, 4, 4, 3}), y};
  EXPECT_FALSE(t.Run(FuseBias));
}

}  // namespace
}  // namespace goldcrest::convert
