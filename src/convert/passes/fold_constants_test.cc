#include "convert/passes/pass_test_util.h"

namespace goldcrest::convert {
namespace {

TEST(FoldConstantsTest, AnOperatorOnConstantsBecomesItsValue) {
  TestGraph t;
  Value* y = t.Tf("Relu", {t.Floats({3}, {-1, 0, 2})}, tf::PartialShape({3}));
  t.graph.outputs = {y};
  EXPECT_TRUE(t.Run(FoldConstants));
  EXPECT_EQ(FloatsOf(t.graph.outputs[0]), (std::vector<float>{0, 0, 2}));
  EXPECT_EQ(t.graph.nodes().size(), 1u);
}

TEST(FoldConstantsTest, TheKnownPartOfAShapeIsConstant) {
  TestGraph t;
  Value* shape = t.Tf("Shape", {t.Input({-1, 5})}, tf::PartialShape({2}), {}, kI32);
  tf::Attrs shrink;
  shrink.Set("shrink_axis_mask", int64_t{1});
  const auto dim = [&](int i) {
    return t.Tf("StridedSlice", {shape, t.Ints({i}), t.Ints({i + 1}), t.Ints({1})}, tf::PartialShape::Scalar(), shrink, kI32);
  };
  t.graph.outputs = {dim(0), dim(1)};
  EXPECT_TRUE(t.Run(FoldConstants));
  EXPECT_TRUE(t.graph.outputs[0]->producer->Is("StridedSlice"));
  ASSERT_NE(t.graph.outputs[1]->constant(), nullptr);
  EXPECT_EQ(t.graph.outputs[1]->constant()->values<int32_t>()[0], 5);
}

TEST(FoldConstantsTest, RandomNumbersAndFakeQuantizationStay) {
  TestGraph t;
  Value* dims = t.Ints({2});
  Value* random = t.Tf("RandomUniform", {dims}, tf::PartialShape({2}));
  Value* quantized = t.Tf("FakeQuantWithMinMaxVars", {t.Floats({2}, {0, 1}), t.Float(0), t.Float(1)}, tf::PartialShape({2}));
  t.graph.outputs = {random, quantized};
  EXPECT_FALSE(t.Run(FoldConstants));
}

}  // namespace
}  // namespace goldcrest::convert
