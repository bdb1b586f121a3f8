// CRC-32C (Castagnoli), the checksum of TensorFlow's checkpoints, and the mask they are stored under.
#ifndef GOLDCREST_SRC_CONVERT_SAVED_MODEL_CRC32C_H_
#define GOLDCREST_SRC_CONVERT_SAVED_MODEL_CRC32C_H_

#include <cstdint>
#include <span>

namespace goldcrest::convert {

// The checksum of what `crc` is the checksum of, followed by `bytes`. 0 is that of nothing.
uint32_t ExtendCrc32c(uint32_t crc, std::span<const uint8_t> bytes);
inline uint32_t Crc32c(std::span<const uint8_t> bytes) { return ExtendCrc32c(0, bytes); }

// As files store it: a checksum of bytes that hold checksums would be weak otherwise.
inline uint32_t MaskCrc32c(uint32_t crc) { return ((crc >> 15) | (crc << 17)) + 0xa282ead8u; }

}  // namespace goldcrest::convert

#endif  // GOLDCREST_SRC_CONVERT_SAVED_MODEL_CRC32C_H_
