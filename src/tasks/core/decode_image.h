// Pictures from bytes: JPEG, PNG and BMP.
//
// The format is recognised by content, never by name. Any bytes are safe: what is no picture, is cut short, or would need more
// than the limit is refused with one line that says so.
//   JPEG  grey, colour, and CMYK (taken as Adobe writes it: inverted) which becomes RGB; baseline and progressive.
//   PNG   every type; palettes become RGB, 1 to 4 bits become 8, of 16 bits the upper 8 count; of an APNG the first picture.
//   BMP   1, 4 and 8 bits with palette (grey where the palette is), 24 and 32 bits; bottom-up and top-down; uncompressed.
// Transparency is dropped: a pixel keeps the colour stored for it, as TensorFlow's decoders do. Colour profiles and gamma are
// not applied. The orientation that a camera wrote (EXIF, in JPEG and PNG) is.
#ifndef GOLDCREST_SRC_TASKS_CORE_DECODE_IMAGE_H_
#define GOLDCREST_SRC_TASKS_CORE_DECODE_IMAGE_H_

#include <cstdint>
#include <span>
#include <string>

#include "goldcrest/status.h"
#include "tasks/core/image.h"

namespace goldcrest::tasks {

struct DecodeOptions {
  uint64_t max_pixels = kDefaultMaxPixels;
  // Turns the picture as its EXIF orientation asks.
  bool apply_orientation = true;
};

// Errors: INVALID_ARGUMENT for bytes that are no intact picture, UNSUPPORTED for a kind of picture not listed above,
// LIMIT_EXCEEDED, OUT_OF_MEMORY.
Expected<Image> DecodeImage(std::span<const uint8_t> bytes, const DecodeOptions& options = {});

// The same from a file, whose name stands in front of the message. Errors: also NOT_FOUND and IO_ERROR.
Expected<Image> DecodeImageFile(const std::string& path, const DecodeOptions& options = {});

}  // namespace goldcrest::tasks

#endif  // GOLDCREST_SRC_TASKS_CORE_DECODE_IMAGE_H_
