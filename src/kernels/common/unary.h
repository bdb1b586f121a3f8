// Operators with one operand: the output has its shape, and each element follows from one.
//
// Whatever an 8-bit operator computes, it is a table of 256 entries made in Select:
//   return MakeTableKernel(ctx, "tanh_int8", FloatTable(ctx, [](float x) { return std::tanh(x); }));
#ifndef GOLDCREST_SRC_KERNELS_COMMON_UNARY_H_
#define GOLDCREST_SRC_KERNELS_COMMON_UNARY_H_

#include <initializer_list>
#include <string>
#include <utility>

#include "goldcrest/function_ref.h"
#include "goldcrest/op.h"
#include "kernels/common/table_rows.h"

namespace goldcrest {

// Elements a thread takes at a time: long enough to hide the hand-over, short enough to share a mid-sized tensor.
inline constexpr size_t kUnaryGrain = 16384;

// out[i] = f(in[i]) for i < n; `out` may be `in` where elements have the same size.
template <class P>
using UnaryRow = void (*)(const P& params, const void* in, void* out, size_t n);

template <class P>
struct UnaryState {
  UnaryRow<P> row = nullptr;
  P params;
  size_t in_bytes = 0;  // of one element
  size_t out_bytes = 0;
};

template <class P>
Status EvalUnary(const UnaryState<P>& s, EvalContext& ctx) {
  const size_t n = static_cast<size_t>(ctx.output(0).shape.elements());
  const uint8_t* in = ctx.in<uint8_t>(0);
  uint8_t* out = ctx.out<uint8_t>(0);
  ctx.ParallelFor((n + kUnaryGrain - 1) / kUnaryGrain, [&](size_t grain) {
    const size_t begin = grain * kUnaryGrain;
    const size_t count = n - begin < kUnaryGrain ? n - begin : kUnaryGrain;
    s.row(s.params, in + begin * s.in_bytes, out + begin * s.out_bytes, count);
  });
  return Status::Ok();
}

// The row function of F::Apply(params, x), which takes an In and returns an Out.
template <class F, class P, typename In, typename Out>
UnaryRow<P> PlainRow() {
  return [](const P& p, const void* in, void* out, size_t n) {
    const In* x = static_cast<const In*>(in);
    Out* y = static_cast<Out*>(out);
    for (size_t i = 0; i < n; ++i) y[i] = F::Apply(p, x[i]);
  };
}

// One input and one output of the input's shape; both of one of `types`, and the same.
Status InferUnary(InferContext& ctx, std::initializer_list<TensorType> types);

template <class P>
Kernel MakeUnaryKernel(SelectContext& ctx, std::string name, UnaryRow<P> row, P params) {
  UnaryState<P> state{row, std::move(params), static_cast<size_t>(TypeBits(ctx.input(0).type)) / 8,
                      static_cast<size_t>(TypeBits(ctx.output(0).type)) / 8};
  const bool same_size = state.in_bytes == state.out_bytes;
  Kernel kernel = Kernel::Make<UnaryState<P>, EvalUnary<P>>(std::move(name), std::move(state));
  if (same_size) kernel.in_place = {{0, 0}};
  return kernel;
}

Kernel MakeTableKernel(SelectContext& ctx, std::string name, const ByteTable& table);

// The table of `f`, from real number to real number, for an input and an output that are quantized with one valid scale each, in
// float arithmetic as TensorFlow Lite fills its tables.
Expected<ByteTable> FloatTable(const SelectContext& ctx, FunctionRef<float(float)> f);

// The table of `f` from quantized value to quantized value, clamped to the output's type.
ByteTable IntegerTable(const SelectContext& ctx, FunctionRef<int32_t(int32_t)> f);

// "input 0 "x" is INT8 and needs one scale that is positive and finite" unless it has one.
Status ExpectOneScale(const char* which, const TensorView& tensor);

}  // namespace goldcrest

#endif  // GOLDCREST_SRC_KERNELS_COMMON_UNARY_H_
