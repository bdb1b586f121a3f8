// Reading a FlatBuffer that may lie: every offset and length is checked when it is read, and read once.
//
// FlatBuffers' own verifier judges a file first; its accessors then trust the bytes. These views do not, so that a file which
// changes between the two (it may be mapped, and others may write it) still cannot lead outside of it. Vectors are copied with
// memcpy, whatever their alignment. What is read wrong gives zeros and empty vectors, and ok() turns false: one look at the end
// of a reading is enough.
//
//   FlatBufferReading reading(bytes, 1 << 20);
//   const TableView root = reading.Root();
//   std::vector<int32_t> shape = root.Vector<int32_t>(schema::Tensor::VT_SHAPE);
//   if (!reading.ok()) return reading.status();
//
// Threads: one reading belongs to one thread.
#ifndef GOLDCREST_SRC_MODEL_FLATBUFFER_VIEW_H_
#define GOLDCREST_SRC_MODEL_FLATBUFFER_VIEW_H_

#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "goldcrest/status.h"

namespace goldcrest::model {

class TableView;

class FlatBufferReading {
 public:
  // At most `budget` bytes are copied out; a small file can name the same megabyte a million times.
  FlatBufferReading(std::span<const uint8_t> bytes, uint64_t budget) : bytes_(bytes), budget_(budget) {}

  TableView Root();

  bool ok() const { return failure_ == Failure::kNone; }
  Status status() const;
  // The end of the last byte that anything read so far reaches; beyond the file's end where the file is cut short.
  uint64_t extent() const { return extent_; }
  std::span<const uint8_t> bytes() const { return bytes_; }

  // False, and the reading has failed, unless [begin, begin + size) lies inside.
  bool Inside(uint64_t begin, uint64_t size);
  // Takes `count` times `each` bytes from the budget.
  bool Charge(uint64_t count, uint64_t each);
  void Fail(uint64_t where);

  template <typename T>
  T At(uint64_t position) {
    static_assert(std::is_arithmetic_v<T>);
    T value{};
    if (!Inside(position, sizeof(T))) return value;
    std::memcpy(&value, bytes_.data() + position, sizeof(T));
    // What was checked is what is used: the compiler may not read the memory a second time.
    __asm__ volatile("" : "+m"(value));
    return value;
  }

 private:
  enum class Failure : uint8_t { kNone, kOutside, kOverBudget };

  std::span<const uint8_t> bytes_;
  uint64_t budget_;
  uint64_t extent_ = 0;
  uint64_t where_ = 0;
  Failure failure_ = Failure::kNone;
};

// A vector of offsets to tables.
class TablesView {
 public:
  TablesView() = default;
  TablesView(FlatBufferReading* reading, uint64_t first, uint32_t size) : reading_(reading), first_(first), size_(size) {}
  uint32_t size() const { return size_; }
  TableView operator[](uint32_t i) const;

 private:
  FlatBufferReading* reading_ = nullptr;
  uint64_t first_ = 0;
  uint32_t size_ = 0;
};

// One table, or none: then every field is absent. Fields are named by their place in the table's field directory, as flatc's
// VT_ constants: 4 for the first, 6 for the second.
class TableView {
 public:
  TableView() = default;
  TableView(FlatBufferReading* reading, uint64_t position);

  bool present() const { return reading_ != nullptr; }
  bool Has(int field) const { return FieldPosition(field) != 0; }

  // Numbers, bool and enums.
  template <typename T>
  T Scalar(int field, T otherwise = T()) const {
    const uint64_t position = FieldPosition(field);
    if (position == 0) return otherwise;
    if constexpr (std::is_same_v<T, bool>) {
      return reading_->At<uint8_t>(position) != 0;
    } else if constexpr (std::is_enum_v<T>) {
      return static_cast<T>(reading_->At<std::underlying_type_t<T>>(position));
    } else {
      return reading_->At<T>(position);
    }
  }

  template <typename T>
  std::vector<T> Vector(int field) const {
    const Extent extent = VectorExtent(field, StoredSize<T>(), sizeof(T));
    std::vector<T> values(extent.count);
    const uint8_t* from = extent.count > 0 ? reading_->bytes().data() + extent.begin : nullptr;
    if constexpr (std::is_same_v<T, bool>) {
      for (uint32_t i = 0; i < extent.count; ++i) values[i] = from[i] != 0;
    } else if (extent.count > 0) {
      std::memcpy(values.data(), from, extent.count * sizeof(T));
    }
    return values;
  }

  std::string String(int field) const;
  // The bytes where they lie: for constants. A vector that is present but empty has a data() that is not null.
  std::span<const uint8_t> ByteSpan(int field) const;
  TableView Table(int field) const;
  // Takes `bytes_each` per table from the budget: what the caller will make of each.
  TablesView Tables(int field, size_t bytes_each) const;

 private:
  struct Extent {
    uint64_t begin = 0;
    uint32_t count = 0;
  };
  template <typename T>
  static constexpr size_t StoredSize() {
    return std::is_same_v<T, bool> ? 1 : sizeof(T);
  }
  uint64_t FieldPosition(int field) const;
  uint64_t Target(int field) const;
  Extent VectorExtent(int field, size_t stored_each, size_t copied_each) const;

  FlatBufferReading* reading_ = nullptr;
  uint64_t position_ = 0;
  uint64_t directory_ = 0;
  uint16_t directory_size_ = 0;
};

}  // namespace goldcrest::model

#endif  // GOLDCREST_SRC_MODEL_FLATBUFFER_VIEW_H_
