// Image: a decoded picture, 8 bits per channel, grey or RGB.
//
//   GC_ASSIGN_OR_RETURN(Image image, DecodeImageFile("cat.jpg"));
//   uint8_t red = image.row(0)[0];
//
// Rows lie top-down without padding, channels interleaved. Ownership: owns its pixels. Threads: like any value.
#ifndef GOLDCREST_SRC_TASKS_CORE_IMAGE_H_
#define GOLDCREST_SRC_TASKS_CORE_IMAGE_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include "base/aligned_buffer.h"
#include "goldcrest/status.h"

namespace goldcrest::tasks {

// The most pixels a picture may have where the caller says nothing else: 805 MB as RGB.
inline constexpr uint64_t kDefaultMaxPixels = uint64_t{1} << 28;
// No side is longer, whatever the caller allows: decoders need memory for some rows beside the picture.
inline constexpr int64_t kMaxSide = 1'000'000;

class Image {
 public:
  Image() = default;
  // Pixels of unspecified content. `channels` is 1 (grey) or 3 (red, green, blue).
  // Errors: INVALID_ARGUMENT for a side below 1, LIMIT_EXCEEDED over `max_pixels` or kMaxSide, OUT_OF_MEMORY.
  static Expected<Image> Allocate(int64_t width, int64_t height, int channels, uint64_t max_pixels = kDefaultMaxPixels);

  int width() const { return width_; }
  int height() const { return height_; }
  int channels() const { return channels_; }
  size_t row_bytes() const { return static_cast<size_t>(width_) * static_cast<size_t>(channels_); }
  uint8_t* row(int y) { return pixels_.data() + static_cast<size_t>(y) * row_bytes(); }
  const uint8_t* row(int y) const { return pixels_.data() + static_cast<size_t>(y) * row_bytes(); }
  std::span<const uint8_t> pixels() const { return {pixels_.data(), pixels_.size()}; }

 private:
  int width_ = 0;
  int height_ = 0;
  int channels_ = 0;
  AlignedBuffer pixels_;
};

// Refuses the sizes that Image::Allocate refuses, before anything is allocated or decoded.
Status CheckImageSize(int64_t width, int64_t height, uint64_t max_pixels);

// The brightness of a colour: the weights of ITU-R BT.601, rounded; a grey colour keeps its value.
inline uint8_t Luminance(uint8_t red, uint8_t green, uint8_t blue) {
  return static_cast<uint8_t>((red * 19595u + green * 38470u + blue * 7471u + 0x8000u) >> 16);
}

}  // namespace goldcrest::tasks

#endif  // GOLDCREST_SRC_TASKS_CORE_IMAGE_H_
