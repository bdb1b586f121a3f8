#include <gtest/gtest.h>

#include "convert/lower/testing/one_op.h"

namespace goldcrest::convert {
namespace {

using tf::DataType;
using tf::PartialShape;

TEST(LowerMatMulTest, ConstantWeightsAreTransposedForFullyConnected) {
  OneOp t;
  Value* x = t.In(DataType::kFloat, {{-1, 2}});
  Value* w = t.Floats({2, 3}, {0, 1, 2, 3, 4, 5});
  EXPECT_EQ(t.Lower("MatMul", {x, w}, {{DataType::kFloat, {{-1, 3}}}}), "FULLY_CONNECTED");
  const Node* n = t.Find(BuiltinOperator::kFullyConnected);
  EXPECT_EQ(*n->input(1)->constant()->AsDoubles(), (std::vector<double>{0, 3, 1, 4, 2, 5}));
  EXPECT_EQ(n->input(2), nullptr);
}

TEST(LowerMatMulTest, ComputedMatricesAreABatchMatmulUnlessTheSecondLiesTransposed) {
  OneOp t;
  Value* a = t.In(DataType::kFloat, {{2, 8}});
  Value* b = t.In(DataType::kFloat, {{8, 4}});
  EXPECT_EQ(t.Lower("MatMul", {a, b}, {{DataType::kFloat, {{2, 4}}}}), "BATCH_MATMUL");
  OneOp transposed;
  transposed.attrs.Set("transpose_b", true);
  a = transposed.In(DataType::kFloat, {{2, 8}});
  b = transposed.In(DataType::kFloat, {{4, 8}});
  EXPECT_EQ(transposed.Lower("MatMul", {a, b}, {{DataType::kFloat, {{2, 4}}}}), "FULLY_CONNECTED");
}

TEST(LowerMatMulTest, OneMatrixForABatchKeepsTheBatchsDimensions) {
  OneOp t;
  Value* x = t.In(DataType::kFloat, {{5, 7, 2}});
  Value* w = t.Floats({2, 3}, {0, 1, 2, 3, 4, 5});
  EXPECT_EQ(t.Lower("BatchMatMulV2", {x, w}, {{DataType::kFloat, {{5, 7, 3}}}}), "FULLY_CONNECTED");
  EXPECT_TRUE(t.Find(BuiltinOperator::kFullyConnected)->options.OrDefault<model::FullyConnectedOptions>().keep_num_dims);
}

TEST(LowerMatMulTest, IntegersAreRefused) {
  OneOp t;
  Value* x = t.In(DataType::kInt32, {{2, 2}});
  EXPECT_EQ(t.Lower("MatMul", {x, x}, {{DataType::kInt32, {{2, 2}}}}), "refused");
}

}  // namespace
}  // namespace goldcrest::convert
