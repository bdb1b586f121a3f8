#include "convert/passes/pass_test_util.h"

namespace goldcrest::convert {
namespace {

Value* AddReshape(TestGraph& t, Value* x, std::vector<int64_t> dims) {
  const std::vector<int32_t> ints(dims.begin(), dims.end());
  return t.Op(BuiltinOperator::kReshape, model::ReshapeOptions(), {x, t.Ints(ints)}, std::move(dims));
}

TEST(RemoveFullyConnectedReshapesTest, ADenseLayerOnManyDimensionsIsOneOperator) {
  TestGraph t;
  Value* x = t.Input({-1, 5, 2});
  Value* y = t.Op(BuiltinOperator::kFullyConnected, model::FullyConnectedOptions(),
                  {AddReshape(t, x, {-1, 2}), t.Floats({3, 2}, {1, 2, 3, 4, 5, 6}), nullptr}, {-1, 3});
  t.graph.outputs = {AddReshape(t, y, {-1, 5, 3})};
  EXPECT_TRUE(t.Run(RemoveFullyConnectedReshapes));
  const Node* fc = t.graph.outputs[0]->producer;
  ASSERT_TRUE(fc->Is(BuiltinOperator::kFullyConnected));
  EXPECT_EQ(fc->input(0), x);
  EXPECT_TRUE(fc->options.As<model::FullyConnectedOptions>()->keep_num_dims);
  EXPECT_EQ(t.graph.outputs[0]->shape.ToString(), "[?, 5, 3]");
}

TEST(RemoveFullyConnectedReshapesTest, AReshapeToOtherDimensionsStays) {
  TestGraph t;
  Value* x = t.Input({4, 2});
  Value* y =
      t.Op(BuiltinOperator::kFullyConnected, model::FullyConnectedOptions(), {x, t.Floats({3, 2}, {1, 2, 3, 4, 5, 6}), nullptr}, {4, 3});
  t.graph.outputs = {AddReshape(t, y, {2, 2, 3})};
  EXPECT_FALSE(t.Run(RemoveFullyConnectedReshapes));
}

TEST(MergeKeepDimsTest, AReductionKeepsTheDimensionsItself) {
  TestGraph t;
  Value* mean = t.Op(BuiltinOperator::kMean, model::ReducerOptions(), {t.Input({-1, 4, 4, 8}), t.Ints({1, 2})}, {-1, 8});
  t.graph.outputs = {AddReshape(t, mean, {-1, 1, 1, 8})};
  EXPECT_TRUE(t.Run(MergeKeepDims));
  EXPECT_EQ(t.graph.outputs[0], mean);
  EXPECT_TRUE(mean->producer->options.As<model::ReducerOptions>()->keep_dims);
  EXPECT_EQ(mean->shape.ToString(), "[?, 1, 1, 8]");
}

}  // namespace
}  // namespace goldcrest::convert
