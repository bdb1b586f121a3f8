// CAST: the same numbers in another type.
//
// Float to whole numbers cuts towards zero and saturates, NaN becomes the largest number; larger to smaller whole numbers keep the
// low bits; anything but 0 is true; a complex number becomes its real part.
//
// Every pair works in blocks through int64 or double, which hold every number of the types they stand for; pairs that models spend
// time in have loops of their own.
#include <algorithm>
#include <cmath>
#include <limits>

#include "kernels/common/define.h"
#include "kernels/common/half.h"
#include "kernels/common/packed_elements.h"
#include "kernels/common/unary.h"

namespace goldcrest::kernels {
namespace {

template <typename To>
To Saturate(double x) {
  constexpr double kLowest = static_cast<double>(std::numeric_limits<To>::min());
  constexpr double kHighest = static_cast<double>(std::numeric_limits<To>::max());
  if (!(x < kHighest)) return std::numeric_limits<To>::max();  // NaN too
  return x <= kLowest ? std::numeric_limits<To>::min() : static_cast<To>(x);
}

// Between a block of int64 or double and a stretch of a tensor.
template <typename Wide>
using LoadFn = void (*)(const void* in, size_t n, Wide* block);
template <typename Wide>
using StoreFn = void (*)(const Wide* block, size_t n, void* out);

template <typename T, typename Wide>
void Load(const void* in, size_t n, Wide* block) {
  for (size_t i = 0; i < n; ++i) block[i] = static_cast<Wide>(static_cast<const T*>(in)[i]);
}
template <float (*kToFloat)(uint16_t)>
void LoadHalf(const void* in, size_t n, double* block) {
  for (size_t i = 0; i < n; ++i) block[i] = kToFloat(static_cast<const uint16_t*>(in)[i]);
}
void LoadBool(const void* in, size_t n, int64_t* block) {
  for (size_t i = 0; i < n; ++i) block[i] = static_cast<const uint8_t*>(in)[i] != 0;
}
void LoadReal(const void* in, size_t n, double* block) {
  for (size_t i = 0; i < n; ++i) block[i] = static_cast<const float*>(in)[2 * i];
}

template <typename T, typename Wide>
void Store(const Wide* block, size_t n, void* out) {
  for (size_t i = 0; i < n; ++i) {
    if constexpr (std::is_integral_v<T> && std::is_same_v<Wide, double>) {
      static_cast<T*>(out)[i] = Saturate<T>(block[i]);
    } else {
      static_cast<T*>(out)[i] = static_cast<T>(block[i]);
    }
  }
}
template <uint16_t (*kFromFloat)(float), typename Wide>
void StoreHalf(const Wide* block, size_t n, void* out) {
  for (size_t i = 0; i < n; ++i) static_cast<uint16_t*>(out)[i] = kFromFloat(static_cast<float>(block[i]));
}
template <typename Wide>
void StoreBool(const Wide* block, size_t n, void* out) {
  for (size_t i = 0; i < n; ++i) static_cast<uint8_t*>(out)[i] = block[i] != 0;
}
template <typename Wide>
void StoreComplex(const Wide* block, size_t n, void* out) {
  for (size_t i = 0; i < n; ++i) {
    static_cast<float*>(out)[2 * i] = static_cast<float>(block[i]);
    static_cast<float*>(out)[2 * i + 1] = 0;
  }
}

// Null for the other kind of type.
LoadFn<int64_t> IntegerLoader(TensorType type) {
  switch (type) {
    case TensorType::kInt64:
    case TensorType::kUInt64: return Load<int64_t, int64_t>;
    case TensorType::kInt32: return Load<int32_t, int64_t>;
    case TensorType::kUInt32: return Load<uint32_t, int64_t>;
    case TensorType::kInt16: return Load<int16_t, int64_t>;
    case TensorType::kUInt16: return Load<uint16_t, int64_t>;
    case TensorType::kInt8: return Load<int8_t, int64_t>;
    case TensorType::kUInt8: return Load<uint8_t, int64_t>;
    case TensorType::kBool: return LoadBool;
    default: return nullptr;
  }
}
LoadFn<double> RealLoader(TensorType type) {
  switch (type) {
    case TensorType::kFloat32: return Load<float, double>;
    case TensorType::kFloat64: return Load<double, double>;
    case TensorType::kUInt64: return Load<uint64_t, double>;  // to other reals
    case TensorType::kFloat16: return LoadHalf<HalfToFloat>;
    case TensorType::kBFloat16: return LoadHalf<BFloat16ToFloat>;
    case TensorType::kComplex64: return LoadReal;
    default: return nullptr;
  }
}
template <typename Wide>
StoreFn<Wide> Storer(TensorType type) {
  switch (type) {
    case TensorType::kInt64: return Store<int64_t, Wide>;
    case TensorType::kUInt64: return Store<uint64_t, Wide>;
    case TensorType::kInt32: return Store<int32_t, Wide>;
    case TensorType::kUInt32: return Store<uint32_t, Wide>;
    case TensorType::kInt16: return Store<int16_t, Wide>;
    case TensorType::kUInt16: return Store<uint16_t, Wide>;
    case TensorType::kInt8: return Store<int8_t, Wide>;
    case TensorType::kUInt8: return Store<uint8_t, Wide>;
    case TensorType::kBool: return StoreBool<Wide>;
    case TensorType::kFloat32: return Store<float, Wide>;
    case TensorType::kFloat64: return Store<double, Wide>;
    case TensorType::kFloat16: return StoreHalf<FloatToHalf, Wide>;
    case TensorType::kBFloat16: return StoreHalf<FloatToBFloat16, Wide>;
    default: return StoreComplex<Wide>;
  }
}

bool IsReal(TensorType type) {
  using enum TensorType;
  return type == kFloat32 || type == kFloat64 || type == kFloat16 || type == kBFloat16 || type == kComplex64;
}

template <typename Wide>
struct ThroughBlock {
  LoadFn<Wide> load;
  StoreFn<Wide> store;
  size_t in_bytes, out_bytes;
};
template <typename Wide>
void BlockRow(const ThroughBlock<Wide>& t, const void* in, void* out, size_t n) {
  Wide block[256];
  for (size_t i = 0; i < n; i += 256) {
    const size_t count = std::min<size_t>(256, n - i);
    t.load(static_cast<const uint8_t*>(in) + i * t.in_bytes, count, block);
    t.store(block, count, static_cast<uint8_t*>(out) + i * t.out_bytes);
  }
}

struct Nothing {};
template <typename To>
struct Plainly {
  template <typename From>
  static To Apply(const Nothing&, From x) {
    return static_cast<To>(x);
  }
};
// Saturate, in a form that compilers vectorize.
struct FloatToInt32 {
  static int32_t Apply(const Nothing&, float x) {
    const bool too_large = !(x < 0x1p31f);  // NaN too
    const float inside = x > -0x1p31f ? x : -0x1p31f;
    const auto cut = static_cast<int32_t>(too_large ? 0.0f : inside);
    return too_large ? std::numeric_limits<int32_t>::max() : cut;
  }
};

// The pairs with a loop of their own; null for others.
UnaryRow<Nothing> DirectRow(TensorType from, TensorType to) {
  using enum TensorType;
  if (from == kInt32 && to == kFloat32) return PlainRow<Plainly<float>, Nothing, int32_t, float>();
  if (from == kUInt8 && to == kFloat32) return PlainRow<Plainly<float>, Nothing, uint8_t, float>();
  if (from == kInt8 && to == kFloat32) return PlainRow<Plainly<float>, Nothing, int8_t, float>();
  if (from == kInt64 && to == kInt32) return PlainRow<Plainly<int32_t>, Nothing, int64_t, int32_t>();
  if (from == kInt32 && to == kInt64) return PlainRow<Plainly<int64_t>, Nothing, int32_t, int64_t>();
  if (from == kFloat32 && to == kInt32) return PlainRow<FloatToInt32, Nothing, float, int32_t>();
  return nullptr;
}

Status EvalCopy(const Nothing&, EvalContext& ctx) {
  if (ctx.output(0).bytes > 0) std::copy_n(ctx.in<uint8_t>(0), ctx.output(0).bytes, ctx.out<uint8_t>(0));
  return Status::Ok();
}

bool IsPacked(TensorType type) { return type == TensorType::kInt4 || type == TensorType::kInt2 || type == TensorType::kUInt4; }

// Elements smaller than a byte, to and from float.
struct Packed {
  int bits;
  bool is_signed;
};
Status EvalFromPacked(const Packed& p, EvalContext& ctx) {
  const uint8_t* in = ctx.in<uint8_t>(0);
  float* out = ctx.out<float>(0);
  const size_t n = ctx.output(0).bytes / sizeof(float);
  for (size_t i = 0; i < n; ++i) out[i] = static_cast<float>(PackedElement(in, i, p.bits, p.is_signed));
  return Status::Ok();
}
// Cut towards zero and saturated; NaN becomes the largest number.
Status EvalToPacked(const Packed& p, EvalContext& ctx) {
  const float* in = ctx.in<float>(0);
  const size_t n = static_cast<size_t>(ctx.input(0).shape.elements()), per_byte = 8 / static_cast<size_t>(p.bits);
  const float lowest = p.is_signed ? static_cast<float>(-(1 << (p.bits - 1))) : 0.0f;
  const float highest = lowest + static_cast<float>((1 << p.bits) - 1);
  for (size_t at = 0; at < n; at += per_byte) {
    uint8_t elements[8] = {};
    const size_t count = std::min(per_byte, n - at);
    for (size_t k = 0; k < count; ++k) {
      const float x = in[at + k] < highest ? in[at + k] : highest;
      elements[k] = static_cast<uint8_t>(static_cast<int8_t>(x > lowest ? x : lowest));
    }
    PackElements(elements, count, p.bits, ctx.out<uint8_t>(0) + at / per_byte);
  }
  return Status::Ok();
}

Expected<Kernel> Select(SelectContext& ctx) {
  const TensorType from = ctx.input(0).type, to = ctx.output(0).type;
  const std::string name = "cast " + std::string(TypeName(from)) + " to " + std::string(TypeName(to));
  if (from == to && from != TensorType::kBool) {
    Kernel kernel = Kernel::Make<Nothing, EvalCopy>(name, {});
    kernel.view_of = 0;
    return kernel;
  }
  if (IsPacked(from)) return Kernel::Make<Packed, EvalFromPacked>(name, {TypeBits(from), from != TensorType::kUInt4});
  if (IsPacked(to)) return Kernel::Make<Packed, EvalToPacked>(name, {TypeBits(to), to != TensorType::kUInt4});
  const size_t in_bytes = static_cast<size_t>(TypeBits(from)) / 8, out_bytes = static_cast<size_t>(TypeBits(to)) / 8;
  if (const auto row = DirectRow(from, to)) return MakeUnaryKernel(ctx, name, row, Nothing{});
  Kernel kernel;
  if (const auto load = IntegerLoader(from); load && !(from == TensorType::kUInt64 && IsReal(to))) {
    kernel = MakeUnaryKernel<ThroughBlock<int64_t>>(ctx, name, BlockRow<int64_t>, {load, Storer<int64_t>(to), in_bytes, out_bytes});
  } else {
    kernel =
        MakeUnaryKernel<ThroughBlock<double>>(ctx, name, BlockRow<double>, {RealLoader(from), Storer<double>(to), in_bytes, out_bytes});
  }
  return kernel;
}

Status Infer(InferContext& ctx) {
  using enum TensorType;
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(1, 1));
  if (IsPacked(ctx.input(0).type) || IsPacked(ctx.output(0).type)) {
    // Only to and from float, or not at all.
    if (ctx.input(0).type != ctx.output(0).type) {
      GC_RETURN_IF_ERROR(ctx.ExpectType(0, {kFloat32, kInt4, kInt2, kUInt4}));
      if (ctx.input(0).type != kFloat32) GC_RETURN_IF_ERROR(ctx.ExpectOutputType(0, {kFloat32}));
    }
    return ctx.SetOutput(0, ctx.input(0).shape);
  }
  GC_RETURN_IF_ERROR(ctx.ExpectType(
      0, {kFloat32, kFloat16, kBFloat16, kFloat64, kInt64, kInt32, kInt16, kInt8, kUInt64, kUInt32, kUInt16, kUInt8, kBool, kComplex64}));
  GC_RETURN_IF_ERROR(ctx.ExpectOutputType(
      0, {kFloat32, kFloat16, kBFloat16, kFloat64, kInt64, kInt32, kInt16, kInt8, kUInt64, kUInt32, kUInt16, kUInt8, kBool, kComplex64}));
  return ctx.SetOutput(0, ctx.input(0).shape);
}

}  // namespace

GC_DEFINE_OPERATOR(Cast, Infer, Select)

}  // namespace goldcrest::kernels
