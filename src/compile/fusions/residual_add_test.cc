#include <gtest/gtest.h>

#include "compile/graph_test_util.h"
#include "compile/graph_util.h"
#include "compile/passes.h"

namespace goldcrest::compile {
namespace {

model::Options Add(model::ActivationFunctionType activation = model::ActivationFunctionType::kNone) {
  model::AddOptions o;
  o.fused_activation_function = activation;
  return o;
}

TEST(FuseResidualAddTest, AddsTheOtherOperandInTheProducersEpilogue) {
  GraphBuilder b;
  const int x = b.Input({1, 4});
  const int t = b.Node("CONV_2D", {x});
  b.Output(b.Node("ADD", {x, t}, Add(model::ActivationFunctionType::kRelu)));
  FuseResidualAdd(b.graph);
  EXPECT_EQ(b.Text(), "CONV_2D(0,0)>2 +add1 +relu");
  EXPECT_TRUE(VerifyGraph(b.graph).ok());
}

TEST(FuseResidualAddTest, TakesTheLaterOfTwoProducers) {
  GraphBuilder b;
  const int x = b.Input({1, 4});
  const int p = b.Node("CONV_2D", {x});
  const int q = b.Node("CONV_2D", {x});
  b.Output(b.Node("ADD", {p, q}, Add()));
  FuseResidualAdd(b.graph);
  EXPECT_EQ(b.Text(), "CONV_2D(0)>1; CONV_2D(0,1)>3 +add1");
  EXPECT_TRUE(VerifyGraph(b.graph).ok());
}

TEST(FuseResidualAddTest, LeavesBroadcastsAndDoubledOperands) {
  GraphBuilder b;
  const int x = b.Input({1, 4});
  const int small = b.Input({1, 1});
  const int t = b.Node("CONV_2D", {x});
  const int u = b.Node("ADD", {t, small}, Add());
  b.Output(b.Node("ADD", {u, u}, Add(), false));
  const std::string before = b.Text();
  FuseResidualAdd(b.graph);
  EXPECT_EQ(b.Text(), before);
}

}  // namespace
}  // namespace goldcrest::compile
