#include "convert/passes/pass_test_util.h"

namespace goldcrest::convert {
namespace {

TEST(RemoveNoOpsTest, ACastToAWiderTypeAndBack) {
  for (const auto& [between, goes] : {std::pair(tf::DataType::kInt64, true), std::pair(tf::DataType::kFloat, false)}) {
    TestGraph t;
    Value* x = t.Input({2}, kI32);
    Value* wide = t.Op(BuiltinOperator::kCast, model::CastOptions(), {x}, {2}, between);
    t.graph.outputs = {t.Op(BuiltinOperator::kCast, model::CastOptions(), {wide}, {2}, kI32)};
    EXPECT_EQ(t.Run(RemoveNoOps), goes);
    EXPECT_EQ(t.graph.outputs[0] == x, goes);
  }
}

TEST(RemoveNoOpsTest, ConcatenationsAlongOneAxisAreOne) {
  TestGraph t;
  model::ConcatenationOptions inner, outer;
  inner.axis = 1;
  outer.axis = -1;
  Value* ab = t.Op(BuiltinOperator::kConcatenation, inner, {t.Input({1, 2}), t.Input({1, 2})}, {1, 4});
  t.graph.outputs = {t.Op(BuiltinOperator::kConcatenation, outer, {ab, t.Input({1, 3})}, {1, 7})};
  EXPECT_TRUE(t.Run(RemoveNoOps));
  EXPECT_EQ(t.graph.outputs[0]->producer->num_inputs(), 3);
}

TEST(RemoveBroadcastsTest, AnOperandThatTheOperatorBroadcastsItself) {
  TestGraph t;
  Value* small = t.Input({3});
  Value* wide = t.Op(BuiltinOperator::kBroadcastTo, model::BroadcastToOptions(), {small, t.Ints({2, 3})}, {2, 3});
  t.graph.outputs = {t.Op(BuiltinOperator::kAdd, model::AddOptions(), {wide, t.Input({2, 3})}, {2, 3}),
                     t.Op(BuiltinOperator::kMul, model::MulOptions(), {wide, t.Input({1, 3})}, {2, 3})};
  EXPECT_TRUE(t.Run(RemoveBroadcasts));
  EXPECT_EQ(t.graph.outputs[0]->producer->input(0), small);
  EXPECT_EQ(t.graph.outputs[1]->producer->input(0), wide);
}

TEST(MergeCommonSubexpressionsTest, OnlyWhatIsEqualInAllMerges) {
  TestGraph t;
  Value* x = t.Input({2, 2});
  model::SoftmaxOptions one, two;
  one.beta = 1;
  two.beta = 2;
  const auto softmax = [&](const model::SoftmaxOptions& options) { return t.Op(BuiltinOperator::kSoftmax, options, {x}, {2, 2}); };
  const auto random = [&] { return t.Op(BuiltinOperator::kRandomUniform, model::RandomOptions(), {t.Ints({2, 2})}, {2, 2}); };
  std::vector<Value*> v = {softmax(one), softmax(one), softmax(two), random(), random()};
  t.graph.outputs = {t.Op(BuiltinOperator::kAddN, model::AddNOptions(), v, {2, 2})};
  EXPECT_TRUE(t.Run(MergeCommonSubexpressions));
  const Node* sum = t.graph.outputs[0]->producer;
  EXPECT_EQ(sum->input(0), sum->input(1));
  EXPECT_NE(sum->input(0), sum->input(2));
  EXPECT_NE(sum->input(3), sum->input(4));
  EXPECT_EQ(sum->input(3)->producer->input(0), sum->input(4)->producer->input(0));
}

}  // namespace
}  // namespace goldcrest::convert
