#include "model/recognize.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <string>
#include <string_view>

namespace goldcrest::model {
namespace {

std::string_view Text(std::span<const uint8_t> bytes, size_t at_most) {
  return {reinterpret_cast<const char*>(bytes.data()), std::min(bytes.size(), at_most)};
}

struct Magic {
  std::string_view start;
  const char* what;
};

using namespace std::literals;

constexpr Magic kMagics[] = {
    {"PK\x03\x04"sv, "a zip archive (a PyTorch model, a Keras v3 model or a bundle?); unpack it first"},
    {"PK\x05\x06"sv, "an empty zip archive"},
    {"\x1f\x8b"sv, "gzip-compressed; unpack it with gunzip first"},
    {"BZh"sv, "bzip2-compressed; unpack it first"},
    {"\xfd"
     "7zXZ"sv,
     "xz-compressed; unpack it first"},
    {"\x28\xb5\x2f\xfd"sv, "zstd-compressed; unpack it first"},
    {"\x89PNG"sv, "a PNG picture"},
    {"\xff\xd8\xff"sv, "a JPEG picture"},
    {"GIF8"sv, "a GIF picture"},
    {"BM"sv, "a BMP picture"},
    {"RIFF"sv, "a RIFF file (WAV sound or WebP picture)"},
    {"%PDF"sv, "a PDF document"},
    {"\x7f"
     "ELF"sv,
     "a program or shared library"},
    {"\x89HDF"sv, "an HDF5 file (a Keras .h5 model?); convert it to .tflite first"},
    {"GGUF"sv, "a GGUF model; only .tflite models are read"},
    {"LITERTLM"sv, "a .litertlm bundle; only .tflite models are read"},
    {"#!"sv, "a script"},
};

bool StartsWithIgnoringCase(std::string_view text, std::string_view lower) {
  return text.size() >= lower.size() && std::equal(lower.begin(), lower.end(), text.begin(),
                                                   [](char a, char b) { return a == std::tolower(static_cast<unsigned char>(b)); });
}

// The size that a Git LFS pointer's "size N" line states; empty where there is none.
std::string PointerSize(std::string_view text) {
  const size_t at = text.find("\nsize ");
  if (at == std::string_view::npos) return {};
  std::string_view digits = text.substr(at + 6);
  digits = digits.substr(0, std::min(digits.find_first_not_of("0123456789"), digits.size()));
  return std::string(digits.substr(0, 20));
}

// Models of ONNX, SavedModels and frozen graphs are Protocol Buffers: field 1 is a version number or a message.
const char* DescribeProtobuf(std::span<const uint8_t> bytes) {
  if (bytes.size() < 4) return nullptr;
  if (bytes[0] == 0x08 && bytes[1] < 0x40) {
    // SavedModel: schema version 1, then a meta graph. ONNX: IR version, then the producer's name or the graph.
    if (bytes[1] == 1 && bytes[2] == 0x12) return "a TensorFlow SavedModel; convert it to .tflite first";
    if (bytes[2] == 0x12 || bytes[2] == 0x3a || bytes[2] == 0x42) return "an ONNX model; only .tflite models are read";
  }
  if (bytes[0] == 0x0a && bytes.size() > 3 && (bytes[2] == 0x0a || bytes[3] == 0x0a)) {
    return "a Protocol Buffers file (a frozen TensorFlow graph?); convert it to .tflite first";
  }
  return nullptr;
}

Status NotAModel(const char* what) { return Error(StatusCode::kInvalidModel, "not a .tflite model: it is %s", what); }

Status DescribeText(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t\r\n\xef\xbb\xbf");
  const std::string_view body = first == std::string_view::npos ? std::string_view() : text.substr(first);
  if (StartsWithIgnoringCase(body, "<!doctype html") || StartsWithIgnoringCase(body, "<html") || StartsWithIgnoringCase(body, "<head")) {
    return NotAModel("an HTML page; the download gave a web page instead of the file");
  }
  if (StartsWithIgnoringCase(body, "<?xml") || StartsWithIgnoringCase(body, "<svg")) return NotAModel("an XML document");
  if (!body.empty() && (body[0] == '{' || body[0] == '[') && body.find_first_of("\":,}]", 1) != std::string_view::npos) {
    return NotAModel("a JSON text");
  }
  return Status::Ok();
}

}  // namespace

Status RecognizeModel(std::span<const uint8_t> bytes) {
  constexpr size_t kHeader = 8;
  if (bytes.empty()) return Error(StatusCode::kInvalidModel, "not a .tflite model: the file is empty");
  const std::string_view start = Text(bytes, 512);
  if (start.size() >= kHeader && start.substr(4, 4) == "TFL3") return Status::Ok();

  if (start.starts_with("version https://git-lfs")) {
    const std::string size = PointerSize(start);
    return Error(StatusCode::kInvalidModel, "not a .tflite model: it is a Git LFS pointer; fetch the %s%smodel itself with 'git lfs pull'",
                 size.c_str(), size.empty() ? "" : " bytes of the ");
  }
  for (const Magic& magic : kMagics) {
    if (start.starts_with(magic.start)) return NotAModel(magic.what);
  }
  GC_RETURN_IF_ERROR(DescribeText(start));
  if (const char* what = DescribeProtobuf(bytes)) return NotAModel(what);
  if (bytes.size() < kHeader) {
    return Error(StatusCode::kInvalidModel, "not a .tflite model: %zu bytes are too few even for its header of %zu", bytes.size(), kHeader);
  }
  std::string found;
  for (char c : start.substr(4, 4)) {
    char hex[8];
    std::snprintf(hex, sizeof(hex), c >= 0x20 && c < 0x7f ? "%c" : "\\x%02x", static_cast<unsigned char>(c));
    found += hex;
  }
  return Error(StatusCode::kInvalidModel, "not a .tflite model: bytes 4 to 7 are \"%s\" where the identifier \"TFL3\" is expected",
               found.c_str());
}

}  // namespace goldcrest::model
