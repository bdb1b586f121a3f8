// The sorted table of a checkpoint's index, in LevelDB's format: blocks of prefix-compressed entries, an index block over them, a footer.
//
// Everything is checked: sizes, the checksum of each block, that keys grow from entry to entry. No bytes crash it or make it take more
// memory than `max_key_bytes` and a small multiple of the file.
#ifndef GOLDCREST_SRC_CONVERT_SAVED_MODEL_TABLE_READER_H_
#define GOLDCREST_SRC_CONVERT_SAVED_MODEL_TABLE_READER_H_

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "goldcrest/status.h"

namespace goldcrest::convert {

struct TableEntry {
  std::string key;                 // any bytes
  std::span<const uint8_t> value;  // in the file
};

// Every entry, in the order of keys. INVALID_MODEL for a file that is no such table or is damaged, UNSUPPORTED for compressed blocks
// (TensorFlow writes none), LIMIT_EXCEEDED where keys would take too much.
Expected<std::vector<TableEntry>> ReadTable(std::span<const uint8_t> file, uint64_t max_key_bytes);

}  // namespace goldcrest::convert

#endif  // GOLDCREST_SRC_CONVERT_SAVED_MODEL_TABLE_READER_H_
