// AlignedBuffer: an owned block of bytes at a 64-byte boundary whose allocation can fail without throwing.
#ifndef GOLDCREST_SRC_BASE_ALIGNED_BUFFER_H_
#define GOLDCREST_SRC_BASE_ALIGNED_BUFFER_H_

#include <cstddef>
#include <cstdint>
#include <utility>

#include "goldcrest/status.h"

namespace goldcrest {

// One cache line, and the widest vector of any target.
inline constexpr size_t kAlignment = 64;

// For tests of what happens where memory runs out: asked before each allocation of this file, from any thread; false makes it fail. Null,
// as it is without tests, lets all pass.
using AllocationHook = bool (*)(size_t size);
void SetAllocationHook(AllocationHook hook);

class AlignedBuffer {
 public:
  AlignedBuffer() = default;
  AlignedBuffer(AlignedBuffer&& other) noexcept { *this = std::move(other); }
  AlignedBuffer& operator=(AlignedBuffer&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~AlignedBuffer();

  // `size` bytes of unspecified content, or OUT_OF_MEMORY. 0 bytes give a buffer without data. Large ones get large pages where the
  // system has them, and blocks of a size that is surely about to be filled get their pages at once.
  static Expected<AlignedBuffer> Allocate(size_t size);
  // The same, but no page is taken before somebody touches it.
  static Expected<AlignedBuffer> Reserve(size_t size);

  uint8_t* data() { return data_; }
  const uint8_t* data() const { return data_; }
  template <typename T>
  T* as() {
    return reinterpret_cast<T*>(data_);
  }
  template <typename T>
  const T* as() const {
    return reinterpret_cast<const T*>(data_);
  }
  size_t size() const { return size_; }

 private:
  uint8_t* data_ = nullptr;
  size_t size_ = 0;
};

// Has the system make the pages of `bytes` bytes at `data` now, in one call, which costs a fraction of a fault for each. Only a hint.
void TakePages(void* data, size_t bytes);

}  // namespace goldcrest

#endif  // GOLDCREST_SRC_BASE_ALIGNED_BUFFER_H_
