#include "kernels/stablehlo/combine.h"

#include <cstdint>
#include <type_traits>

#include "kernels/common/half.h"

namespace goldcrest::kernels {
namespace {

// A truth value as a byte: anything but 0 is true.
struct Truth {
  uint8_t byte;
  Truth() = default;
  explicit Truth(bool b) : byte(b ? 1 : 0) {}
  operator bool() const { return byte != 0; }
};

struct Add {
  template <typename T>
  static T Apply(T a, T b) {
    return static_cast<T>(a + b);
  }
};
struct Multiply {
  template <typename T>
  static T Apply(T a, T b) {
    // In 64 bits: the product of two 16-bit numbers does not fit an int.
    if constexpr (std::is_integral_v<T>) return static_cast<T>(static_cast<uint64_t>(a) * static_cast<uint64_t>(b));
    return static_cast<T>(a * b);
  }
};
struct Maximum {
  template <typename T>
  static T Apply(T a, T b) {
    return a < b ? b : a;
  }
};
struct Minimum {
  template <typename T>
  static T Apply(T a, T b) {
    return b < a ? b : a;
  }
};
struct WindowMaximum {
  template <typename T>
  static T Apply(T a, T b) {
    return a >= b ? a : b;
  }
};
struct WindowMinimum {
  template <typename T>
  static T Apply(T a, T b) {
    return a <= b ? a : b;
  }
};
struct And {
  template <typename T>
  static T Apply(T a, T b) {
    return static_cast<T>(a & b);
  }
};
struct All {
  template <typename T>
  static T Apply(T a, T b) {
    return static_cast<T>(a != 0 && b != 0);
  }
};
struct Any {
  template <typename T>
  static T Apply(T a, T b) {
    return static_cast<T>(a != 0 || b != 0);
  }
};
struct ShiftLeft {
  template <typename T>
  static T Apply(T a, T b) {
    return static_cast<T>(static_cast<uint32_t>(a) << (static_cast<uint32_t>(b) & 31));
  }
};

template <class F, typename T>
void Row(const void* a, ptrdiff_t a_step, const void* b, ptrdiff_t b_step, void* out, ptrdiff_t out_step, size_t n) {
  const T *x = static_cast<const T*>(a), *y = static_cast<const T*>(b);
  T* z = static_cast<T*>(out);
  for (size_t i = 0; i < n; ++i, x += a_step, y += b_step, z += out_step) *z = F::template Apply<T>(*x, *y);
}

// Operations for which the sign of a whole number does not matter.
template <class F>
CombineRow BySize(TensorType type) {
  switch (type) {
    case TensorType::kInt8:
    case TensorType::kUInt8: return Row<F, uint8_t>;
    case TensorType::kInt16:
    case TensorType::kUInt16: return Row<F, uint16_t>;
    case TensorType::kInt32:
    case TensorType::kUInt32: return Row<F, uint32_t>;
    case TensorType::kInt64:
    case TensorType::kUInt64: return Row<F, uint64_t>;
    default: return nullptr;
  }
}

template <class F>
CombineRow BySign(TensorType type) {
  switch (type) {
    case TensorType::kInt8: return Row<F, int8_t>;
    case TensorType::kInt16: return Row<F, int16_t>;
    case TensorType::kInt32: return Row<F, int32_t>;
    case TensorType::kInt64: return Row<F, int64_t>;
    default: return BySize<F>(type);
  }
}

template <class F>
CombineRow OfFloats(TensorType type) {
  switch (type) {
    case TensorType::kFloat16: return Row<F, Float16>;
    case TensorType::kFloat32: return Row<F, float>;
    case TensorType::kFloat64: return Row<F, double>;
    default: return nullptr;
  }
}

bool IsFloat(TensorType type) { return type == TensorType::kFloat16 || type == TensorType::kFloat32 || type == TensorType::kFloat64; }

CombineRow OfTruths(Combine combine) {
  switch (combine) {
    case Combine::kAdd:
    case Combine::kMaximum:
    case Combine::kWindowMaximum:
    case Combine::kAny: return Row<Any, Truth>;
    case Combine::kShiftLeft: return nullptr;
    default: return Row<All, Truth>;
  }
}

}  // namespace

CombineRow ChooseCombineRow(Combine combine, TensorType type) {
  if (type == TensorType::kBool) return OfTruths(combine);
  const bool real = IsFloat(type);
  switch (combine) {
    case Combine::kAdd: return real ? OfFloats<Add>(type) : BySize<Add>(type);
    case Combine::kMultiply: return real ? OfFloats<Multiply>(type) : BySize<Multiply>(type);
    case Combine::kWindowMaximum:
      if (real) return OfFloats<WindowMaximum>(type);
      [[fallthrough]];
    case Combine::kMaximum: return real ? OfFloats<Maximum>(type) : BySign<Maximum>(type);
    case Combine::kWindowMinimum:
      if (real) return OfFloats<WindowMinimum>(type);
      [[fallthrough]];
    case Combine::kMinimum: return real ? OfFloats<Minimum>(type) : BySign<Minimum>(type);
    case Combine::kAnd: return BySize<And>(type);
    case Combine::kAll: return real ? OfFloats<All>(type) : BySize<All>(type);
    case Combine::kAny: return real ? OfFloats<Any>(type) : BySize<Any>(type);
    case Combine::kShiftLeft:
      return type == TensorType::kInt8 || type == TensorType::kInt16 || type == TensorType::kInt32 ? BySize<ShiftLeft>(type) : nullptr;
  }
  return nullptr;
}

}  // namespace goldcrest::kernels
