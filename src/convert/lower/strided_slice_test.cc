#include <gtest/gtest.h>

#include "convert/lower/testing/one_op.h"

namespace goldcrest::convert {
namespace {

using tf::DataType;
using tf::PartialShape;

model::StridedSliceOptions OptionsOf(const OneOp& t) {
  const Node* n = t.Find(BuiltinOperator::kStridedSlice);
  return n == nullptr ? model::StridedSliceOptions() : n->options.OrDefault<model::StridedSliceOptions>();
}

// x[1, ..., None, ::-1] of [5, 4, 6]
TEST(LowerStridedSliceTest, EllipsisAndNewAxisAreWrittenOut) {
  OneOp t;
  t.attrs.Set("begin_mask", int64_t{8});
  t.attrs.Set("end_mask", int64_t{8});
  t.attrs.Set("ellipsis_mask", int64_t{2});
  t.attrs.Set("new_axis_mask", int64_t{4});
  t.attrs.Set("shrink_axis_mask", int64_t{1});
  Value* x = t.In(DataType::kFloat, {{5, 4, 6}});
  EXPECT_EQ(t.Lower("StridedSlice", {x, t.Ints({4}, {1, 0, 0, 0}), t.Ints({4}, {2, 0, 0, 0}), t.Ints({4}, {1, 1, 1, -1})},
                    {{DataType::kFloat, {{4, 1, 6}}}}),
            "STRIDED_SLICE RESHAPE");
  const model::StridedSliceOptions o = OptionsOf(t);
  EXPECT_EQ(o.begin_mask, 6);
  EXPECT_EQ(o.end_mask, 6);
  EXPECT_EQ(o.shrink_axis_mask, 1);
  EXPECT_EQ(o.ellipsis_mask, 0);
  EXPECT_EQ(o.new_axis_mask, 0);
  const Node* n = t.Find(BuiltinOperator::kStridedSlice);
  EXPECT_EQ(*n->input(3)->constant()->AsInts(), (std::vector<int64_t>{1, 1, -1}));
  EXPECT_EQ(n->output()->shape, PartialShape({4, 6}));
}

// x[:, None]
TEST(LowerStridedSliceTest, OnlyNewAxesAreAReshape) {
  OneOp t;
  t.attrs.Set("begin_mask", int64_t{1});
  t.attrs.Set("end_mask", int64_t{1});
  t.attrs.Set("new_axis_mask", int64_t{2});
  Value* x = t.In(DataType::kFloat, {{-1, 4}});
  EXPECT_EQ(t.Lower("StridedSlice", {x, t.Ints({2}, {0, 0}), t.Ints({2}, {0, 0}), t.Ints({2}, {1, 1})}, {{DataType::kFloat, {{-1, 1, 4}}}}),
            "RESHAPE");
}

TEST(LowerStridedSliceTest, ComputedBoundsKeepTheMasks) {
  OneOp t;
  t.attrs.Set("ellipsis_mask", int64_t{1});
  Value* x = t.In(DataType::kFloat, {{5, 4}});
  Value* begin = t.In(DataType::kInt32, {{2}});
  EXPECT_EQ(t.Lower("StridedSlice", {x, begin, begin, t.Ints({2}, {1, 1})}, {{DataType::kFloat, {{5, -1}}}}), "STRIDED_SLICE");
  EXPECT_EQ(OptionsOf(t).ellipsis_mask, 1);
}

TEST(LowerStridedSliceTest, MoreEntriesThanDimensionsAreRefused) {
  OneOp t;
  Value* x = t.In(DataType::kFloat, {{5}});
  EXPECT_EQ(
      t.Lower("StridedSlice", {x, t.Ints({2}, {0, 0}), t.Ints({2}, {1, 1}), t.Ints({2}, {1, 1})}, {{DataType::kFloat, PartialShape()}}),
      "refused");
}

}  // namespace
}  // namespace goldcrest::convert
