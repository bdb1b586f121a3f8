#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using ::testing::ElementsAre;

TEST(ComplexTest, PartsAndMagnitude) {
  const float parts[] = {3, 4, -5, 12, 3e30f, 4e30f};
  const auto* bytes = reinterpret_cast<const uint8_t*>(parts);
  const auto run = [&](BuiltinOperator op) {
    OpTest test(op);
    test.AddInput(TensorType::kComplex64, {3}, {bytes, bytes + sizeof(parts)}, {}, false);
    test.Output<float>({3});
    EXPECT_TRUE(test.Run().ok());
    return test.output<float>(0);
  };
  EXPECT_THAT(run(BuiltinOperator::kReal), ElementsAre(3, -5, 3e30f));
  EXPECT_THAT(run(BuiltinOperator::kImag), ElementsAre(4, 12, 4e30f));
  EXPECT_THAT(run(BuiltinOperator::kComplexAbs), ElementsAre(5, 13, 5e30f));
}

}  // namespace
}  // namespace goldcrest
