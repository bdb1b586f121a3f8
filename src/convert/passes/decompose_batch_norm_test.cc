#include "convert/passes/pass_test_util.h"

namespace goldcrest::convert {
namespace {

Value* AddBatchNorm(TestGraph& t, bool training) {
  tf::Attrs attrs;
  attrs.Set("is_training", training);
  attrs.Set("epsilon", 0.0f);
  return t.Tf("FusedBatchNormV3",
              {t.Input({-1, 4, 4, 2}), t.Floats({2}, {1, 3}), t.Floats({2}, {10, 20}), t.Floats({2}, {1, 2}), t.Floats({2}, {4, 1})},
              tf::PartialShape({-1, 4, 4, 2}), attrs);
}

TEST(DecomposeBatchNormTest, InferenceBecomesAScaleAndAnOffset) {
  TestGraph t;
  t.graph.outputs = {AddBatchNorm(t, false)};
  EXPECT_TRUE(t.Run(DecomposeBatchNorm));
  const Node* add = t.graph.outputs[0]->producer;
  ASSERT_TRUE(add->Is("AddV2"));
  ASSERT_TRUE(add->input(0)->producer->Is("Mul"));
  EXPECT_EQ(FloatsOf(add->input(0)->producer->input(1)), (std::vector<float>{0.5f, 3}));
  EXPECT_EQ(FloatsOf(add->input(1)), (std::vector<float>{9.5f, 14}));
}

TEST(DecomposeBatchNormTest, TrainingStays) {
  TestGraph t;
  t.graph.outputs = {AddBatchNorm(t, true)};
  EXPECT_FALSE(t.Run(DecomposeBatchNorm));
}

}  // namespace
}  // namespace goldcrest::convert
