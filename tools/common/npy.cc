#include "tools/common/npy.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "base/checked.h"
#include "base/file.h"
#include "base/shape_util.h"
#include "tools/common/npy_header.h"

namespace goldcrest::tools {
namespace {

// Strings without characters take no bytes in a file, which therefore does not bound their number.
constexpr uint64_t kMaxEmptyStrings = 1 << 24;

// Calls visit(i, j) for every element: i its place in C order, j in Fortran order.
template <typename Visit>
void ForEachPlace(const Shape& shape, size_t elements, Visit visit) {
  size_t stride[Shape::kMaxRank] = {};
  size_t position[Shape::kMaxRank] = {};
  size_t product = 1;
  for (int d = 0; d < shape.rank(); ++d) {
    stride[d] = product;
    product *= static_cast<size_t>(shape[d]);
  }
  size_t j = 0;
  for (size_t i = 0; i < elements; ++i) {
    visit(i, j);
    for (int d = shape.rank() - 1; d >= 0; --d) {
      j += stride[d];
      if (++position[d] < static_cast<size_t>(shape[d])) break;
      j -= stride[d] * static_cast<size_t>(shape[d]);
      position[d] = 0;
    }
  }
}

Status AppendUtf8(uint32_t c, std::string* out) {
  if (c > 0x10FFFF || (c >= 0xD800 && c < 0xE000)) {
    return Error(StatusCode::kInvalidArgument, "a string holds 0x%X, which is no character", static_cast<unsigned>(c));
  }
  const auto put = [&](uint32_t byte) { out->push_back(static_cast<char>(byte)); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0 | c >> 6);
    put(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    put(0xE0 | c >> 12);
    put(0x80 | (c >> 6 & 0x3F));
    put(0x80 | (c & 0x3F));
  } else {
    put(0xF0 | c >> 18);
    put(0x80 | (c >> 12 & 0x3F));
    put(0x80 | (c >> 6 & 0x3F));
    put(0x80 | (c & 0x3F));
  }
  return Status::Ok();
}

// An element of fixed width; the zeros that fill it up at its end are no part of it.
Status ReadString(const uint8_t* in, const NpyLayout& layout, std::string* out) {
  if (!layout.ucs4) {
    size_t size = layout.element_bytes;
    while (size > 0 && in[size - 1] == 0) --size;
    out->assign(reinterpret_cast<const char*>(in), size);
    return Status::Ok();
  }
  size_t size = layout.element_bytes / 4;
  const auto code = [&](size_t i) {
    return uint32_t{in[4 * i]} | uint32_t{in[4 * i + 1]} << 8 | uint32_t{in[4 * i + 2]} << 16 | uint32_t{in[4 * i + 3]} << 24;
  };
  while (size > 0 && code(size - 1) == 0) --size;
  for (size_t i = 0; i < size; ++i) GC_RETURN_IF_ERROR(AppendUtf8(code(i), out));
  return Status::Ok();
}

struct FileCloser {
  void operator()(std::FILE* f) const { std::fclose(f); }
};

Status WriteParts(const std::string& path, std::span<const std::span<const uint8_t>> parts) {
  const auto failed = [&] { return Error(StatusCode::kIoError, "cannot write '%s': %s", path.c_str(), std::strerror(errno)); };
  std::unique_ptr<std::FILE, FileCloser> file(std::fopen(path.c_str(), "wb"));
  if (!file) return failed();
  for (const auto& part : parts) {
    if (!part.empty() && std::fwrite(part.data(), 1, part.size(), file.get()) != part.size()) return failed();
  }
  return std::fclose(file.release()) == 0 ? Status::Ok() : failed();
}

std::span<const uint8_t> AsBytes(const std::string& s) { return {reinterpret_cast<const uint8_t*>(s.data()), s.size()}; }

}  // namespace

Expected<NpyArray> ParseNpy(std::span<const uint8_t> file) {
  GC_ASSIGN_OR_RETURN(const NpyLayout layout, ParseNpyHeader(file));
  const CheckedSize elements = CheckedElements(layout.shape);
  const CheckedSize bytes = elements * layout.element_bytes;
  const std::span<const uint8_t> content = file.subspan(layout.data_offset);
  if (!bytes.ok() || content.size() != bytes.value()) {
    return Error(StatusCode::kInvalidArgument, "no intact .npy file: %zu bytes of elements; shape %s of %zu bytes each needs %s",
                 content.size(), layout.shape.ToString().c_str(), layout.element_bytes,
                 bytes.ok() ? std::to_string(bytes.value()).c_str() : "more than memory holds");
  }
  NpyArray array;
  array.type = layout.type;
  array.shape = layout.shape;
  const bool reorder = layout.fortran_order && layout.shape.rank() > 1;
  if (layout.type == TensorType::kString) {
    if (layout.element_bytes == 0 && !elements.AtMost(kMaxEmptyStrings)) {
      return Error(StatusCode::kLimitExceeded, "%zu empty strings", elements.value());
    }
    array.strings.resize(elements.value());
    Status status;
    ForEachPlace(layout.shape, elements.value(), [&](size_t i, size_t j) {
      if (status.ok()) status = ReadString(content.data() + (reorder ? j : i) * layout.element_bytes, layout, &array.strings[i]);
    });
    if (!status.ok()) return status;
    return array;
  }
  GC_ASSIGN_OR_RETURN(array.data, AlignedBuffer::Allocate(bytes.value()));
  uint8_t* out = array.data.data();
  const size_t size = layout.element_bytes;
  if (reorder) {
    ForEachPlace(layout.shape, elements.value(), [&](size_t i, size_t j) { std::memcpy(out + i * size, content.data() + j * size, size); });
  } else if (!content.empty()) {
    std::memcpy(out, content.data(), content.size());
  }
  // Whatever is not 0 is true; a C++ bool must be 0 or 1.
  if (array.type == TensorType::kBool) std::for_each(out, out + bytes.value(), [](uint8_t& b) { b = b != 0; });
  return array;
}

Expected<NpyArray> ReadNpy(const std::string& path) {
  GC_ASSIGN_OR_RETURN(const std::shared_ptr<const Bytes> bytes, MapFile(path));
  Expected<NpyArray> array = ParseNpy(bytes->span());
  if (!array.ok()) return std::move(array).status().At("'" + path + "'");
  return array;
}

Status WriteNpy(const std::string& path, const NpyArray& array) {
  if (array.type != TensorType::kString) return WriteNpy(path, array.type, array.shape, array.bytes());
  size_t width = 1;
  for (const std::string& s : array.strings) width = std::max(width, s.size());
  GC_ASSIGN_OR_RETURN(const std::string header, NpyHeader(array.type, array.shape, width));
  const CheckedSize size = CheckedSize(array.strings.size()) * width;
  if (!size.ok()) return Error(StatusCode::kLimitExceeded, "%zu strings of up to %zu bytes", array.strings.size(), width);
  GC_ASSIGN_OR_RETURN(AlignedBuffer content, AlignedBuffer::Allocate(size.value()));
  if (content.size() > 0) std::memset(content.data(), 0, content.size());
  for (size_t i = 0; i < array.strings.size(); ++i) std::copy(array.strings[i].begin(), array.strings[i].end(), content.data() + i * width);
  const std::span<const uint8_t> parts[] = {AsBytes(header), {content.data(), content.size()}};
  return WriteParts(path, parts);
}

Status WriteNpy(const std::string& path, TensorType type, const Shape& shape, std::span<const uint8_t> bytes) {
  GC_ASSIGN_OR_RETURN(const std::string header, NpyHeader(type, shape));
  const std::span<const uint8_t> parts[] = {AsBytes(header), bytes};
  return WriteParts(path, parts);
}

}  // namespace goldcrest::tools
