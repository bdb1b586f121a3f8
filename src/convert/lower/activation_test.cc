#include <gtest/gtest.h>

#include "convert/lower/lowering.h"

namespace goldcrest::convert {
namespace {

TEST(LowerActivationTest, SoftplusIsWrittenWithoutOverflow) {
  Graph g;
  Value* x = g.AddInput(tf::DataType::kFloat, tf::PartialShape({2, 3}), "x");
  Node* node = g.AddTf("Softplus", "y", {x}, {tf::DataType::kFloat}, nullptr);
  g.outputs = {node->output()};
  EXPECT_TRUE(LowerGraph(g).empty());
  ASSERT_TRUE(VerifyGraph(g).ok()) << VerifyGraph(g).message();
  EXPECT_EQ(ToText(g),
            "x = input() float32[2, 3]\n"
            "y = ABS(x) float32[2, 3]\n"
            "y/1 = NEG(y) float32[2, 3]\n"
            "y/2 = EXP(y/1) float32[2, 3]\n"
            "y/3 = const() float32[]\n"
            "y/4 = ADD(y/2, y/3) float32[2, 3]\n"
            "y/5 = LOG(y/4) float32[2, 3]\n"
            "y/6 = RELU(x) float32[2, 3]\n"
            "y/7 = ADD(y/6, y/5) float32[2, 3]\n"
            "return y/7\n");
}

TEST(LowerActivationTest, WhatHasNoRuleStaysAndIsNamed) {
  Graph g;
  Value* x = g.AddInput(tf::DataType::kFloat, tf::PartialShape({2}), "x");
  Node* node = g.AddTf("Bessel", "y", {x}, {tf::DataType::kFloat}, nullptr);
  g.outputs = {node->output()};
  const std::vector<Refusal> refusals = LowerGraph(g);
  ASSERT_EQ(refusals.size(), 1u);
  EXPECT_EQ(refusals[0].node, node);
}

}  // namespace
}  // namespace goldcrest::convert
