// RANGE: start, start + delta, ... up to but without limit.
//   start 3, limit 9, delta 2 -> [3, 5, 7]
#include <cmath>
#include <type_traits>

#include "kernels/common/arguments.h"
#include "kernels/common/define.h"

namespace goldcrest::kernels {
namespace {

// How many numbers there are; negative where delta leads away from limit.
int64_t Count(int64_t start, int64_t limit, int64_t delta) {
  if (delta == 0 || (delta > 0 ? start > limit : start < limit)) return -1;
  const uint64_t span =
      delta > 0 ? static_cast<uint64_t>(limit) - static_cast<uint64_t>(start) : static_cast<uint64_t>(start) - static_cast<uint64_t>(limit);
  const uint64_t step = delta > 0 ? static_cast<uint64_t>(delta) : 0 - static_cast<uint64_t>(delta);
  const uint64_t count = span / step + (span % step != 0 ? 1 : 0);
  return count > INT32_MAX ? int64_t{INT32_MAX} + 1 : static_cast<int64_t>(count);
}

int64_t Count(float start, float limit, float delta) {
  const bool forwards = start <= limit && delta > 0, backwards = start >= limit && delta < 0;
  if (!forwards && !backwards) return -1;
  const float count = std::ceil(std::abs((limit - start) / delta));
  return count < 2147483648.0f ? static_cast<int64_t>(count) : int64_t{INT32_MAX} + 1;  // NaN, too
}

template <typename T>
int64_t CountOf(InferContext& ctx) {
  using Wide = std::conditional_t<std::is_same_v<T, float>, float, int64_t>;
  return Count(Wide{*ctx.value<T>(0)}, Wide{*ctx.value<T>(1)}, Wide{*ctx.value<T>(2)});
}

Status Infer(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(3, 3));
  GC_RETURN_IF_ERROR(ctx.ExpectType(0, {TensorType::kInt32, TensorType::kInt64, TensorType::kFloat32}));
  const TensorType type = ctx.input(0).type;
  GC_RETURN_IF_ERROR(ExpectSameType(ctx, 0));
  for (int i = 0; i < 3; ++i) {
    GC_RETURN_IF_ERROR(ctx.ExpectType(i, {type}));
    if (ctx.input(i).shape.elements() != 1) {
      return Error(StatusCode::kInvalidModel, "input %d has the shape %s; expected one value", i, ctx.input(i).shape.ToString().c_str());
    }
    if (ctx.value<void>(i) == nullptr) return ctx.NeedsValue(i);
  }
  const int64_t count = type == TensorType::kInt32   ? CountOf<int32_t>(ctx)
                        : type == TensorType::kInt64 ? CountOf<int64_t>(ctx)
                                                     : CountOf<float>(ctx);
  if (count < 0) return Error(StatusCode::kRuntimeError, "delta is 0 or leads away from limit");
  if (count > INT32_MAX) return Error(StatusCode::kLimitExceeded, "makes more than 2^31 - 1 numbers");
  return ctx.SetOutput(0, Shape{static_cast<int32_t>(count)});
}

struct Nothing {};

// Adds up step by step, as TensorFlow Lite does.
template <typename T>
Status Eval(const Nothing&, EvalContext& ctx) {
  const int64_t n = ctx.output(0).shape[0];
  T value = *ctx.in<T>(0);
  const T delta = *ctx.in<T>(2);
  for (int64_t i = 0; i < n; ++i) {
    ctx.out<T>(0)[i] = value;
    if constexpr (std::is_same_v<T, float>)
      value += delta;
    else
      value = static_cast<T>(static_cast<uint64_t>(value) + static_cast<uint64_t>(delta));
  }
  return Status::Ok();
}

Expected<Kernel> Select(SelectContext& ctx) {
  // Another start makes another result, whose size Infer must have seen.
  for (int i = 0; i < 3; ++i) ctx.value<void>(i);
  switch (ctx.input(0).type) {
    case TensorType::kInt32: return Kernel::Make<Nothing, Eval<int32_t>>("range_i32", {});
    case TensorType::kInt64: return Kernel::Make<Nothing, Eval<int64_t>>("range_i64", {});
    default: return Kernel::Make<Nothing, Eval<float>>("range_f32", {});
  }
}

}  // namespace

GC_DEFINE_OPERATOR(Range, Infer, Select)

}  // namespace goldcrest::kernels
