#include <gtest/gtest.h>

#include "convert/lower/testing/one_op.h"

namespace goldcrest::convert {
namespace {

using tf::DataType;
using tf::PartialShape;

TEST(LowerPartsTest, ConcatCountsItsAxisFromTheFront) {
  OneOp t;
  Value* x = t.In(DataType::kFloat, {{2, 3}});
  EXPECT_EQ(t.Lower("ConcatV2", {x, x, t.Int(-1)}, {{DataType::kFloat, {{2, 6}}}}), "CONCATENATION");
  const Node* n = t.Find(BuiltinOperator::kConcatenation);
  EXPECT_EQ(n->options.OrDefault<model::ConcatenationOptions>().axis, 1);
  EXPECT_EQ(n->num_inputs(), 2);
}

TEST(LowerPartsTest, AConcatAlongAComputedAxisIsRefused) {
  OneOp t;
  Value* x = t.In(DataType::kFloat, {{2, 3}});
  Value* axis = t.In(DataType::kInt32, PartialShape::Scalar());
  EXPECT_EQ(t.Lower("ConcatV2", {x, x, axis}, {{DataType::kFloat, PartialShape()}}), "refused");
  EXPECT_EQ(t.refusal, "its axis is computed; the model format has it as a constant");
}

TEST(LowerPartsTest, SplitGivesEachPart) {
  OneOp t;
  Value* x = t.In(DataType::kFloat, {{2, 4}});
  EXPECT_EQ(t.Lower("Split", {t.Int(1), x}, {{DataType::kFloat, {{2, 2}}}, {DataType::kFloat, {{2, 2}}}}), "SPLIT");
  EXPECT_EQ(t.Find(BuiltinOperator::kSplit)->options.OrDefault<model::SplitOptions>().num_splits, 2);
}

TEST(LowerPartsTest, DepthToSpaceWithChannelsFirstIsTransposed) {
  OneOp t;
  t.attrs.Set("data_format", std::string("NCHW"));
  t.attrs.Set("block_size", int64_t{2});
  Value* x = t.In(DataType::kFloat, {{1, 8, 3, 5}});
  EXPECT_EQ(t.Lower("DepthToSpace", {x}, {{DataType::kFloat, {{1, 2, 6, 10}}}}), "TRANSPOSE DEPTH_TO_SPACE TRANSPOSE");
}

}  // namespace
}  // namespace goldcrest::convert
