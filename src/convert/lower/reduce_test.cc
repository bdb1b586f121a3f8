#include <gtest/gtest.h>

#include "convert/lower/testing/one_op.h"

namespace goldcrest::convert {
namespace {

using tf::DataType;
using tf::PartialShape;

TEST(LowerReduceTest, AxesBecomeAnInt32Vector) {
  OneOp t;
  t.attrs.Set("keep_dims", true);
  Value* x = t.In(DataType::kFloat, {{2, 3}});
  Value* axis = t.graph.AddConst(tf::Literal::Scalar<int64_t>(1), "axis", nullptr);
  EXPECT_EQ(t.Lower("Mean", {x, axis}, {{DataType::kFloat, {{2, 1}}}}), "MEAN");
  const Node* n = t.Find(BuiltinOperator::kMean);
  EXPECT_EQ(n->input(1)->type, DataType::kInt32);
  EXPECT_EQ(n->input(1)->shape, PartialShape({1}));
  EXPECT_TRUE(n->options.OrDefault<model::ReducerOptions>().keep_dims);
}

TEST(LowerReduceTest, NoAxesLeaveTheInputAsItIs) {
  OneOp t;
  Value* x = t.In(DataType::kFloat, {{2, 3}});
  EXPECT_EQ(t.Lower("Sum", {x, t.Ints({0}, {})}, {{DataType::kFloat, {{2, 3}}}}), "");
  EXPECT_EQ(t.graph.outputs[0], x);
}

TEST(LowerReduceTest, SumsOfNarrowIntegersWrapAsTensorFlowsDo) {
  OneOp t;
  Value* x = t.In(DataType::kInt8, {{2, 3}});
  EXPECT_EQ(t.Lower("Sum", {x, t.Ints({1}, {0})}, {{DataType::kInt8, {{3}}}}), "CAST SUM CAST");
}

}  // namespace
}  // namespace goldcrest::convert
