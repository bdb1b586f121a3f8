#include "compile/delegation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "compile/graph_test_util.h"
#include "compile/graph_util.h"

namespace goldcrest::compile {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Status DoNothing(const int&, EvalContext&) { return Status::Ok(); }

// Takes nodes called "TAKE".
class TakesSome final : public Delegate {
 public:
  std::string_view name() const override { return "some"; }
  Status Supports(InferContext& node) const override {
    return node.node().op_name == "TAKE" ? Status::Ok() : Error(StatusCode::kUnsupported, "is not TAKE");
  }
  Expected<Kernel> Prepare(const Partition& partition) override {
    partitions.push_back(partition);
    if (fail_at == static_cast<int>(partitions.size())) return Error(StatusCode::kUnsupported, "no memory on the device");
    return Kernel::Make<int, DoNothing>("some", 0);
  }
  std::vector<Partition> partitions;
  int fail_at = 0;
};

// x -> TAKE a -> KEEP b -> TAKE c -> y, and x -> TAKE d -> z: a and d can run together, c cannot join them.
GraphBuilder Diamond() {
  GraphBuilder b;
  const int x = b.Input({4});
  const int a = b.Node("TAKE", {x});
  const int k = b.Node("KEEP", {a});
  b.Output(b.Node("TAKE", {k, a}));
  b.Output(b.Node("TAKE", {x}));
  return b;
}

TEST(DelegationTest, CutsConvexPartitionsAndKeepsTheOrder) {
  GraphBuilder b = Diamond();
  TakesSome delegate;
  const DelegationReport report = ApplyDelegate(b.graph, delegate, Limits());
  EXPECT_TRUE(report.failure.ok());
  EXPECT_EQ(report.partitions, 2);
  EXPECT_THAT(report.nodes, ElementsAre(0, 3, 2));
  ASSERT_EQ(report.refusals.size(), 1u);
  EXPECT_EQ(report.refusals[0].reason, "is not TAKE");
  EXPECT_TRUE(VerifyGraph(b.graph).ok()) << VerifyGraph(b.graph).message();
  EXPECT_EQ(b.Text(), "DELEGATE some(0)>1; KEEP(1)>2; DELEGATE some(2,1)>3");
  EXPECT_THAT(b.graph.nodes[0].outputs, ElementsAre(1, 4));
}

TEST(DelegationTest, AFailureLeavesTheGraphAsItWasAndIsReported) {
  for (int fail_at : {1, 2}) {
    GraphBuilder b = Diamond();
    const std::string before = b.Text();
    TakesSome delegate;
    delegate.fail_at = fail_at;
    const DelegationReport report = ApplyDelegate(b.graph, delegate, Limits());
    EXPECT_THAT(report.failure.message(), HasSubstr("some could not prepare a partition: no memory on the device"));
    EXPECT_EQ(report.partitions, 0);
    EXPECT_EQ(b.Text(), before);
  }
}

}  // namespace
}  // namespace goldcrest::compile
