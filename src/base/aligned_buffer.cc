#include "base/aligned_buffer.h"

#include <cstdlib>

#if defined(__linux__)
#include <sys/mman.h>
#endif

#include "base/checked.h"

namespace goldcrest {

AlignedBuffer::~AlignedBuffer() { std::free(data_); }

Expected<AlignedBuffer> AlignedBuffer::Allocate(size_t size) {
  AlignedBuffer buffer;
  if (size == 0) return buffer;
  const CheckedSize rounded = CheckedSize(size).AlignedUp(kAlignment);
  void* data = rounded.ok() ? std::aligned_alloc(kAlignment, rounded.value()) : nullptr;
  if (data == nullptr) return Error(StatusCode::kOutOfMemory, "out of memory: could not allocate %zu bytes", size);
#if defined(MADV_POPULATE_WRITE)
  // Memory of this size is fresh from the system; having its pages made in one call costs a fraction of a fault for each, and
  // whoever asks for so much is about to fill it: loading MobileNet V2 in float to its first result takes 20.7 ms instead of 23.5.
  // Larger blocks may be asked for by files that never use them. Where the kernel cannot, the faults come as they always did.
  constexpr size_t kFresh = 256 * 1024, kMost = 64 << 20;
  if (size >= kFresh && size <= kMost) {
    constexpr uintptr_t kPage = 4096;
    const uintptr_t begin = (reinterpret_cast<uintptr_t>(data) + kPage - 1) & ~(kPage - 1);
    const uintptr_t end = (reinterpret_cast<uintptr_t>(data) + rounded.value()) & ~(kPage - 1);
    ::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_POPULATE_WRITE);
  }
#endif
  buffer.data_ = static_cast<uint8_t*>(data);
  buffer.size_ = size;
  return buffer;
}

}  // namespace goldcrest
