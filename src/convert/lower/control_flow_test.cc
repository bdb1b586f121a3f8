#include <gtest/gtest.h>

#include "convert/lower/testing/one_op.h"

namespace goldcrest::convert {
namespace {

using tf::DataType;
using tf::PartialShape;

// A graph that adds `by` to its only input.
std::unique_ptr<Graph> Adds(float by) {
  auto g = std::make_unique<Graph>();
  g->name = "adds";
  Value* x = g->AddInput(DataType::kFloat, PartialShape({2}), "x");
  Value* c = g->AddConst(tf::Literal::Scalar<float>(by), "by", nullptr);
  Node* sum = g->AddTf("AddV2", "sum", {x, c}, {DataType::kFloat}, nullptr);
  sum->output()->shape = PartialShape({2});
  g->outputs = {sum->output()};
  return g;
}

TEST(LowerControlFlowTest, ALoopTakesItsLoweredGraphsAlong) {
  Graph g;
  Value* x = g.AddInput(DataType::kFloat, PartialShape({2}), "x");
  Node* loop = g.AddTf("StatelessWhile", "loop", {x}, {DataType::kFloat}, nullptr);
  loop->bodies.push_back(Adds(1));
  loop->bodies.push_back(Adds(2));
  g.outputs = {loop->output()};
  EXPECT_TRUE(LowerGraph(g).empty());
  ASSERT_TRUE(VerifyGraph(g).ok());
  const Node* made = g.nodes().back().get();
  EXPECT_TRUE(made->Is(BuiltinOperator::kWhile));
  EXPECT_EQ(made->name, "loop");
  ASSERT_EQ(made->bodies.size(), 2u);
  EXPECT_TRUE(made->bodies[1]->nodes().back()->Is(BuiltinOperator::kAdd));
}

TEST(LowerControlFlowTest, ANumberAsAConditionIsComparedWithZero) {
  Graph g;
  Value* c = g.AddInput(DataType::kInt32, PartialShape::Scalar(), "c");
  Value* x = g.AddInput(DataType::kFloat, PartialShape({2}), "x");
  Node* branch = g.AddTf("If", "if", {c, x}, {DataType::kFloat}, nullptr);
  branch->bodies.push_back(Adds(1));
  branch->bodies.push_back(Adds(2));
  g.outputs = {branch->output()};
  EXPECT_TRUE(LowerGraph(g).empty());
  const Node* made = g.nodes().back().get();
  ASSERT_TRUE(made->Is(BuiltinOperator::kIf));
  EXPECT_TRUE(made->input(0)->producer->Is(BuiltinOperator::kNotEqual));
}

TEST(LowerControlFlowTest, CasesAreAChainOfBranches) {
  Graph g;
  Value* index = g.AddInput(DataType::kInt32, PartialShape::Scalar(), "index");
  Value* x = g.AddInput(DataType::kFloat, PartialShape({2}), "x");
  Node* branch = g.AddTf("StatelessCase", "case", {index, x}, {DataType::kFloat}, nullptr);
  for (float by : {1.0f, 2.0f, 3.0f}) branch->bodies.push_back(Adds(by));
  g.outputs = {branch->output()};
  EXPECT_TRUE(LowerGraph(g).empty());
  ASSERT_TRUE(VerifyGraph(g).ok()) << VerifyGraph(g).message();
  const Node* made = g.nodes().back().get();
  ASSERT_TRUE(made->Is(BuiltinOperator::kIf));
  ASSERT_EQ(made->num_inputs(), 3);
  EXPECT_EQ(made->bodies[0]->inputs.size(), 2u);
  const Node* inner = made->bodies[1]->nodes().back().get();
  ASSERT_TRUE(inner->Is(BuiltinOperator::kIf));
  EXPECT_EQ(inner->bodies[1]->inputs.size(), 2u);
}

}  // namespace
}  // namespace goldcrest::convert
