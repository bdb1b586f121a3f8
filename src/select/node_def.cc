#include "select/node_def.h"

#include <optional>

#include "select/wire.h"

namespace goldcrest::select {
namespace {

using tf::AttrValue;
using tf::DataType;
using tf::Literal;
using tf::PartialShape;

Status Broken(const char* what) { return Error(StatusCode::kInvalidModel, "the options of the select operator hold no %s", what); }

// Numbers of a repeated field, packed or one by one.
template <typename F>
bool EachVarint(const WireField& field, F&& f) {
  if (field.kind == WireField::Kind::kVarint) {
    f(field.value);
    return true;
  }
  if (field.kind != WireField::Kind::kBytes) return false;
  WireReader packed(field.bytes);
  for (uint64_t v; !packed.empty();) {
    if (!packed.Varint(&v)) return false;
    f(v);
  }
  return true;
}

template <typename F>
bool EachFixed(const WireField& field, size_t size, F&& f) {
  if (field.kind != WireField::Kind::kBytes) {
    f(field.value);
    return true;
  }
  WireReader packed(field.bytes);
  for (uint64_t v; !packed.empty();) {
    if (!packed.Fixed(size, &v)) return false;
    f(v);
  }
  return true;
}

Expected<PartialShape> ReadShape(std::span<const uint8_t> bytes) {
  std::vector<int64_t> dims;
  bool unknown_rank = false;
  WireReader reader(bytes);
  for (WireField f; reader.Next(&f);) {
    if (f.number == 3) unknown_rank = f.value != 0;
    if (f.number != 2) continue;
    int64_t size = 0;
    WireReader dim(f.bytes);
    for (WireField d; dim.Next(&d);)
      if (d.number == 1) size = d.integer();
    if (!dim.ok()) return Broken("shape");
    dims.push_back(size < 0 ? PartialShape::kUnknown : size);
  }
  if (!reader.ok()) return Broken("shape");
  return unknown_rank ? PartialShape() : PartialShape(std::move(dims));
}

// A TensorProto of numbers in tensor_content or in its typed lists, whose last element repeats; or of strings.
Expected<Literal> ReadTensor(std::span<const uint8_t> bytes) {
  DataType type = DataType::kInvalid;
  PartialShape shape = PartialShape::Scalar();
  std::span<const uint8_t> content;
  std::vector<double> numbers;
  std::vector<int64_t> integers;
  std::vector<std::string> strings;
  bool good = true;
  WireReader reader(bytes);
  for (WireField f; reader.Next(&f);) {
    switch (f.number) {
      case 1: type = static_cast<DataType>(f.value); break;
      case 2: {
        GC_ASSIGN_OR_RETURN(shape, ReadShape(f.bytes));
        break;
      }
      case 4: content = f.bytes; break;
      case 5: good &= EachFixed(f, 4, [&](uint64_t v) { numbers.push_back(std::bit_cast<float>(static_cast<uint32_t>(v))); }); break;
      case 6: good &= EachFixed(f, 8, [&](uint64_t v) { numbers.push_back(std::bit_cast<double>(v)); }); break;
      case 7:
      case 10:
      case 11:
      case 16:
      case 17: good &= EachVarint(f, [&](uint64_t v) { integers.push_back(static_cast<int64_t>(v)); }); break;
      case 8: strings.push_back(f.text()); break;
      default: break;
    }
  }
  const int64_t elements = shape.elements();
  if (!reader.ok() || !good || elements < 0) return Broken("tensor");
  if (!content.empty()) return LiteralFromBytes(type, shape.dims(), model::Block(std::vector<uint8_t>(content.begin(), content.end())));
  // As many values as a shape claims are made only where it is small: a constant of a select operator is an attribute, not a weight.
  constexpr int64_t kMaxElements = 1 << 20;
  if (elements > kMaxElements) return Broken("tensor of less than 1048576 elements");
  const auto size = static_cast<size_t>(elements);
  if (type == DataType::kString) {
    strings.resize(size);
    return Literal(shape.dims(), std::move(strings));
  }
  if (!integers.empty()) {
    integers.resize(size, integers.back());
    return LiteralFromInts(type, shape.dims(), integers);
  }
  numbers.resize(size, numbers.empty() ? 0.0 : numbers.back());
  return LiteralFromDoubles(type, shape.dims(), numbers);
}

std::string ReadFunction(std::span<const uint8_t> bytes) {
  std::string name;
  WireReader reader(bytes);
  for (WireField f; reader.Next(&f);)
    if (f.number == 1) name = f.text();
  return name;
}

// A list's kind is that of its first element; an empty list has none and is left out, which reads as empty of every kind.
Status ReadList(std::span<const uint8_t> bytes, std::optional<AttrValue>* value) {
  std::vector<std::string> strings;
  std::vector<int64_t> integers;
  std::vector<float> floats;
  std::vector<bool> booleans;
  std::vector<DataType> types;
  std::vector<PartialShape> shapes;
  bool good = true;
  WireReader reader(bytes);
  for (WireField f; reader.Next(&f);) {
    switch (f.number) {
      case 2: strings.push_back(f.text()); break;
      case 3: good &= EachVarint(f, [&](uint64_t v) { integers.push_back(static_cast<int64_t>(v)); }); break;
      case 4: good &= EachFixed(f, 4, [&](uint64_t v) { floats.push_back(std::bit_cast<float>(static_cast<uint32_t>(v))); }); break;
      case 5: good &= EachVarint(f, [&](uint64_t v) { booleans.push_back(v != 0); }); break;
      case 6: good &= EachVarint(f, [&](uint64_t v) { types.push_back(static_cast<DataType>(v)); }); break;
      case 7: {
        GC_ASSIGN_OR_RETURN(PartialShape shape, ReadShape(f.bytes));
        shapes.push_back(std::move(shape));
        break;
      }
      default: break;
    }
  }
  if (!reader.ok() || !good) return Broken("list");
  if (!strings.empty()) *value = std::move(strings);
  if (!integers.empty()) *value = std::move(integers);
  if (!floats.empty()) *value = std::move(floats);
  if (!booleans.empty()) *value = std::move(booleans);
  if (!types.empty()) *value = std::move(types);
  if (!shapes.empty()) *value = std::move(shapes);
  return Status::Ok();
}

// An unsigned number of `width` bytes; nothing where that is outside.
std::optional<uint64_t> NumberAt(std::span<const uint8_t> bytes, uint64_t at, uint64_t width) {
  if (width > 8 || at > bytes.size() || bytes.size() - at < width) return std::nullopt;
  uint64_t v = 0;
  std::memcpy(&v, bytes.data() + at, static_cast<size_t>(width));
  return v;
}

// Where the offset at `at` points, `width` bytes wide and counted backwards.
std::optional<uint64_t> TargetOf(std::span<const uint8_t> bytes, uint64_t at, uint64_t width) {
  const std::optional<uint64_t> offset = NumberAt(bytes, at, width);
  if (!offset.has_value() || *offset > at) return std::nullopt;
  return at - *offset;
}

// String `index` of a FlexBuffer whose root is a vector of `size` values. The buffer ends with the root's type and width; a value's type
// byte holds its kind and, in the lowest two bits, the logarithm of the width of what it points to.
std::optional<std::span<const uint8_t>> StringOfVector(std::span<const uint8_t> bytes, uint64_t index, uint64_t size) {
  constexpr int kString = 5, kVector = 10;
  if (bytes.size() < 3) return std::nullopt;
  const uint64_t root_width = bytes[bytes.size() - 1];
  const uint8_t root_type = bytes[bytes.size() - 2];
  if (root_type >> 2 != kVector || root_width + 2 > bytes.size()) return std::nullopt;
  const std::optional<uint64_t> vector = TargetOf(bytes, bytes.size() - 2 - root_width, root_width);
  const uint64_t width = uint64_t{1} << (root_type & 3);
  if (!vector.has_value() || *vector < width || NumberAt(bytes, *vector - width, width) != size) return std::nullopt;
  const std::optional<uint64_t> type = NumberAt(bytes, *vector + size * width + index, 1);
  if (!type.has_value() || *type >> 2 != kString) return std::nullopt;
  const std::optional<uint64_t> text = TargetOf(bytes, *vector + index * width, width);
  const uint64_t text_width = uint64_t{1} << (*type & 3);
  if (!text.has_value() || *text < text_width) return std::nullopt;
  const std::optional<uint64_t> length = NumberAt(bytes, *text - text_width, text_width);
  if (!length.has_value() || *length > bytes.size() - *text) return std::nullopt;
  return bytes.subspan(static_cast<size_t>(*text), static_cast<size_t>(*length));
}

Status ReadAttr(std::span<const uint8_t> bytes, tf::Attrs* attrs) {
  std::string name;
  std::optional<AttrValue> value;
  WireReader entry(bytes);
  for (WireField e; entry.Next(&e);) {
    if (e.number == 1) name = e.text();
    if (e.number != 2) continue;
    WireReader reader(e.bytes);
    for (WireField f; reader.Next(&f);) {
      switch (f.number) {
        case 1: GC_RETURN_IF_ERROR(ReadList(f.bytes, &value)); break;
        case 2: value = f.text(); break;
        case 3: value = f.integer(); break;
        case 4: value = f.as_float(); break;
        case 5: value = f.value != 0; break;
        case 6: value = static_cast<DataType>(f.value); break;
        case 7: {
          GC_ASSIGN_OR_RETURN(PartialShape shape, ReadShape(f.bytes));
          value = std::move(shape);
          break;
        }
        case 8: {
          GC_ASSIGN_OR_RETURN(Literal tensor, ReadTensor(f.bytes));
          value = std::move(tensor);
          break;
        }
        case 10: value = tf::FunctionName{ReadFunction(f.bytes)}; break;
        default: break;
      }
    }
    if (!reader.ok()) return Broken("attribute");
  }
  if (!entry.ok() || name.empty()) return Broken("attribute");
  if (value.has_value()) attrs->Set(std::move(name), std::move(*value));
  return Status::Ok();
}

}  // namespace

Expected<NodeDef> ReadNodeDef(std::span<const uint8_t> bytes) {
  NodeDef def;
  WireReader reader(bytes);
  for (WireField f; reader.Next(&f);) {
    if (f.number == 2) def.op = f.text();
    if (f.number == 5) GC_RETURN_IF_ERROR(ReadAttr(f.bytes, &def.attrs));
  }
  if (!reader.ok() || def.op.empty()) return Broken("NodeDef");
  return def;
}

Expected<NodeDef> ReadOptions(std::span<const uint8_t> options) {
  const std::optional<std::span<const uint8_t>> def = StringOfVector(options, 1, 2);
  if (!def.has_value()) return Broken("name and NodeDef");
  return ReadNodeDef(*def);
}

}  // namespace goldcrest::select
