#include "convert/passes/pass_test_util.h"

namespace goldcrest::convert {
namespace {

const std::vector<int64_t> kDims = {1, 2, 2};

// relu(x) + c * relu(-x), as Keras writes PReLU.
Value* AddPrelu(TestGraph& t, Value* x, Value* c) {
  Value* negative = t.Op(BuiltinOperator::kRelu, {}, {t.Op(BuiltinOperator::kNeg, model::NegOptions(), {x}, kDims)}, kDims);
  Value* scaled = t.Op(BuiltinOperator::kMul, model::MulOptions(), {c, negative}, kDims);
  return t.Op(BuiltinOperator::kAdd, model::AddOptions(), {t.Op(BuiltinOperator::kRelu, {}, {x}, kDims), scaled}, kDims);
}

TEST(MatchPreluTest, ASlopeForEachChannel) {
  TestGraph t;
  Value* x = t.Input(kDims);
  t.graph.outputs = {AddPrelu(t, x, t.Floats({1, 2}, {-0.25f, -0.5f}))};
  EXPECT_TRUE(t.Run(MatchPrelu));
  const Node* prelu = t.graph.outputs[0]->producer;
  ASSERT_TRUE(prelu->Is(BuiltinOperator::kPrelu));
  EXPECT_EQ(prelu->input(0), x);
  EXPECT_EQ(FloatsOf(prelu->input(1)), (std::vector<float>{0.25f, 0.5f}));
}

TEST(MatchPreluTest, OneSlopeIsLeakyRelu) {
  TestGraph t;
  t.graph.outputs = {AddPrelu(t, t.Input(kDims), t.Float(-0.1f))};
  EXPECT_TRUE(t.Run(MatchPrelu));
  EXPECT_EQ(t.graph.outputs[0]->producer->options.As<model::LeakyReluOptions>()->alpha, 0.1f);
}

TEST(MatchPreluTest, TheLargerOfXAndItsPart) {
  for (const auto& [alpha, matches] : {std::pair(0.2f, true), std::pair(1.5f, false), std::pair(-0.1f, false)}) {
    TestGraph t;
    Value* x = t.Input(kDims);
    Value* part = t.Op(BuiltinOperator::kMul, model::MulOptions(), {x, t.Float(alpha)}, kDims);
    t.graph.outputs = {t.Op(BuiltinOperator::kMaximum, model::MaximumMinimumOptions(), {part, x}, kDims)};
    EXPECT_EQ(t.Run(MatchPrelu), matches) << alpha;
  }
}

}  // namespace
}  // namespace goldcrest::convert
