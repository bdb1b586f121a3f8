#include "convert/passes/pass_test_util.h"

namespace goldcrest::convert {
namespace {

const Node* FusedConv(model::Padding padding, BuiltinOperator op, const std::vector<float>& constant) {
  static std::vector<std::unique_ptr<TestGraph>> graphs;
  TestGraph& t = *graphs.emplace_back(std::make_unique<TestGraph>());
  Value* x = t.Input({1, 4, 4, 2});
  Value* c = t.Floats({2}, constant);
  Value* y = op == BuiltinOperator::kMul ? t.Op(op, model::MulOptions(), {x, c}, {1, 4, 4, 2})
                                         : t.Op(op, model::SubOptions(), {x, c}, {1, 4, 4, 2});
  model::Conv2DOptions options;
  options.padding = padding;
  t.graph.outputs = {
      t.Op(BuiltinOperator::kConv2d, options, {y, t.Floats({2, 1, 1, 2}, {1, 2, 3, 4}), t.Floats({2}, {100, 200})}, {1, 4, 4, 2})};
  return t.Run(FuseBefore) ? t.graph.outputs[0]->producer : nullptr;
}

TEST(FuseBeforeTest, AFactorOfEachChannelScalesItsWeights) {
  const Node* conv = FusedConv(model::Padding::kSame, BuiltinOperator::kMul, {10, 100});
  ASSERT_NE(conv, nullptr);
  EXPECT_EQ(conv->input(0)->producer->kind, NodeKind::kArg);
  EXPECT_EQ(FloatsOf(conv->input(1)), (std::vector<float>{10, 200, 30, 400}));
  EXPECT_EQ(FloatsOf(conv->input(2)), (std::vector<float>{100, 200}));
}

TEST(FuseBeforeTest, AnAddendOfEachChannelIsBiasWhereNothingIsPadded) {
  const Node* conv = FusedConv(model::Padding::kValid, BuiltinOperator::kSub, {1, 10});
  ASSERT_NE(conv, nullptr);
  EXPECT_EQ(FloatsOf(conv->input(2)), (std::vector<float>{79, 157}));
  EXPECT_EQ(FusedConv(model::Padding::kSame, BuiltinOperator::kSub, {1, 10}), nullptr);
}

}  // namespace
}  // namespace goldcrest::convert
