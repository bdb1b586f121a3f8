#include <gtest/gtest.h>

#include "convert/lower/testing/one_op.h"

namespace goldcrest::convert {
namespace {

using tf::DataType;
using tf::PartialShape;

TEST(LowerShapeTest, ReshapeHasConstantDimensionsWhereOneIsUnknown) {
  OneOp t;
  Value* x = t.In(DataType::kFloat, {{-1, 4, 3}});
  Value* dims = t.In(DataType::kInt32, {{2}});
  EXPECT_EQ(t.Lower("Reshape", {x, dims}, {{DataType::kFloat, {{-1, 12}}}}), "RESHAPE");
  EXPECT_EQ(t.Find(BuiltinOperator::kReshape)->options.OrDefault<model::ReshapeOptions>().new_shape, (std::vector<int32_t>{-1, 12}));
}

TEST(LowerShapeTest, ReshapeTakesItsDimensionsFromTheGraphWhereMoreAreUnknown) {
  OneOp t;
  Value* x = t.In(DataType::kFloat, {{-1, 4, 3}});
  Value* dims = t.In(DataType::kInt64, {{2}});
  EXPECT_EQ(t.Lower("Reshape", {x, dims}, {{DataType::kFloat, {{-1, -1}}}}), "CAST RESHAPE");
  EXPECT_EQ(t.Find(BuiltinOperator::kReshape)->num_inputs(), 2);
}

TEST(LowerShapeTest, AnEmptyTensorsUnknownDimensionIsNotInferred) {
  OneOp t;
  Value* x = t.In(DataType::kFloat, {{-1, 0}});
  EXPECT_EQ(t.Lower("ExpandDims", {x, t.Int(1)}, {{DataType::kFloat, {{-1, 1, 0}}}}), "EXPAND_DIMS");
}

TEST(LowerShapeTest, SqueezeOfUnknownDimensionsStays) {
  OneOp t;
  t.attrs.Set("squeeze_dims", std::vector<int64_t>{1});
  Value* x = t.In(DataType::kFloat, {{-1, 1, -1}});
  EXPECT_EQ(t.Lower("Squeeze", {x}, {{DataType::kFloat, {{-1, -1}}}}), "SQUEEZE");
  EXPECT_EQ(t.Find(BuiltinOperator::kSqueeze)->options.OrDefault<model::SqueezeOptions>().squeeze_dims, (std::vector<int32_t>{1}));
}

TEST(LowerShapeTest, OnesLikeFillsTheInputsShape) {
  OneOp t;
  Value* x = t.In(DataType::kFloat, {{-1, 3}});
  EXPECT_EQ(t.Lower("OnesLike", {x}, {{DataType::kFloat, {{-1, 3}}}}), "SHAPE FILL");
}

TEST(LowerShapeTest, IdentityIsForwarded) {
  OneOp t;
  Value* x = t.In(DataType::kFloat, {{3}});
  EXPECT_EQ(t.Lower("IdentityN", {x, x}, {{DataType::kFloat, {{3}}}, {DataType::kFloat, {{3}}}}), "");
}

TEST(LowerShapeTest, StringsAreNotCast) {
  OneOp t;
  Value* x = t.In(DataType::kString, {{3}});
  EXPECT_EQ(t.Lower("Cast", {x}, {{DataType::kFloat, {{3}}}}), "refused");
}

}  // namespace
}  // namespace goldcrest::convert
