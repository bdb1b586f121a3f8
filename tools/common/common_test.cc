#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "tools/common/progress.h"
#include "tools/common/random_input.h"
#include "tools/common/table.h"

namespace goldcrest::tools {
namespace {

TEST(TableTest, LinesUpColumnsByCharacters) {
  Table table({"index", "name"}, {Table::kRight, Table::kLeft});
  table.AddRow({"0", "t\xC3\xAAte"});
  table.AddRow({"100"});
  EXPECT_EQ(table.ToString(),
            "index  name\n"
            "-----  ----\n"
            "    0  t\xC3\xAAte\n"
            "  100\n");
}

TEST(TableTest, KeepsNamesFromMovingTheCursor) {
  EXPECT_EQ(Printable("a\nb\x1b[2Jc"), "a?b?[2Jc");
  EXPECT_EQ(Printable("\xC3\xAA \xFF \xE4\xB8 \xC2\x9B"), "\xC3\xAA ? ?? ?");
}

TEST(TableTest, WritesBytesForPeople) {
  EXPECT_EQ(HumanBytes(999), "999 B");
  EXPECT_EQ(HumanBytes(1500), "1.5 KB");
  EXPECT_EQ(HumanBytes(999'999), "1.0 MB");
  EXPECT_EQ(HumanBytes(2'500'000'000), "2.5 GB");
}

std::string ReadAll(std::FILE* file) {
  std::rewind(file);
  std::string text(4096, '\0');
  text.resize(std::fread(text.data(), 1, text.size(), file));
  return text;
}

TEST(ProgressTest, DrawsABarOnATerminalAndRemovesIt) {
  std::FILE* file = std::tmpfile();
  {
    Progress progress("working", 4, {file, true, std::chrono::milliseconds(0), std::chrono::milliseconds(0)});
    progress.Update(1);
  }
  EXPECT_EQ(ReadAll(file), "\rworking [#####               ] 25 %, 1 of 4\x1b[K\r\x1b[K");
  std::fclose(file);
}

TEST(ProgressTest, PrintsPlainLinesElsewhereAndNothingForShortWork) {
  std::FILE* file = std::tmpfile();
  {
    Progress progress("working", 4, {file, false, std::chrono::milliseconds(0), std::chrono::milliseconds(0)});
    progress.Update(1);
    Progress quick("quick", 4, {file, false, std::chrono::hours(1), std::chrono::hours(1)});
    quick.Update(4);
  }
  EXPECT_EQ(ReadAll(file), "working: 1 of 4\n");
  std::fclose(file);
}

template <typename T>
std::vector<T> RandomValues(TensorType type, size_t count, std::optional<ValueRange> range = std::nullopt, uint64_t seed = 1) {
  std::vector<T> values(count);
  const Status status = FillRandom(type, seed, range, {reinterpret_cast<uint8_t*>(values.data()), count * sizeof(T)});
  EXPECT_TRUE(status.ok()) << status.message();
  return values;
}

TEST(RandomInputTest, DependsOnTheSeedAlone) {
  EXPECT_EQ(RandomValues<float>(TensorType::kFloat32, 100), RandomValues<float>(TensorType::kFloat32, 100));
  EXPECT_NE(RandomValues<float>(TensorType::kFloat32, 100), RandomValues<float>(TensorType::kFloat32, 100, std::nullopt, 2));
  EXPECT_EQ(RandomStrings(3, 5), RandomStrings(3, 5));
}

TEST(RandomInputTest, StaysInsideItsRange) {
  for (float v : RandomValues<float>(TensorType::kFloat32, 1000)) EXPECT_LE(std::abs(v), 0.5f);
  for (int64_t v : RandomValues<int64_t>(TensorType::kInt64, 1000)) EXPECT_TRUE(v >= 0 && v < 100) << v;
  const auto bytes = RandomValues<int8_t>(TensorType::kInt8, 5000);
  EXPECT_EQ(*std::min_element(bytes.begin(), bytes.end()), -128);
  EXPECT_EQ(*std::max_element(bytes.begin(), bytes.end()), 127);
  const auto chosen = RandomValues<int32_t>(TensorType::kInt32, 1000, ValueRange{-2, 3});
  EXPECT_EQ(*std::min_element(chosen.begin(), chosen.end()), -2);
  EXPECT_EQ(*std::max_element(chosen.begin(), chosen.end()), 3);
  for (uint8_t v : RandomValues<uint8_t>(TensorType::kBool, 100)) EXPECT_LE(v, 1);
  // Halves: an exponent below that of 1, so a magnitude below 1.
  for (uint16_t v : RandomValues<uint16_t>(TensorType::kFloat16, 1000)) EXPECT_LT(v & 0x7FFF, 0x3C00);
  for (float v : RandomValues<float>(TensorType::kFloat32, 1000, ValueRange{5, 7})) EXPECT_TRUE(v >= 5 && v <= 7) << v;
}

TEST(RandomInputTest, RefusesRangesOutsideTheType) {
  uint8_t byte = 0;
  EXPECT_FALSE(FillRandom(TensorType::kUInt8, 1, ValueRange{-1, 3}, {&byte, 1}).ok());
  EXPECT_FALSE(FillRandom(TensorType::kInt8, 1, ValueRange{0, 128}, {&byte, 1}).ok());
  EXPECT_FALSE(FillRandom(TensorType::kInt8, 1, ValueRange{3, 2}, {&byte, 1}).ok());
  EXPECT_FALSE(FillRandom(TensorType::kString, 1, std::nullopt, {}).ok());
}

}  // namespace
}  // namespace goldcrest::tools
