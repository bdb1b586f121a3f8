#include <gtest/gtest.h>

#include "convert/lower/testing/one_op.h"

namespace goldcrest::convert {
namespace {

using tf::DataType;
using tf::PartialShape;

TEST(LowerGradientsTest, ReluPassesTheGradientWhereItsInputWasAboveZero) {
  OneOp t;
  Value* dy = t.In(DataType::kFloat, {{2, 3}});
  Value* x = t.In(DataType::kFloat, {{2, 3}});
  EXPECT_EQ(t.Lower("ReluGrad", {dy, x}, {{DataType::kFloat, {{2, 3}}}}), "GREATER SELECT_V2");
  EXPECT_EQ(t.Find(BuiltinOperator::kGreater)->input(0), x);
  EXPECT_EQ(t.Find(BuiltinOperator::kSelectV2)->input(1), dy);
}

TEST(LowerGradientsTest, ABiasGetsTheSumOverEverythingButChannels) {
  OneOp t;
  Value* dy = t.In(DataType::kFloat, {{2, 4, 4, 3}});
  EXPECT_EQ(t.Lower("BiasAddGrad", {dy}, {{DataType::kFloat, {{3}}}}), "SUM");
  EXPECT_EQ(*t.Find(BuiltinOperator::kSum)->input(1)->constant()->AsInts(), (std::vector<int64_t>{0, 1, 2}));
}

}  // namespace
}  // namespace goldcrest::convert
