// MemoryBudget: the bytes one interpreter may hold, shared by everything it allocates by the size of its data.
#ifndef GOLDCREST_SRC_RUNTIME_MEMORY_BUDGET_H_
#define GOLDCREST_SRC_RUNTIME_MEMORY_BUDGET_H_

#include <atomic>
#include <cstdint>

#include "base/aligned_buffer.h"
#include "goldcrest/status.h"

namespace goldcrest {

class MemoryBudget {
 public:
  explicit MemoryBudget(uint64_t max_bytes) : max_bytes_(max_bytes) {}

  // `size` bytes counted against the budget. Give them back with Release when the buffer goes.
  Expected<AlignedBuffer> Allocate(size_t size) {
    GC_RETURN_IF_ERROR(Reserve(size));
    Expected<AlignedBuffer> buffer = AlignedBuffer::Allocate(size);
    if (!buffer.ok()) Release(size);
    return buffer;
  }
  // Counts `size` bytes that lie elsewhere: in the plan.
  Status Reserve(uint64_t size) {
    const uint64_t before = used_.fetch_add(size);
    if (size <= max_bytes_ && before <= max_bytes_ - size) return Status::Ok();
    used_.fetch_sub(size);
    return Error(StatusCode::kLimitExceeded, "would need %llu bytes more than the limit of %llu (Limits::max_bytes)",
                 static_cast<unsigned long long>(before + size - max_bytes_), static_cast<unsigned long long>(max_bytes_));
  }
  void Release(uint64_t size) { used_.fetch_sub(size); }
  uint64_t used() const { return used_.load(); }

 private:
  const uint64_t max_bytes_;
  std::atomic<uint64_t> used_{0};
};

}  // namespace goldcrest

#endif  // GOLDCREST_SRC_RUNTIME_MEMORY_BUDGET_H_
