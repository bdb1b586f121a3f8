// BMP, by our own reader: the file is a header, an optional palette, and rows of pixels padded to 4 bytes.
#include <algorithm>
#include <array>
#include <cstddef>

#include "base/checked.h"
#include "tasks/core/image_formats.h"

namespace goldcrest::tasks {
namespace {

constexpr size_t kFileHeader = 14;
constexpr uint32_t kCoreHeader = 12;  // the OS/2 header: 16-bit sides, palette entries of 3 bytes
constexpr uint32_t kInfoHeader = 40;
enum Compression : uint32_t { kRgb = 0, kBitFields = 3, kAlphaBitFields = 6 };

struct Header {
  uint64_t pixel_offset = 0;
  uint32_t size = 0;
  int64_t width = 0;
  int64_t height = 0;
  bool top_down = false;
  uint32_t bits = 0;
  uint32_t compression = kRgb;
  uint32_t colours = 0;
  // Where in a 32-bit pixel red, green and blue are, in bytes.
  std::array<int, 3> channel_byte = {2, 1, 0};
};

class Reader {
 public:
  explicit Reader(std::span<const uint8_t> bytes) : bytes_(bytes) {}
  uint32_t U16(size_t at) const { return Byte(at) | Byte(at + 1) << 8; }
  uint32_t U32(size_t at) const { return U16(at) | U16(at + 2) << 16; }
  // 0 beyond the end; what must be inside is checked before.
  uint32_t Byte(size_t at) const { return at < bytes_.size() ? bytes_[at] : 0; }
  size_t size() const { return bytes_.size(); }
  const uint8_t* At(size_t at) const { return bytes_.data() + at; }

