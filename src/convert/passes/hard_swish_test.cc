#include "convert/passes/pass_test_util.h"

namespace goldcrest::convert {
namespace {

constexpr auto kAdd = BuiltinOperator::kAdd, kMul = BuiltinOperator::kMul, kDiv = BuiltinOperator::kDiv, kRelu6 = BuiltinOperator::kRelu6;
const std::vector<int64_t> kDims = {1, 4};

struct HardSwishTest : testing::Test {
  TestGraph t;
  Value* x = t.Input(kDims);
  Value* Add(Value* a, Value* b) { return t.Op(kAdd, model::AddOptions(), {a, b}, kDims); }
  Value* Mul(Value* a, Value* b) { return t.Op(kMul, model::MulOptions(), {a, b}, kDims); }
  Value* Div(Value* a, Value* b) { return t.Op(kDiv, model::DivOptions(), {a, b}, kDims); }
  Value* Relu6(Value* a) { return t.Op(kRelu6, {}, {a}, kDims); }
  bool Matches(Value* y) {
    t.graph.outputs = {y};
    return t.Run(MatchHardSwish) && t.graph.outputs[0]->producer->Is(BuiltinOperator::kHardSwish) &&
           t.graph.outputs[0]->producer->input(0) == x && t.graph.nodes().size() == 2;
  }
};

TEST_F(HardSwishTest, TheDivisionLast) { EXPECT_TRUE(Matches(Div(Mul(x, Relu6(Add(x, t.Float(3)))), t.Float(6)))); }
TEST_F(HardSwishTest, TheGateDivided) { EXPECT_TRUE(Matches(Mul(Mul(Relu6(Add(t.Float(3), x)), t.Float(1.0f / 6)), x))); }
TEST_F(HardSwishTest, TheInputDivided) { EXPECT_TRUE(Matches(Mul(Div(x, t.Float(6)), Relu6(Add(x, t.Float(3)))))); }

TEST_F(HardSwishTest, AClipOfALine) {
  Value* line = Add(Div(x, t.Float(6)), t.Float(0.5f));
  Value* clipped = t.Op(BuiltinOperator::kMaximum, model::MaximumMinimumOptions(),
                        {t.Op(BuiltinOperator::kMinimum, model::MaximumMinimumOptions(), {line, t.Float(1)}, kDims), t.Float(0)}, kDims);
  EXPECT_TRUE(Matches(Mul(x, clipped)));
}

TEST_F(HardSwishTest, AFusedActivation) {
  model::AddOptions relu6;
  relu6.fused_activation_function = model::ActivationFunctionType::kRelu6;
  Value* gate = t.Op(kAdd, relu6, {x, t.Float(3)}, kDims);
  EXPECT_TRUE(Matches(Mul(x, Mul(gate, t.Float(1.0f / 6)))));
}

TEST_F(HardSwishTest, AnotherSlopeIsNone) { EXPECT_FALSE(Matches(Div(Mul(x, Relu6(Add(x, t.Float(3)))), t.Float(5)))); }
TEST_F(HardSwishTest, AnotherGateIsNone) {
  Value* other = t.Input(kDims);
  EXPECT_FALSE(Matches(Div(Mul(x, Relu6(Add(other, t.Float(3)))), t.Float(6))));
}

}  // namespace
}  // namespace goldcrest::convert
