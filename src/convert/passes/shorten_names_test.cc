#include "convert/passes/pass_test_util.h"

namespace goldcrest::convert {
namespace {

TEST(ShortenNamesTest, CallsGoWhereTheNameStaysTheOnlyOne) {
  Graph g;
  Value* x = g.AddInput(kF32, tf::PartialShape({2}), "x");
  for (const char* name : {"StatefulPartitionedCall_1/StatefulPartitionedCall/model/Relu", "PartitionedCall/model/Relu",
                           "StatefulPartitionedCallers/Relu", "PartitionedCall"})
    x = g.AddTf("Relu", name, {x}, {kF32}, nullptr)->output();
  g.outputs = {x};
  EXPECT_TRUE(*ShortenNames(g));
  std::vector<std::string> names;
  for (const auto& node : g.nodes()) names.push_back(node->name);
  EXPECT_EQ(names, (std::vector<std::string>{"x", "model/Relu", "PartitionedCall/model/Relu", "StatefulPartitionedCallers/Relu",
                                             "PartitionedCall"}));
  EXPECT_FALSE(*ShortenNames(g));
}

}  // namespace
}  // namespace goldcrest::convert
