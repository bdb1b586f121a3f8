// Copying of short runs of bytes.
#ifndef GOLDCREST_SRC_KERNELS_COMMON_COPY_RUN_H_
#define GOLDCREST_SRC_KERNELS_COMMON_COPY_RUN_H_

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace goldcrest::kernels {

// A run of a few bytes to a few hundred: what the C library's call costs is much of it.
inline void CopyRun(uint8_t* out, const uint8_t* in, size_t bytes) {
  if (bytes > 128) {
    std::memcpy(out, in, bytes);
  } else if (bytes >= 16) {
    size_t i = 0;
    for (; i + 16 <= bytes; i += 16) std::memcpy(out + i, in + i, 16);
    std::memcpy(out + bytes - 16, in + bytes - 16, 16);  // the rest, over a part of what is already there
  } else if (bytes >= 8) {
    std::memcpy(out, in, 8);
    std::memcpy(out + bytes - 8, in + bytes - 8, 8);
  } else {
    for (size_t i = 0; i < bytes; ++i) out[i] = in[i];
  }
}

}  // namespace goldcrest::kernels

#endif  // GOLDCREST_SRC_KERNELS_COMMON_COPY_RUN_H_
