// The 64-bit FarmHash fingerprint of some bytes, which is the same on every machine.
#ifndef GOLDCREST_SRC_KERNELS_LSH_PROJECTION_FINGERPRINT_H_
#define GOLDCREST_SRC_KERNELS_LSH_PROJECTION_FINGERPRINT_H_

#include <cstddef>
#include <cstdint>

namespace goldcrest::kernels {

uint64_t Fingerprint64(const uint8_t* data, size_t length);

}  // namespace goldcrest::kernels

#endif  // GOLDCREST_SRC_KERNELS_LSH_PROJECTION_FINGERPRINT_H_
