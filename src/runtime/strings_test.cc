#include "runtime/strings.h"

#include <gtest/gtest.h>

namespace goldcrest {
namespace {

std::vector<uint8_t> Write(const std::vector<std::string_view>& strings) {
  std::vector<uint8_t> buffer(StringsBytes(strings).value());
  WriteStrings(strings, buffer.data());
  return buffer;
}

TEST(StringsTest, ReadsWhatItWrote) {
  const std::vector<std::string_view> strings = {"", "goldcrest", std::string_view("\0x", 2)};
  EXPECT_EQ(*ReadStrings(Write(strings)), strings);
  EXPECT_TRUE(ReadStrings({})->empty());
}

TEST(StringsTest, EmptyStringsNeedNoListAndHaveALimit) {
  std::vector<uint8_t> buffer(EmptyStringsBytes(3).value());
  WriteEmptyStrings(3, buffer.data());
  EXPECT_EQ(buffer, Write({"", "", ""}));
  EXPECT_FALSE(EmptyStringsBytes(size_t{1} << 30).ok());
}

TEST(StringsTest, RefusesEveryTruncationAndOffsetsThatLie) {
  const std::vector<uint8_t> good = Write({"ab", "cde"});
  for (size_t n = 1; n < good.size(); ++n) EXPECT_FALSE(ReadStrings(std::span(good).first(n)).ok()) << n;
  for (size_t word = 0; word < 4; ++word) {
    for (int32_t v : {-1, INT32_MIN, INT32_MAX, 1 << 20}) {
      std::vector<uint8_t> bad = good;
      std::copy_n(reinterpret_cast<const uint8_t*>(&v), 4, bad.begin() + static_cast<ptrdiff_t>(word) * 4);
      EXPECT_FALSE(ReadStrings(bad).ok()) << word << " " << v;
    }
  }
}

}  // namespace
}  // namespace goldcrest
