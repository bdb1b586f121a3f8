#include "convert/unconvertible.h"

#include <gtest/gtest.h>

#include "convert/testing/graph_test_util.h"

namespace goldcrest::convert {
namespace {

struct OneOperator {
  explicit OneOperator(const char* op) {
    Value* x = graph.AddInput(tf::DataType::kFloat, tf::PartialShape({4}), "x");
    node = AddTfNode(graph, op, "layer/op", {x}, tf::DataType::kFloat, tf::PartialShape({4}))->producer;
    node->origin = "layer";
    graph.outputs = {node->output()};
  }
  std::vector<Unconvertible> Lower(const ConvertOptions& options) {
    UnconvertibleOperators open(options);
    open.Add(graph, LowerGraph(graph));
    return open.Take();
  }
  Graph graph;
  Node* node;
};

TEST(UnconvertibleTest, AllWaysOutAreNamed) {
  OneOperator one("Asinh");
  const std::vector<Unconvertible> left = one.Lower({});
  ASSERT_EQ(left.size(), 1u);
  EXPECT_EQ(left[0].op, "Asinh");
  EXPECT_EQ(left[0].origin, "layer");
  ASSERT_EQ(left[0].ways_out.size(), 2u);  // TensorFlow Lite knows no FlexAsinh
  EXPECT_EQ(left[0].ways_out[0].option, "--replace Asinh=asinh");
  EXPECT_EQ(left[0].ways_out[1].option, "--allow-custom-ops");
  EXPECT_EQ(OneLine(left),
            "1 operator cannot be converted: Asinh (layer/op, layer): no operator of the model format computes it "
            "[--replace Asinh=asinh or --allow-custom-ops]");
}

TEST(UnconvertibleTest, TheWayThatIsAllowedIsTaken) {
  ConvertOptions select;
  select.select_ops = true;
  OneOperator stays("MatrixInverse");
  EXPECT_TRUE(stays.Lower(select).empty());
  EXPECT_EQ(stays.node->kind, NodeKind::kCustom);
  EXPECT_EQ(stays.node->op, "FlexMatrixInverse");

  ConvertOptions custom;
  custom.allow_custom_ops = true;
  OneOperator own("Bessel");
  EXPECT_TRUE(own.Lower(custom).empty());
  EXPECT_EQ(own.node->op, "Bessel");
  EXPECT_FALSE(own.node->custom_options.empty());

  ConvertOptions fix;
  fix.fix = true;
  OneOperator replaced("Asinh");
  EXPECT_TRUE(replaced.Lower(fix).empty());
  EXPECT_TRUE(VerifyGraph(replaced.graph).ok());
  for (const auto& n : replaced.graph.nodes()) EXPECT_NE(n->kind, NodeKind::kTf);
}

}  // namespace
}  // namespace goldcrest::convert
