// Sizes that know when they overflowed: every product or sum of numbers from a file goes through CheckedSize.
//
//   CheckedSize bytes = CheckedSize(rows) * cols * sizeof(float);
//   if (!bytes.ok()) return Error(...);
//   Allocate(bytes.value());
#ifndef GOLDCREST_SRC_BASE_CHECKED_H_
#define GOLDCREST_SRC_BASE_CHECKED_H_

#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace goldcrest {

// A size_t that turns invalid, and stays so, on overflow or on a negative operand.
class CheckedSize {
 public:
  constexpr CheckedSize() = default;
  template <typename T, typename = std::enable_if_t<std::is_integral_v<T>>>
  constexpr CheckedSize(T v) {
    if constexpr (std::is_signed_v<T>) {
      if (v < 0) {
        ok_ = false;
        return;
      }
    }
    if (static_cast<uint64_t>(v) > SIZE_MAX) {
      ok_ = false;
      return;
    }
    value_ = static_cast<size_t>(v);
  }

  constexpr bool ok() const { return ok_; }
  // Only after ok().
  constexpr size_t value() const { return value_; }
  // True when valid and at most `limit`.
  constexpr bool AtMost(uint64_t limit) const { return ok_ && value_ <= limit; }

  friend constexpr CheckedSize operator*(CheckedSize a, CheckedSize b) {
    CheckedSize r;
    r.ok_ = a.ok_ && b.ok_ && !__builtin_mul_overflow(a.value_, b.value_, &r.value_);
    return r;
  }
  friend constexpr CheckedSize operator+(CheckedSize a, CheckedSize b) {
    CheckedSize r;
    r.ok_ = a.ok_ && b.ok_ && !__builtin_add_overflow(a.value_, b.value_, &r.value_);
    return r;
  }
  friend constexpr CheckedSize operator-(CheckedSize a, CheckedSize b) {
    CheckedSize r;
    r.ok_ = a.ok_ && b.ok_ && !__builtin_sub_overflow(a.value_, b.value_, &r.value_);
    return r;
  }
  constexpr CheckedSize& operator*=(CheckedSize b) { return *this = *this * b; }
  constexpr CheckedSize& operator+=(CheckedSize b) { return *this = *this + b; }

  // Rounded up to a multiple of `alignment`, a power of two.
  constexpr CheckedSize AlignedUp(size_t alignment) const {
    CheckedSize r = *this + (alignment - 1);
    if (r.ok_) r.value_ &= ~(alignment - 1);
    return r;
  }

 private:
  size_t value_ = 0;
  bool ok_ = true;
};

}  // namespace goldcrest

#endif  // GOLDCREST_SRC_BASE_CHECKED_H_
