#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/strings.h"
#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> Grams(std::string_view text, int size, int skip, bool all = false) {
  std::vector<uint8_t> bytes(*StringsBytes(std::vector{text}));
  WriteStrings(std::vector{text}, bytes.data());
  OpTest test(BuiltinOperator::kSkipGram);
  test.AddInput(TensorType::kString, {1}, bytes, {}, true);
  test.AddOutput(TensorType::kString, {1});
  test.Options(model::SkipGramOptions{size, skip, all});
  const Status s = test.Run();
  EXPECT_TRUE(s.ok()) << s.message();
  const std::vector<uint8_t> out = test.output_bytes(0);
  const auto list = ReadStrings(out);
  EXPECT_TRUE(list.ok());
  EXPECT_EQ(test.output_shape(0), Shape{static_cast<int32_t>(list->size())});
  return {list->begin(), list->end()};
}

TEST(SkipGramTest, MakesSequencesThatSkipWords) {
  EXPECT_THAT(Grams("a b c", 2, 0), ElementsAre("a b", "b c"));
  EXPECT_THAT(Grams("a b c", 2, 1), ElementsAre("a b", "a c", "b c"));
  EXPECT_THAT(Grams("the quick\tbrown  fox", 3, 1, true),
              ElementsAre("the quick brown", "the quick fox", "the quick", "the brown fox", "the brown", "the", "quick brown fox",
                          "quick brown", "quick fox", "quick", "brown fox", "brown", "fox"));
}

TEST(SkipGramTest, MakesNoneOfTooFewWords) {
  EXPECT_THAT(Grams("a b", 3, 1), IsEmpty());
  EXPECT_THAT(Grams("", 1, 0), IsEmpty());
  EXPECT_THAT(Grams("a b", 0, 0), IsEmpty());
  EXPECT_THAT(Grams("a b", -1, -1), IsEmpty());
}

TEST(SkipGramTest, FindsTheOnlySequenceOfManyWordsWithoutTryingAll) {
  std::string text = "w";
  for (int i = 1; i < 200; ++i) text += " w";
  EXPECT_THAT(Grams(text, 200, 1000), ElementsAre(text));
}

TEST(SkipGramTest, StopsAtTheLimitOfSteps) {
  std::string text = "w";
  for (int i = 1; i < 100; ++i) text += " w";
  std::vector<uint8_t> bytes(*StringsBytes(std::vector<std::string_view>{text}));
  WriteStrings(std::vector<std::string_view>{text}, bytes.data());
  OpTest test(BuiltinOperator::kSkipGram);
  test.AddInput(TensorType::kString, {1}, bytes, {}, false);
  test.AddOutput(TensorType::kString, {1});
  test.Options(model::SkipGramOptions{50, 1000, true});
  test.compile.limits.max_steps = uint64_t{1} << 24;
  EXPECT_EQ(test.Run().code(), StatusCode::kLimitExceeded);
}

}  // namespace
}  // namespace goldcrest
