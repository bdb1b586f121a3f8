#include <gtest/gtest.h>

#include "convert/lower/testing/one_op.h"

namespace goldcrest::convert {
namespace {

using tf::DataType;
using tf::PartialShape;

TEST(LowerIndexingTest, GatherCountsAxisAndBatchFromTheFront) {
  OneOp t;
  t.attrs.Set("batch_dims", int64_t{-1});
  Value* x = t.In(DataType::kFloat, {{5, 4, 3}});
  Value* i = t.In(DataType::kInt64, {{5, 2}});
  EXPECT_EQ(t.Lower("GatherV2", {x, i, t.Int(-1)}, {{DataType::kFloat, {{5, 4, 2}}}}), "GATHER");
  const auto o = t.Find(BuiltinOperator::kGather)->options.OrDefault<model::GatherOptions>();
  EXPECT_EQ(o.axis, 2);
  EXPECT_EQ(o.batch_dims, 1);
}

TEST(LowerIndexingTest, ScatterUpdateSelectsWhatWasScattered) {
  OneOp t;
  Value* x = t.In(DataType::kFloat, {{8, 3}});
  Value* i = t.In(DataType::kInt32, {{4, 1}});
  Value* u = t.In(DataType::kFloat, {{4, 3}});
  EXPECT_EQ(t.Lower("TensorScatterUpdate", {x, i, u}, {{DataType::kFloat, {{8, 3}}}}), "FILL SCATTER_ND SCATTER_ND SELECT");
}

TEST(LowerIndexingTest, ScatterAddIsASum) {
  OneOp t;
  Value* x = t.In(DataType::kFloat, {{8, 3}});
  Value* i = t.In(DataType::kInt64, {{4, 1}});
  Value* u = t.In(DataType::kFloat, {{4, 3}});
  EXPECT_EQ(t.Lower("TensorScatterAdd", {x, i, u}, {{DataType::kFloat, {{8, 3}}}}), "CAST SCATTER_ND ADD");
}

TEST(LowerIndexingTest, AConditionForEachRowIsASelectOfTheFirstKind) {
  OneOp t;
  Value* c = t.In(DataType::kBool, {{8}});
  Value* x = t.In(DataType::kFloat, {{8, 3}});
  EXPECT_EQ(t.Lower("Select", {c, x, x}, {{DataType::kFloat, {{8, 3}}}}), "SELECT");
  OneOp v2;
  c = v2.In(DataType::kBool, {{3}});
  x = v2.In(DataType::kFloat, {{8, 3}});
  EXPECT_EQ(v2.Lower("SelectV2", {c, x, x}, {{DataType::kFloat, {{8, 3}}}}), "SELECT_V2");
}

TEST(LowerIndexingTest, ArgMaxGivesTheTypeAskedFor) {
  OneOp t;
  Value* x = t.In(DataType::kFloat, {{8, 3}});
  EXPECT_EQ(t.Lower("ArgMax", {x, t.Int(1)}, {{DataType::kInt64, {{8}}}}), "ARG_MAX");
  EXPECT_EQ(t.Find(BuiltinOperator::kArgMax)->options.OrDefault<model::ArgMaxOptions>().output_type, TensorType::kInt64);
}

TEST(LowerIndexingTest, TopKGivesValuesAndIndices) {
  OneOp t;
  Value* x = t.In(DataType::kFloat, {{8}});
  EXPECT_EQ(t.Lower("TopKV2", {x, t.Int(3)}, {{DataType::kFloat, {{3}}}, {DataType::kInt32, {{3}}}}), "TOPK_V2");
}

}  // namespace
}  // namespace goldcrest::convert
