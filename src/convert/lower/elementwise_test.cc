#include <gtest/gtest.h>

#include "convert/lower/testing/one_op.h"

namespace goldcrest::convert {
namespace {

using tf::DataType;
using tf::PartialShape;

TEST(LowerElementwiseTest, TypesWithoutAKernelAreCastToWiderOnes) {
  OneOp t;
  Value* x = t.In(DataType::kInt8, {{2, 3}});
  Value* y = t.In(DataType::kInt8, {{3}});
  EXPECT_EQ(t.Lower("AddV2", {x, y}, {{DataType::kInt8, {{2, 3}}}}), "CAST CAST ADD CAST");
  EXPECT_EQ(t.Find(BuiltinOperator::kAdd)->output()->type, DataType::kInt32);
}

TEST(LowerElementwiseTest, WhatNoTypeHoldsIsRefused) {
  OneOp t;
  Value* x = t.In(DataType::kUInt64, {{2}});
  EXPECT_EQ(t.Lower("FloorDiv", {x, x}, {{DataType::kUInt64, {{2}}}}), "refused");
  EXPECT_EQ(t.refusal, "no kernel computes it on uint64");
}

TEST(LowerElementwiseTest, BroadcastsBeyondTheKernelsDimensionsAreWrittenOut) {
  OneOp t;
  Value* x = t.In(DataType::kFloat, {{1, 2, 3, 4, 5}});
  Value* y = t.In(DataType::kFloat, {{6, 2, 1, 4, 1}});
  EXPECT_EQ(t.Lower("Maximum", {x, y}, {{DataType::kFloat, {{6, 2, 3, 4, 5}}}}), "BROADCAST_TO BROADCAST_TO MAXIMUM");
  OneOp sum;
  x = sum.In(DataType::kFloat, {{1, 2, 3, 4, 5}});
  y = sum.In(DataType::kFloat, {{6, 2, 1, 4, 1}});
  EXPECT_EQ(sum.Lower("AddV2", {x, y}, {{DataType::kFloat, {{6, 2, 3, 4, 5}}}}), "ADD");
}

TEST(LowerElementwiseTest, PowersThatAreSquaresOrRootsAreThose) {
  for (const auto& [power, ops] : std::vector<std::pair<float, std::string>>{{2, "MUL"}, {0.5f, "SQRT"}, {-0.5f, "RSQRT"}, {3, "POW"}}) {
    OneOp t;
    Value* x = t.In(DataType::kFloat, {{4}});
    EXPECT_EQ(t.Lower("Pow", {x, t.Floats({}, {power})}, {{DataType::kFloat, {{4}}}}), ops);
  }
}

TEST(LowerElementwiseTest, DivNoNanSelectsZeroWhereTheDivisorIs) {
  OneOp t;
  Value* x = t.In(DataType::kFloat, {{4}});
  EXPECT_EQ(t.Lower("DivNoNan", {x, x}, {{DataType::kFloat, {{4}}}}), "EQUAL DIV SELECT_V2");
}

}  // namespace
}  // namespace goldcrest::convert
