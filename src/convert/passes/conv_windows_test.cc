#include "convert/passes/pass_test_util.h"

namespace goldcrest::convert {
namespace {

Value* AddConv(TestGraph& t, Value* x, int stride, std::vector<int64_t> dims) {
  model::Conv2DOptions options;
  options.padding = model::Padding::kValid;
  options.stride_h = options.stride_w = stride;
  return t.Op(BuiltinOperator::kConv2d, options, {x, t.Floats({1, 3, 3, 1}, std::vector<float>(9, 1)), nullptr}, std::move(dims));
}

// conv(pad(x)) of an 8 x 8 image.
bool Merges(int before, int after, int stride, int64_t results) {
  TestGraph t;
  Value* x = t.Input({1, 8, 8, 1});
  Value* pads = t.Const(tf::Literal::Of<int32_t>({4, 2}, {0, 0, before, after, before, after, 0, 0}));
  const int64_t padded = 8 + before + after;
  Value* y = t.Op(BuiltinOperator::kPad, model::PadOptions(), {x, pads}, {1, padded, padded, 1});
  t.graph.outputs = {AddConv(t, y, stride, {1, results, results, 1})};
  if (!t.Run(MergePadIntoConv)) return false;
  const Node* conv = t.graph.outputs[0]->producer;
  return conv->input(0) == x && conv->options.As<model::Conv2DOptions>()->padding == model::Padding::kSame;
}

TEST(MergePadIntoConvTest, PaddingThatSameWouldGive) {
  EXPECT_TRUE(Merges(1, 1, 1, 8));
  EXPECT_TRUE(Merges(0, 1, 2, 4));   // as Keras pads before a stride of 2
  EXPECT_FALSE(Merges(1, 1, 2, 4));  // windows begin one earlier than with SAME
  EXPECT_FALSE(Merges(2, 2, 1, 10));
}

TEST(MatchDilatedConvTest, ABlockOfTwoIsADilationOfTwo) {
  TestGraph t;
  Value* x = t.Input({-1, 8, 8, 1});
  Value* block = t.Ints({2, 2});
  Value* pads = t.Const(tf::Literal::Of<int32_t>({2, 2}, {2, 2, 2, 2}));
  Value* crops = t.Const(tf::Literal::Of<int32_t>({2, 2}, {0, 0, 0, 0}));
  Value* blocks = t.Op(BuiltinOperator::kSpaceToBatchNd, model::SpaceToBatchNDOptions(), {x, block, pads}, {-1, 6, 6, 1});
  Value* y = AddConv(t, blocks, 1, {-1, 4, 4, 1});
  y = t.Op(BuiltinOperator::kAdd, model::AddOptions(), {y, t.Floats({1}, {5})}, {-1, 4, 4, 1});
  t.graph.outputs = {t.Op(BuiltinOperator::kBatchToSpaceNd, model::BatchToSpaceNDOptions(), {y, block, crops}, {-1, 8, 8, 1})};
  EXPECT_TRUE(t.Run(MatchDilatedConv));
  const Node* add = t.graph.outputs[0]->producer;
  ASSERT_TRUE(add->Is(BuiltinOperator::kAdd));
  const Node* conv = add->input(0)->producer;
  EXPECT_EQ(conv->input(0), x);
  EXPECT_EQ(conv->options.As<model::Conv2DOptions>()->dilation_h_factor, 2);
  EXPECT_EQ(conv->options.As<model::Conv2DOptions>()->padding, model::Padding::kSame);
}

}  // namespace
}  // namespace goldcrest::convert
