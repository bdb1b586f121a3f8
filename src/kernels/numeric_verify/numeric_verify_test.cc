#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "flatbuffers/flexbuffers.h"
#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

OpTest Verify(float tolerance, bool fails) {
  flexbuffers::Builder b;
  b.Map([&] {
    b.Float("tolerance", tolerance);
    b.Bool("log_if_failed", fails);
  });
  b.Finish();
  OpTest test("NumericVerify");
  test.Input<int8_t>({3}, {1, 2, -3}, {{0.5f}, {1}});
  test.Input<float>({3}, {0, 0.25f, 0});
  test.Output<float>({1});
  test.CustomOptions(b.GetBuffer());
  return test;
}

TEST(NumericVerifyTest, GivesTheDifferences) {
  OpTest test = Verify(1, false);
  const Status s = test.Run();
  ASSERT_TRUE(s.ok()) << s.message();
  EXPECT_THAT(test.output<float>(0), ElementsAre(0, 0.25f, -2));
}

TEST(NumericVerifyTest, FailsBeyondTheToleranceWhereAsked) {
  EXPECT_THAT(Verify(1, true).Run().message(), HasSubstr("element 2 differs from its reference 0 by -2; the tolerance is 0.5"));
  EXPECT_TRUE(Verify(4, true).Run().ok());
  EXPECT_TRUE(Verify(0.05f, true).Run().ok());  // too small to mean anything
}

}  // namespace
}  // namespace goldcrest
