#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/strings.h"
#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(HashtableLookupTest, FindsRowsByKey) {
  OpTest test(BuiltinOperator::kHashtableLookup);
  test.Input<int32_t>({4}, {7, 4, -3, 5});
  test.Input<int32_t>({3}, {-3, 5, 7});
  test.Input<float>({3, 2}, {1, 2, 3, 4, 5, 6});
  test.Output<float>({1});
  test.Output<uint8_t>({1});
  const Status s = test.Run();
  ASSERT_TRUE(s.ok()) << s.message();
  EXPECT_THAT(test.output<float>(0), ElementsAre(5, 6, 0, 0, 1, 2, 3, 4));
  EXPECT_THAT(test.output<uint8_t>(1), ElementsAre(1, 0, 1, 1));
}

TEST(HashtableLookupTest, FindsStrings) {
  const std::vector<std::string_view> words = {"minus three", "", "seven"};
  std::vector<uint8_t> bytes(*StringsBytes(words));
  WriteStrings(words, bytes.data());
  OpTest test(BuiltinOperator::kHashtableLookup);
  test.Input<int32_t>({3}, {7, 4, -3});
  test.Input<int32_t>({3}, {-3, 5, 7});
  test.AddInput(TensorType::kString, {3}, bytes, {}, true);
  test.AddOutput(TensorType::kString, {1});
  test.Output<uint8_t>({1});
  const Status s = test.Run();
  ASSERT_TRUE(s.ok()) << s.message();
  const std::vector<uint8_t> out = test.output_bytes(0);
  EXPECT_THAT(*ReadStrings(out), ElementsAre("seven", "", "minus three"));
  EXPECT_THAT(test.output<uint8_t>(1), ElementsAre(1, 0, 1));
}

TEST(HashtableLookupTest, RefusesKeysThatAreNotOneForEachRow) {
  OpTest test(BuiltinOperator::kHashtableLookup);
  test.Input<int32_t>({1}, {7});
  test.Input<int32_t>({2}, {5, 7});
  test.Input<float>({3, 2}, {1, 2, 3, 4, 5, 6});
  test.Output<float>({1});
  test.Output<uint8_t>({1});
  EXPECT_THAT(test.Run().message(), HasSubstr("has 2 keys for 3 rows"));
}

}  // namespace
}  // namespace goldcrest
