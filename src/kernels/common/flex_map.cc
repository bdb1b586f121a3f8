// Layout of a FlexBuffer, back to front: the last byte is the width of the root, the one before it its type, then the root. A type byte
// is kind * 4 + log2 of the width of what it describes. Offsets point backwards, from where they lie.
//
// A map is: offset of its keys, width of the keys' offsets, count, the values, a type byte for each value. The values before "count"
// have the map's width. Keys are a count, then offsets of strings that end in 0, in rising order.
#include "kernels/common/flex_map.h"

#include <cmath>
#include <cstring>

namespace goldcrest::kernels {
namespace {

enum Kind : uint8_t { kInt = 1, kUInt = 2, kFloat = 3, kIndirectInt = 6, kIndirectUInt = 7, kIndirectFloat = 8, kMap = 9, kBool = 26 };

constexpr bool IsWidth(uint64_t w) { return w == 1 || w == 2 || w == 4 || w == 8; }

int64_t SignExtend(uint64_t v, uint64_t width) {
  const unsigned unused = 64 - 8 * static_cast<unsigned>(width);
  return static_cast<int64_t>(v << unused) >> unused;
}

}  // namespace

std::optional<uint64_t> FlexMap::Unsigned(uint64_t at, uint64_t width) const {
  if (!IsWidth(width) || at > bytes_.size() || width > bytes_.size() - at) return std::nullopt;
  uint64_t v = 0;
  for (uint64_t i = width; i-- > 0;) v = v << 8 | bytes_[at + i];
  return v;
}

Expected<FlexMap> FlexMap::Parse(std::span<const uint8_t> bytes) {
  FlexMap m(bytes);
  const Status bad = Error(StatusCode::kInvalidModel, "the custom options (%zu bytes) are no FlexBuffer with a map", bytes.size());
  if (bytes.size() < 3) return bad;
  const uint64_t root_width = bytes[bytes.size() - 1];
  const uint8_t root_type = bytes[bytes.size() - 2];
  if (root_type >> 2 != kMap || !IsWidth(root_width) || root_width + 2 > bytes.size()) return bad;
  const uint64_t root = bytes.size() - 2 - root_width;
  const std::optional<uint64_t> to_values = m.Unsigned(root, root_width);
  m.value_width_ = uint64_t{1} << (root_type & 3);
  const uint64_t w = m.value_width_;
  if (!to_values || *to_values > root || root - *to_values < 3 * w) return bad;
  m.values_ = root - *to_values;
  const auto to_keys = m.Unsigned(m.values_ - 3 * w, w), key_width = m.Unsigned(m.values_ - 2 * w, w), size = m.Unsigned(m.values_ - w, w);
  if (!to_keys || !key_width || !size || !IsWidth(*key_width) || *to_keys > m.values_ - 3 * w) return bad;
  m.keys_ = m.values_ - 3 * w - *to_keys;
  m.key_width_ = *key_width;
  m.size_ = *size;
  // One value and its type, and one key, for each entry.
  const auto fits = [&](uint64_t at, uint64_t each) { return m.size_ <= (bytes.size() - at) / each; };
  if (m.keys_ > bytes.size() || !fits(m.values_, w + 1) || !fits(m.keys_, m.key_width_)) return bad;
  return m;
}

bool FlexMap::KeyIs(uint64_t position, std::string_view key) const {
  const uint64_t at = keys_ + position * key_width_;
  const std::optional<uint64_t> back = Unsigned(at, key_width_);
  if (!back || *back > at) return false;
  const uint64_t start = at - *back;
  if (key.size() >= bytes_.size() - start) return false;
  return std::memcmp(bytes_.data() + start, key.data(), key.size()) == 0 && bytes_[start + key.size()] == 0;
}

std::optional<double> FlexMap::NumberAt(uint64_t at, uint64_t width, uint8_t packed_type, bool may_be_indirect) const {
  const std::optional<uint64_t> raw = Unsigned(at, width);
  if (!raw) return std::nullopt;
  switch (packed_type >> 2) {
    case kInt: return static_cast<double>(SignExtend(*raw, width));
    case kBool:
    case kUInt: return static_cast<double>(*raw);
    case kFloat: {
      if (width == 8) {
        double d;
        std::memcpy(&d, &*raw, sizeof(d));
        return d;
      }
      if (width != 4) return std::nullopt;
      const uint32_t bits = static_cast<uint32_t>(*raw);
      float f;
      std::memcpy(&f, &bits, sizeof(f));
      return static_cast<double>(f);
    }
    case kIndirectInt:
    case kIndirectUInt:
    case kIndirectFloat: {
      if (!may_be_indirect || *raw > at) return std::nullopt;
      const uint8_t direct = static_cast<uint8_t>((packed_type >> 2) - (kIndirectInt - kInt));
      return NumberAt(at - *raw, uint64_t{1} << (packed_type & 3), static_cast<uint8_t>(direct << 2), false);
    }
    default: return std::nullopt;
  }
}

std::optional<double> FlexMap::Number(std::string_view key) const {
  for (uint64_t i = 0; i < size_; ++i) {
    if (KeyIs(i, key)) return NumberAt(values_ + i * value_width_, value_width_, bytes_[values_ + size_ * value_width_ + i], true);
  }
  return std::nullopt;
}

std::optional<int32_t> FlexMap::Integer(std::string_view key) const {
  const std::optional<double> v = Number(key);
  if (!v || std::isnan(*v)) return std::nullopt;
  if (*v >= INT32_MAX) return INT32_MAX;
  return *v <= INT32_MIN ? INT32_MIN : static_cast<int32_t>(*v);
}

}  // namespace goldcrest::kernels
