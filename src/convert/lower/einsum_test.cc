#include <gtest/gtest.h>

#include "convert/lower/testing/one_op.h"

namespace goldcrest::convert {
namespace {

using tf::DataType;
using tf::PartialShape;

std::string Einsum(OneOp* t, const std::string& equation, std::vector<Value*> inputs, PartialShape shape) {
  t->attrs.Set("equation", equation);
  return t->Lower("Einsum", std::move(inputs), {{DataType::kFloat, std::move(shape)}});
}

TEST(LowerEinsumTest, AttentionScoresTakeTwoTransposes) {
  OneOp t;
  Value* q = t.In(DataType::kFloat, {{2, 3, 4, 5}});
  Value* k = t.In(DataType::kFloat, {{2, 6, 4, 5}});
  EXPECT_EQ(Einsum(&t, "bthd,bshd->bhts", {q, k}, {{2, 4, 3, 6}}), "TRANSPOSE TRANSPOSE BATCH_MATMUL");
}

TEST(LowerEinsumTest, AProjectionIsFullyConnected) {
  OneOp t;
  Value* x = t.In(DataType::kFloat, {{-1, 7, 8}});
  Value* w = t.Floats({8, 4, 2}, std::vector<float>(64, 1));
  EXPECT_EQ(Einsum(&t, "abc,cde->abde", {x, w}, {{-1, 7, 4, 2}}), "FULLY_CONNECTED RESHAPE");
}

TEST(LowerEinsumTest, AProjectionOfTwoDimensionsIsReshapedFirst) {
  OneOp t;
  Value* x = t.In(DataType::kFloat, {{3, 2, 8, 4}});
  Value* w = t.Floats({8, 4, 2}, std::vector<float>(64, 1));
  EXPECT_EQ(Einsum(&t, "abcd,cde->abe", {x, w}, {{3, 2, 2}}), "RESHAPE FULLY_CONNECTED");
}

TEST(LowerEinsumTest, UnknownDimensionsAreComputedWhereTwoAreToBeNamed) {
  OneOp t;
  Value* x = t.In(DataType::kFloat, {{-1, -1, 8}});
  Value* w = t.Floats({8, 4, 2}, std::vector<float>(64, 1));
  EXPECT_EQ(Einsum(&t, "abc,cde->abde", {x, w}, {{-1, -1, 4, 2}}), "FULLY_CONNECTED SHAPE STRIDED_SLICE PACK RESHAPE");
}

TEST(LowerEinsumTest, AnOuterProductHasDimensionsOfOne) {
  OneOp t;
  Value* x = t.In(DataType::kFloat, {{3}});
  Value* y = t.In(DataType::kFloat, {{4}});
  EXPECT_EQ(Einsum(&t, "i,j->ij", {x, y}, {{3, 4}}), "RESHAPE RESHAPE BATCH_MATMUL");
}

TEST(LowerEinsumTest, OfOneOperandLabelsAreSummedAndTransposed) {
  OneOp t;
  Value* x = t.In(DataType::kFloat, {{3, 2, 8}});
  EXPECT_EQ(Einsum(&t, "abc->ca", {x}, {{8, 3}}), "SUM TRANSPOSE");
}

TEST(LowerEinsumTest, AnEllipsisStandsForTheBatch) {
  OneOp t;
  Value* x = t.In(DataType::kFloat, {{2, 3, 4, 5}});
  Value* y = t.In(DataType::kFloat, {{2, 3, 5, 6}});
  EXPECT_EQ(Einsum(&t, "...ij,...jk->...ik", {x, y}, {{2, 3, 4, 6}}), "BATCH_MATMUL");
}

TEST(LowerEinsumTest, ALabelTwiceInATermIsRefused) {
  OneOp t;
  Value* x = t.In(DataType::kFloat, {{3, 3}});
  EXPECT_EQ(Einsum(&t, "ii->i", {x}, {{3}}), "refused");
  EXPECT_EQ(t.refusal, "a label occurs twice in one term");
}

}  // namespace
}  // namespace goldcrest::convert
