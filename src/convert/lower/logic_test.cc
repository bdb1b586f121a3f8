#include <gtest/gtest.h>

#include "convert/lower/testing/one_op.h"

namespace goldcrest::convert {
namespace {

using tf::DataType;
using tf::PartialShape;

TEST(LowerLogicTest, ComparisonsOfNarrowIntegersAreMadeInInt32) {
  OneOp t;
  Value* x = t.In(DataType::kUInt8, {{3}});
  EXPECT_EQ(t.Lower("Less", {x, x}, {{DataType::kBool, {{3}}}}), "CAST CAST LESS");
}

TEST(LowerLogicTest, StringsCompareForEqualityOnly) {
  OneOp t;
  Value* x = t.In(DataType::kString, {{3}});
  EXPECT_EQ(t.Lower("Equal", {x, x}, {{DataType::kBool, {{3}}}}), "EQUAL");
  OneOp less;
  x = less.In(DataType::kString, {{3}});
  EXPECT_EQ(less.Lower("Less", {x, x}, {{DataType::kBool, {{3}}}}), "refused");
}

TEST(LowerLogicTest, AndBroadcastsItsOperandsFirst) {
  OneOp t;
  Value* x = t.In(DataType::kInt32, {{2, 3}});
  Value* y = t.In(DataType::kInt32, PartialShape::Scalar());
  EXPECT_EQ(t.Lower("BitwiseAnd", {x, y}, {{DataType::kInt32, {{2, 3}}}}), "BROADCAST_TO STABLEHLO_AND");
}

TEST(LowerLogicTest, OnlyANanDiffersFromItself) {
  OneOp t;
  Value* x = t.In(DataType::kFloat, {{3}});
  EXPECT_EQ(t.Lower("IsNan", {x}, {{DataType::kBool, {{3}}}}), "NOT_EQUAL");
  const Node* n = t.Find(BuiltinOperator::kNotEqual);
  EXPECT_EQ(n->input(0), n->input(1));
}

}  // namespace
}  // namespace goldcrest::convert
