#include <gtest/gtest.h>

#include "convert/lower/testing/one_op.h"

namespace goldcrest::convert {
namespace {

using tf::DataType;
using tf::PartialShape;

TEST(LowerMatrixTest, TheMainDiagonalIsASliceOfTheElements) {
  OneOp t;
  Value* x = t.In(DataType::kFloat, {{2, 3, 3}});
  EXPECT_EQ(t.Lower("MatrixDiagPartV3", {x, t.Int(0), t.Floats({}, {0})}, {{DataType::kFloat, {{2, 3}}}}), "RESHAPE STRIDED_SLICE");
  const Node* n = t.Find(BuiltinOperator::kStridedSlice);
  EXPECT_EQ(*n->input(2)->constant()->AsInts(), (std::vector<int64_t>{0, 9}));
  EXPECT_EQ(*n->input(3)->constant()->AsInts(), (std::vector<int64_t>{1, 4}));
}

TEST(LowerMatrixTest, OtherDiagonalsAreRefused) {
  OneOp t;
  Value* x = t.In(DataType::kFloat, {{3}});
  EXPECT_EQ(t.Lower("MatrixDiagV3", {x, t.Int(1), t.Int(-1), t.Int(-1), t.Floats({}, {0})}, {{DataType::kFloat, {{4, 4}}}}), "refused");
}

TEST(LowerMatrixTest, BucketsKeepTheirBoundaries) {
  OneOp t;
  t.attrs.Set("boundaries", std::vector<float>{1, 2});
  Value* x = t.In(DataType::kFloat, {{3}});
  EXPECT_EQ(t.Lower("Bucketize", {x}, {{DataType::kInt32, {{3}}}}), "BUCKETIZE");
  EXPECT_EQ(t.Find(BuiltinOperator::kBucketize)->options.OrDefault<model::BucketizeOptions>().boundaries, (std::vector<float>{1, 2}));
}

}  // namespace
}  // namespace goldcrest::convert
