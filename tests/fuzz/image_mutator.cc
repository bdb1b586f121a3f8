// Mutations of pictures: libFuzzer's, after which the check sums of a PNG's chunks are right again, so that what is behind them is reached.
#include <cstddef>
#include <cstdint>
#include <cstring>

extern "C" size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t max_size);

namespace {

constexpr size_t kSignature = 8;

uint32_t BigEndian(const uint8_t* p) {
  return static_cast<uint32_t>(p[0]) << 24 | static_cast<uint32_t>(p[1]) << 16 | static_cast<uint32_t>(p[2]) << 8 | p[3];
}

uint32_t Crc(const uint8_t* p, size_t n) {
  uint32_t crc = 0xffffffffu;
  for (size_t i = 0; i < n; ++i) {
    crc ^= p[i];
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ (crc & 1 ? 0xedb88320u : 0u);
  }
  return ~crc;
}

// A chunk: length, type, content, check sum of type and content.
void MendChunks(uint8_t* data, size_t size) {
  size_t at = kSignature;
  while (at + 12 <= size) {
    const uint32_t length = BigEndian(data + at);
    if (length > size - at - 12) return;
    const uint32_t crc = Crc(data + at + 4, length + 4);
    for (int i = 0; i < 4; ++i) data[at + 8 + length + static_cast<size_t>(i)] = static_cast<uint8_t>(crc >> (24 - 8 * i));
    at += length + 12;
  }
}

}  // namespace

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size, unsigned seed) {
  size = LLVMFuzzerMutate(data, size, max_size);
  if (size > kSignature && std::memcmp(data, "\x89PNG\r\n\x1a\n", kSignature) == 0 && seed % 16 != 0) MendChunks(data, size);
  return size;
}
