#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using ::testing::ElementsAre;

TEST(LogicalTest, AndOrNot) {
  const auto run = [](BuiltinOperator op) {
    OpTest test(op);
    test.AddInput(TensorType::kBool, {2, 2}, {0, 1, 2, 0}, {}, false);  // 2 is true
    if (op != BuiltinOperator::kLogicalNot) test.Input<bool>({2}, {true, false});
    test.Output<bool>({2, 2});
    EXPECT_TRUE(test.Run().ok());
    return test.output_bytes(0);
  };
  EXPECT_THAT(run(BuiltinOperator::kLogicalAnd), ElementsAre(0, 0, 1, 0));
  EXPECT_THAT(run(BuiltinOperator::kLogicalOr), ElementsAre(1, 1, 1, 0));
  EXPECT_THAT(run(BuiltinOperator::kLogicalNot), ElementsAre(1, 0, 0, 1));
}

}  // namespace
}  // namespace goldcrest
