// LOG_SOFTMAX: the logarithm of SOFTMAX (with beta 1) over the last dimension.
//
// 8-bit tensors follow TensorFlow Lite's fixed-point reference; their results have the scale 1/16 and end at 0.
#include <algorithm>
#include <limits>

#include "kernels/common/define.h"
#include "kernels/common/fixed_point.h"
#include "kernels/common/unary.h"
#include "kernels/softmax/softmax_rows.h"
#include "kernels/softmax/softmax_scale.h"

namespace goldcrest::kernels {
namespace {

// By distance from the maximum.
struct ByteState {
  int32_t scaled[256] = {};  // in Q(5)
  int32_t term[256] = {};    // exp in Q(12)
  int32_t least_distance = 0;
  FixedPointMultiplier back;  // from Q(5) to distances
};
struct FloatState {
  SoftmaxRowFn row;
};

size_t RowLength(const Shape& shape) { return static_cast<size_t>(shape[shape.rank() - 1]); }

Status EvalFloat(const FloatState& s, EvalContext& ctx) {
  const size_t n = RowLength(ctx.input(0).shape);
  const size_t rows = n == 0 ? 0 : ctx.input(0).bytes / sizeof(float) / n, per_grain = SoftmaxRowsPerGrain(n);
  ctx.ParallelFor((rows + per_grain - 1) / per_grain, [&](size_t grain) {
    for (size_t r = grain * per_grain, end = std::min(rows, r + per_grain); r < end; ++r) {
      s.row(ctx.in<float>(0) + r * n, n, 1.0f, ctx.out<float>(0) + r * n);
    }
  });
  return Status::Ok();
}

template <typename T>
void ByteRow(const ByteState& s, const T* in, size_t n, T* out) {
  constexpr int kLowest = std::numeric_limits<T>::min(), kHighest = std::numeric_limits<T>::max();
  const int most = *std::max_element(in, in + n);
  int64_t sum = 0;
  for (size_t i = 0; i < n; ++i) sum += s.term[most - in[i]];
  const int32_t log_sum = LogOfQ12(static_cast<int32_t>(std::min<int64_t>(sum, std::numeric_limits<int32_t>::max())));
  // Distances whose result would leave Q(5).
  const int32_t least_in_q5 = WrappingAdd(log_sum, std::numeric_limits<int32_t>::min());
  const int32_t least = std::max(s.least_distance - 1, MultiplyByQuantizedMultiplier(least_in_q5, s.back));
  T results[256];
  for (int k = 0; k < 256; ++k) {
    const auto difference = static_cast<int32_t>(static_cast<uint32_t>(s.scaled[k]) - static_cast<uint32_t>(log_sum));
    const int32_t q = RoundingDivideByPowerOfTwo(difference, 31 - 5 - 4) + kHighest;
    results[k] = static_cast<T>(-k > least ? std::clamp(q, kLowest, kHighest) : kLowest);
  }
  for (size_t i = 0; i < n; ++i) out[i] = results[most - in[i]];
}

template <typename T>
Status EvalBytes(const ByteState& s, EvalContext& ctx) {
  const size_t n = RowLength(ctx.input(0).shape);
  const size_t rows = n == 0 ? 0 : ctx.input(0).bytes / n;
  ctx.ParallelFor(rows, [&](size_t r) { ByteRow(s, ctx.in<T>(0) + r * n, n, ctx.out<T>(0) + r * n); });
  return Status::Ok();
}

Expected<Kernel> Select(SelectContext& ctx) {
  const TensorView &in = ctx.input(0), &out = ctx.output(0);
  Kernel kernel;
  if (in.type == TensorType::kFloat32) {
    kernel = Kernel::Make<FloatState, EvalFloat>("log_softmax_f32", {ChooseLogSoftmaxRow()});
  } else {
    GC_RETURN_IF_ERROR(ExpectOneScale("input 0", in));
    const int32_t zero_point = TypeRange(out.type).highest;
    if (out.quantization.scale0() != 0.0625f || out.quantization.zero_point0() != zero_point) {
      return Error(StatusCode::kUnsupported, "output 0 has the scale %g and zero point %d; LOG_SOFTMAX to this type has 0.0625 and %d",
                   static_cast<double>(out.quantization.scale0()), out.quantization.zero_point0(), zero_point);
    }
    GC_ASSIGN_OR_RETURN(const SoftmaxScale scale, SoftmaxScale::Make(1.0f, in.quantization.scale0()));
    ByteState s;
    s.least_distance = scale.least_distance;
    s.back = QuantizeMultiplier(std::ldexp(1.0, 31 - scale.factor.shift) / scale.factor.multiplier);
    for (int k = 0; k < 256; ++k) {
      s.scaled[k] = MultiplyByQuantizedMultiplier(-k, scale.factor);
      if (-k >= scale.least_distance) s.term[k] = RoundingDivideByPowerOfTwo(ExpOfNegativeQ5(s.scaled[k]), 12);
    }
    kernel = in.type == TensorType::kInt8 ? Kernel::Make<ByteState, EvalBytes<int8_t>>("log_softmax_int8", s)
                                          : Kernel::Make<ByteState, EvalBytes<uint8_t>>("log_softmax_uint8", s);
  }
  kernel.in_place = {{0, 0}};
  return kernel;
}

Status Infer(InferContext& ctx) {
  GC_RETURN_IF_ERROR(InferUnary(ctx, {TensorType::kFloat32, TensorType::kInt8, TensorType::kUInt8}));
  return ctx.ExpectRank(0, 1);
}

}  // namespace

GC_DEFINE_OPERATOR(LogSoftmax, Infer, Select)

}  // namespace goldcrest::kernels
