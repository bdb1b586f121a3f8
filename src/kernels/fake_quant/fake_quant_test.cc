#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using testing::FloatNear;
using testing::HasSubstr;
using testing::Pointwise;

OpTest FakeQuant(float min, float max, int bits, bool narrow = false) {
  OpTest test(BuiltinOperator::kFakeQuant);
  test.Input<float>({5}, {-1, 0.26f, 0.9f, 3, NAN});
  test.Output<float>({1});
  test.Options(model::FakeQuantOptions{min, max, bits, narrow});
  return test;
}

TEST(FakeQuantTest, RoundsToStepsThatInclude0) {
  OpTest test = FakeQuant(0, 1, 2);
  const Status s = test.Run();
  ASSERT_TRUE(s.ok()) << s.message();
  EXPECT_THAT(test.output<float>(0), Pointwise(FloatNear(1e-6f), {0.0f, 1 / 3.0f, 1.0f, 1.0f, 0.0f}));
  // Steps of 1/3 from -0.1 would miss 0: the interval moves to [0, 1].
  OpTest nudged = FakeQuant(-0.1f, 0.9f, 2);
  ASSERT_TRUE(nudged.Run().ok());
  EXPECT_THAT(nudged.output<float>(0), Pointwise(FloatNear(1e-6f), {0.0f, 1 / 3.0f, 1.0f, 1.0f, 0.0f}));
}

TEST(FakeQuantTest, RefusesOptionsThatGiveNoSteps) {
  EXPECT_THAT(FakeQuant(0, 1, 0).Run().message(), HasSubstr("option num_bits is 0; expected 1 to 16"));
  EXPECT_THAT(FakeQuant(1, 1, 8).Run().message(), HasSubstr("must span a finite interval"));
  EXPECT_THAT(FakeQuant(0, NAN, 8).Run().message(), HasSubstr("must span a finite interval"));
  EXPECT_THAT(FakeQuant(0, 1e-44f, 16).Run().message(), HasSubstr("too close"));
  EXPECT_THAT(FakeQuant(0, 1, 8, true).Run().message(), HasSubstr("narrow_range"));
}

}  // namespace
}  // namespace goldcrest
