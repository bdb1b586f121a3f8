#include "convert/passes/pass_test_util.h"

namespace goldcrest::convert {
namespace {

Value* AddBound(TestGraph& t, BuiltinOperator op, Value* x, float bound) {
  return t.Op(op, model::MaximumMinimumOptions(), {x, t.Float(bound)}, {4});
}

TEST(MatchClampsTest, BoundsWithinWhichThereIsAnActivationBecomeIt) {
  const auto clamped = [](float low, float high) {
    TestGraph t;
    Value* x = t.Input({4});
    t.graph.outputs = {AddBound(t, BuiltinOperator::kMinimum, AddBound(t, BuiltinOperator::kMaximum, x, low), high)};
    while (t.Run(MatchClamps)) {
    }
    return t.graph.outputs[0]->producer->builtin;
  };
  EXPECT_EQ(clamped(0, 6), BuiltinOperator::kRelu6);
  EXPECT_EQ(clamped(-1, 1), BuiltinOperator::kReluN1To1);
  EXPECT_EQ(clamped(0, 1), BuiltinOperator::kRelu0To1);
  EXPECT_EQ(clamped(0, 5), BuiltinOperator::kMinimum);
}

TEST(MatchClampsTest, AMaximumWithZeroIsRelu) {
  TestGraph t;
  t.graph.outputs = {AddBound(t, BuiltinOperator::kMaximum, t.Input({4}), 0)};
  EXPECT_TRUE(t.Run(MatchClamps));
  EXPECT_EQ(t.Text(), "x0 = input() float32[4]\nn0 = RELU(x0) float32[4]\nreturn n0\n");
  EXPECT_FALSE(t.Run(MatchClamps));
}

}  // namespace
}  // namespace goldcrest::convert
