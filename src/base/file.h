// Files: reading whole, mapping, and replacing atomically.
#ifndef GOLDCREST_SRC_BASE_FILE_H_
#define GOLDCREST_SRC_BASE_FILE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "goldcrest/status.h"

namespace goldcrest {

// Bytes somebody keeps alive: a mapping, an owned copy, or a borrowed block. Immutable; shared between threads.
class Bytes {
 public:
  virtual ~Bytes() = default;
  std::span<const uint8_t> span() const { return span_; }
  // Tells the system that the pages wholly inside `part` are not needed soon. A mapped file reads them again when touched;
  // for other kinds this does nothing.
  virtual void GiveBack(std::span<const uint8_t> part) const { (void)part; }

 protected:
  std::span<const uint8_t> span_;
};

// Maps the file read-only. Whoever else can write the file must not do so while it is mapped: a file cut short under a mapping
// ends the process at the next touch (SIGBUS), as everywhere on POSIX. Use CopyFile for files others may change.
Expected<std::shared_ptr<const Bytes>> MapFile(const std::string& path);

// Reads the whole file into memory that is ours; at most `max_bytes`.
Expected<std::shared_ptr<const Bytes>> CopyFile(const std::string& path, uint64_t max_bytes);

// The block stays the caller's, who keeps it alive and unchanged. Copied all the same when not aligned to 16 bytes.
Expected<std::shared_ptr<const Bytes>> BorrowBytes(std::span<const uint8_t> bytes);

// An owned copy.
Expected<std::shared_ptr<const Bytes>> CopyBytes(std::span<const uint8_t> bytes);

// Writes to a temporary file beside `path`, syncs, and renames: `path` holds the old content or the new, never a part.
Status WriteFileAtomically(const std::string& path, std::span<const uint8_t> content);

}  // namespace goldcrest

#endif  // GOLDCREST_SRC_BASE_FILE_H_
