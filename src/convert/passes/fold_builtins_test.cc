#include "convert/passes/pass_test_util.h"

namespace goldcrest::convert {
namespace {

TEST(FoldBuiltinsTest, OperatorsOnConstantsAreComputed) {
  TestGraph t;
  Value* sum = t.Op(BuiltinOperator::kAdd, model::AddOptions(), {t.Floats({2, 2}, {1, 2, 3, 4}), t.Float(1)}, {2, 2});
  t.graph.outputs = {t.Op(BuiltinOperator::kTranspose, model::TransposeOptions(), {sum, t.Ints({1, 0})}, {2, 2})};
  EXPECT_TRUE(t.Run(FoldBuiltins));
  EXPECT_EQ(FloatsOf(t.graph.outputs[0]), (std::vector<float>{2, 4, 3, 5}));
}

TEST(FoldBuiltinsTest, WeightsTrainedWithFakeQuantizationLieOnItsSteps) {
  TestGraph t;
  model::FakeQuantOptions options;
  options.min = -1;
  options.max = 1;
  options.num_bits = 2;
  options.narrow_range = true;  // steps -1, 0, 1
  t.graph.outputs = {t.Op(BuiltinOperator::kFakeQuant, options, {t.Floats({4}, {-3, -0.4f, 0.6f, 0.9f})}, {4})};
  EXPECT_TRUE(t.Run(FoldBuiltins));
  EXPECT_EQ(FloatsOf(t.graph.outputs[0]), (std::vector<float>{-1, 0, 1, 1}));
}

TEST(MatchFullyConnectedTest, AProductWithConstantWeights) {
  TestGraph t;
  Value* x = t.Input({-1, 5, 2});
  t.graph.outputs = {
      t.Op(BuiltinOperator::kBatchMatmul, model::BatchMatMulOptions(), {x, t.Floats({2, 3}, {1, 2, 3, 4, 5, 6})}, {-1, 5, 3})};
  EXPECT_TRUE(t.Run(MatchFullyConnected));
  const Node* fc = t.graph.outputs[0]->producer;
  ASSERT_TRUE(fc->Is(BuiltinOperator::kFullyConnected));
  EXPECT_TRUE(fc->options.As<model::FullyConnectedOptions>()->keep_num_dims);
  EXPECT_EQ(FloatsOf(fc->input(1)), (std::vector<float>{1, 4, 2, 5, 3, 6}));
}

}  // namespace
}  // namespace goldcrest::convert
