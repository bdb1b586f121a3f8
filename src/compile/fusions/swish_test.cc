#include <gtest/gtest.h>

#include "compile/graph_test_util.h"
#include "compile/graph_util.h"
#include "compile/passes.h"
#include "model/options.h"

namespace goldcrest::compile {
namespace {

TEST(FuseSwishTest, MovesBothNodesIntoTheProducerEitherWayAround) {
  for (bool swapped : {false, true}) {
    GraphBuilder b;
    const int t = b.Node("CONV_2D", {b.Input({1, 4})});
    const int s = b.Node("LOGISTIC", {t});
    b.Output(b.Node("MUL", swapped ? std::vector<int>{s, t} : std::vector<int>{t, s}));
    FuseSwish(b.graph);
    EXPECT_EQ(b.Text(), "CONV_2D(0)>3 +swish");
    EXPECT_EQ(b.graph.nodes[0].origins, (std::vector<int>{0, 1, 2}));
    EXPECT_TRUE(VerifyGraph(b.graph).ok());
  }
}

TEST(FuseSwishTest, LeavesOtherFactorsReadersTypesAndActivations) {
  GraphBuilder other;
  const int t = other.Node("CONV_2D", {other.Input({1, 4})});
  other.Output(other.Node("MUL", {other.Node("LOGISTIC", {t}), other.Input({1, 4})}));
  FuseSwish(other.graph);
  EXPECT_EQ(other.graph.nodes.size(), 3u);

  GraphBuilder reader;
  const int r = reader.Node("CONV_2D", {reader.Input({1, 4})});
  reader.Output(reader.Node("MUL", {r, reader.Node("LOGISTIC", {r})}));
  reader.Output(reader.Node("NEG", {r}));
  FuseSwish(reader.graph);
  EXPECT_EQ(reader.graph.nodes.size(), 4u);

  GraphBuilder integer;
  const int i = integer.Node("CONV_2D", {integer.Input({1, 4}, TensorType::kInt8)});
  integer.Output(integer.Node("MUL", {i, integer.Node("LOGISTIC", {i})}));
  FuseSwish(integer.graph);
  EXPECT_EQ(integer.graph.nodes.size(), 3u);

  GraphBuilder clamped;
  const int c = clamped.Node("CONV_2D", {clamped.Input({1, 4})});
  clamped.Output(clamped.Node("MUL", {c, clamped.Node("LOGISTIC", {c})}, model::MulOptions{model::ActivationFunctionType::kRelu}));
  FuseSwish(clamped.graph);
  EXPECT_EQ(clamped.graph.nodes.size(), 3u);
}

}  // namespace
}  // namespace goldcrest::compile
