#include "kernels/common/affine_rows.h"

#include <limits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/common/affine_rows.cc"
#include "kernels/common/simd.h"
// simd.h first: it names the targets.
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "kernels/common/map-inl.h"

HWY_BEFORE_NAMESPACE();
namespace goldcrest::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

template <typename T>
void QuantizeRow(const float* in, size_t n, Affine affine, void* result) {
  const hn::ScalableTag<float> d;
  const hn::RebindToSigned<decltype(d)> di;
  const hn::Rebind<T, decltype(d)> dt;
  const size_t lanes = hn::Lanes(d);
  T* out = static_cast<T*>(result);
  const auto scale = hn::Set(d, affine.scale);
  const auto lowest = hn::Set(d, static_cast<float>(std::numeric_limits<T>::min() - affine.zero_point));
  const auto highest = hn::Set(d, static_cast<float>(std::numeric_limits<T>::max() - affine.zero_point));
  // The number before 1/2: adding it and cutting rounds halves away from zero and nothing below them.
  const auto almost_half = hn::Set(d, 0x1.fffffep-2f);
  const auto zero_point = hn::Set(di, affine.zero_point);
  const auto quantize = [&](auto x) HWY_ATTR {
    const auto q = hn::Div(x, scale);
    // Clamped before it is rounded, so that it fits an integer; the comparison is false for NaN.
    const auto clamped = hn::Min(highest, hn::IfThenElse(hn::Gt(q, lowest), q, lowest));
    const auto rounded = hn::ConvertTo(di, hn::Add(clamped, hn::CopySign(almost_half, clamped)));
    return hn::DemoteTo(dt, hn::Add(rounded, zero_point));
  };
  size_t i = 0;
  for (; i + lanes <= n; i += lanes) hn::StoreU(quantize(hn::LoadU(d, in + i)), dt, out + i);
  if (i < n) StoreFirst(dt, quantize(LoadFirst(d, in + i, n - i)), out + i, n - i);
}

template <typename T>
void DequantizeRow(const void* source, size_t n, Affine affine, float* out) {
  const hn::ScalableTag<float> d;
  const hn::RebindToSigned<decltype(d)> di;
  const hn::Rebind<T, decltype(d)> dt;
  const size_t lanes = hn::Lanes(d);
  const T* in = static_cast<const T*>(source);
  const auto scale = hn::Set(d, affine.scale);
  const auto zero_point = hn::Set(di, affine.zero_point);
  const auto dequantize = [&](auto q) HWY_ATTR { return hn::Mul(hn::ConvertTo(d, hn::Sub(hn::PromoteTo(di, q), zero_point)), scale); };
  size_t i = 0;
  for (; i + lanes <= n; i += lanes) hn::StoreU(dequantize(hn::LoadU(dt, in + i)), d, out + i);
  if (i < n) StoreFirst(d, dequantize(LoadFirst(dt, in + i, n - i)), out + i, n - i);
}

void Float16Row(const void* source, size_t n, Affine, float* out) {
  const hn::ScalableTag<float> d;
  const hn::Rebind<hwy::float16_t, decltype(d)> dh;
  const size_t lanes = hn::Lanes(d);
  const auto* in = static_cast<const hwy::float16_t*>(source);
  size_t i = 0;
  for (; i + lanes <= n; i += lanes) hn::StoreU(hn::PromoteTo(d, hn::LoadU(dh, in + i)), d, out + i);
  if (i < n) StoreFirst(d, hn::PromoteTo(d, LoadFirst(dh, in + i, n - i)), out + i, n - i);
}

QuantizeRowFn QuantizeRowTo(TensorType to) {
  switch (to) {
    case TensorType::kInt8: return QuantizeRow<int8_t>;
    case TensorType::kUInt8: return QuantizeRow<uint8_t>;
    case TensorType::kInt16: return QuantizeRow<int16_t>;
    default: return nullptr;
  }
}

DequantizeRowFn DequantizeRowFrom(TensorType from) {
  switch (from) {
    case TensorType::kInt8: return DequantizeRow<int8_t>;
    case TensorType::kUInt8: return DequantizeRow<uint8_t>;
    case TensorType::kInt16: return DequantizeRow<int16_t>;
    case TensorType::kFloat16: return Float16Row;
    default: return nullptr;
  }
}

}  // namespace goldcrest::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace goldcrest {

GC_SIMD_TABLE(QuantizeRowTo)
GC_SIMD_TABLE(DequantizeRowFrom)

QuantizeRowFn ChooseQuantizeRow(TensorType to) { return GC_SIMD_CHOOSE(QuantizeRowTo)(to); }
DequantizeRowFn ChooseDequantizeRow(TensorType from) { return GC_SIMD_CHOOSE(DequantizeRowFrom)(from); }

}  // namespace goldcrest
#endif
