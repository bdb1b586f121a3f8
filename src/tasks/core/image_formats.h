// The decoders behind DecodeImage, one file each.
#ifndef GOLDCREST_SRC_TASKS_CORE_IMAGE_FORMATS_H_
#define GOLDCREST_SRC_TASKS_CORE_IMAGE_FORMATS_H_

#include <cstdint>
#include <span>

#include "goldcrest/status.h"
#include "tasks/core/image.h"

namespace goldcrest::tasks {

// A picture as stored, and how it must be turned to stand upright (EXIF's numbers: 1 = as it is).
struct DecodedImage {
  Image image;
  int orientation = 1;
};

Expected<DecodedImage> DecodeJpeg(std::span<const uint8_t> bytes, uint64_t max_pixels);
Expected<DecodedImage> DecodePng(std::span<const uint8_t> bytes, uint64_t max_pixels);
Expected<DecodedImage> DecodeBmp(std::span<const uint8_t> bytes, uint64_t max_pixels);

}  // namespace goldcrest::tasks

#endif  // GOLDCREST_SRC_TASKS_CORE_IMAGE_FORMATS_H_
