#include <gtest/gtest.h>

#include "convert/lower/testing/one_op.h"

namespace goldcrest::convert {
namespace {

using tf::DataType;
using tf::PartialShape;

TEST(LowerStateTest, AddingToAVariableReadsAndAssignsIt) {
  OneOp t;
  Value* v = t.In(DataType::kResource, PartialShape::Scalar());
  Value* by = t.In(DataType::kFloat, {{3}});
  EXPECT_EQ(t.Lower("AssignAddVariableOp", {v, by}, {}), "READ_VARIABLE ADD ASSIGN_VARIABLE");
}

TEST(LowerStateTest, TablesHaveTheirNumberAndTypes) {
  OneOp t;
  t.attrs.Set("key_dtype", DataType::kString);
  t.attrs.Set("value_dtype", DataType::kInt64);
  t.attrs.Set("table_id", int64_t{3});
  EXPECT_EQ(t.Lower("HashTableV2", {}, {{DataType::kResource, {{1}}}}), "HASHTABLE");
  const auto o = t.Find(BuiltinOperator::kHashtable)->options.OrDefault<model::HashtableOptions>();
  EXPECT_EQ(o.table_id, 3);
  EXPECT_EQ(o.key_dtype, TensorType::kString);
}

TEST(LowerStateTest, TablesThatTheFormatHasNotAreRefused) {
  OneOp t;
  t.attrs.Set("key_dtype", DataType::kInt64);
  t.attrs.Set("value_dtype", DataType::kInt64);
  EXPECT_EQ(t.Lower("HashTableV2", {}, {{DataType::kResource, {{1}}}}), "refused");
}

}  // namespace
}  // namespace goldcrest::convert
