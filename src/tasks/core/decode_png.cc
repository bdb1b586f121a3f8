// PNG, by libpng.
//
// The library reports errors by a call that must not return; see decode_jpeg.cc for how we leave it.
#include <png.h>

#include <algorithm>
#include <csetjmp>
#include <cstdio>
#include <cstring>

#include "tasks/core/image_formats.h"
#include "tasks/core/orientation.h"

namespace goldcrest::tasks {
namespace {

// For one ancillary chunk; nothing we use comes near it.
constexpr png_alloc_size_t kMaxChunkBytes = 8 << 20;
constexpr size_t kSizeAt = 16;  // signature, then the chunk IHDR: length, name, width, height

struct PngReader {
  png_structp codec;
  png_infop info;
  std::jmp_buf leave;
  char message[120];
  std::span<const uint8_t> bytes;
  size_t position;
  int passes;
  uint8_t* pixels;
  size_t row_bytes;
};

[[noreturn]] void OnError(png_structp codec, png_const_charp message) {
  auto* reader = static_cast<PngReader*>(png_get_error_ptr(codec));
  std::snprintf(reader->message, sizeof(reader->message), "%s", message);
  std::longjmp(reader->leave, 1);
}

void OnWarning(png_structp, png_const_charp) {}

void Read(png_structp codec, png_bytep out, size_t size) {
  auto* reader = static_cast<PngReader*>(png_get_io_ptr(codec));
  if (reader->bytes.size() - reader->position < size) png_error(codec, "the file ends before the picture does");
  std::memcpy(out, reader->bytes.data() + reader->position, size);
  reader->position += size;
}

bool Guarded(PngReader* reader, void (*step)(PngReader*)) {
  if (setjmp(reader->leave) != 0) return false;
  step(reader);
  return true;
}

void ReadHeader(PngReader* reader) {
  reader->codec = png_create_read_struct(PNG_LIBPNG_VER_STRING, reader, OnError, OnWarning);
  if (reader->codec == nullptr) return;
  reader->info = png_create_info_struct(reader->codec);
  if (reader->info == nullptr) return;
  png_set_read_fn(reader->codec, reader, Read);
  png_set_user_limits(reader->codec, kMaxSide, kMaxSide);
  png_set_chunk_malloc_max(reader->codec, kMaxChunkBytes);
  // Nothing but pixels, palette and orientation matters: texts and profiles are skipped, not decompressed.
  png_set_keep_unknown_chunks(reader->codec, PNG_HANDLE_CHUNK_NEVER, nullptr, -1);
  png_set_keep_unknown_chunks(reader->codec, PNG_HANDLE_CHUNK_AS_DEFAULT, reinterpret_cast<const png_byte*>("eXIf"), 1);
  png_read_info(reader->codec, reader->info);
  png_set_expand(reader->codec);
  png_set_strip_16(reader->codec);
  png_set_strip_alpha(reader->codec);
  reader->passes = png_set_interlace_handling(reader->codec);
  png_read_update_info(reader->codec, reader->info);
}

void ReadPixels(PngReader* reader) {
  const png_uint_32 height = png_get_image_height(reader->codec, reader->info);
  for (int pass = 0; pass < reader->passes; ++pass) {
    for (png_uint_32 y = 0; y < height; ++y) png_read_row(reader->codec, reader->pixels + reader->row_bytes * y, nullptr);
  }
  png_read_end(reader->codec, reader->info);
}

class PngFile {
 public:
  explicit PngFile(std::span<const uint8_t> bytes) : reader_() { reader_.bytes = bytes; }
  ~PngFile() {
    if (reader_.codec != nullptr) png_destroy_read_struct(&reader_.codec, &reader_.info, nullptr);
  }
  PngFile(const PngFile&) = delete;
  PngFile& operator=(const PngFile&) = delete;

  PngReader* operator->() { return &reader_; }
  Status Run(void (*step)(PngReader*)) {
    if (!Guarded(&reader_, step)) return Error(StatusCode::kInvalidArgument, "PNG: %s", reader_.message);
    if (reader_.info == nullptr) return Error(StatusCode::kOutOfMemory, "PNG: the decoder could not be made");
    return Status::Ok();
  }

 private:
  PngReader reader_;
};

uint32_t BigEndian32(const uint8_t* p) { return uint32_t{p[0]} << 24 | uint32_t{p[1]} << 16 | uint32_t{p[2]} << 8 | p[3]; }

int Orientation(png_structp codec, png_infop info) {
  png_uint_32 size = 0;
  png_bytep exif = nullptr;
  if (png_get_eXIf_1(codec, info, &size, &exif) == 0 || exif == nullptr) return 1;
  return ExifOrientation({exif, size});
}

}  // namespace

Expected<DecodedImage> DecodePng(std::span<const uint8_t> bytes, uint64_t max_pixels) {
  if (bytes.size() < kSizeAt + 8) return Error(StatusCode::kInvalidArgument, "PNG: the file ends within its header");
  const uint32_t width = BigEndian32(&bytes[kSizeAt]);
  const uint32_t height = BigEndian32(&bytes[kSizeAt + 4]);
  if (Status size = CheckImageSize(width, height, max_pixels); !size.ok()) return std::move(size).At("PNG");
  PngFile file(bytes);
  GC_RETURN_IF_ERROR(file.Run(ReadHeader));
  DecodedImage decoded;
  const int channels = png_get_channels(file->codec, file->info);
  GC_ASSIGN_OR_RETURN(decoded.image, Image::Allocate(width, height, channels, max_pixels));
  file->pixels = decoded.image.row(0);
  file->row_bytes = decoded.image.row_bytes();
  const bool as_planned = png_get_image_width(file->codec, file->info) == width &&
                          png_get_image_height(file->codec, file->info) == height &&
                          png_get_rowbytes(file->codec, file->info) == file->row_bytes;
  if (!as_planned) return Error(StatusCode::kInvalidArgument, "PNG: the picture's header does not come first");
  GC_RETURN_IF_ERROR(file.Run(ReadPixels));
  decoded.orientation = Orientation(file->codec, file->info);
  return decoded;
}

}  // namespace goldcrest::tasks
