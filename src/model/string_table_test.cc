#include "model/string_table.h"

#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <vector>

namespace goldcrest::model {
namespace {

std::vector<uint8_t> Table(const std::vector<int32_t>& words, const std::string& characters) {
  std::vector<uint8_t> bytes(words.size() * 4 + characters.size());
  std::memcpy(bytes.data(), words.data(), words.size() * 4);
  std::memcpy(bytes.data() + words.size() * 4, characters.data(), characters.size());
  return bytes;
}

TEST(StringTableTest, AcceptsTablesThatLieInside) {
  EXPECT_TRUE(CheckStringTable(Table({2, 16, 18, 21}, "abcde"), 2).ok());
  EXPECT_TRUE(CheckStringTable(Table({2, 16, 18, 18}, "abcde"), 2).ok()) << "bytes behind the last string are ignored";
  EXPECT_TRUE(CheckStringTable(Table({0, 8}, ""), 0).ok());
  EXPECT_TRUE(CheckStringTable({}, 0).ok());
}

// Case 68 of ../shared/robustness.md.
TEST(StringTableTest, RefusesOthers) {
  const auto refused = [](const std::vector<uint8_t>& bytes, size_t elements, const char* expected) {
    const Status status = CheckStringTable(bytes, elements);
    ASSERT_FALSE(status.ok()) << expected;
    EXPECT_NE(status.message().find(expected), std::string::npos) << status.message();
  };
  refused(Table({2, 20, 16, 21}, "abcde"), 2, "string offset 1 is 16; 20 to 21 is expected");
  refused(Table({2, 16, 18, 100}, "abcde"), 2, "string offset 2 is 100");
  refused(Table({2, 16, 18, -1}, "abcde"), 2, "string offset 2 is -1");
  refused(Table({2, 0, 18, 21}, "abcde"), 2, "string offset 0 is 0");
  refused(Table({1 << 30, 16, 18, 21}, "abcde"), 2, "has 1073741824 strings, and the shape 2");
  refused(Table({-1, 16, 18, 21}, "abcde"), 2, "has -1 strings");
  refused(Table({3, 20, 21, 22, 23}, "abc"), 2, "has 3 strings, and the shape 2");
  refused(Table({2, 16, 18, 21}, "abcde"), 1 << 20, "too few for the table of 1048576 strings");
  refused(Table({2, 16, 18, 21}, "abcde"), SIZE_MAX, "too few");
  refused({}, 2, "0 bytes are too few");
  refused({0, 0}, 2, "2 bytes are too few");
}

}  // namespace
}  // namespace goldcrest::model
