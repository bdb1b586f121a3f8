#include "convert/passes/pass_test_util.h"

namespace goldcrest::convert {
namespace {

const std::vector<int64_t> kDims = {2, 3};

struct ArithmeticTest : testing::Test {
  TestGraph t;
  Value* x = t.Input(kDims);
  Value* y = t.Input(kDims);
  Value* Add(Value* a, Value* b) { return t.Op(BuiltinOperator::kAdd, model::AddOptions(), {a, b}, kDims); }
  Value* Sub(Value* a, Value* b) { return t.Op(BuiltinOperator::kSub, model::SubOptions(), {a, b}, kDims); }
  Value* Mul(Value* a, Value* b) { return t.Op(BuiltinOperator::kMul, model::MulOptions(), {a, b}, kDims); }
  Value* Div(Value* a, Value* b) { return t.Op(BuiltinOperator::kDiv, model::DivOptions(), {a, b}, kDims); }
  Value* Unary(BuiltinOperator op, Value* v) { return t.Op(op, {}, {v}, kDims); }
  const Node* Simplified(Value* v) {
    t.graph.outputs = {v};
    while (t.Run(SimplifyArithmetic)) {
    }
    return t.graph.outputs[0]->producer;
  }
};

TEST_F(ArithmeticTest, ConstantsOfSumsAndProductsMerge) {
  const Node* sum = Simplified(Add(Sub(x, t.Float(5)), t.Floats({3}, {1, 2, 3})));
  EXPECT_TRUE(sum->Is(BuiltinOperator::kSub));
  EXPECT_EQ(FloatsOf(sum->input(1)), (std::vector<float>{4, 3, 2}));
  const Node* product = Simplified(Mul(Div(x, t.Float(4)), t.Float(2)));
  EXPECT_TRUE(product->Is(BuiltinOperator::kDiv));
  EXPECT_EQ(FloatsOf(product->input(1)), (std::vector<float>{2}));
}

TEST_F(ArithmeticTest, ASumAndAProductStay) {
  const Node* sum = Simplified(Add(Mul(x, t.Float(5)), t.Float(1)));
  EXPECT_TRUE(sum->Is(BuiltinOperator::kAdd));
  EXPECT_TRUE(sum->input(0)->producer->Is(BuiltinOperator::kMul));
}

TEST_F(ArithmeticTest, NegationsGo) {
  const Node* node = Simplified(Add(x, Unary(BuiltinOperator::kNeg, y)));
  EXPECT_TRUE(node->Is(BuiltinOperator::kSub));
  EXPECT_EQ(node->input(0), x);
  EXPECT_EQ(node->input(1), y);
}

TEST_F(ArithmeticTest, ANegatedFactorIsSubtracted) {
  const Node* node = Simplified(Add(Mul(Unary(BuiltinOperator::kNeg, x), y), t.Floats({3}, {1, 2, 3})));
  EXPECT_TRUE(node->Is(BuiltinOperator::kSub));
  EXPECT_EQ(node->input(1)->producer->input(0), x);
}

TEST_F(ArithmeticTest, OneOverARootIsRsqrt) {
  EXPECT_TRUE(Simplified(Div(t.Float(1), Unary(BuiltinOperator::kSqrt, x)))->Is(BuiltinOperator::kRsqrt));
}

TEST_F(ArithmeticTest, ASquareOfADifference) {
  Value* d = Sub(x, y);
  const Node* node = Simplified(Mul(d, d));
  EXPECT_TRUE(node->Is(BuiltinOperator::kSquaredDifference));
  EXPECT_EQ(node->input(1), y);
}

TEST_F(ArithmeticTest, ASumOverItsCountIsAMean) {
  Value* sum = t.Op(BuiltinOperator::kSum, model::ReducerOptions(), {x, t.Ints({1})}, {2});
  EXPECT_TRUE(Simplified(t.Op(BuiltinOperator::kDiv, model::DivOptions(), {sum, t.Float(3)}, {2}))->Is(BuiltinOperator::kMean));
}

TEST_F(ArithmeticTest, WhatIsNotLessNeedNotBeGreaterOrEqual) {
  Value* less = t.Op(BuiltinOperator::kLess, model::LessOptions(), {x, y}, kDims, tf::DataType::kBool);
  const Node* node = Simplified(t.Op(BuiltinOperator::kLogicalNot, model::LogicalNotOptions(), {less}, kDims, tf::DataType::kBool));
  EXPECT_TRUE(node->Is(BuiltinOperator::kLogicalNot));
}

}  // namespace
}  // namespace goldcrest::convert
