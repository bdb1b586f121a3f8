#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string_view>

#include "kernels/lsh_projection/fingerprint.h"
#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(FingerprintTest, IsFarmHashsForEveryRangeOfLengths) {
  const auto fingerprint = [](std::string_view s) { return kernels::Fingerprint64(reinterpret_cast<const uint8_t*>(s.data()), s.size()); };
  // What tf.fingerprint gives.
  EXPECT_EQ(fingerprint(""), 0x9ae16a3b2f90404fu);
  EXPECT_EQ(fingerprint("a"), 0xb3454265b6df75e3u);
  EXPECT_EQ(fingerprint("abcd"), 0x1a5502de4a1f8101u);
  EXPECT_EQ(fingerprint("abcdefgh"), 0xfee9d22990c82909u);
  EXPECT_EQ(fingerprint("0123456789abcdef!"), 0xc925db2f92dfac44u);
  EXPECT_EQ(fingerprint("0123456789abcdef0123456789abcdef!"), 0x255283de08555376u);
  std::string text;
  for (int i = 0; i < 4; ++i) text += "0123456789abcdef";
  EXPECT_EQ(fingerprint(text + "x"), 0xc632168ea29f39b4u);
  for (int i = 4; i < 10; ++i) text += "0123456789abcdef";
  EXPECT_EQ(fingerprint(text + "xyz"), 0xd18e27b7b13528e5u);
}

OpTest Project(model::LSHProjectionType type, bool weights) {
  OpTest test(BuiltinOperator::kLshProjection);
  test.Input<float>({3, 2}, {0.123f, 0.456f, -0.321f, 1.234f, 5.678f, -4.321f});
  test.Input<int32_t>({6}, {12345, 54321, 67890, 9876, -12345678, -87654321});
  if (weights) test.Input<float>({6}, {0.12f, 0.34f, 0.56f, 0.67f, 0.78f, 0.9f});
  test.Output<int32_t>({1});
  test.Options(model::LSHProjectionOptions{type});
  return test;
}

TEST(LshProjectionTest, GivesTensorFlowLitesBits) {
  OpTest dense = Project(model::LSHProjectionType::kDense, true);
  const Status s = dense.Run();
  ASSERT_TRUE(s.ok()) << s.message();
  EXPECT_THAT(dense.output<int32_t>(0), ElementsAre(1, 0, 1, 0, 0, 0));
  OpTest sparse = Project(model::LSHProjectionType::kSparse, true);
  ASSERT_TRUE(sparse.Run().ok());
  EXPECT_THAT(sparse.output<int32_t>(0), ElementsAre(2, 6, 8));
  OpTest plain = Project(model::LSHProjectionType::kSparse, false);
  ASSERT_TRUE(plain.Run().ok());
  EXPECT_THAT(plain.output<int32_t>(0), ElementsAre(0, 4, 8));
}

TEST(LshProjectionTest, RefusesAnUnknownKind) {
  EXPECT_THAT(Project(model::LSHProjectionType::kUnknown, false).Run().message(), HasSubstr("option type is UNKNOWN"));
}

}  // namespace
}  // namespace goldcrest
