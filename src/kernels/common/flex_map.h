// FlexMap: the options of a custom operator, a FlexBuffer whose root is a map of numbers. Any bytes are safe: what is outside of the
// buffer is read as absent.
#ifndef GOLDCREST_SRC_KERNELS_COMMON_FLEX_MAP_H_
#define GOLDCREST_SRC_KERNELS_COMMON_FLEX_MAP_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "goldcrest/status.h"

namespace goldcrest::kernels {

class FlexMap {
 public:
  // Borrows `bytes`. Fails where the root is no map or the map is not inside the buffer.
  static Expected<FlexMap> Parse(std::span<const uint8_t> bytes);

  // The value of `key` as a number, whatever kind of number or truth value it is stored as; no value where the key is absent or is
  // something else.
  std::optional<double> Number(std::string_view key) const;
  // The same as an integer, cut towards 0 and to 32 bits.
  std::optional<int32_t> Integer(std::string_view key) const;

 private:
  explicit FlexMap(std::span<const uint8_t> bytes) : bytes_(bytes) {}
  // The unsigned number of `width` bytes at `at`; no value where that is not inside.
  std::optional<uint64_t> Unsigned(uint64_t at, uint64_t width) const;
  std::optional<double> NumberAt(uint64_t at, uint64_t width, uint8_t packed_type, bool may_be_indirect) const;
  bool KeyIs(uint64_t position, std::string_view key) const;

  std::span<const uint8_t> bytes_;
  uint64_t size_ = 0;         // entries
  uint64_t values_ = 0;       // where the values start; their types follow them
  uint64_t value_width_ = 1;  // bytes of a value
  uint64_t keys_ = 0;         // where the keys' offsets start
  uint64_t key_width_ = 1;
};

}  // namespace goldcrest::kernels

#endif  // GOLDCREST_SRC_KERNELS_COMMON_FLEX_MAP_H_
