#include "convert/passes/pass_test_util.h"

namespace goldcrest::convert {
namespace {

// if (choice) return relu(a), b; else return a, b; with b a constant and c unused.
Node* AddIf(TestGraph& t, Value* choice, Value* a) {
  std::vector<Value*> inputs = {choice, a, t.Float(5), t.Float(6)};
  Node* node = t.graph.AddTf("StatelessIf", "if", inputs, {kF32, kF32}, nullptr);
  for (int i = 0; i < 2; ++i) {
    node->bodies.push_back(std::make_unique<Graph>());
    Graph& branch = *node->bodies.back();
    for (const char* name : {"a", "b", "c"}) branch.AddInput(kF32, {}, name);
    Value* first = branch.inputs[0];
    if (i == 0) first = branch.AddTf("Relu", "relu", {first}, {kF32}, nullptr)->output();
    branch.outputs = {first, branch.inputs[1]};
  }
  return node;
}

TEST(SimplifyBranchesTest, AConstantChoiceLeavesOneBranch) {
  TestGraph t;
  Value* a = t.Input({2});
  Node* node = AddIf(t, t.Const(tf::Literal::Scalar<bool>(true)), a);
  t.graph.outputs = {node->output(0), node->output(1)};
  EXPECT_TRUE(t.Run(SimplifyBranches));
  EXPECT_TRUE(t.graph.outputs[0]->producer->Is("Relu"));
  EXPECT_EQ(t.graph.outputs[0]->producer->input(0), a);
  EXPECT_EQ(FloatsOf(t.graph.outputs[1]), (std::vector<float>{5}));
}

TEST(SimplifyBranchesTest, BranchesHoldTheirConstantsAndTakeWhatTheyRead) {
  TestGraph t;
  Value* a = t.Input({2});
  Node* node = AddIf(t, t.Input({}, tf::DataType::kBool), a);
  t.graph.outputs = {node->output(1)};
  EXPECT_TRUE(t.Run(SimplifyBranches));
  EXPECT_EQ(node->num_inputs(), 1);
  EXPECT_EQ(node->num_outputs(), 1);
  EXPECT_EQ(FloatsOf(node->bodies[1]->outputs[0]), (std::vector<float>{5}));
  EXPECT_FALSE(t.Run(SimplifyBranches));
}

}  // namespace
}  // namespace goldcrest::convert
