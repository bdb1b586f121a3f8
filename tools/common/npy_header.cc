#include "tools/common/npy_header.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <string_view>

#include "base/checked.h"
#include "tools/common/npy.h"

namespace goldcrest::tools {
namespace {

constexpr std::string_view kMagic = "\x93NUMPY";
constexpr size_t kMaxHeader = 1 << 20;

Status Malformed(const char* what) { return Error(StatusCode::kInvalidArgument, "no intact .npy file: %s", what); }

struct Dtype {
  std::string_view name;  // without the sign of the byte order
  TensorType type;
};
// In this order: the first name of a type is the one written.
constexpr Dtype kDtypes[] = {{"f4", TensorType::kFloat32},   {"f2", TensorType::kFloat16},     {"f8", TensorType::kFloat64},
                             {"i1", TensorType::kInt8},      {"i2", TensorType::kInt16},       {"i4", TensorType::kInt32},
                             {"i8", TensorType::kInt64},     {"u1", TensorType::kUInt8},       {"u2", TensorType::kUInt16},
                             {"u4", TensorType::kUInt32},    {"u8", TensorType::kUInt64},      {"b1", TensorType::kBool},
                             {"c8", TensorType::kComplex64}, {"c16", TensorType::kComplex128}, {"V2", TensorType::kBFloat16}};

// Reads the dictionary {'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), } token by token.
class DictionaryParser {
 public:
  explicit DictionaryParser(std::string_view text) : text_(text) {}

  Status Parse(NpyLayout* layout) {
    if (!Take('{')) return Malformed("its header is no dictionary");
    bool seen_descr = false, seen_order = false, seen_shape = false;
    while (!Take('}')) {
      std::string_view key;
      if (!TakeString(&key) || !Take(':')) return Malformed("its header has no key where one is due");
      if (key == "descr") {
        GC_RETURN_IF_ERROR(ParseDescr(layout));
        seen_descr = true;
      } else if (key == "fortran_order") {
        layout->fortran_order = TakeWord("True");
        if (!layout->fortran_order && !TakeWord("False")) return Malformed("fortran_order is neither True nor False");
        seen_order = true;
      } else if (key == "shape") {
        GC_RETURN_IF_ERROR(ParseShape(&layout->shape));
        seen_shape = true;
      } else {
        return Malformed("its header has a key other than descr, fortran_order and shape");
      }
      Take(',');
    }
    return seen_descr && seen_order && seen_shape ? Status::Ok() : Malformed("its header lacks descr, fortran_order or shape");
  }

 private:
  void SkipSpace() {
    const size_t at = text_.find_first_not_of(" \t\n");
    text_.remove_prefix(at == std::string_view::npos ? text_.size() : at);
  }
  bool Take(char c) {
    SkipSpace();
    if (text_.empty() || text_[0] != c) return false;
    text_.remove_prefix(1);
    return true;
  }
  bool TakeWord(std::string_view word) {
    SkipSpace();
    if (text_.substr(0, word.size()) != word) return false;
    text_.remove_prefix(word.size());
    return true;
  }
  bool TakeString(std::string_view* out) {
    SkipSpace();
    if (text_.empty() || (text_[0] != '\'' && text_[0] != '"')) return false;
    const size_t end = text_.find(text_[0], 1);
    if (end == std::string_view::npos) return false;
    *out = text_.substr(1, end - 1);
    text_.remove_prefix(end + 1);
    return true;
  }
  bool TakeNumber(int64_t* out) {
    SkipSpace();
    const auto [end, error] = std::from_chars(text_.data(), text_.data() + text_.size(), *out);
    if (error != std::errc()) return false;
    text_.remove_prefix(static_cast<size_t>(end - text_.data()));
    Take('L');  // as Python 2 wrote it
    return true;
  }

  Status ParseShape(Shape* shape) {
    if (!Take('(')) return Malformed("its shape is no tuple");
    while (!Take(')')) {
      int64_t dim = 0;
      if (!TakeNumber(&dim) || dim < 0 || dim > INT32_MAX)
        return Malformed("its shape has a dimension that is no number from 0 to 2147483647");
      if (shape->rank() == Shape::kMaxRank) {
        return Error(StatusCode::kUnsupported, "the array has more than %d dimensions", Shape::kMaxRank);
      }
      shape->push_back(static_cast<int32_t>(dim));
      Take(',');
    }
    return Status::Ok();
  }

