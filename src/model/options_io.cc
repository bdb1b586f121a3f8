#include "model/options_io.h"

#include <cstring>
#include <type_traits>
#include <vector>

namespace goldcrest::model {
namespace {

template <typename T>
struct IsVector : std::false_type {};
template <typename T>
struct IsVector<std::vector<T>> : std::true_type {};
template <typename T>
constexpr bool kLiesOutsideTheTable = IsVector<T>::value || std::is_same_v<T, std::string>;

// The field directory's place for the first field; the next ones follow at a distance of 2.
constexpr int kFirstField = 4;

// The classes below visit the fields of more than a hundred structs: their operators are not inlined, so that each exists once for a
// type of field, not once for each field.

// Reads the fields of one table in their order; a field that is absent keeps its default.
class FieldReader {
 public:
  explicit FieldReader(const TableView& table) : table_(table) {}

  template <typename T>
  [[gnu::noinline]] void operator()(const char* name, T& value) {
    (void)name;
    if constexpr (std::is_same_v<T, std::string>) {
      value = table_.String(field_);
    } else if constexpr (IsVector<T>::value) {
      value = table_.Vector<typename T::value_type>(field_);
    } else {
      value = table_.Scalar<T>(field_, value);
    }
    field_ += 2;
  }

 private:
  const TableView& table_;
  int field_ = kFirstField;
};

// Writes what a table refers to, which must exist before the table is begun.
class ChildWriter {
 public:
  ChildWriter(flatbuffers::FlatBufferBuilder& builder, std::vector<flatbuffers::uoffset_t>& offsets) : b_(builder), offsets_(offsets) {}

  template <typename T>
  [[gnu::noinline]] void operator()(const char* name, const T& value) {
    (void)name;
    flatbuffers::uoffset_t offset = 0;
    if constexpr (kLiesOutsideTheTable<T>) {
      if (!value.empty()) offset = Write(value);
    }
    offsets_.push_back(offset);
  }

 private:
  flatbuffers::uoffset_t Write(const std::string& s) { return b_.CreateString(s).o; }
  flatbuffers::uoffset_t Write(const std::vector<bool>& v) { return b_.CreateVector(v).o; }
  template <typename T>
  flatbuffers::uoffset_t Write(const std::vector<T>& v) {
    if constexpr (std::is_enum_v<T>) {
      return b_.CreateVectorScalarCast<std::underlying_type_t<T>>(v.data(), v.size()).o;
    } else {
      return b_.CreateVector(v).o;
    }
  }

  flatbuffers::FlatBufferBuilder& b_;
  std::vector<flatbuffers::uoffset_t>& offsets_;
};

// The bits of a scalar field. Two fields are equal when their bits are: -0.0f is not the default 0, and a NaN equals itself.
template <typename T>
uint64_t BitsOf(const T& value) {
  uint64_t bits = 0;
  if constexpr (!kLiesOutsideTheTable<T>) std::memcpy(&bits, &value, sizeof(value));
  return bits;
}

class DefaultsReader {
 public:
  explicit DefaultsReader(std::vector<uint64_t>& defaults) : defaults_(defaults) {}

  template <typename T>
  [[gnu::noinline]] void operator()(const char* name, const T& value) {
    (void)name;
    defaults_.push_back(BitsOf(value));
  }

 private:
  std::vector<uint64_t>& defaults_;
};

// Writes the fields of a table that was begun; those equal to their default are left out.
class FieldWriter {
 public:
  FieldWriter(flatbuffers::FlatBufferBuilder& builder, const std::vector<flatbuffers::uoffset_t>& offsets,
              const std::vector<uint64_t>& defaults)
      : b_(builder), offsets_(offsets), defaults_(defaults) {}

  template <typename T>
  [[gnu::noinline]] void operator()(const char* name, const T& value) {
    (void)name;
    const auto field = static_cast<flatbuffers::voffset_t>(kFirstField + 2 * number_);
    if constexpr (kLiesOutsideTheTable<T>) {
      b_.AddOffset(field, flatbuffers::Offset<void>(offsets_[number_]));
    } else if (BitsOf(value) != defaults_[number_]) {
      if constexpr (std::is_same_v<T, bool>) {
        b_.AddElement<uint8_t>(field, value);
      } else if constexpr (std::is_enum_v<T>) {
        b_.AddElement(field, static_cast<std::underlying_type_t<T>>(value));
      } else {
        b_.AddElement<T>(field, value);
      }
    }
    ++number_;
  }

 private:
  flatbuffers::FlatBufferBuilder& b_;
  const std::vector<flatbuffers::uoffset_t>& offsets_;
  const std::vector<uint64_t>& defaults_;
  size_t number_ = 0;
};

template <typename T>
flatbuffers::Offset<void> WriteTable(flatbuffers::FlatBufferBuilder& builder, const T& value) {
  std::vector<flatbuffers::uoffset_t> offsets;
  T::ForEachField(value, ChildWriter(builder, offsets));
  std::vector<uint64_t> defaults;
  const T unset;
  T::ForEachField(unset, DefaultsReader(defaults));
  const flatbuffers::uoffset_t start = builder.StartTable();
  T::ForEachField(value, FieldWriter(builder, offsets, defaults));
  return flatbuffers::Offset<void>(builder.EndTable(start));
}

}  // namespace

Options ReadOperatorOptions(OptionsType type, const TableView& table) {
  Options options;
  if (!table.present()) return options;
  VisitOptionsType(type, [&]<typename T>() {
    T value;
    FieldReader reader(table);
    T::ForEachField(value, reader);
    options = Options(std::move(value));
  });
  return options;
}

flatbuffers::Offset<void> WriteOperatorOptions(flatbuffers::FlatBufferBuilder& builder, const Options& options) {
  flatbuffers::Offset<void> offset;
  VisitOptionsType(options.type(), [&]<typename T>() {
    if (const T* value = options.As<T>()) offset = WriteTable(builder, *value);
  });
  return offset;
}

}  // namespace goldcrest::model
