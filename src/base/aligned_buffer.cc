#include "base/aligned_buffer.h"

#include <atomic>
#include <cstdlib>

#if defined(__linux__)
#include <sys/mman.h>
#endif

#include "base/checked.h"

namespace goldcrest {
namespace {

std::atomic<AllocationHook> allocation_hook{nullptr};

bool MayAllocate(size_t size) {
  const AllocationHook hook = allocation_hook.load(std::memory_order_relaxed);
  return hook == nullptr || hook(size);
}

}  // namespace

void SetAllocationHook(AllocationHook hook) { allocation_hook.store(hook, std::memory_order_relaxed); }

AlignedBuffer::~AlignedBuffer() { std::free(data_); }

Expected<AlignedBuffer> AlignedBuffer::Reserve(size_t size) {
  // From here on a block begins at a large page: a kernel makes one of those in little more time than 4 KiB.
  constexpr size_t kLargePage = 2 << 20, kLarge = 2 * kLargePage;
  AlignedBuffer buffer;
  if (size == 0) return buffer;
  const CheckedSize rounded = CheckedSize(size).AlignedUp(kAlignment);
  void* data = nullptr;
  if (!rounded.ok() || !MayAllocate(size) || ::posix_memalign(&data, size >= kLarge ? kLargePage : kAlignment, rounded.value()) != 0) {
    return Error(StatusCode::kOutOfMemory, "out of memory: could not allocate %zu bytes", size);
  }
#if defined(MADV_HUGEPAGE)
  // What is beyond the last whole one would waste the rest of it.
  if (size >= kLarge) ::madvise(data, size / kLargePage * kLargePage, MADV_HUGEPAGE);
#endif
  buffer.data_ = static_cast<uint8_t*>(data);
  buffer.size_ = size;
  return buffer;
}

Expected<AlignedBuffer> AlignedBuffer::Allocate(size_t size) {
  // Memory of this size is fresh from the system. Larger blocks may be asked for by files that never use them.
  constexpr size_t kFresh = 256 * 1024, kMost = 64 << 20;
  GC_ASSIGN_OR_RETURN(AlignedBuffer buffer, Reserve(size));
  if (size >= kFresh && size <= kMost) TakePages(buffer.data(), size);
  return buffer;
}

void TakePages(void* data, size_t bytes) {
#if defined(MADV_POPULATE_WRITE)
  // Where the kernel cannot, the faults come as they always did.
  constexpr uintptr_t kPage = 4096;
  const uintptr_t begin = (reinterpret_cast<uintptr_t>(data) + kPage - 1) & ~(kPage - 1);
  const uintptr_t end = (reinterpret_cast<uintptr_t>(data) + bytes) & ~(kPage - 1);
  if (begin < end) ::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_POPULATE_WRITE);
#endif
}

}  // namespace goldcrest
