// UNIQUE: the different elements of a list in the order of their first appearance, and for each element the number of its like.
//   [4, 7, 4, 1] -> [4, 7, 1] and [0, 1, 0, 2]
#include <algorithm>
#include <cstring>

#include "base/checked.h"
#include "kernels/common/arguments.h"
#include "kernels/common/define.h"

namespace goldcrest::kernels {
namespace {

Status Infer(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(1, 1, 2));
  GC_RETURN_IF_ERROR(ctx.ExpectType(
      0, {TensorType::kFloat32, TensorType::kUInt8, TensorType::kInt8, TensorType::kInt16, TensorType::kInt32, TensorType::kInt64}));
  GC_RETURN_IF_ERROR(ExpectSameType(ctx, 0));
  GC_RETURN_IF_ERROR(ctx.ExpectOutputType(1, {TensorType::kInt32, TensorType::kInt64}));
  GC_RETURN_IF_ERROR(ctx.ExpectRank(0, 1, 1));
  ctx.SetOutputUnknown(0);
  return ctx.SetOutput(1, ctx.input(0).shape);
}

// What elements are compared by: floats by their bits, with one zero, so that NaN is like itself.
template <typename T>
T KeyOf(T v) {
  return v;
}
uint32_t KeyOf(float v) {
  if (v == 0) return 0;
  uint32_t bits;
  std::memcpy(&bits, &v, sizeof(bits));
  return bits;
}

struct Nothing {};

template <typename T>
Status Eval(const Nothing&, EvalContext& ctx) {
  const T* in = ctx.in<T>(0);
  const size_t n = static_cast<size_t>(ctx.input(0).shape[0]);
  int32_t* order = reinterpret_cast<int32_t*>(ctx.workspace());  // positions by rising key
  int32_t* first = order + n;                                    // where each element's like appears first; then its number
  for (size_t i = 0; i < n; ++i) order[i] = static_cast<int32_t>(i);
  std::sort(order, order + n, [&](int32_t a, int32_t b) {
    const auto ka = KeyOf(in[a]), kb = KeyOf(in[b]);
    return ka != kb ? ka < kb : a < b;
  });
  int32_t count = 0;
  for (size_t i = 0; i < n; ++i) {
    const bool like = i > 0 && KeyOf(in[order[i]]) == KeyOf(in[order[i - 1]]);
    first[order[i]] = like ? first[order[i - 1]] : order[i];
    count += like ? 0 : 1;
  }
  GC_RETURN_IF_ERROR(ctx.AllocateOutput(0, Shape{count}));
  T* out = ctx.out<T>(0);
  int32_t next = 0;
  for (size_t i = 0; i < n; ++i) {
    if (first[i] == static_cast<int32_t>(i)) {
      out[next] = in[i];
      first[i] = next++;
    } else {
      first[i] = first[first[i]];
    }
    if (ctx.output(1).type == TensorType::kInt32)
      ctx.out<int32_t>(1)[i] = first[i];
    else
      ctx.out<int64_t>(1)[i] = first[i];
  }
  return Status::Ok();
}

template <typename T>
Expected<Kernel> MakeKernel(SelectContext& ctx) {
  const CheckedSize workspace = CheckedSize(ctx.input(0).shape[0]) * 2 * sizeof(int32_t);
  if (!workspace.ok()) return Error(StatusCode::kLimitExceeded, "the working memory would be too large");
  Kernel kernel = Kernel::Make<Nothing, Eval<T>>("unique", {});
  kernel.workspace = workspace.value();
  return kernel;
}

Expected<Kernel> Select(SelectContext& ctx) {
  switch (ctx.input(0).type) {
    case TensorType::kFloat32: return MakeKernel<float>(ctx);
    case TensorType::kUInt8: return MakeKernel<uint8_t>(ctx);
    case TensorType::kInt8: return MakeKernel<int8_t>(ctx);
    case TensorType::kInt16: return MakeKernel<int16_t>(ctx);
    case TensorType::kInt32: return MakeKernel<int32_t>(ctx);
    default: return MakeKernel<int64_t>(ctx);
  }
}

}  // namespace

GC_DEFINE_OPERATOR(Unique, Infer, Select)

}  // namespace goldcrest::kernels