 private:
  std::span<const uint8_t> bytes_;
};

Status ReadMasks(const Reader& in, Header* header) {
  for (size_t c = 0; c < 3; ++c) {
    const uint32_t mask = in.U32(kFileHeader + kInfoHeader + 4 * c);
    int byte = -1;
    for (int b = 0; b < 4; ++b) {
      if (mask == uint32_t{0xFF} << (8 * b)) byte = b;
    }
    if (byte < 0) {
      return Error(StatusCode::kUnsupported, "BMP: colour mask 0x%08X; expected 8 bits that fill a byte", static_cast<unsigned>(mask));
    }
    header->channel_byte[c] = byte;
  }
  return Status::Ok();
}

Expected<Header> ReadHeader(const Reader& in) {
  Header h;
  if (in.size() < kFileHeader + kCoreHeader) return Error(StatusCode::kInvalidArgument, "BMP: the file ends within its header");
  h.pixel_offset = in.U32(10);
  h.size = in.U32(kFileHeader);
  if (h.size == kCoreHeader) {
    h.width = in.U16(18);
    h.height = in.U16(20);
    h.bits = in.U16(24);
  } else if (h.size >= kInfoHeader && in.size() >= kFileHeader + kInfoHeader) {
    h.width = static_cast<int32_t>(in.U32(18));
    h.height = static_cast<int32_t>(in.U32(22));
    h.bits = in.U16(28);
    h.compression = in.U32(30);
    h.colours = in.U32(46);
    h.top_down = h.height < 0;
    if (h.top_down) h.height = -h.height;
  } else {
    return Error(StatusCode::kInvalidArgument, "BMP: a header of %u bytes in a file of %zu", static_cast<unsigned>(h.size), in.size());
  }
  if (h.bits != 1 && h.bits != 4 && h.bits != 8 && h.bits != 24 && h.bits != 32) {
    return Error(StatusCode::kUnsupported, "BMP: %u bits per pixel; supported: 1, 4, 8, 24, 32", static_cast<unsigned>(h.bits));
  }
  const bool masked = h.bits == 32 && (h.compression == kBitFields || h.compression == kAlphaBitFields);
  if (h.compression != kRgb && !masked) {
    return Error(StatusCode::kUnsupported, "BMP: compression %u; only uncompressed pictures are supported",
                 static_cast<unsigned>(h.compression));
  }
  if (masked) GC_RETURN_IF_ERROR(ReadMasks(in, &h));
  return h;
}

using Palette = std::array<std::array<uint8_t, 3>, 256>;

// Entries the file leaves out are black.
Palette ReadPalette(const Reader& in, const Header& header) {
  Palette palette = {};
  const size_t entry_bytes = header.size == kCoreHeader ? 3 : 4;
  const size_t all = size_t{1} << header.bits;
  const size_t count = header.colours == 0 ? all : std::min<size_t>(all, header.colours);
  for (size_t i = 0; i < count; ++i) {
    const size_t at = kFileHeader + header.size + entry_bytes * i;
    for (size_t c = 0; c < 3; ++c) palette[i][c] = static_cast<uint8_t>(in.Byte(at + 2 - c));
  }
  return palette;
}

bool IsGrey(const Palette& palette) {
  return std::all_of(palette.begin(), palette.end(), [](const auto& c) { return c[0] == c[1] && c[1] == c[2]; });
}

void ReadIndexedRow(const uint8_t* in, const Header& header, const Palette& palette, Image* image, int y) {
  const int channels = image->channels();
  const uint32_t mask = (1u << header.bits) - 1;
  uint8_t* out = image->row(y);
  for (size_t x = 0; x < static_cast<size_t>(image->width()); ++x) {
    const size_t bit = x * header.bits;
    const uint32_t index = in[bit / 8] >> (8 - header.bits - bit % 8) & mask;
    for (int c = 0; c < channels; ++c) *out++ = palette[index][static_cast<size_t>(c)];
  }
}

void ReadColourRow(const uint8_t* in, const Header& header, Image* image, int y) {
  const size_t bytes = header.bits / 8;
  uint8_t* out = image->row(y);
  for (int x = 0; x < image->width(); ++x, in += bytes) {
    for (int byte : header.channel_byte) *out++ = in[byte];
  }
}

}  // namespace

Expected<DecodedImage> DecodeBmp(std::span<const uint8_t> bytes, uint64_t max_pixels) {
  const Reader in(bytes);
  GC_ASSIGN_OR_RETURN(const Header header, ReadHeader(in));
  if (Status size = CheckImageSize(header.width, header.height, max_pixels); !size.ok()) return std::move(size).At("BMP");
  // Sides are below 2^20 by now and a pixel has at most 32 bits.
  const size_t row_bytes = (static_cast<size_t>(header.width) * header.bits + 7) / 8;
  const CheckedSize stride = CheckedSize(row_bytes).AlignedUp(4);
  // The padding of the last row may be missing.
  const CheckedSize end = stride * (header.height - 1) + row_bytes + header.pixel_offset;
  if (!end.AtMost(bytes.size())) {
    return Error(StatusCode::kInvalidArgument, "BMP: the file ends before the picture does: %zu bytes for %lld x %lld pixels of %u bits",
                 bytes.size(), static_cast<long long>(header.width), static_cast<long long>(header.height),
                 static_cast<unsigned>(header.bits));
  }
  const bool indexed = header.bits <= 8;
  const Palette palette = indexed ? ReadPalette(in, header) : Palette{};
  DecodedImage decoded;
  GC_ASSIGN_OR_RETURN(decoded.image, Image::Allocate(header.width, header.height, indexed && IsGrey(palette) ? 1 : 3, max_pixels));
  for (int i = 0; i < decoded.image.height(); ++i) {
    const uint8_t* row = in.At(static_cast<size_t>(header.pixel_offset) + stride.value() * static_cast<size_t>(i));
    const int y = header.top_down ? i : decoded.image.height() - 1 - i;
    if (indexed) {
      ReadIndexedRow(row, header, palette, &decoded.image, y);
    } else {
      ReadColourRow(row, header, &decoded.image, y);
    }
  }
  return decoded;
}

}  // namespace goldcrest::tasks
