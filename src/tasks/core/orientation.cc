#include "tasks/core/orientation.h"

#include <cstddef>

namespace goldcrest::tasks {
namespace {

constexpr uint32_t kOrientationTag = 0x0112;

// Reads numbers of either byte order from a block; 0 outside it.
class TiffReader {
 public:
  explicit TiffReader(std::span<const uint8_t> block) : block_(block) { big_endian_ = Byte(0) == 'M'; }
  uint32_t Byte(uint64_t at) const { return at < block_.size() ? block_[static_cast<size_t>(at)] : 0; }
  uint32_t U16(uint64_t at) const { return big_endian_ ? Byte(at) << 8 | Byte(at + 1) : Byte(at + 1) << 8 | Byte(at); }
  uint32_t U32(uint64_t at) const { return big_endian_ ? U16(at) << 16 | U16(at + 2) : U16(at + 2) << 16 | U16(at); }

 private:
  std::span<const uint8_t> block_;
  bool big_endian_ = false;
};

}  // namespace

int ExifOrientation(std::span<const uint8_t> tiff) {
  const TiffReader reader(tiff);
  const bool is_tiff = (reader.Byte(0) == 'I' || reader.Byte(0) == 'M') && reader.Byte(1) == reader.Byte(0) && reader.U16(2) == 42;
  if (!is_tiff) return 1;
  const uint64_t directory = reader.U32(4);
  const uint32_t entries = reader.U16(directory);
  for (uint32_t i = 0; i < entries; ++i) {
    const uint64_t entry = directory + 2 + uint64_t{12} * i;
    if (reader.U16(entry) != kOrientationTag) continue;
    const uint32_t value = reader.U16(entry + 8);
    return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
  }
  return 1;
}

Expected<Image> ApplyOrientation(Image image, int orientation) {
  if (orientation < 2 || orientation > 8) return image;
  const bool transposed = orientation >= 5;
  // Where the pixel (x, y) of the upright picture is stored: mirrored after the exchange of x and y.
  const bool mirror_x = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
  const bool mirror_y = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
  const int width = transposed ? image.height() : image.width();
  const int height = transposed ? image.width() : image.height();
  const int channels = image.channels();
  GC_ASSIGN_OR_RETURN(Image upright, Image::Allocate(width, height, channels, UINT64_MAX));
  for (int y = 0; y < height; ++y) {
    uint8_t* out = upright.row(y);
    for (int x = 0; x < width; ++x) {
      int from_x = transposed ? y : x;
      int from_y = transposed ? x : y;
      if (mirror_x) from_x = image.width() - 1 - from_x;
      if (mirror_y) from_y = image.height() - 1 - from_y;
      const uint8_t* in = image.row(from_y) + static_cast<ptrdiff_t>(from_x) * channels;
      for (int c = 0; c < channels; ++c) *out++ = in[c];
    }
  }
  return upright;
}

}  // namespace goldcrest::tasks
