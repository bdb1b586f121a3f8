#include "convert/passes/pass_test_util.h"

namespace goldcrest::convert {
namespace {

const std::vector<int64_t> kDims = {2, 5}, kOnes = {2, 1};

struct NormalizeTest : testing::Test {
  TestGraph t;
  Value* x = t.Input(kDims);
  Value* Reduce(BuiltinOperator op, Value* v, int axis = -1) {
    model::ReducerOptions keep;
    keep.keep_dims = true;
    return t.Op(op, keep, {v, t.Ints({axis})}, kOnes);
  }
  Value* Unary(BuiltinOperator op, Value* v) { return t.Op(op, {}, {v}, v->shape.dims()); }
  bool Becomes(Value* y, BuiltinOperator op) {
    t.graph.outputs = {y};
    return t.Run(MatchNormalizations) && t.graph.outputs[0]->producer->Is(op) && t.graph.outputs[0]->producer->input(0) == x;
  }
};

TEST_F(NormalizeTest, SoftmaxWrittenOut) {
  Value* sub = t.Op(BuiltinOperator::kSub, model::SubOptions(), {x, Reduce(BuiltinOperator::kReduceMax, x)}, kDims);
  Value* e = Unary(BuiltinOperator::kExp, sub);
  EXPECT_TRUE(
      Becomes(t.Op(BuiltinOperator::kDiv, model::DivOptions(), {e, Reduce(BuiltinOperator::kSum, e)}, kDims), BuiltinOperator::kSoftmax));
}

TEST_F(NormalizeTest, SoftmaxOverAnotherAxisStays) {
  Value* e = Unary(BuiltinOperator::kExp, x);
  EXPECT_FALSE(Becomes(t.Op(BuiltinOperator::kDiv, model::DivOptions(), {e, Reduce(BuiltinOperator::kSum, e, 0)}, kDims),
                       BuiltinOperator::kSoftmax));
}

TEST_F(NormalizeTest, EuclideanLength) {
  Value* sum = Reduce(BuiltinOperator::kSum, Unary(BuiltinOperator::kSquare, x));
  Value* bounded = t.Op(BuiltinOperator::kMaximum, model::MaximumMinimumOptions(), {sum, t.Float(1e-12f)}, kOnes);
  Value* y = t.Op(BuiltinOperator::kMul, model::MulOptions(), {x, Unary(BuiltinOperator::kRsqrt, bounded)}, kDims);
  EXPECT_TRUE(Becomes(y, BuiltinOperator::kL2Normalization));
}

TEST_F(NormalizeTest, ALargerBoundOfTheLengthStays) {
  Value* sum = Reduce(BuiltinOperator::kSum, Unary(BuiltinOperator::kSquare, x));
  Value* bounded = t.Op(BuiltinOperator::kMaximum, model::MaximumMinimumOptions(), {sum, t.Float(1e-3f)}, kOnes);
  Value* y = t.Op(BuiltinOperator::kMul, model::MulOptions(), {x, Unary(BuiltinOperator::kRsqrt, bounded)}, kDims);
  EXPECT_FALSE(Becomes(y, BuiltinOperator::kL2Normalization));
}

}  // namespace
}  // namespace goldcrest::convert
