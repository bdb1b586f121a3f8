// Makes small picture files in memory, for tests.
#ifndef GOLDCREST_SRC_TASKS_CORE_IMAGE_TEST_UTIL_H_
#define GOLDCREST_SRC_TASKS_CORE_IMAGE_TEST_UTIL_H_

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>
// After <cstdio>, whose types they use.
#include <jpeglib.h>
#include <png.h>

namespace goldcrest::tasks {

using FileBytes = std::vector<uint8_t>;

inline void Append(FileBytes* out, uint32_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) out->push_back(static_cast<uint8_t>(value >> (8 * i)));
}

// A BMP with the 40-byte header; `pixels` are its rows as stored, padding and palette (4 bytes an entry, in front) included.
inline FileBytes MakeBmp(int32_t width, int32_t height, uint32_t bits, const FileBytes& palette, const FileBytes& pixels,
                         uint32_t compression = 0, const FileBytes& masks = {}) {
  FileBytes f = {'B', 'M'};
  const auto offset = static_cast<uint32_t>(54 + masks.size() + palette.size());
  Append(&f, static_cast<uint32_t>(offset + pixels.size()), 4);
  Append(&f, 0, 4);
  Append(&f, offset, 4);
  Append(&f, 40, 4);
  Append(&f, static_cast<uint32_t>(width), 4);
  Append(&f, static_cast<uint32_t>(height), 4);
  Append(&f, 1, 2);
  Append(&f, bits, 2);
  Append(&f, compression, 4);
  for (int i = 0; i < 3; ++i) Append(&f, 0, 4);
  Append(&f, static_cast<uint32_t>(palette.size() / 4), 4);
  Append(&f, 0, 4);
  f.insert(f.end(), masks.begin(), masks.end());
  f.insert(f.end(), palette.begin(), palette.end());
  f.insert(f.end(), pixels.begin(), pixels.end());
  return f;
}

struct PngSpec {
  uint32_t width = 0;
  uint32_t height = 0;
  int bits = 8;
  int colour_type = PNG_COLOR_TYPE_RGB;
  bool interlaced = false;
  std::vector<png_color> palette = {};
  int orientation = 0;  // written as an eXIf chunk unless 0
};

// A big-endian TIFF block that holds nothing but the orientation.
inline FileBytes MakeExif(int orientation) {
  return {'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, static_cast<uint8_t>(orientation), 0, 0, 0, 0, 0, 0};
}

// `rows` holds the rows as PNG stores them (16-bit samples big-endian, palette indices packed).
inline FileBytes MakePng(const PngSpec& spec, FileBytes rows) {
  FileBytes out;
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(png);
  png_set_write_fn(
      png, &out,
      [](png_structp p, png_bytep data, size_t n) {
        auto* bytes = static_cast<FileBytes*>(png_get_io_ptr(p));
        bytes->insert(bytes->end(), data, data + n);
      },
      nullptr);
  png_set_IHDR(png, info, spec.width, spec.height, spec.bits, spec.colour_type, spec.interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  if (!spec.palette.empty()) png_set_PLTE(png, info, spec.palette.data(), static_cast<int>(spec.palette.size()));
  FileBytes exif = MakeExif(spec.orientation);
  if (spec.orientation != 0) png_set_eXIf_1(png, info, static_cast<png_uint_32>(exif.size()), exif.data());
  png_write_info(png, info);
  std::vector<png_bytep> row_pointers;
  for (uint32_t y = 0; y < spec.height; ++y) row_pointers.push_back(rows.data() + y * (rows.size() / spec.height));
  png_write_image(png, row_pointers.data());
  png_write_end(png, info);
  png_destroy_write_struct(&png, &info);
  return out;
}

struct JpegSpec {
  uint32_t width = 0;
  uint32_t height = 0;
  int components = 3;  // 1 grey, 3 RGB, 4 CMYK (stored as given, so inverted where it is meant as Adobe does)
  bool progressive = false;
  int orientation = 0;  // written as EXIF unless 0
};

// Quality 100; `pixels` interleaved without padding.
inline FileBytes MakeJpeg(const JpegSpec& spec, FileBytes pixels) {
  jpeg_compress_struct codec;
  jpeg_error_mgr errors;
  codec.err = jpeg_std_error(&errors);
  jpeg_create_compress(&codec);
  unsigned char* data = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&codec, &data, &size);
  codec.image_width = spec.width;
  codec.image_height = spec.height;
  codec.input_components = spec.components;
  codec.in_color_space = spec.components == 1 ? JCS_GRAYSCALE : spec.components == 3 ? JCS_RGB : JCS_CMYK;
  jpeg_set_defaults(&codec);
  jpeg_set_quality(&codec, 100, TRUE);
  if (spec.progressive) jpeg_simple_progression(&codec);
  jpeg_start_compress(&codec, TRUE);
  if (spec.orientation != 0) {
    FileBytes marker = {'E', 'x', 'i', 'f', 0, 0};
    const FileBytes exif = MakeExif(spec.orientation);
    marker.insert(marker.end(), exif.begin(), exif.end());
    jpeg_write_marker(&codec, JPEG_APP0 + 1, marker.data(), static_cast<unsigned>(marker.size()));
  }
  while (codec.next_scanline < codec.image_height) {
    JSAMPROW row = pixels.data() + size_t{codec.next_scanline} * spec.width * static_cast<size_t>(spec.components);
    jpeg_write_scanlines(&codec, &row, 1);
  }
  jpeg_finish_compress(&codec);
  jpeg_destroy_compress(&codec);
  FileBytes out(data, data + size);
  std::free(data);
  return out;
}

}  // namespace goldcrest::tasks

#endif  // GOLDCREST_SRC_TASKS_CORE_IMAGE_TEST_UTIL_H_
