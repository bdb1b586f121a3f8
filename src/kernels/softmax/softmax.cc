// SOFTMAX: exp(beta * x) divided by its sum over the last dimension.
//   [1, 2, 3] -> [0.09, 0.24, 0.67]
//
// 8-bit tensors follow TensorFlow Lite's fixed-point reference. An exponential depends only on the distance from the row's
// maximum, so Select computes all 256. INT16 uses the reference's tables for exp and for the reciprocal.
#include <algorithm>
#include <bit>
#include <cmath>

#include "kernels/common/define.h"
#include "kernels/common/fixed_point.h"
#include "kernels/common/half_rows.h"
#include "kernels/common/lut16.h"
#include "kernels/common/unary.h"
#include "kernels/softmax/softmax_rows.h"
#include "kernels/softmax/softmax_scale.h"

namespace goldcrest::kernels {
namespace {

// Calls row(in, n, out) for each row along the last dimension.
template <typename In, typename Out, class Row>
void ForEachRow(EvalContext& ctx, const Row& row) {
  const Shape& shape = ctx.input(0).shape;
  const size_t n = shape.rank() == 0 ? 1 : static_cast<size_t>(shape[shape.rank() - 1]);
  const size_t rows = n == 0 ? 0 : static_cast<size_t>(shape.elements()) / n, per_grain = SoftmaxRowsPerGrain(n);
  const In* in = ctx.in<In>(0);
  Out* out = ctx.out<Out>(0);
  ctx.ParallelFor((rows + per_grain - 1) / per_grain, [&](size_t grain) {
    for (size_t r = grain * per_grain, end = std::min(rows, r + per_grain); r < end; ++r) row(in + r * n, n, out + r * n);
  });
}

struct FloatState {
  SoftmaxRowFn row;
  float beta;
};
Status EvalFloat(const FloatState& s, EvalContext& ctx) {
  ForEachRow<float, float>(ctx, [&](const float* in, size_t n, float* out) { s.row(in, n, s.beta, out); });
  return Status::Ok();
}

template <TensorType kType>
Status EvalHalf(const FloatState& s, EvalContext& ctx) {
  const Shape& shape = ctx.input(0).shape;
  const size_t n = shape.rank() == 0 ? 1 : static_cast<size_t>(shape[shape.rank() - 1]);
  float* row = reinterpret_cast<float*>(ctx.workspace());
  for (size_t begin = 0, all = static_cast<size_t>(shape.elements()); begin < all; begin += n) {
    Widen<kType>(ctx.in<uint16_t>(0) + begin, n, row);
    s.row(row, n, s.beta, row);
    Narrow<kType>(row, n, ctx.out<uint16_t>(0) + begin);
  }
  return Status::Ok();
}

Kernel MakeHalf(const SelectContext& ctx, float beta) {
  const FloatState s{ChooseSoftmaxRow(), beta};
  const Shape& shape = ctx.input(0).shape;
  Kernel kernel = ctx.input(0).type == TensorType::kFloat16
                      ? Kernel::Make<FloatState, EvalHalf<TensorType::kFloat16>>("softmax_half", s)
                      : Kernel::Make<FloatState, EvalHalf<TensorType::kBFloat16>>("softmax_bfloat16", s);
  kernel.workspace = sizeof(float) * (shape.rank() == 0 ? 1 : static_cast<size_t>(shape[shape.rank() - 1]));
  return kernel;
}

// By distance from the maximum: exp in Q(0), and the same in Q(12) for the sum.
struct ByteState {
  int32_t exp[256] = {};
  int32_t term[256] = {};
};

template <typename In, typename Out>
Status EvalBytes(const ByteState& s, EvalContext& ctx) {
  constexpr int kOutBits = 8 * sizeof(Out), kLowest = std::numeric_limits<Out>::min(), kHighest = std::numeric_limits<Out>::max();
  ForEachRow<In, Out>(ctx, [&](const In* in, size_t n, Out* out) {
    const int most = *std::max_element(in, in + n);
    int64_t sum = 0;
    for (size_t i = 0; i < n; ++i) sum += s.term[most - in[i]];
    const Reciprocal reciprocal = ReciprocalOf(static_cast<int32_t>(std::min<int64_t>(sum, INT32_MAX)), 12);
    const int right = std::min(31, reciprocal.bits_over_unit + 31 - kOutBits);
    const auto result = [&](int distance) {
      const int32_t q = RoundingDivideByPowerOfTwo(SaturatingRoundingDoublingHighMul(reciprocal.scale, s.exp[distance]), right);
      return static_cast<Out>(std::clamp(WrappingAdd(q, kLowest), kLowest, kHighest));
    };
    if (n < 256) {
      for (size_t i = 0; i < n; ++i) out[i] = result(most - in[i]);
      return;
    }
    Out results[256];
    for (int k = 0; k < 256; ++k) results[k] = result(k);
    for (size_t i = 0; i < n; ++i) out[i] = results[most - in[i]];
  });
  return Status::Ok();
}

Expected<Kernel> SelectBytes(SelectContext& ctx, float beta) {
  GC_ASSIGN_OR_RETURN(const SoftmaxScale scale, SoftmaxScale::Make(beta, ctx.input(0).quantization.scale0()));
  ByteState s;
  for (int k = 0; k < 256; ++k) {
    if (-k < scale.least_distance) continue;  // too small to count
    s.exp[k] = ExpOfNegativeQ5(MultiplyByQuantizedMultiplier(-k, scale.factor));
    s.term[k] = RoundingDivideByPowerOfTwo(s.exp[k], 12);
  }
  const bool is_signed = ctx.input(0).type == TensorType::kInt8;
  Kernel kernel;
  if (ctx.output(0).type == TensorType::kInt16) {
    kernel = is_signed ? Kernel::Make<ByteState, EvalBytes<int8_t, int16_t>>("softmax_int8 to int16", s)
                       : Kernel::Make<ByteState, EvalBytes<uint8_t, int16_t>>("softmax_uint8 to int16", s);
  } else {
    kernel = is_signed ? Kernel::Make<ByteState, EvalBytes<int8_t, int8_t>>("softmax_int8", s)
                       : Kernel::Make<ByteState, EvalBytes<uint8_t, uint8_t>>("softmax_uint8", s);
    kernel.in_place = {{0, 0}};
  }
  return kernel;
}

struct Int16State {
  FixedPointMultiplier factor;  // distances from the maximum to 65535ths of -10
  Lut16 exp;                    // [-10, 0] -> Q0.15
  Lut16 one_over_one_plus;      // [0, 1] -> Q0.15
};
Status EvalInt16(const Int16State& s, EvalContext& ctx) {
  const auto saturate = [](int64_t x) { return static_cast<int16_t>(std::clamp<int64_t>(x, -32768, 32767)); };
  ForEachRow<int16_t, int16_t>(ctx, [&](const int16_t* in, size_t n, int16_t* out) {
    const int32_t most = *std::max_element(in, in + n);
    uint64_t sum = 0;
    for (size_t i = 0; i < n; ++i) {
      const int32_t distance = MultiplyByQuantizedMultiplier(in[i] - most, s.factor);
      out[i] = LookUp16(s.exp, saturate(int64_t{distance} + 32767));
      sum += static_cast<uint64_t>(std::max<int>(out[i], 0));
    }
    // 1 / sum = 2^-right * 1 / (1 + x): x is what the sum has above its highest bit.
    const uint32_t total = static_cast<uint32_t>(std::clamp<uint64_t>(sum, 1, INT32_MAX));
    const int leading = std::countl_zero(total);
    const int64_t shifted = ((int64_t{total} << (leading - 1)) + (1 << 13)) >> 14;
    const int32_t reciprocal = LookUp16(s.one_over_one_plus, saturate(shifted - (1 << 15) - (1 << 16)));
    const int right = 31 - leading;
    for (size_t i = 0; i < n; ++i) {
      const int64_t rounded = (int64_t{out[i]} * reciprocal + (int64_t{1} << right >> 1)) >> right;
      out[i] = static_cast<int16_t>(std::clamp<int64_t>(rounded, 0, 32767));
    }
  });
  return Status::Ok();
}

Kernel MakeInt16(const SelectContext& ctx, float beta) {
  const double factor = ctx.input(0).quantization.scale0() * beta / (10.0 / 65535.0);
  Kernel kernel = Kernel::Make<Int16State, EvalInt16>(
      "softmax_int16", {QuantizeMultiplier(factor), MakeLut16(-10.0, 0.0, -1.0, 1.0, [](double x) { return std::exp(x); }),
                        MakeLut16(0.0, 1.0, -1.0, 1.0, [](double x) { return 1.0 / (1.0 + x); })});
  return kernel;
}

Expected<Kernel> Select(SelectContext& ctx) {
  const float beta = OptionsOf<model::SoftmaxOptions>(ctx).beta;
  const TensorView &in = ctx.input(0), &out = ctx.output(0);
  if (in.type == TensorType::kFloat32) {
    Kernel kernel = Kernel::Make<FloatState, EvalFloat>("softmax_f32", {ChooseSoftmaxRow(), beta});
    kernel.in_place = {{0, 0}};
    return kernel;
  }
  if (IsHalf(in.type)) return MakeHalf(ctx, beta);
  GC_RETURN_IF_ERROR(ExpectOneScale("input 0", in));
  // The result's quantization is fixed; only old UINT8 files are free to say something else, and are not heard.
  const bool wide = out.type == TensorType::kInt16;
  const double scale = wide ? 1.0 / 32768 : 1.0 / 256;
  if (in.type != TensorType::kUInt8 && in.type == out.type &&
      (std::fabs(out.quantization.scale0() - scale) > 0.001 * scale || out.quantization.zero_point0() != (wide ? 0 : -128))) {
    return Error(StatusCode::kUnsupported, "output 0 has the scale %g and zero point %d; SOFTMAX to this type has %g and %d",
                 static_cast<double>(out.quantization.scale0()), out.quantization.zero_point0(), scale, wide ? 0 : -128);
  }
  if (in.type != TensorType::kInt16) return SelectBytes(ctx, beta);
  return MakeInt16(ctx, beta);
}

Status Infer(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(1, 1));
  GC_RETURN_IF_ERROR(ctx.ExpectType(
      0, {TensorType::kFloat32, TensorType::kFloat16, TensorType::kBFloat16, TensorType::kInt8, TensorType::kUInt8, TensorType::kInt16}));
  const TensorType type = ctx.input(0).type;
  const bool narrow = type == TensorType::kInt8 || type == TensorType::kUInt8;
  if (!narrow || ctx.output(0).type != TensorType::kInt16) GC_RETURN_IF_ERROR(ctx.ExpectOutputType(0, {type}));
  GC_RETURN_IF_ERROR(ctx.ExpectRank(0, 1));
  return ctx.SetOutput(0, ctx.input(0).shape);
}

}  // namespace

GC_DEFINE_OPERATOR(Softmax, Infer, Select)

}  // namespace goldcrest::kernels
