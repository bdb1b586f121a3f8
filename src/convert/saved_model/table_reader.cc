#include "convert/saved_model/table_reader.h"

#include "convert/saved_model/byte_cursor.h"
#include "convert/saved_model/crc32c.h"

namespace goldcrest::convert {
namespace {

constexpr size_t kFooterSize = 48;
constexpr size_t kTrailerSize = 5;  // of a block: its compression, its checksum
constexpr uint32_t kMagicLow = 0x8b80fb57, kMagicHigh = 0xdb477524;

struct BlockHandle {
  uint64_t offset = 0;
  uint64_t size = 0;
};

bool ReadHandle(ByteCursor& cursor, BlockHandle* handle) { return cursor.ReadVarint(&handle->offset) && cursor.ReadVarint(&handle->size); }

Status Bad(const char* what) { return Error(StatusCode::kInvalidModel, "the table is damaged: %s", what); }

// The block's entries and restart points, without its trailer.
Expected<std::span<const uint8_t>> BlockAt(std::span<const uint8_t> file, const BlockHandle& handle) {
  const size_t room = file.size() - kFooterSize;
  if (room < kTrailerSize || handle.size > room - kTrailerSize || handle.offset > room - kTrailerSize - handle.size)
    return Bad("a block lies outside the file");
  const auto offset = static_cast<size_t>(handle.offset), size = static_cast<size_t>(handle.size);
  uint32_t stored = 0;
  ByteCursor(file.subspan(offset + size + 1)).ReadFixed32(&stored);
  if (MaskCrc32c(Crc32c(file.subspan(offset, size + 1))) != stored) return Bad("the checksum of a block is wrong");
  if (file[offset + size] != 0)
    return Error(StatusCode::kUnsupported, "the table has a compressed block (compression %d), which TensorFlow does not write",
                 file[offset + size]);
  return file.subspan(offset, size);
}

// Reads the entries of a block one after the other; restart points only help to search and are skipped.
class BlockEntries {
 public:
  static Expected<BlockEntries> Of(std::span<const uint8_t> block) {
    uint32_t restarts = 0;
    if (block.size() < 4 || !ByteCursor(block.last(4)).ReadFixed32(&restarts) || restarts > (block.size() - 4) / 4)
      return Bad("a block has more restart points than bytes");
    return BlockEntries(block.first(block.size() - 4 - size_t{4} * restarts));
  }
  bool AtEnd() const { return cursor_.AtEnd(); }
  // Key and value of the next entry. A key is bounded by `max_key`.
  Status Next(uint64_t max_key) {
    uint64_t shared, unshared, value_size;
    std::span<const uint8_t> rest;
    if (!cursor_.ReadVarint(&shared) || !cursor_.ReadVarint(&unshared) || !cursor_.ReadVarint(&value_size) ||
        !cursor_.ReadBytes(unshared, &rest) || !cursor_.ReadBytes(value_size, &value_))
      return Bad("an entry goes past its block");
    if (shared > key_.size()) return Bad("a key shares more than the key before it has");
    if (shared + unshared > max_key) return Error(StatusCode::kLimitExceeded, "the keys of the table take too much memory");
    key_.resize(static_cast<size_t>(shared));
    key_.append(reinterpret_cast<const char*>(rest.data()), rest.size());
    return Status::Ok();
  }
  const std::string& key() const { return key_; }
  std::span<const uint8_t> value() const { return value_; }

 private:
  explicit BlockEntries(std::span<const uint8_t> entries) : cursor_(entries) {}
  ByteCursor cursor_;
  std::string key_;
  std::span<const uint8_t> value_;
};

Status AppendBlock(std::span<const uint8_t> file, const BlockHandle& handle, uint64_t* key_bytes_left, std::vector<TableEntry>* entries) {
  GC_ASSIGN_OR_RETURN(const std::span<const uint8_t> block, BlockAt(file, handle));
  GC_ASSIGN_OR_RETURN(BlockEntries of_block, BlockEntries::Of(block));
  while (!of_block.AtEnd()) {
    GC_RETURN_IF_ERROR(of_block.Next(*key_bytes_left));
    if (!entries->empty() && of_block.key() <= entries->back().key) return Bad("its keys are out of order");
    *key_bytes_left -= of_block.key().size();
    entries->push_back({of_block.key(), of_block.value()});
  }
  return Status::Ok();
}

}  // namespace

Expected<std::vector<TableEntry>> ReadTable(std::span<const uint8_t> file, uint64_t max_key_bytes) {
  if (file.size() < kFooterSize) return Error(StatusCode::kInvalidModel, "a table has at least 48 bytes, this file %zu", file.size());
  const std::span<const uint8_t> footer = file.last(kFooterSize);
  uint32_t low = 0, high = 0;
  ByteCursor magic(footer.last(8));
  magic.ReadFixed32(&low);
  magic.ReadFixed32(&high);
  if (low != kMagicLow || high != kMagicHigh)
    return Error(StatusCode::kInvalidModel, "the file does not end as a table does: it is cut short or something else");
  ByteCursor handles(footer.first(40));
  BlockHandle meta_index, index;
  if (!ReadHandle(handles, &meta_index) || !ReadHandle(handles, &index)) return Bad("the footer names no blocks");

  std::vector<TableEntry> entries;
  GC_ASSIGN_OR_RETURN(const std::span<const uint8_t> block, BlockAt(file, index));
  GC_ASSIGN_OR_RETURN(BlockEntries blocks, BlockEntries::Of(block));
  uint64_t next_offset = 0;
  while (!blocks.AtEnd()) {
    GC_RETURN_IF_ERROR(blocks.Next(max_key_bytes));
    BlockHandle handle;
    ByteCursor cursor(blocks.value());
    if (!ReadHandle(cursor, &handle)) return Bad("the index does not say where a block is");
    // Each block once: no file is read longer than it is.
    if (handle.offset < next_offset) return Bad("its blocks overlap");
    GC_RETURN_IF_ERROR(AppendBlock(file, handle, &max_key_bytes, &entries));
    next_offset = handle.offset + handle.size;
  }
  return entries;
}

}  // namespace goldcrest::convert
