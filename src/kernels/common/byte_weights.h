// Constant weights of a byte or less as bytes, which is what the 8-bit products multiply.
#ifndef GOLDCREST_SRC_KERNELS_COMMON_BYTE_WEIGHTS_H_
#define GOLDCREST_SRC_KERNELS_COMMON_BYTE_WEIGHTS_H_

#include <cstdint>
#include <vector>

#include "goldcrest/tensor.h"
#include "kernels/common/packed_elements.h"

namespace goldcrest::kernels {

// The weights' bytes: `data` itself where they are INT8 or UINT8, otherwise (INT4, INT2) each element in a byte of
// `unpacked`.
inline const uint8_t* ByteWeights(const TensorView& weights, const void* data, std::vector<uint8_t>* unpacked) {
  const int bits = TypeBits(weights.type);
  if (bits >= 8) return static_cast<const uint8_t*>(data);
  unpacked->resize(static_cast<size_t>(weights.shape.elements()));
  UnpackElements(static_cast<const uint8_t*>(data), unpacked->size(), bits, unpacked->data());
  const int sign = 1 << (bits - 1);
  for (uint8_t& w : *unpacked) w = static_cast<uint8_t>((w ^ sign) - sign);  // the sign's bit to the upper part
  return unpacked->data();
}

}  // namespace goldcrest::kernels

#endif  // GOLDCREST_SRC_KERNELS_COMMON_BYTE_WEIGHTS_H_
