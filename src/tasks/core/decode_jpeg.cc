// JPEG, by libjpeg-turbo.
//
// The library reports errors by a call that must not return. We leave it by longjmp, so everything that runs between setjmp and a
// possible error is a step: a function without C++ objects that works on a JpegReader and is called through Guarded.
#include <csetjmp>
#include <cstdio>
#include <cstring>

#include "tasks/core/image_formats.h"
#include "tasks/core/orientation.h"
// After <cstdio>, whose types they use.
#include <jerror.h>
#include <jpeglib.h>

namespace goldcrest::tasks {
namespace {

// A progressive picture has about ten scans; each may visit the whole picture for a few bytes of the file.
constexpr int kMaxScans = 128;
// For the coefficients of a progressive picture and the library's own tables.
constexpr long kMaxMemory = 2047L << 20;
constexpr char kExifStart[] = {'E', 'x', 'i', 'f', 0, 0};

struct JpegReader {
  jpeg_decompress_struct codec;
  jpeg_error_mgr errors;
  jpeg_progress_mgr progress;
  std::jmp_buf leave;
  char message[JMSG_LENGTH_MAX];
  std::span<const uint8_t> bytes;
  uint8_t* pixels;  // where ReadPixels puts rows of row_bytes
  size_t row_bytes;
};

[[noreturn]] void Leave(j_common_ptr codec) {
  auto* reader = static_cast<JpegReader*>(codec->client_data);
  std::longjmp(reader->leave, 1);
}

[[noreturn]] void OnError(j_common_ptr codec) {
  auto* reader = static_cast<JpegReader*>(codec->client_data);
  codec->err->format_message(codec, reader->message);
  Leave(codec);
}

void OnMessage(j_common_ptr codec, int level) {
  if (level >= 0) return;
  codec->err->num_warnings++;
  if (codec->err->msg_code == JWRN_JPEG_EOF) {
    auto* reader = static_cast<JpegReader*>(codec->client_data);
    std::snprintf(reader->message, sizeof(reader->message), "the file ends before the picture does");
    Leave(codec);
  }
}

void OnProgress(j_common_ptr codec) {
  auto* reader = static_cast<JpegReader*>(codec->client_data);
  if (reader->codec.input_scan_number <= kMaxScans) return;
  std::snprintf(reader->message, sizeof(reader->message), "more than %d scans", kMaxScans);
  Leave(codec);
}

void Silent(j_common_ptr) {}

bool Guarded(JpegReader* reader, void (*step)(JpegReader*)) {
  if (setjmp(reader->leave) != 0) return false;
  step(reader);
  return true;
}

void ReadHeader(JpegReader* reader) {
  jpeg_create_decompress(&reader->codec);
  reader->codec.mem->max_memory_to_use = kMaxMemory;
  reader->codec.progress = &reader->progress;
  jpeg_mem_src(&reader->codec, reader->bytes.data(), reader->bytes.size());
  jpeg_save_markers(&reader->codec, JPEG_APP0 + 1, 0xFFFF);
  jpeg_read_header(&reader->codec, TRUE);
}

void StartPixels(JpegReader* reader) { jpeg_start_decompress(&reader->codec); }

void ReadPixels(JpegReader* reader) {
  while (reader->codec.output_scanline < reader->codec.output_height) {
    JSAMPROW row = reader->pixels + reader->row_bytes * reader->codec.output_scanline;
    jpeg_read_scanlines(&reader->codec, &row, 1);
  }
  jpeg_finish_decompress(&reader->codec);
}

// Owns the library's state for the time of one picture.
class JpegFile {
 public:
  explicit JpegFile(std::span<const uint8_t> bytes) : reader_() {
    reader_.bytes = bytes;
    reader_.codec.err = jpeg_std_error(&reader_.errors);
    reader_.codec.client_data = &reader_;
    reader_.errors.error_exit = OnError;
    reader_.errors.emit_message = OnMessage;
    reader_.errors.output_message = Silent;
    reader_.progress.progress_monitor = OnProgress;
  }
  ~JpegFile() { jpeg_destroy_decompress(&reader_.codec); }
  JpegFile(const JpegFile&) = delete;
  JpegFile& operator=(const JpegFile&) = delete;

  JpegReader* operator->() { return &reader_; }
  Status Run(void (*step)(JpegReader*)) {
    if (Guarded(&reader_, step)) return Status::Ok();
    return Error(StatusCode::kInvalidArgument, "JPEG: %s", reader_.message);
  }

 private:
  JpegReader reader_;
};

int Orientation(const jpeg_decompress_struct& codec) {
  for (const jpeg_marker_struct* m = codec.marker_list; m != nullptr; m = m->next) {
    if (m->data_length < sizeof(kExifStart) || std::memcmp(m->data, kExifStart, sizeof(kExifStart)) != 0) continue;
    return ExifOrientation({m->data + sizeof(kExifStart), m->data_length - sizeof(kExifStart)});
  }
  return 1;
}

// Ink, stored inverted, to light: each channel is dimmed by the black that lies over it.
void CmykToRgb(const uint8_t* in, size_t pixels, uint8_t* out) {
  for (size_t i = 0; i < pixels; ++i, in += 4) {
    for (int c = 0; c < 3; ++c) *out++ = static_cast<uint8_t>((in[c] * in[3] + 127) / 255);
  }
}

}  // namespace

Expected<DecodedImage> DecodeJpeg(std::span<const uint8_t> bytes, uint64_t max_pixels) {
  JpegFile file(bytes);
  GC_RETURN_IF_ERROR(file.Run(ReadHeader));
  jpeg_decompress_struct& codec = file->codec;
  if (Status size = CheckImageSize(codec.image_width, codec.image_height, max_pixels); !size.ok()) return std::move(size).At("JPEG");
  const int stored = codec.num_components;
  if (stored != 1 && stored != 3 && stored != 4) {
    return Error(StatusCode::kUnsupported, "JPEG: %d colour components; supported: 1, 3, 4", stored);
  }
  codec.out_color_space = stored == 1 ? JCS_GRAYSCALE : stored == 3 ? JCS_RGB : JCS_CMYK;
  DecodedImage decoded;
  decoded.orientation = Orientation(codec);
  GC_ASSIGN_OR_RETURN(decoded.image, Image::Allocate(codec.image_width, codec.image_height, stored == 1 ? 1 : 3, max_pixels));
  GC_RETURN_IF_ERROR(file.Run(StartPixels));
  if (codec.output_components != stored || codec.output_width != codec.image_width || codec.output_height != codec.image_height) {
    return Error(StatusCode::kInternal, "JPEG: the decoder changed the shape of the picture");
  }
  AlignedBuffer ink;
  file->pixels = decoded.image.row(0);
  file->row_bytes = decoded.image.row_bytes();
  if (stored == 4) {
    file->row_bytes = static_cast<size_t>(codec.image_width) * 4;
    GC_ASSIGN_OR_RETURN(ink, AlignedBuffer::Allocate(file->row_bytes * codec.image_height));
    file->pixels = ink.data();
  }
  GC_RETURN_IF_ERROR(file.Run(ReadPixels));
  if (stored == 4) CmykToRgb(ink.data(), static_cast<size_t>(codec.image_width) * codec.image_height, decoded.image.row(0));
  return decoded;
}

}  // namespace goldcrest::tasks
