#include "convert/passes/pass_test_util.h"

namespace goldcrest::convert {
namespace {

TEST(MakeReshapesConstantTest, OneUnknownDimensionFollowsFromTheOthers) {
  TestGraph t;
  Value* x = t.Input({-1, 7, 64});
  tf::Attrs shrink;
  shrink.Set("shrink_axis_mask", int64_t{1});
  Value* shape = t.Tf("Shape", {x}, tf::PartialShape({3}), {}, kI32);
  Value* batch = t.Tf("StridedSlice", {shape, t.Ints({0}), t.Ints({1}), t.Ints({1})}, tf::PartialShape::Scalar(), shrink, kI32);
  Value* dims = t.Tf("Pack", {batch, t.Int(448)}, tf::PartialShape({2}), {}, kI32);
  t.graph.outputs = {t.Tf("Reshape", {x, dims})};
  EXPECT_TRUE(t.Run(MakeReshapesConstant));
  const tf::Literal* made = t.graph.outputs[0]->producer->input(1)->constant();
  ASSERT_NE(made, nullptr);
  EXPECT_EQ(std::vector<int32_t>(made->values<int32_t>().begin(), made->values<int32_t>().end()), (std::vector<int32_t>{-1, 448}));
}

Value* AddReshape(TestGraph& t, Value* x, std::vector<int64_t> dims) {
  const std::vector<int32_t> ints(dims.begin(), dims.end());
  return t.Op(BuiltinOperator::kReshape, model::ReshapeOptions(), {x, t.Ints(ints)}, std::move(dims));
}

TEST(MergeReshapesTest, TheLastOfAChainReadsTheFirst) {
  TestGraph t;
  Value* x = t.Input({2, 6});
  Value* squeezed = t.Op(BuiltinOperator::kSqueeze, model::SqueezeOptions(), {AddReshape(t, x, {1, 12})}, {12});
  t.graph.outputs = {AddReshape(t, squeezed, {3, 4})};
  EXPECT_TRUE(t.Run(MergeReshapes));
  EXPECT_EQ(t.graph.outputs[0]->producer->input(0), x);
  EXPECT_EQ(t.graph.outputs[0]->shape.ToString(), "[3, 4]");
}

TEST(MergeReshapesTest, ThereAndBackIsNothing) {
  TestGraph t;
  Value* x = t.Input({-1, 6});
  Value* y = AddReshape(t, AddReshape(t, x, {-1, 2, 3}), {-1, 6});
  t.graph.outputs = {y};
  while (t.Run(MergeReshapes)) {
  }
  EXPECT_EQ(t.graph.outputs[0], x);
}

}  // namespace
}  // namespace goldcrest::convert