  Status ParseDescr(NpyLayout* layout) {
    std::string_view descr;
    if (!TakeString(&descr)) return Error(StatusCode::kUnsupported, "a structured array; expected one of plain elements");
    const auto refuse = [&] {
      const std::string shown(descr.substr(0, 20));
      return Error(StatusCode::kUnsupported,
                   "elements of type '%s'; supported: b1, i1 to i8, u1 to u8, f2 to f8, c8, c16, S and U, little-endian", shown.c_str());
    };
    std::string_view name = descr;
    if (!name.empty() && std::strchr("<=|>", name[0]) != nullptr) name.remove_prefix(1);
    if (name.size() < 2) return refuse();
    uint64_t size = 0;
    const auto [end, error] = std::from_chars(name.data() + 1, name.data() + name.size(), size);
    if (error != std::errc() || end != name.data() + name.size()) return refuse();
    const bool byte_wide = name[0] != 'U' && (name[0] == 'S' || size == 1);
    if (descr[0] == '>' && !byte_wide) return refuse();
    if (name[0] == 'S' || name[0] == 'U') {
      layout->type = TensorType::kString;
      layout->ucs4 = name[0] == 'U';
      const CheckedSize bytes = CheckedSize(size) * (layout->ucs4 ? 4 : 1);
      if (!bytes.AtMost(INT32_MAX)) return refuse();
      layout->element_bytes = bytes.value();
      return Status::Ok();
    }
    const auto* found = std::find_if(std::begin(kDtypes), std::end(kDtypes), [&](const Dtype& d) { return d.name == name; });
    if (found == std::end(kDtypes)) return refuse();
    layout->type = found->type;
    layout->element_bytes = static_cast<size_t>(TypeBits(found->type)) / 8;
    return Status::Ok();
  }

  std::string_view text_;
};

}  // namespace

Expected<NpyLayout> ParseNpyHeader(std::span<const uint8_t> file) {
  const std::string_view text(reinterpret_cast<const char*>(file.data()), file.size());
  if (text.substr(0, kMagic.size()) != kMagic) return Malformed("it does not start with \\x93NUMPY");
  if (file.size() < 12) return Malformed("it ends within its header");
  const int major = file[6];
  if (major < 1 || major > 3) return Error(StatusCode::kUnsupported, ".npy format version %d; supported: 1 to 3", major);
  const size_t start = major == 1 ? 10 : 12;
  size_t length = file[8] | size_t{file[9]} << 8;
  if (major > 1) length |= size_t{file[10]} << 16 | size_t{file[11]} << 24;
  if (length > kMaxHeader) return Malformed("its header is longer than 1 MB");
  if (length > file.size() - start) return Malformed("it ends within its header");
  NpyLayout layout;
  GC_RETURN_IF_ERROR(DictionaryParser(text.substr(start, length)).Parse(&layout));
  layout.data_offset = start + length;
  return layout;
}

Expected<std::string> NpyHeader(TensorType type, const Shape& shape, size_t string_bytes) {
  std::string descr;
  if (type == TensorType::kString) {
    descr = "|S" + std::to_string(std::max<size_t>(string_bytes, 1));
  } else {
    const auto* found = std::find_if(std::begin(kDtypes), std::end(kDtypes), [&](const Dtype& d) { return d.type == type; });
    if (found == std::end(kDtypes)) return Error(StatusCode::kUnsupported, "%s has no counterpart in .npy files", TypeName(type).data());
    const bool ordered = TypeBits(type) > 8 && found->name[0] != 'V';
    descr = (ordered ? "<" : "|") + std::string(found->name);
  }
  std::string text = "{'descr': '" + descr + "', 'fortran_order': False, 'shape': (";
  for (int i = 0; i < shape.rank(); ++i)
    text += (i > 0 ? " " : "") + std::to_string(shape[i]) + (i + 1 < shape.rank() || i == 0 ? "," : "");
  text += "), }";
  // The elements start at a multiple of 64 bytes, after a line break.
  const size_t unpadded = 10 + text.size() + 1;
  text.append((64 - unpadded % 64) % 64, ' ');
  text += '\n';
  std::string header(kMagic);
  header += {1, 0, static_cast<char>(text.size() & 0xFF), static_cast<char>(text.size() >> 8)};
  return header + text;
}

}  // namespace goldcrest::tools
