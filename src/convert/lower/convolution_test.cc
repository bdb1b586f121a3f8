#include <gtest/gtest.h>

#include "convert/lower/testing/one_op.h"

namespace goldcrest::convert {
namespace {

using tf::DataType;
using tf::PartialShape;

void SetWindow(OneOp* t, std::vector<int64_t> strides, const std::string& padding, const std::string& format = "NHWC") {
  t->attrs.Set("strides", std::move(strides));
  t->attrs.Set("padding", padding);
  t->attrs.Set("data_format", format);
}

TEST(LowerConvolutionTest, WeightsAreReorderedAndABiasOfZerosIsAdded) {
  OneOp t;
  SetWindow(&t, {1, 2, 2, 1}, "SAME");
  Value* x = t.In(DataType::kFloat, {{1, 8, 8, 2}});
  Value* w = t.Floats({1, 1, 2, 3}, {0, 1, 2, 3, 4, 5});
  EXPECT_EQ(t.Lower("Conv2D", {x, w}, {{DataType::kFloat, {{1, 4, 4, 3}}}}), "CONV_2D");
  const Node* n = t.Find(BuiltinOperator::kConv2d);
  EXPECT_EQ(n->input(1)->shape, PartialShape({3, 1, 1, 2}));
  EXPECT_EQ(*n->input(1)->constant()->AsDoubles(), (std::vector<double>{0, 3, 1, 4, 2, 5}));
  EXPECT_EQ(*n->input(2)->constant()->AsDoubles(), (std::vector<double>{0, 0, 0}));
  EXPECT_EQ(n->options.OrDefault<model::Conv2DOptions>().stride_h, 2);
}

TEST(LowerConvolutionTest, ComputedWeightsAreTransposed) {
  OneOp t;
  SetWindow(&t, {1, 1, 1, 1}, "VALID");
  Value* x = t.In(DataType::kFloat, {{1, 8, 8, 2}});
  Value* w = t.In(DataType::kFloat, {{3, 3, 2, 4}});
  EXPECT_EQ(t.Lower("Conv2D", {x, w}, {{DataType::kFloat, {{1, 6, 6, 4}}}}), "TRANSPOSE CONV_2D");
}

TEST(LowerConvolutionTest, ChannelsFirstAndExplicitPadding) {
  OneOp t;
  SetWindow(&t, {1, 1, 1, 1}, "EXPLICIT", "NCHW");
  t.attrs.Set("explicit_paddings", std::vector<int64_t>{0, 0, 0, 0, 1, 1, 0, 2});
  Value* x = t.In(DataType::kFloat, {{1, 2, 8, 8}});
  Value* w = t.Floats({3, 3, 2, 1}, std::vector<float>(18, 1));
  EXPECT_EQ(t.Lower("Conv2D", {x, w}, {{DataType::kFloat, {{1, 1, 8, 8}}}}), "PAD TRANSPOSE CONV_2D TRANSPOSE");
  EXPECT_EQ(t.Find(BuiltinOperator::kPad)->output()->shape, PartialShape({1, 2, 10, 10}));
  EXPECT_EQ(t.Find(BuiltinOperator::kConv2d)->output()->shape, PartialShape({1, 8, 8, 1}));
}

TEST(LowerConvolutionTest, DepthwiseWeightsAreFlattened) {
  OneOp t;
  SetWindow(&t, {1, 1, 1, 1}, "SAME");
  Value* x = t.In(DataType::kFloat, {{1, 8, 8, 2}});
  Value* w = t.Floats({3, 3, 2, 4}, std::vector<float>(72, 1));
  EXPECT_EQ(t.Lower("DepthwiseConv2dNative", {x, w}, {{DataType::kFloat, {{1, 8, 8, 8}}}}), "DEPTHWISE_CONV_2D");
  const Node* n = t.Find(BuiltinOperator::kDepthwiseConv2d);
  EXPECT_EQ(n->input(1)->shape, PartialShape({1, 3, 3, 8}));
  EXPECT_EQ(n->options.OrDefault<model::DepthwiseConv2DOptions>().depth_multiplier, 4);
}

TEST(LowerConvolutionTest, TransposedConvolutionTakesItsShapeFirst) {
  OneOp t;
  SetWindow(&t, {1, 2, 2, 1}, "SAME");
  Value* x = t.In(DataType::kFloat, {{-1, 8, 8, 4}});
  Value* w = t.Floats({3, 3, 8, 4}, std::vector<float>(288, 1));
  Value* dims = t.In(DataType::kInt32, {{4}});
  EXPECT_EQ(t.Lower("Conv2DBackpropInput", {dims, w, x}, {{DataType::kFloat, {{-1, 16, 16, 8}}}}), "TRANSPOSE_CONV");
  const Node* n = t.Find(BuiltinOperator::kTransposeConv);
  EXPECT_EQ(n->input(0), dims);
  EXPECT_EQ(n->input(1)->shape, PartialShape({8, 3, 3, 4}));
}

TEST(LowerConvolutionTest, StridesOverTheBatchAreRefused) {
  OneOp t;
  SetWindow(&t, {2, 1, 1, 1}, "SAME");
  Value* x = t.In(DataType::kFloat, {{2, 8, 8, 2}});
  EXPECT_EQ(t.Lower("Conv2D", {x, t.Floats({1, 1, 2, 1}, {1, 1})}, {{DataType::kFloat, PartialShape()}}), "refused");
  EXPECT_EQ(t.refusal, "strides is 2 over the batch and 1 over channels; the model format has 1");
}

}  // namespace
}  // namespace goldcrest::convert
