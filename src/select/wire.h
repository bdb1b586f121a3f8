// Protocol Buffers' wire format, field by field, over bytes nobody has checked.
#ifndef GOLDCREST_SRC_SELECT_WIRE_H_
#define GOLDCREST_SRC_SELECT_WIRE_H_

#include <bit>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>

namespace goldcrest::select {

struct WireField {
  uint32_t number = 0;
  enum class Kind { kVarint, kFixed64, kBytes, kFixed32 } kind = Kind::kVarint;
  uint64_t value = 0;              // of the numbers
  std::span<const uint8_t> bytes;  // of kBytes

  int64_t integer() const { return static_cast<int64_t>(value); }
  float as_float() const { return std::bit_cast<float>(static_cast<uint32_t>(value)); }
  std::string text() const { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }
};

class WireReader {
 public:
  explicit WireReader(std::span<const uint8_t> bytes) : rest_(bytes) {}

  // False at the end, and where the bytes are no message (ok() tells).
  bool Next(WireField* field) {
    uint64_t tag;
    if (rest_.empty() || !Varint(&tag)) return false;
    field->number = static_cast<uint32_t>(tag >> 3);
    switch (tag & 7) {
      case 0: field->kind = WireField::Kind::kVarint; return Varint(&field->value);
      case 1: field->kind = WireField::Kind::kFixed64; return Fixed(8, &field->value);
      case 2: {
        field->kind = WireField::Kind::kBytes;
        uint64_t size;
        if (!Varint(&size)) return false;
        if (size > rest_.size()) return Fail();
        field->bytes = rest_.first(static_cast<size_t>(size));
        rest_ = rest_.subspan(static_cast<size_t>(size));
        return true;
      }
      case 5: field->kind = WireField::Kind::kFixed32; return Fixed(4, &field->value);
      default: return Fail();
    }
  }
  bool ok() const { return ok_; }
  bool empty() const { return rest_.empty(); }
  // One bare number of a packed list.
  bool Varint(uint64_t* value) {
    *value = 0;
    for (int shift = 0; shift < 64 && !rest_.empty(); shift += 7) {
      const uint8_t byte = rest_[0];
      rest_ = rest_.subspan(1);
      *value |= static_cast<uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) return true;
    }
    return Fail();
  }
  bool Fixed(size_t size, uint64_t* value) {
    if (rest_.size() < size) return Fail();
    *value = 0;
    std::memcpy(value, rest_.data(), size);
    rest_ = rest_.subspan(size);
    return true;
  }

 private:
  bool Fail() {
    ok_ = false;
    return false;
  }
  std::span<const uint8_t> rest_;
  bool ok_ = true;
};

}  // namespace goldcrest::select

#endif  // GOLDCREST_SRC_SELECT_WIRE_H_
