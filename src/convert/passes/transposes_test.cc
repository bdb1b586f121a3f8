#include "convert/passes/pass_test_util.h"
#include "convert/passes/permutation.h"

namespace goldcrest::convert {
namespace {

Value* AddTranspose(TestGraph& t, Value* x, const Permutation& permutation) {
  return t.Op(BuiltinOperator::kTranspose, model::TransposeOptions(), {x, t.Ints({permutation.begin(), permutation.end()})},
              Permute(x->shape.dims(), permutation));
}

TEST(MergeTransposesTest, TwoInARowAreOne) {
  TestGraph t;
  Value* x = t.Input({2, 3, 4});
  t.graph.outputs = {AddTranspose(t, AddTranspose(t, x, {1, 2, 0}), {1, 0, 2})};
  EXPECT_TRUE(t.Run(MergeTransposes));
  const Node* merged = t.graph.outputs[0]->producer;
  EXPECT_EQ(merged->input(0), x);
  EXPECT_EQ(PermutationOf(merged), (Permutation{2, 1, 0}));
  EXPECT_EQ(t.graph.outputs[0]->shape.ToString(), "[4, 3, 2]");
}

TEST(MergeTransposesTest, InversesCancel) {
  TestGraph t;
  Value* x = t.Input({2, 3, 4});
  t.graph.outputs = {AddTranspose(t, AddTranspose(t, x, {1, 2, 0}), {2, 0, 1})};
  while (t.Run(MergeTransposes)) {
  }
  EXPECT_EQ(t.graph.outputs[0], x);
}

TEST(MergeTransposesTest, MovingOnlyOnesIsAReshape) {
  TestGraph t;
  t.graph.outputs = {AddTranspose(t, t.Input({-1, 1, 4}), {1, 0, 2})};
  EXPECT_TRUE(t.Run(MergeTransposes));
  EXPECT_TRUE(t.graph.outputs[0]->producer->Is(BuiltinOperator::kReshape));
}

// A network in channels-first layout: to channels last for each operator and back, with an addition, padding and a mean between.
TEST(SinkTransposesTest, TransposesMeetTheirInverses) {
  TestGraph t;
  const Permutation to_nhwc = {0, 2, 3, 1}, to_nchw = {0, 3, 1, 2};
  Value* x = t.Input({1, 8, 6, 2});
  Value* y = AddTranspose(t, x, to_nchw);
  y = t.Op(BuiltinOperator::kAdd, model::AddOptions(), {y, t.Floats({2, 1, 1}, {1, 2})}, {1, 2, 8, 6});
  y = t.Op(BuiltinOperator::kPad, model::PadOptions(), {y, t.Const(tf::Literal::Of<int32_t>({4, 2}, {0, 0, 0, 0, 1, 2, 3, 4}))},
           {1, 2, 11, 13});
  Value* out = AddTranspose(t, y, to_nhwc);
  model::ReducerOptions keep;
  keep.keep_dims = false;
  t.graph.outputs = {t.Op(BuiltinOperator::kMean, keep, {out, t.Ints({1, 2})}, {1, 2})};
  bool changed = true;
  while (changed) {
    changed = t.Run(SinkTransposes);
    changed = t.Run(MergeTransposes) || changed;
  }
  const Node* mean = t.graph.outputs[0]->producer;
  const Node* pad = mean->input(0)->producer;
  ASSERT_TRUE(pad->Is(BuiltinOperator::kPad));
  const auto pads = pad->input(1)->constant()->values<int32_t>();
  EXPECT_EQ(std::vector<int32_t>(pads.begin(), pads.end()), (std::vector<int32_t>{0, 0, 1, 2, 3, 4, 0, 0}));
  const Node* add = pad->input(0)->producer;
  EXPECT_EQ(add->input(0), x);
  EXPECT_EQ(add->input(1)->shape.ToString(), "[1, 1, 1, 2]");
}

TEST(SinkTransposesTest, ReductionsAndConcatenationsMoveTheirAxes) {
  TestGraph t;
  Value* a = AddTranspose(t, t.Input({2, 3, 4}), {2, 0, 1});
  Value* b = AddTranspose(t, t.Input({2, 3, 4}), {2, 0, 1});
  model::ConcatenationOptions options;
  options.axis = -1;
  Value* joined = t.Op(BuiltinOperator::kConcatenation, options, {a, b}, {4, 2, 6});
  t.graph.outputs = {t.Op(BuiltinOperator::kSum, model::ReducerOptions(), {joined, t.Ints({1})}, {4, 6})};
  while (t.Run(SinkTransposes)) {
  }
  const Node* transpose = t.graph.outputs[0]->producer;
  EXPECT_EQ(PermutationOf(transpose), (Permutation{1, 0}));
  const Node* sum = transpose->input(0)->producer;
  EXPECT_EQ(sum->input(1)->constant()->values<int32_t>()[0], 0);
  EXPECT_EQ(sum->output()->shape.ToString(), "[6, 4]");
  const Node* concatenation = sum->input(0)->producer;
  EXPECT_EQ(concatenation->options.As<model::ConcatenationOptions>()->axis, 1);
  EXPECT_EQ(concatenation->output()->shape.ToString(), "[2, 6, 4]");
}

TEST(TransposedTest, MovesElements) {
  const tf::Literal x = tf::Literal::Of<float>({2, 3}, {1, 2, 3, 4, 5, 6});
  EXPECT_EQ(Transposed(x, {1, 0}), tf::Literal::Of<float>({3, 2}, {1, 4, 2, 5, 3, 6}));
}

}  // namespace
}  // namespace goldcrest::convert
