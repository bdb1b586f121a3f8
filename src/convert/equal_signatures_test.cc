#include "convert/equal_signatures.h"

#include <gtest/gtest.h>

#include "convert/testing/graph_test_util.h"

namespace goldcrest::convert {
namespace {

Signature Scaled(std::string key, const std::string& scope, float factor) {
  Signature s;
  s.key = std::move(key);
  s.graph = std::make_unique<Graph>();
  Graph& g = *s.graph;
  Value* x = g.AddInput(tf::DataType::kFloat, tf::PartialShape({2}), scope + "/x");
  Value* c = g.AddConst(tf::Literal::Scalar<float>(factor), scope + "/factor", nullptr);
  Value* y = AddTfNode(g, "Mul", scope + "/y", {x, c}, tf::DataType::kFloat, tf::PartialShape({2}));
  y->producer->attrs.Set("T", tf::DataType::kFloat);
  y->producer->attrs.Set("_origin", scope);
  g.outputs = {y};
  s.input_names = {"x"};
  s.output_names = {scope};
  return s;
}

TEST(EqualSignaturesTest, TheDefaultComesFirstAndEqualOnesBecomeItsAliases) {
  Program program;
  program.signatures.push_back(Scaled("double", "d", 2));
  program.signatures.push_back(Scaled("serve", "s", 3));
  program.signatures.push_back(Scaled("serving_default", "t", 3));
  MergeEqualSignatures(program);
  ASSERT_EQ(program.signatures.size(), 2u);
  EXPECT_EQ(program.signatures[0].key, "serving_default");
  EXPECT_EQ(program.signatures[1].key, "double");
  ASSERT_EQ(program.aliases.size(), 1u);
  EXPECT_EQ(program.aliases[0].key, "serve");
  EXPECT_EQ(program.aliases[0].signature, 0u);
  EXPECT_EQ(program.aliases[0].output_names, (std::vector<std::string>{"s"}));
}

}  // namespace
}  // namespace goldcrest::convert
