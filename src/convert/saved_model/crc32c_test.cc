#include "convert/saved_model/crc32c.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace goldcrest::convert {
namespace {

TEST(Crc32cTest, IsWhatTheStandardSays) {
  const std::string digits = "123456789";
  EXPECT_EQ(Crc32c({reinterpret_cast<const uint8_t*>(digits.data()), digits.size()}), 0xe3069283u);
  EXPECT_EQ(Crc32c(std::vector<uint8_t>(32, 0)), 0x8a9136aau);
  EXPECT_EQ(Crc32c(std::vector<uint8_t>(32, 0xff)), 0x62a8ab43u);
  EXPECT_EQ(Crc32c({}), 0u);
}

TEST(Crc32cTest, PartsMakeTheWhole) {
  std::vector<uint8_t> bytes(100);
  for (size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<uint8_t>(i * 37 + 11);
  const uint32_t whole = Crc32c(bytes);
  const std::span<const uint8_t> all = bytes;
  for (size_t cut = 0; cut <= bytes.size(); ++cut) EXPECT_EQ(ExtendCrc32c(Crc32c(all.first(cut)), all.subspan(cut)), whole) << cut;
}

}  // namespace
}  // namespace goldcrest::convert
