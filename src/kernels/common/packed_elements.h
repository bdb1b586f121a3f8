// Elements smaller than a byte (INT4, UINT4, INT2): the first of a byte lies in its lowest bits.
#ifndef GOLDCREST_SRC_KERNELS_COMMON_PACKED_ELEMENTS_H_
#define GOLDCREST_SRC_KERNELS_COMMON_PACKED_ELEMENTS_H_

#include <cstddef>
#include <cstdint>

namespace goldcrest::kernels {

// The i-th element of `bits`, its sign extended where it has one.
inline int PackedElement(const uint8_t* in, size_t i, int bits, bool is_signed) {
  const size_t per_byte = 8 / static_cast<size_t>(bits);
  const int value = (in[i / per_byte] >> (i % per_byte * static_cast<size_t>(bits))) & ((1 << bits) - 1);
  return is_signed && value >= 1 << (bits - 1) ? value - (1 << bits) : value;
}

// `n` elements of `bits` (2 or 4), each to a byte of its own, the upper bits 0.
inline void UnpackElements(const uint8_t* in, size_t n, int bits, uint8_t* out) {
  const size_t per_byte = 8 / static_cast<size_t>(bits);
  const unsigned mask = (1u << bits) - 1;
  for (size_t i = 0; i < n; ++i) out[i] = static_cast<uint8_t>((in[i / per_byte] >> (i % per_byte * static_cast<size_t>(bits))) & mask);
}

// The reverse; bits beyond the last element are 0.
inline void PackElements(const uint8_t* in, size_t n, int bits, uint8_t* out) {
  const size_t per_byte = 8 / static_cast<size_t>(bits);
  const unsigned mask = (1u << bits) - 1;
  for (size_t byte = 0; byte * per_byte < n; ++byte) {
    unsigned v = 0;
    for (size_t k = 0; k < per_byte && byte * per_byte + k < n; ++k) {
      v |= (in[byte * per_byte + k] & mask) << (k * static_cast<size_t>(bits));
    }
    out[byte] = static_cast<uint8_t>(v);
  }
}

}  // namespace goldcrest::kernels

#endif  // GOLDCREST_SRC_KERNELS_COMMON_PACKED_ELEMENTS_H_
