#include "convert/passes/pass_test_util.h"

namespace goldcrest::convert {
namespace {

TEST(FuseScaleTest, AFactorForEachChannelGoesIntoWeightsAndBias) {
  TestGraph t;
  Value* y = t.Op(BuiltinOperator::kConv2d, model::Conv2DOptions(),
                  {t.Input({1, 4, 4, 2}), t.Floats({3, 1, 1, 2}, {1, 2, 3, 4, 5, 6}), t.Floats({3}, {1, 1, 1})}, {1, 4, 4, 3});
  t.graph.outputs = {t.Op(BuiltinOperator::kMul, model::MulOptions(), {t.Floats({3}, {1, 10, 100}), y}, {1, 4, 4, 3})};
  EXPECT_TRUE(t.Run(FuseScale));
  const Node* conv = t.graph.outputs[0]->producer;
  ASSERT_TRUE(conv->Is(BuiltinOperator::kConv2d));
  EXPECT_EQ(FloatsOf(conv->input(1)), (std::vector<float>{1, 2, 30, 40, 500, 600}));
  EXPECT_EQ(FloatsOf(conv->input(2)), (std::vector<float>{1, 10, 100}));
}

TEST(FuseScaleTest, DepthwiseWeightsScaleAlongTheirLastAxis) {
  TestGraph t;
  Value* y = t.Op(BuiltinOperator::kDepthwiseConv2d, model::DepthwiseConv2DOptions(),
                  {t.Input({1, 4, 4, 2}), t.Floats({1, 1, 2, 2}, {1, 2, 3, 4}), nullptr}, {1, 4, 3, 2});
  t.graph.outputs = {t.Op(BuiltinOperator::kDiv, model::DivOptions(), {y, t.Floats({2}, {0.5f, 0.25f})}, {1, 4, 3, 2})};
  EXPECT_TRUE(t.Run(FuseScale));
  EXPECT_EQ(FloatsOf(t.graph.outputs[0]->producer->input(1)), (std::vector<float>{2, 8, 6, 16}));
}

TEST(FuseScaleTest, SharedWeightsStay) {
  TestGraph t;
  Value* w = t.Floats({1, 2}, {1, 2});
  Value* x = t.Input({4, 2});
  Value* y = t.Op(BuiltinOperator::kFullyConnected, model::FullyConnectedOptions(), {x, w, nullptr}, {4, 1});
  Value* z = t.Op(BuiltinOperator::kFullyConnected, model::FullyConnectedOptions(), {x, w, nullptr}, {4, 1});
  t.graph.outputs = {t.Op(BuiltinOperator::kMul, model::MulOptions(), {y, t.Float(2)}, {4, 1}), z};
  EXPECT_FALSE(t.Run(FuseScale));
}

}  // namespace
}  // namespace goldcrest::convert
