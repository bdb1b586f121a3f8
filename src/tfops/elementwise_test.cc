#include <gtest/gtest.h>

#include "tfops/testing/op_test_util.h"

namespace goldcrest::tf {
namespace {

TEST(ElementwiseTest, ComputesInTheTypeOfTheInput) {
  const OpResult y = RunOp("Relu6", {}, {Literal::Of<float>({2, 2}, {-1, 3, 7, 6})});
  ASSERT_TRUE(y.ok()) << y.status().message();
  EXPECT_EQ(*y, (std::vector<Literal>{Literal::Of<float>({2, 2}, {0, 3, 6, 6})}));
}

TEST(ElementwiseTest, TheShapeOfTheInputMayBeUnknown) {
  const InputFacts x{DataType::kFloat, PartialShape({PartialShape::kUnknown, 4}), nullptr};
  EXPECT_EQ(InferOp("Tanh", {}, {x}), (std::vector<PartialShape>{x.shape}));
}

}  // namespace
}  // namespace goldcrest::tf
