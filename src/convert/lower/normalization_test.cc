#include <gtest/gtest.h>

#include "convert/lower/testing/one_op.h"

namespace goldcrest::convert {
namespace {

using tf::DataType;
using tf::PartialShape;

TEST(LowerNormalizationTest, BatchNormIsAConstantFactorAndShift) {
  OneOp t;
  t.attrs.Set("is_training", false);
  t.attrs.Set("epsilon", 0.0f);
  Value* x = t.In(DataType::kFloat, {{1, 4, 4, 1}});
  EXPECT_EQ(t.Lower("FusedBatchNormV3", {x, t.Floats({1}, {3}), t.Floats({1}, {5}), t.Floats({1}, {2}), t.Floats({1}, {4})},
                    {{DataType::kFloat, {{1, 4, 4, 1}}}}),
            "MUL ADD");
  EXPECT_EQ(*t.Find(BuiltinOperator::kMul)->input(1)->constant()->AsDoubles(), std::vector<double>{1.5});
  EXPECT_EQ(*t.Find(BuiltinOperator::kAdd)->input(1)->constant()->AsDoubles(), std::vector<double>{2});
}

TEST(LowerNormalizationTest, BatchNormInTrainingIsRefused) {
  OneOp t;
  t.attrs.Set("is_training", true);
  Value* x = t.In(DataType::kFloat, {{1, 4, 4, 1}});
  Value* v = t.Floats({1}, {3});
  EXPECT_EQ(t.Lower("FusedBatchNormV3", {x, v, v, v, v}, {{DataType::kFloat, {{1, 4, 4, 1}}}}), "refused");
}

TEST(LowerNormalizationTest, ABiasOverChannelsThatComeFirstIsReshaped) {
  OneOp t;
  t.attrs.Set("data_format", std::string("NCHW"));
  Value* x = t.In(DataType::kFloat, {{1, 2, 4, 4}});
  EXPECT_EQ(t.Lower("BiasAdd", {x, t.Floats({2}, {1, 2})}, {{DataType::kFloat, {{1, 2, 4, 4}}}}), "ADD");
  EXPECT_EQ(t.Find(BuiltinOperator::kAdd)->input(1)->shape, PartialShape({1, 2, 1, 1}));
}

TEST(LowerNormalizationTest, SoftmaxHasABetaOfOne) {
  OneOp t;
  Value* x = t.In(DataType::kFloat, {{2, 4}});
  EXPECT_EQ(t.Lower("Softmax", {x}, {{DataType::kFloat, {{2, 4}}}}), "SOFTMAX");
  EXPECT_EQ(t.Find(BuiltinOperator::kSoftmax)->options.OrDefault<model::SoftmaxOptions>().beta, 1);
}

}  // namespace
}  // namespace goldcrest::convert
