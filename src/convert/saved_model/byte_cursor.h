// Numbers out of bytes, front to back.
#ifndef GOLDCREST_SRC_CONVERT_SAVED_MODEL_BYTE_CURSOR_H_
#define GOLDCREST_SRC_CONVERT_SAVED_MODEL_BYTE_CURSOR_H_

#include <cstdint>
#include <cstring>
#include <span>

namespace goldcrest::convert {

// Each Read leaves the cursor behind what it read, and returns false where the bytes end first or hold no such number.
class ByteCursor {
 public:
  explicit ByteCursor(std::span<const uint8_t> bytes) : left_(bytes) {}

  std::span<const uint8_t> left() const { return left_; }
  bool AtEnd() const { return left_.empty(); }

  bool ReadVarint(uint64_t* value) {
    uint64_t v = 0;
    for (size_t i = 0; i < 10 && i < left_.size(); ++i) {
      const uint64_t bits = left_[i] & 0x7f;
      if (i == 9 && bits > 1) return false;
      v |= bits << (7 * i);
      if (left_[i] < 0x80) {
        left_ = left_.subspan(i + 1);
        *value = v;
        return true;
      }
    }
    return false;
  }
  bool ReadFixed32(uint32_t* value) {
    if (left_.size() < 4) return false;
    std::memcpy(value, left_.data(), 4);
    left_ = left_.subspan(4);
    return true;
  }
  bool ReadBytes(uint64_t count, std::span<const uint8_t>* bytes) {
    if (count > left_.size()) return false;
    *bytes = left_.first(static_cast<size_t>(count));
    left_ = left_.subspan(static_cast<size_t>(count));
    return true;
  }

 private:
  std::span<const uint8_t> left_;
};

}  // namespace goldcrest::convert

#endif  // GOLDCREST_SRC_CONVERT_SAVED_MODEL_BYTE_CURSOR_H_
