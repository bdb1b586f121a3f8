#include "model/zip_tail.h"

#include <algorithm>
#include <cstring>

namespace goldcrest::model {
namespace {

// Sizes and field positions of the records (PKWARE's APPNOTE, 4.3.12 and 4.3.16). All numbers are little-endian, unaligned.
constexpr uint32_t kEndSignature = 0x06054b50;
constexpr size_t kEndSize = 22;
constexpr size_t kEndEntries = 10;
constexpr size_t kEndDirectorySize = 12;
constexpr size_t kEndDirectoryOffset = 16;
constexpr size_t kEndCommentSize = 20;
constexpr uint32_t kEntrySignature = 0x02014b50;
constexpr size_t kEntrySize = 46;
constexpr size_t kEntryNameSize = 28;  // then the sizes of the extra field and the comment
constexpr size_t kEntryOffset = 42;
constexpr uint32_t kLocalSignature = 0x04034b50;
constexpr size_t kMaxComment = 0xffff;

template <typename T>
T Get(std::span<const uint8_t> bytes, size_t at) {
  T v;
  std::memcpy(&v, bytes.data() + at, sizeof(v));
  return v;
}

struct Directory {
  size_t begin = 0;  // in the bytes it was found in
  size_t end = 0;    // where the end record begins
  uint16_t entries = 0;
  int64_t shift = 0;  // position in these bytes = stored offset + shift
};

// Calls visit(position of the entry) for each; false when they do not fill the directory exactly.
template <typename F>
bool ForEachEntry(std::span<const uint8_t> bytes, const Directory& d, F&& visit) {
  size_t at = d.begin;
  for (int i = 0; i < d.entries; ++i) {
    if (d.end - at < kEntrySize || Get<uint32_t>(bytes, at) != kEntrySignature) return false;
    const size_t size = kEntrySize + Get<uint16_t>(bytes, at + kEntryNameSize) + Get<uint16_t>(bytes, at + kEntryNameSize + 2) +
                        Get<uint16_t>(bytes, at + kEntryNameSize + 4);
    if (d.end - at < size) return false;
    visit(at);
    at += size;
  }
  return at == d.end;
}

// Finds the end record from behind, past a comment of any length; false where there is none that fits.
bool FindDirectory(std::span<const uint8_t> bytes, Directory& d) {
  if (bytes.size() < kEndSize) return false;
  const size_t last = bytes.size() - kEndSize;
  const size_t first = last > kMaxComment ? last - kMaxComment : 0;
  for (size_t at = last + 1; at-- > first;) {
    if (Get<uint32_t>(bytes, at) != kEndSignature || Get<uint16_t>(bytes, at + kEndCommentSize) != last - at) continue;
    const uint32_t size = Get<uint32_t>(bytes, at + kEndDirectorySize);
    if (size > at) continue;
    d.begin = at - size;
    d.end = at;
    d.entries = Get<uint16_t>(bytes, at + kEndEntries);
    d.shift = static_cast<int64_t>(d.begin) - static_cast<int64_t>(Get<uint32_t>(bytes, at + kEndDirectoryOffset));
    return true;
  }
  return false;
}

}  // namespace

std::span<const uint8_t> FindZipTail(std::span<const uint8_t> file, uint64_t floor) {
  Directory d;
  if (!FindDirectory(file, d)) return {};
  int64_t first = static_cast<int64_t>(d.begin);
  bool sound = true;
  const bool whole = ForEachEntry(file, d, [&](size_t entry) {
    const int64_t local = static_cast<int64_t>(Get<uint32_t>(file, entry + kEntryOffset)) + d.shift;
    // Every entry has its own header before the directory; an offset elsewhere (Zip64, or a lie) is not followed.
    if (local < 0 || local + 4 > static_cast<int64_t>(d.begin) || Get<uint32_t>(file, static_cast<size_t>(local)) != kLocalSignature) {
      sound = false;
    } else {
      first = std::min(first, local);
    }
  });
  if (!whole || !sound || static_cast<uint64_t>(first) < floor) return {};
  return file.subspan(static_cast<size_t>(first));
}

void MoveZipTail(std::span<uint8_t> archive, uint64_t start) {
  Directory d;
  if (!FindDirectory(archive, d) || start > UINT32_MAX - archive.size()) return;
  if (!ForEachEntry(archive, d, [](size_t) {})) return;
  const auto move = [&](size_t field) {
    const int64_t moved = static_cast<int64_t>(Get<uint32_t>(archive, field)) + d.shift + static_cast<int64_t>(start);
    const uint32_t stored = static_cast<uint32_t>(moved);
    std::memcpy(archive.data() + field, &stored, sizeof(stored));
  };
  ForEachEntry(archive, d, [&](size_t entry) { move(entry + kEntryOffset); });
  move(d.end + kEndDirectoryOffset);
}

}  // namespace goldcrest::model
