#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "flatbuffers/flexbuffers.h"
#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using testing::ElementsAre;
using testing::FloatNear;
using testing::HasSubstr;
using testing::Pointwise;

OpTest Rotate(int size, std::vector<int32_t> shape, std::vector<float> data) {
  flexbuffers::Builder b;
  b.Map([&] { b.Int("hadamard_size", size); });
  b.Finish();
  OpTest test("aeq.hadamard_rotation");
  test.Input<float>(std::move(shape), data);
  test.Output<float>({1});
  test.CustomOptions(b.GetBuffer());
  return test;
}

TEST(HadamardRotationTest, RotatesEachRun) {
  OpTest test = Rotate(2, {1, 1, 4}, {1, 2, 3, 4});
  const Status s = test.Run();
  ASSERT_TRUE(s.ok()) << s.message();
  const float r = std::sqrt(0.5f);
  EXPECT_THAT(test.output<float>(0), Pointwise(FloatNear(1e-6f), {3 * r, -r, 7 * r, -r}));
  OpTest whole = Rotate(4, {1, 4}, {1, 2, 3, 4});
  ASSERT_TRUE(whole.Run().ok());
  EXPECT_THAT(whole.output<float>(0), ElementsAre(5, -1, -2, 0));
}

TEST(HadamardRotationTest, LeavesOtherSizesAlone) {
  OpTest three = Rotate(3, {1, 3}, {1, 2, 3});
  ASSERT_TRUE(three.Run().ok());
  EXPECT_THAT(three.output<float>(0), ElementsAre(1, 2, 3));
  OpTest large = Rotate(8, {1, 3}, {1, 2, 3});
  ASSERT_TRUE(large.Run().ok());
  EXPECT_THAT(large.output<float>(0), ElementsAre(1, 2, 3));
  EXPECT_THAT(Rotate(0, {1, 3}, {1, 2, 3}).Run().message(), HasSubstr("hadamard_size is 0"));
}

}  // namespace
}  // namespace goldcrest
