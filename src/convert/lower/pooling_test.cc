#include <gtest/gtest.h>

#include "convert/lower/testing/one_op.h"

namespace goldcrest::convert {
namespace {

using tf::DataType;
using tf::PartialShape;

TEST(LowerPoolingTest, WindowAndStridesAreKept) {
  OneOp t;
  t.attrs.Set("ksize", std::vector<int64_t>{1, 3, 2, 1});
  t.attrs.Set("strides", std::vector<int64_t>{1, 2, 1, 1});
  t.attrs.Set("padding", std::string("VALID"));
  Value* x = t.In(DataType::kFloat, {{1, 9, 9, 4}});
  EXPECT_EQ(t.Lower("MaxPool", {x}, {{DataType::kFloat, {{1, 4, 8, 4}}}}), "MAX_POOL_2D");
  const auto o = t.Find(BuiltinOperator::kMaxPool2d)->options.OrDefault<model::Pool2DOptions>();
  EXPECT_EQ(o.filter_height, 3);
  EXPECT_EQ(o.filter_width, 2);
  EXPECT_EQ(o.stride_h, 2);
  EXPECT_EQ(o.padding, model::Padding::kValid);
}

TEST(LowerPoolingTest, WindowsOverChannelsAreRefused) {
  OneOp t;
  t.attrs.Set("ksize", std::vector<int64_t>{1, 1, 1, 2});
  t.attrs.Set("strides", std::vector<int64_t>{1, 1, 1, 2});
  t.attrs.Set("padding", std::string("VALID"));
  Value* x = t.In(DataType::kFloat, {{1, 9, 9, 4}});
  EXPECT_EQ(t.Lower("MaxPool", {x}, {{DataType::kFloat, PartialShape()}}), "refused");
}

TEST(LowerPoolingTest, VolumesArePooledOverImagesThenOverDepth) {
  OneOp t;
  t.attrs.Set("ksize", std::vector<int64_t>{1, 2, 3, 3, 1});
  t.attrs.Set("strides", std::vector<int64_t>{1, 2, 1, 1, 1});
  t.attrs.Set("padding", std::string("VALID"));
  Value* x = t.In(DataType::kFloat, {{-1, 4, 9, 9, 2}});
  EXPECT_EQ(t.Lower("MaxPool3D", {x}, {{DataType::kFloat, {{-1, 2, 7, 7, 2}}}}), "RESHAPE MAX_POOL_2D RESHAPE MAX_POOL_2D RESHAPE");
}

}  // namespace
}  // namespace goldcrest::convert
