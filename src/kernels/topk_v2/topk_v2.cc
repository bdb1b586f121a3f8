// TOPK_V2: the k (input 1) largest elements of each row along the last dimension, largest first, and their indices. Of equal
// elements the first comes first; NaN counts as less than any number.
//   [3, 9, 5, 9] k = 3 -> [9, 9, 5] and [1, 3, 2]
#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/checked.h"
#include "kernels/common/define.h"

namespace goldcrest::kernels {
namespace {

struct State {
  size_t rows, length, k;
};

template <typename T>
bool Before(T a, T b) {
  if constexpr (std::is_floating_point_v<T>) {
    if (std::isnan(a) || std::isnan(b)) return !std::isnan(a);
  }
  return a > b;
}
template <typename T>
bool Same(T a, T b) {
  if constexpr (std::is_floating_point_v<T>) {
    if (std::isnan(a) && std::isnan(b)) return true;
  }
  return a == b;
}

template <typename T, typename Index>
Status Eval(const State& s, EvalContext& ctx) {
  auto* order = reinterpret_cast<int32_t*>(ctx.workspace());
  for (size_t r = 0; r < s.rows; ++r) {
    const T* in = ctx.in<T>(0) + r * s.length;
    T* values = ctx.out<T>(0) + r * s.k;
    Index* indices = ctx.out<Index>(1) + r * s.k;
    std::iota(order, order + s.length, 0);
    std::partial_sort(order, order + s.k, order + s.length,
                      [in](int32_t a, int32_t b) { return Same(in[a], in[b]) ? a < b : Before(in[a], in[b]); });
    for (size_t i = 0; i < s.k; ++i) {
      values[i] = in[order[i]];
      indices[i] = static_cast<Index>(order[i]);
    }
  }
  return Status::Ok();
}

// -1 where k is not known yet.
Expected<int> ReadK(InferContext& ctx) {
  if (ctx.input(1).shape.elements() != 1) {
    return Error(StatusCode::kInvalidModel, "k has the shape %s", ctx.input(1).shape.ToString().c_str());
  }
  int32_t k;
  if (ctx.input(1).type == TensorType::kInt32) {
    const int32_t* p = ctx.value<int32_t>(1);
    if (p == nullptr) return -1;
    k = *p;
  } else {
    const int16_t* p = ctx.value<int16_t>(1);
    if (p == nullptr) return -1;
    k = *p;
  }
  const Shape& shape = ctx.input(0).shape;
  const int32_t length = shape[shape.rank() - 1];
  if (k < 0 || k > length) return Error(StatusCode::kInvalidModel, "k is %d for rows of %d elements", k, length);
  return k;
}

template <typename T>
Kernel Make(TensorType index, const State& s) {
  return index == TensorType::kInt16 ? Kernel::Make<State, Eval<T, int16_t>>("topk_v2", s)
                                     : Kernel::Make<State, Eval<T, int32_t>>("topk_v2", s);
}

Expected<Kernel> Select(SelectContext& ctx) {
  GC_ASSIGN_OR_RETURN(const int k, ReadK(ctx));
  if (k < 0) return Error(StatusCode::kInternal, "TOPK_V2 is selected before k is known");
  const Shape& shape = ctx.input(0).shape;
  const State s{static_cast<size_t>(shape.elements(0, shape.rank() - 1)), static_cast<size_t>(shape[shape.rank() - 1]),
                static_cast<size_t>(k)};
  const TensorType index = ctx.output(1).type;
  Kernel kernel;
  switch (ctx.input(0).type) {
    case TensorType::kFloat32: kernel = Make<float>(index, s); break;
    case TensorType::kInt8: kernel = Make<int8_t>(index, s); break;
    case TensorType::kUInt8: kernel = Make<uint8_t>(index, s); break;
    case TensorType::kInt16: kernel = Make<int16_t>(index, s); break;
    case TensorType::kInt32: kernel = Make<int32_t>(index, s); break;
    default: kernel = Make<int64_t>(index, s); break;
  }
  const CheckedSize workspace = CheckedSize(s.length) * sizeof(int32_t);
  if (!workspace.ok()) return Error(StatusCode::kLimitExceeded, "rows of %zu elements do not fit into memory", s.length);
  kernel.workspace = workspace.value();
  return kernel;
}

Status Infer(InferContext& ctx) {
  using enum TensorType;
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(2, 2, 2));
  GC_RETURN_IF_ERROR(ctx.ExpectType(0, {kFloat32, kInt8, kUInt8, kInt16, kInt32, kInt64}));
  GC_RETURN_IF_ERROR(ctx.ExpectType(1, {kInt32, kInt16}));
  GC_RETURN_IF_ERROR(ctx.ExpectOutputType(0, {ctx.input(0).type}));
  GC_RETURN_IF_ERROR(ctx.ExpectOutputType(1, {kInt32, kInt16}));
  GC_RETURN_IF_ERROR(ctx.ExpectRank(0, 1));
  GC_ASSIGN_OR_RETURN(const int k, ReadK(ctx));
  if (k < 0) return ctx.NeedsValue(1);
  Shape out = ctx.input(0).shape;
  if (ctx.output(1).type == kInt16 && out[out.rank() - 1] > INT16_MAX) {
    return Error(StatusCode::kInvalidModel, "INT16 cannot index rows of %d elements", out[out.rank() - 1]);
  }
  out.set_dim(out.rank() - 1, k);
  GC_RETURN_IF_ERROR(ctx.SetOutput(0, out));
  return ctx.SetOutput(1, out);
}

}  // namespace

GC_DEFINE_OPERATOR(TopkV2, Infer, Select)

}  // namespace goldcrest::kernels
