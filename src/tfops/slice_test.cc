#include <gtest/gtest.h>

#include "tfops/testing/op_test_util.h"

namespace goldcrest::tf {
namespace {

Literal Ints(const std::vector<int32_t>& v) { return Literal::Of<int32_t>({static_cast<int64_t>(v.size())}, v); }

Literal Counted(std::vector<int64_t> dims) {
  std::vector<float> v;
  for (int64_t n = PartialShape(dims).elements(); static_cast<int64_t>(v.size()) < n;) v.push_back(static_cast<float>(v.size()));
  return Literal::Of<float>(std::move(dims), v);
}

TEST(SliceTest, StridesMayBeNegative) {
  const OpResult y = RunOp("StridedSlice", {}, {Counted({2, 4}), Ints({0, 3}), Ints({2, 0}), Ints({1, -2})});
  ASSERT_TRUE(y.ok()) << y.status().message();
  EXPECT_EQ((*y)[0], Literal::Of<float>({2, 2}, {3, 1, 7, 5}));
}

TEST(SliceTest, EveryMaskAtOnce) {
  // x[..., newaxis, 1, :2]
  Attrs attrs;
  attrs.Set("ellipsis_mask", int64_t{1});
  attrs.Set("new_axis_mask", int64_t{2});
  attrs.Set("shrink_axis_mask", int64_t{4});
  attrs.Set("begin_mask", int64_t{8});
  const OpResult y = RunOp("StridedSlice", attrs, {Counted({2, 2, 3}), Ints({0, 0, 1, 0}), Ints({0, 0, 2, 2}), Ints({1, 1, 1, 1})});
  ASSERT_TRUE(y.ok()) << y.status().message();
  EXPECT_EQ((*y)[0], Literal::Of<float>({2, 1, 2}, {3, 4, 9, 10}));
}

TEST(SliceTest, ASingleIndexOutsideIsRefused) {
  Attrs attrs;
  attrs.Set("shrink_axis_mask", int64_t{1});
  const OpResult y = RunOp("StridedSlice", attrs, {Counted({2}), Ints({2}), Ints({3}), Ints({1})});
  ASSERT_FALSE(y.ok());
  EXPECT_EQ(y.status().message(), "index 2 of a dimension of 2");
}

TEST(SliceTest, ExtremeEndsDoNotOverflow) {
  const Literal ends[] = {Literal::Of<int64_t>({1}, {INT64_MIN}), Literal::Of<int64_t>({1}, {INT64_MAX}),
                          Literal::Of<int64_t>({1}, {INT64_MAX})};
  const OpResult y = RunOp("StridedSlice", {}, {Counted({3}), ends[0], ends[1], ends[2]});
  ASSERT_TRUE(y.ok()) << y.status().message();
  EXPECT_EQ((*y)[0], Literal::Of<float>({1}, {0}));
}

TEST(SliceTest, TheGradientPutsValuesBack) {
  const OpResult y = RunOp("StridedSliceGrad", {}, {Ints({4}), Ints({3}), Ints({0}), Ints({-2}), Counted({2})}, {DataType::kFloat});
  ASSERT_TRUE(y.ok()) << y.status().message();
  EXPECT_EQ((*y)[0], Literal::Of<float>({4}, {0, 1, 0, 0}));
}

}  // namespace
}  // namespace goldcrest::tf
