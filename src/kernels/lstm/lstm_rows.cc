#include "kernels/lstm/lstm_rows.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/lstm/lstm_rows.cc"
#include "kernels/common/simd.h"
// simd.h first: it names the targets.
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "kernels/common/map-inl.h"
#include "kernels/common/math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace goldcrest::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace gc = goldcrest::HWY_NAMESPACE;

void SigmoidRow(float* row, size_t n) {
  gc::MapRow(hn::ScalableTag<float>(), row, n, row, [](auto d, auto x) HWY_ATTR { return gc::Logistic(d, x); });
}

void TanhRow(float* row, size_t n) {
  gc::MapRow(hn::ScalableTag<float>(), row, n, row, [](auto d, auto x) HWY_ATTR { return gc::Tanh(d, x); });
}

void MultiplyRow(const float* a, const float* b, float* out, size_t n) {
  gc::MapRow2(hn::ScalableTag<float>(), a, b, n, out, [](auto, auto x, auto y) HWY_ATTR { return hn::Mul(x, y); });
}

void AddProductRow(const float* a, const float* b, float* row, size_t n) {
  const hn::ScalableTag<float> d;
  const size_t lanes = hn::Lanes(d);
  size_t i = 0;
  for (; i + lanes <= n; i += lanes) hn::StoreU(hn::MulAdd(hn::LoadU(d, a + i), hn::LoadU(d, b + i), hn::LoadU(d, row + i)), d, row + i);
  for (; i < n; ++i) row[i] += a[i] * b[i];
}

void UpdateCellRow(const float* forget, const float* input, const float* gate, float* cell, size_t n, float clip) {
  const hn::ScalableTag<float> d;
  const size_t lanes = hn::Lanes(d);
  const auto one = hn::Set(d, 1.0f);
  size_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    const auto f = hn::LoadU(d, forget + i);
    const auto in = input != nullptr ? hn::LoadU(d, input + i) : hn::Sub(one, f);
    auto c = hn::MulAdd(in, hn::LoadU(d, gate + i), hn::Mul(f, hn::LoadU(d, cell + i)));
    if (clip > 0) c = gc::ClampFloat(d, c, hn::Set(d, -clip), hn::Set(d, clip));
    hn::StoreU(c, d, cell + i);
  }
  for (; i < n; ++i) {
    const float in = input != nullptr ? input[i] : 1.0f - forget[i];
    const float c = forget[i] * cell[i] + in * gate[i];
    cell[i] = clip > 0 && c > clip ? clip : clip > 0 && c < -clip ? -clip : c;
  }
}

}  // namespace goldcrest::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <algorithm>
#include <cmath>

namespace goldcrest::kernels {
namespace {

GC_SIMD_TABLE(SigmoidRow)
GC_SIMD_TABLE(TanhRow)
GC_SIMD_TABLE(MultiplyRow)
GC_SIMD_TABLE(AddProductRow)
GC_SIMD_TABLE(UpdateCellRow)

}  // namespace

LstmRows ChooseLstmRows() {
  return {GC_SIMD_CHOOSE(SigmoidRow), GC_SIMD_CHOOSE(TanhRow), GC_SIMD_CHOOSE(AddProductRow), GC_SIMD_CHOOSE(UpdateCellRow),
          GC_SIMD_CHOOSE(MultiplyRow)};
}

bool IsLstmActivation(model::ActivationFunctionType activation) {
  using A = model::ActivationFunctionType;
  return activation >= A::kNone && activation <= A::kSignBit;
}

void Activate(const LstmRows& rows, model::ActivationFunctionType activation, float* row, size_t n) {
  using A = model::ActivationFunctionType;
  if (activation == A::kTanh) return rows.tanh(row, n);
  if (activation == A::kNone) return;
  if (activation == A::kSignBit) {
    for (size_t i = 0; i < n; ++i) row[i] = std::signbit(row[i]) ? 1.0f : 0.0f;
    return;
  }
  const float low = activation == A::kReluN1To1 ? -1.0f : 0.0f;
  const float high = activation == A::kRelu6 ? 6.0f : activation == A::kReluN1To1 ? 1.0f : INFINITY;
  for (size_t i = 0; i < n; ++i) row[i] = std::min(high, std::max(low, row[i]));
}

void ClipRow(float* row, size_t n, float clip) {
  if (clip == 0) return;
  for (size_t i = 0; i < n; ++i) row[i] = std::min(clip, std::max(-clip, row[i]));
}

void NormalizeRow(const float* coefficients, const float* bias, float* row, size_t n) {
  float sum = 0, squares = 0;
  for (size_t i = 0; i < n; ++i) sum += row[i];
  const float mean = sum / static_cast<float>(n);
  for (size_t i = 0; i < n; ++i) squares += (row[i] - mean) * (row[i] - mean);
  // Keeps a row of equal elements finite; TensorFlow Lite's constant.
  const float scale = 1.0f / std::sqrt(squares / static_cast<float>(n) + 1e-8f);
  for (size_t i = 0; i < n; ++i) row[i] = (row[i] - mean) * scale * coefficients[i] + bias[i];
}

}  // namespace goldcrest::kernels
#endif
