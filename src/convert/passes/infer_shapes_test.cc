#include "convert/passes/pass_test_util.h"

namespace goldcrest::convert {
namespace {

TEST(InferShapesTest, OperatorsPassShapesOn) {
  TestGraph t;
  Value* y = t.Tf("Relu", {t.Input({-1, 3})});
  t.graph.outputs = {y};
  EXPECT_TRUE(t.Run(InferShapes));
  EXPECT_EQ(y->shape.ToString(), "[?, 3]");
  EXPECT_FALSE(t.Run(InferShapes));
}

TEST(InferShapesTest, AShapeStackedFromKnownAndUnknownDimensionsIsKnownInPart) {
  TestGraph t;
  Value* x = t.Input({-1, 5});
  tf::Attrs shrink;
  shrink.Set("shrink_axis_mask", int64_t{1});
  Value* shape = t.Tf("Shape", {x}, tf::PartialShape({2}), {}, kI32);
  Value* batch = t.Tf("StridedSlice", {shape, t.Ints({0}), t.Ints({1}), t.Ints({1})}, tf::PartialShape::Scalar(), shrink, kI32);
  Value* dims = t.Tf("Pack", {batch, t.Int(12)}, tf::PartialShape({2}), {}, kI32);
  Value* zeros = t.Tf("Fill", {dims, t.Float(0)});
  t.graph.outputs = {zeros};
  EXPECT_TRUE(t.Run(InferShapes));
  EXPECT_EQ(zeros->shape.ToString(), "[?, 12]");
}

// A loop of one variable, whose body applies `op` to it.
Node* AddLoop(TestGraph& t, Value* x, const char* op) {
  Node* loop = t.graph.AddTf("StatelessWhile", "loop", {x}, {kF32}, nullptr);
  for (int i = 0; i < 2; ++i) loop->bodies.push_back(std::make_unique<Graph>());
  Graph& cond = *loop->bodies[0];
  cond.AddInput(kF32, {}, "v");
  cond.outputs = {cond.AddConst(tf::Literal::Scalar<bool>(false), "go", nullptr)};
  Graph& body = *loop->bodies[1];
  Value* v = body.AddInput(kF32, {}, "v");
  Node* next = body.AddTf(op, "next", {v}, {kF32}, nullptr);
  body.outputs = {next->output()};
  return loop;
}

TEST(InferShapesTest, ALoopVariableHasTheShapeThatEveryIterationKeeps) {
  TestGraph t;
  Node* loop = AddLoop(t, t.Input({4, 3}), "Relu");
  t.graph.outputs = {loop->output()};
  EXPECT_TRUE(t.Run(InferShapes));
  EXPECT_EQ(loop->bodies[0]->inputs[0]->shape.ToString(), "[4, 3]");
  EXPECT_EQ(loop->bodies[1]->outputs[0]->shape.ToString(), "[4, 3]");
  EXPECT_EQ(loop->output()->shape.ToString(), "[4, 3]");
}

TEST(InferShapesTest, ALoopVariableThatTheBodyReshapesIsUnknown) {
  TestGraph t;
  Node* loop = AddLoop(t, t.Input({4, 3}), "AnOperatorNobodyKnows");
  t.graph.outputs = {loop->output()};
  t.Run(InferShapes);
  EXPECT_FALSE(loop->bodies[1]->inputs[0]->shape.has_rank());
  EXPECT_FALSE(loop->output()->shape.has_rank());
  EXPECT_FALSE(t.Run(InferShapes));
}

}  // namespace
}  // namespace goldcrest::convert
