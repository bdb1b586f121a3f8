#include "tasks/core/decode_image.h"

#include <algorithm>
#include <memory>
#include <string_view>

#include "base/file.h"
#include "tasks/core/image_formats.h"
#include "tasks/core/orientation.h"

namespace goldcrest::tasks {
namespace {

// A picture file larger than this is refused unread.
constexpr uint64_t kMaxFileBytes = uint64_t{1} << 30;

bool StartsWith(std::span<const uint8_t> bytes, std::string_view start) {
  return bytes.size() >= start.size() &&
         std::equal(start.begin(), start.end(), bytes.begin(), [](char a, uint8_t b) { return static_cast<uint8_t>(a) == b; });
}

// What the bytes are instead of a picture we read, for the message.
std::string_view Recognise(std::span<const uint8_t> bytes) {
  if (bytes.empty()) return "an empty file";
  if (StartsWith(bytes, "GIF8")) return "a GIF";
  if (StartsWith(bytes, "RIFF")) return "a RIFF file (WebP?)";
  if (StartsWith(bytes, "II*") || StartsWith(bytes, "MM")) return "a TIFF";
  if (bytes.size() > 8 && StartsWith(bytes.subspan(4), "ftyp")) return "an ISO media file (HEIC or AVIF?)";
  if (StartsWith(bytes, "version https://git-lfs")) return "a Git LFS pointer; fetch the file itself";
  if (StartsWith(bytes, "<")) return "a text file (HTML or SVG?)";
  if (bytes.size() > 8 && StartsWith(bytes.subspan(4), "TFL3")) return "a model";
  return "something else";
}

Expected<DecodedImage> Decode(std::span<const uint8_t> bytes, uint64_t max_pixels) {
  if (StartsWith(bytes, "\xFF\xD8\xFF")) return DecodeJpeg(bytes, max_pixels);
  if (StartsWith(bytes, "\x89PNG\r\n\x1A\n")) return DecodePng(bytes, max_pixels);
  if (StartsWith(bytes, "BM")) return DecodeBmp(bytes, max_pixels);
  return Error(StatusCode::kInvalidArgument, "expected a JPEG, PNG or BMP picture, found %s", Recognise(bytes).data());
}

}  // namespace

Expected<Image> DecodeImage(std::span<const uint8_t> bytes, const DecodeOptions& options) {
  GC_ASSIGN_OR_RETURN(DecodedImage decoded, Decode(bytes, options.max_pixels));
  if (!options.apply_orientation) return std::move(decoded.image);
  return ApplyOrientation(std::move(decoded.image), decoded.orientation);
}

Expected<Image> DecodeImageFile(const std::string& path, const DecodeOptions& options) {
  GC_ASSIGN_OR_RETURN(const std::shared_ptr<const Bytes> bytes, CopyFile(path, kMaxFileBytes));
  Expected<Image> image = DecodeImage(bytes->span(), options);
  if (!image.ok()) return std::move(image).status().At("'" + path + "'");
  return image;
}

}  // namespace goldcrest::tasks
