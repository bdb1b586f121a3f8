#include "model/zip_tail.h"

#include <gtest/gtest.h>

#include <cstring>
#include <string>

#include "model/equal.h"
#include "model/reader.h"
#include "model/writer.h"

namespace goldcrest::model {
namespace {

void Put(std::vector<uint8_t>& out, uint64_t value, size_t bytes) {
  for (size_t i = 0; i < bytes; ++i) out.push_back(static_cast<uint8_t>(i < 8 ? value >> (8 * i) : 0));
}

// An archive of two stored files whose offsets count from `origin` before its first byte.
std::vector<uint8_t> Archive(uint32_t origin, const std::string& comment = "") {
  std::vector<uint8_t> out, directory;
  for (const std::string name : {"labels.txt", "vocab.txt"}) {
    const uint32_t at = origin + static_cast<uint32_t>(out.size());
    Put(out, 0x04034b50, 4);
    Put(out, 0, 22);
    Put(out, name.size(), 2);
    Put(out, 0, 2);
    out.insert(out.end(), name.begin(), name.end());
    Put(directory, 0x02014b50, 4);
    Put(directory, 0, 24);
    Put(directory, name.size(), 2);
    Put(directory, 0, 12);
    Put(directory, at, 4);
    directory.insert(directory.end(), name.begin(), name.end());
  }
  const size_t directory_at = out.size();
  out.insert(out.end(), directory.begin(), directory.end());
  Put(out, 0x06054b50, 4);
  Put(out, 0, 4);
  Put(out, 2, 2);
  Put(out, 2, 2);
  Put(out, directory.size(), 4);
  Put(out, origin + directory_at, 4);
  Put(out, comment.size(), 2);
  out.insert(out.end(), comment.begin(), comment.end());
  return out;
}

std::vector<uint8_t> Behind(size_t prefix, const std::vector<uint8_t>& archive) {
  std::vector<uint8_t> file(prefix, 0xaa);
  file.insert(file.end(), archive.begin(), archive.end());
  return file;
}

TEST(ZipTailTest, FindsArchivesWithOffsetsFromTheFileOrFromTheArchive) {
  for (uint32_t origin : {100u, 0u}) {
    for (const char* comment : {"", "a comment"}) {
      const std::vector<uint8_t> archive = Archive(origin, comment);
      const std::vector<uint8_t> file = Behind(100, archive);
      const auto tail = FindZipTail(file, 100);
      ASSERT_EQ(tail.size(), archive.size()) << origin;
      EXPECT_EQ(tail.data(), file.data() + 100);
    }
  }
}

TEST(ZipTailTest, DoesNotTakeAnArchiveThatIsPartOfAConstant) { EXPECT_TRUE(FindZipTail(Behind(100, Archive(100)), 101).empty()); }

TEST(ZipTailTest, MovedArchivesAreFoundAtTheirNewPlace) {
  std::vector<uint8_t> archive = Archive(100);
  MoveZipTail(archive, 7);
  EXPECT_EQ(archive, Archive(7));
  MoveZipTail(archive, 4096);
  EXPECT_EQ(archive, Archive(4096));
}

TEST(ZipTailTest, SurvivesTruncationAndChangesOfEveryByte) {
  const std::vector<uint8_t> file = Behind(20, Archive(20));
  for (size_t i = 0; i < file.size(); ++i) {
    (void)FindZipTail(std::span(file).first(i), 0);
    for (uint8_t value : {0x00, 0x7f, 0x80, 0xff}) {
      std::vector<uint8_t> changed = file;
      changed[i] = value;
      (void)FindZipTail(changed, 0);
      MoveZipTail(changed, 3);
    }
  }
}

TEST(ZipTailTest, TravelsWithTheModel) {
  Model model;
  model.buffers.resize(2);
  model.buffers[1].data = Block(std::vector<uint8_t>(50, 1));
  model.appended = Block(Archive(12345));
  const auto bytes = WriteModel(model);
  ASSERT_TRUE(bytes.ok());
  const auto copy = CopyBytes(*bytes);
  const Expected<Model> read = ReadModel(*copy);
  ASSERT_TRUE(read.ok());
  EXPECT_TRUE(Differences(model, *read).empty());
  const size_t start = bytes->size() - model.appended.size();
  const std::vector<uint8_t> expected = Archive(static_cast<uint32_t>(start));
  EXPECT_TRUE(std::equal(expected.begin(), expected.end(), bytes->begin() + static_cast<ptrdiff_t>(start)));
}

}  // namespace
}  // namespace goldcrest::model
