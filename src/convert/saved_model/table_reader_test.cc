#include "convert/saved_model/table_reader.h"

#include <gtest/gtest.h>

#include "convert/saved_model/saved_model_test_util.h"

namespace goldcrest::convert {
namespace {

constexpr uint64_t kRoom = 1 << 20;

std::string ErrorOf(const std::string& file, uint64_t max_key_bytes = kRoom) {
  const auto read = ReadTable(BytesOf(file), max_key_bytes);
  return read.ok() ? "" : read.status().message();
}

TEST(TableReaderTest, ReadsAllBlocksInOrder) {
  const std::string file = TableOf({{{"", "head"}, {"layer/bias", "1"}, {"layer/kernel", ""}}, {{"layer/kernel_2", "2"}, {"z", "three"}}});
  const auto entries = ReadTable(BytesOf(file), kRoom);
  ASSERT_TRUE(entries.ok()) << entries.status().message();
  std::vector<std::string> keys;
  for (const TableEntry& e : *entries) keys.push_back(e.key);
  EXPECT_EQ(keys, (std::vector<std::string>{"", "layer/bias", "layer/kernel", "layer/kernel_2", "z"}));
  EXPECT_EQ(std::string(entries->back().value.begin(), entries->back().value.end()), "three");
}

TEST(TableReaderTest, ATableWithoutEntriesIsEmpty) {
  const auto entries = ReadTable(BytesOf(TableOf({})), kRoom);
  ASSERT_TRUE(entries.ok()) << entries.status().message();
  EXPECT_TRUE(entries->empty());
}

TEST(TableReaderTest, EveryTruncationIsRefused) {
  const std::string file = TableOf({{{"", "head"}, {"a", "1"}, {"ab", "2"}}, {{"b", "3"}}});
  for (size_t size = 0; size < file.size(); ++size) EXPECT_NE(ErrorOf(file.substr(0, size)), "") << size;
}

TEST(TableReaderTest, EveryChangedByteOfAnEntryIsNoticed) {
  const std::string file = TableOf({{{"", "head"}, {"a", "1"}, {"ab", "2"}}});
  const size_t first_block = TableBlock({{"", "head"}, {"a", "1"}, {"ab", "2"}}).size();
  for (size_t i = 0; i < first_block; ++i) {
    std::string changed = file;
    changed[i] = static_cast<char>(changed[i] ^ 0x10);
    EXPECT_NE(ErrorOf(changed), "") << i;
  }
}

TEST(TableReaderTest, CompressedBlocksAreRefused) {
  EXPECT_EQ(ErrorOf(TableOf({{{"a", "1"}}}, 1)), "the table has a compressed block (compression 1), which TensorFlow does not write");
}

TEST(TableReaderTest, KeysOutOfOrderAreRefused) {
  EXPECT_EQ(ErrorOf(TableOf({{{"b", "1"}, {"a", "1"}}})), "the table is damaged: its keys are out of order");
  EXPECT_EQ(ErrorOf(TableOf({{{"b", "1"}}, {{"b", "2"}}})), "the table is damaged: its keys are out of order");
}

TEST(TableReaderTest, KeysThatShareTheirBeginningsAreBounded) {
  // Each entry has a few bytes in the file and a key of 10000.
  std::vector<std::pair<std::string, std::string>> entries;
  for (int i = 0; i < 100; ++i)
    entries.emplace_back(std::string(10000, 'x') + static_cast<char>('!' + i % 90) + std::string(i / 90, '~'), "");
  std::sort(entries.begin(), entries.end());
  const std::string file = TableOf({entries});
  EXPECT_LT(file.size(), 30000u);
  EXPECT_EQ(ErrorOf(file, 100000), "the keys of the table take too much memory");
}

}  // namespace
}  // namespace goldcrest::convert
