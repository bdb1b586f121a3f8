#include <gtest/gtest.h>

#include "compile/graph_test_util.h"
#include "compile/graph_util.h"
#include "compile/passes.h"

namespace goldcrest::compile {
namespace {

TEST(FuseActivationTest, MovesTheActivationIntoItsProducer) {
  GraphBuilder b;
  const int x = b.Input({1, 4});
  b.Output(b.Node("RELU6", {b.Node("CONV_2D", {x})}));
  FuseActivation(b.graph);
  EXPECT_EQ(b.Text(), "CONV_2D(0)>2 +relu6");
  EXPECT_EQ(b.graph.nodes[0].origins, (std::vector<int>{0, 1}));
  EXPECT_TRUE(VerifyGraph(b.graph).ok());
}

TEST(FuseActivationTest, LeavesAResultThatSomebodyElseReads) {
  GraphBuilder b;
  const int t = b.Node("CONV_2D", {b.Input({1, 4})});
  b.Output(b.Node("RELU", {t}));
  b.Output(t);
  FuseActivation(b.graph);
  EXPECT_EQ(b.Text(), "CONV_2D(0)>1; RELU(1)>2");
}

TEST(FuseActivationTest, LeavesProducersThatCannotAndIntegers) {
  GraphBuilder cannot;
  cannot.Output(cannot.Node("RELU", {cannot.Node("TILE", {cannot.Input({1, 4})}, {}, false)}));
  FuseActivation(cannot.graph);
  EXPECT_EQ(cannot.Text(), "TILE(0)>1; RELU(1)>2");
  GraphBuilder integer;
  integer.Output(integer.Node("RELU", {integer.Node("CONV_2D", {integer.Input({1, 4}, TensorType::kInt8)})}));
  FuseActivation(integer.graph);
  EXPECT_EQ(integer.Text(), "CONV_2D(0)>1; RELU(1)>2");
}

}  // namespace
}  // namespace goldcrest::compile
