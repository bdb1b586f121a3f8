// MEAN and SUM: over the axes that input 1 lists (negative ones count from the end, repeated ones count once); option keep_dims
// leaves a 1 in their place.
//   MEAN [[1, 2], [3, 6]] axes [0] -> [2, 4]
//
// Quantized sums are rescaled from the input's scale to the output's; the mean's division is part of the factor. The mean of whole
// numbers is cut towards zero. Over no elements the mean is NaN (0 for whole numbers) and the sum 0.
#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "base/checked.h"
#include "kernels/common/define.h"
#include "kernels/common/quantization.h"
#include "kernels/common/unary.h"
#include "kernels/reduce/reduce_plan.h"
#include "kernels/reduce/sum_rows.h"

namespace goldcrest::kernels {
namespace {

struct State {
  ReducePlan plan;
  SumRowsFn add = nullptr;
  bool mean = false;
  // Quantized:
  int32_t zero_in = 0, zero_out = 0;
  FixedPointMultiplier factor;
};

template <typename T, typename S>
void PlainColumns(const void* in, size_t rows, size_t stride, size_t n, void* sums) {
  using U = std::make_unsigned_t<S>;
  U* s = static_cast<U*>(sums);
  for (size_t r = 0; r < rows; ++r) {
    for (size_t i = 0; i < n; ++i) s[i] += static_cast<U>(static_cast<const T*>(in)[r * stride + i]);
  }
}
template <typename T, typename S>
void PlainFold(const void* in, size_t, size_t, size_t n, void* sums) {
  using U = std::make_unsigned_t<S>;
  U sum = 0;
  for (size_t i = 0; i < n; ++i) sum += static_cast<U>(static_cast<const T*>(in)[i]);
  *static_cast<U*>(sums) += sum;
}

// The sums of T as S at `sums`.
template <typename T, typename S>
void AddUp(const State& s, EvalContext& ctx, S* sums) {
  std::fill(sums, sums + s.plan.outputs(), S{0});
  const T* in = ctx.in<T>(0);
  s.plan.ForEachBlock(ctx, [&](size_t from, size_t to, size_t rows, size_t n) { s.add(in + from, rows, s.plan.stride(), n, sums + to); });
}

Status EvalFloat(const State& s, EvalContext& ctx) {
  float* out = ctx.out<float>(0);
  AddUp<float, float>(s, ctx, out);
  if (!s.mean) return Status::Ok();
  const auto count = static_cast<float>(s.plan.count());  // 0 gives NaN
  for (size_t i = 0; i < s.plan.outputs(); ++i) out[i] /= count;
  return Status::Ok();
}

template <typename T>
Status EvalSum(const State& s, EvalContext& ctx) {
  AddUp<T, T>(s, ctx, ctx.out<T>(0));
  return Status::Ok();
}

template <typename T>
Status EvalMean(const State& s, EvalContext& ctx) {
  auto* sums = reinterpret_cast<int64_t*>(ctx.workspace());
  AddUp<T, int64_t>(s, ctx, sums);
  const auto count = static_cast<int64_t>(std::max<size_t>(1, s.plan.count()));
  for (size_t i = 0; i < s.plan.outputs(); ++i) ctx.out<T>(0)[i] = static_cast<T>(sums[i] / count);
  return Status::Ok();
}

template <typename T>
Status EvalQuantized(const State& s, EvalContext& ctx) {
  T* out = ctx.out<T>(0);
  const size_t outputs = s.plan.outputs();
  if (s.plan.empty()) {
    std::fill(out, out + outputs, T{0});
    return Status::Ok();
  }
  auto* sums = reinterpret_cast<int32_t*>(ctx.workspace());
  AddUp<T, int32_t>(s, ctx, sums);
  constexpr int kLowest = std::numeric_limits<T>::min(), kHighest = std::numeric_limits<T>::max();
  const auto zeros = static_cast<uint32_t>(s.zero_in) * static_cast<uint32_t>(s.plan.count());
  for (size_t i = 0; i < outputs; ++i) {
    const auto distance = static_cast<int32_t>(static_cast<uint32_t>(sums[i]) - zeros);
    out[i] = static_cast<T>(std::clamp(WrappingAdd(MultiplyByQuantizedMultiplier(distance, s.factor), s.zero_out), kLowest, kHighest));
  }
  return Status::Ok();
}

// The factor with a division by n in it, as precise as the shift allows.
FixedPointMultiplier DividedBy(FixedPointMultiplier factor, size_t n) {
  const int shift = std::min({63 - std::countl_zero(uint64_t{n}), 32, 31 + factor.shift});
  return {static_cast<int32_t>((int64_t{factor.multiplier} << shift) / static_cast<int64_t>(n)), factor.shift - shift};
}

template <Status (*Eval)(const State&, EvalContext&)>
Expected<Kernel> Make(std::string name, State state, size_t sum_bytes) {
  const CheckedSize workspace = CheckedSize(state.plan.outputs()) * sum_bytes;
  if (!workspace.ok()) return Error(StatusCode::kLimitExceeded, "%zu sums do not fit into memory", state.plan.outputs());
  Kernel kernel = Kernel::Make<State, Eval>(std::move(name), std::move(state));
  kernel.workspace = workspace.value();
  return kernel;
}

template <typename T>
Expected<Kernel> SelectQuantized(SelectContext& ctx, std::string name, State s) {
  const TensorView &in = ctx.input(0), &out = ctx.output(0);
  GC_RETURN_IF_ERROR(ExpectOneScale("input 0", in));
  GC_RETURN_IF_ERROR(ExpectOneScale("output 0", out));
  s.zero_in = in.quantization.zero_point0();
  s.zero_out = out.quantization.zero_point0();
  s.factor = QuantizeMultiplier(static_cast<double>(in.quantization.scale0()) / static_cast<double>(out.quantization.scale0()));
  if (s.mean && s.plan.count() > 0) s.factor = DividedBy(s.factor, s.plan.count());
  return Make<EvalQuantized<T>>(std::move(name), std::move(s), sizeof(int32_t));
}

template <typename T, typename S>
SumRowsFn PlainSum(const State& s) {
  return s.plan.folds_rows() ? PlainFold<T, S> : PlainColumns<T, S>;
}

Expected<Kernel> Select(SelectContext& ctx, bool mean) {
  State s;
  GC_ASSIGN_OR_RETURN(s.plan, MakeReducePlan(ctx));
  s.mean = mean;
  const std::string name = mean ? "mean" : "sum";
  const TensorType type = ctx.input(0).type;
  s.add = ChooseSumRows(type, s.plan.folds_rows());
  switch (type) {
    case TensorType::kFloat32: return Make<EvalFloat>(name + "_f32", std::move(s), 0);
    case TensorType::kInt8: return SelectQuantized<int8_t>(ctx, name + "_int8", std::move(s));
    case TensorType::kUInt8: return SelectQuantized<uint8_t>(ctx, name + "_uint8", std::move(s));
    case TensorType::kInt16: return SelectQuantized<int16_t>(ctx, name + "_int16", std::move(s));
    case TensorType::kInt32:
      s.add = mean ? PlainSum<int32_t, int64_t>(s) : PlainSum<int32_t, int32_t>(s);
      if (mean) return Make<EvalMean<int32_t>>("mean_int32", std::move(s), sizeof(int64_t));
      return Make<EvalSum<int32_t>>("sum_int32", std::move(s), 0);
    default:
      s.add = PlainSum<int64_t, int64_t>(s);
      if (mean) return Make<EvalMean<int64_t>>("mean_int64", std::move(s), sizeof(int64_t));
      return Make<EvalSum<int64_t>>("sum_int64", std::move(s), 0);
  }
}

Expected<Kernel> SelectMean(SelectContext& ctx) { return Select(ctx, true); }
Expected<Kernel> SelectSum(SelectContext& ctx) {
  // TensorFlow Lite adds BOOL as BOOL.
  return ctx.input(0).type == TensorType::kBool ? SelectAny(ctx) : Select(ctx, false);
}

Status Infer(InferContext& ctx) {
  using enum TensorType;
  return InferReduction(ctx, {kFloat32, kInt8, kUInt8, kInt16, kInt32, kInt64});
}
Status InferSum(InferContext& ctx) {
  using enum TensorType;
  return InferReduction(ctx, {kFloat32, kInt8, kUInt8, kInt16, kInt32, kInt64, kBool});
}

}  // namespace

GC_DEFINE_OPERATOR(Mean, Infer, SelectMean)
GC_DEFINE_OPERATOR(Sum, InferSum, SelectSum)

}  // namespace goldcrest::kernels
