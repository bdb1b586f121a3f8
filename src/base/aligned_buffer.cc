#include "base/aligned_buffer.h"

#include <cstdlib>

#include "base/checked.h"

namespace goldcrest {

AlignedBuffer::~AlignedBuffer() { std::free(data_); }

Expected<AlignedBuffer> AlignedBuffer::Allocate(size_t size) {
  AlignedBuffer buffer;
  if (size == 0) return buffer;
  const CheckedSize rounded = CheckedSize(size).AlignedUp(kAlignment);
  void* data = rounded.ok() ? std::aligned_alloc(kAlignment, rounded.value()) : nullptr;
  if (data == nullptr) return Error(StatusCode::kOutOfMemory, "out of memory: could not allocate %zu bytes", size);
  buffer.data_ = static_cast<uint8_t*>(data);
  buffer.size_ = size;
  return buffer;
}

}  // namespace goldcrest
