// Operators with two operands: one row function for each way the operands move, and the loop around them.
//
// A row function computes out[i] = f(a[i], b[i]) for i < n, where one operand may be a single value:
//   BinaryRows<P>{both, a_single, b_single}, each a void (*)(const P& params, const void* a, const void* b, void* out, size_t n).
// PlainRows makes them from a function of two numbers; operators with a vectorized loop bring their own.
//
// `out` may be either operand that has the output's size: each element is read before it is written, once.
#ifndef GOLDCREST_SRC_KERNELS_COMMON_BINARY_H_
#define GOLDCREST_SRC_KERNELS_COMMON_BINARY_H_

#include <string>
#include <utility>

#include "goldcrest/op.h"
#include "kernels/common/broadcast.h"
#include "model/options.h"

namespace goldcrest {

template <class P>
using BinaryRow = void (*)(const P& params, const void* a, const void* b, void* out, size_t n);

template <class P>
struct BinaryRows {
  BinaryRow<P> both = nullptr;
  BinaryRow<P> a_single = nullptr;
  BinaryRow<P> b_single = nullptr;
};

// The row functions of F::Apply(params, a, b), which takes two In and returns an Out.
template <class F, class P, typename In, typename Out>
BinaryRows<P> PlainRows() {
  return {[](const P& p, const void* a, const void* b, void* out, size_t n) {
            const In *x = static_cast<const In*>(a), *y = static_cast<const In*>(b);
            Out* z = static_cast<Out*>(out);
            for (size_t i = 0; i < n; ++i) z[i] = F::Apply(p, x[i], y[i]);
          },
          [](const P& p, const void* a, const void* b, void* out, size_t n) {
            const In x = *static_cast<const In*>(a);
            const In* y = static_cast<const In*>(b);
            Out* z = static_cast<Out*>(out);
            for (size_t i = 0; i < n; ++i) z[i] = F::Apply(p, x, y[i]);
          },
          [](const P& p, const void* a, const void* b, void* out, size_t n) {
            const In* x = static_cast<const In*>(a);
            const In y = *static_cast<const In*>(b);
            Out* z = static_cast<Out*>(out);
            for (size_t i = 0; i < n; ++i) z[i] = F::Apply(p, x[i], y);
          }};
}

template <class P>
struct BinaryState {
  BroadcastLoop loop;
  BinaryRow<P> row = nullptr;
  P params;
  size_t in_bytes = 0;  // of one element
  size_t out_bytes = 0;
  int tiled = -1;  // the input that BroadcastLoop::TileShortRows names
};

// Fills `tile`, of `tile_bytes`, with repetitions of `bytes` bytes.
void Repeat(const uint8_t* source, size_t bytes, size_t tile_bytes, uint8_t* tile);

template <class P>
Status EvalBinary(const BinaryState<P>& s, EvalContext& ctx) {
  const uint8_t *a = ctx.in<uint8_t>(0), *b = ctx.in<uint8_t>(1);
  uint8_t* out = ctx.out<uint8_t>(0);
  if (s.tiled >= 0) {
    Repeat(s.tiled == 0 ? a : b, ctx.input(s.tiled).bytes, s.loop.tile_length() * s.in_bytes, ctx.workspace());
    (s.tiled == 0 ? a : b) = ctx.workspace();
  }
  ctx.ParallelFor(s.loop.grains(), [&](size_t grain) {
    s.loop.Rows(grain, [&](size_t to, const size_t* from, size_t n) {
      s.row(s.params, a + from[0] * s.in_bytes, b + from[1] * s.in_bytes, out + to * s.out_bytes, n);
    });
  });
  return Status::Ok();
}

// The same for a division of whole numbers: RUNTIME_ERROR where an element of the second operand, read as a T, is `zero`.
template <class P, typename T>
Status EvalDivision(const BinaryState<P>& s, EvalContext& ctx) {
  const T* divisors = ctx.in<T>(1);
  for (size_t i = 0, n = ctx.input(1).bytes / sizeof(T); i < n; ++i) {
    if (divisors[i] == P::Zero(s.params)) return Error(StatusCode::kRuntimeError, "division by 0 (element %zu of input 1)", i);
  }
  return EvalBinary<P>(s, ctx);
}

// The shared Infer: two inputs of one type, the output's shape by broadcasting.
Status InferBinary(InferContext& ctx);

// The kernel for inputs and output as they are in `ctx`. The element sizes are those of the tensors' types.
template <class P, Status (*Eval)(const BinaryState<P>&, EvalContext&) = EvalBinary<P>>
Kernel MakeBinaryKernel(SelectContext& ctx, std::string name, const BinaryRows<P>& rows, P params) {
  const TensorView &a = ctx.input(0), &b = ctx.input(1), &out = ctx.output(0);
  BinaryState<P> state;
  state.loop = BroadcastLoop(out.shape, {&a.shape, &b.shape});
  state.row = state.loop.stays(0) ? rows.a_single : state.loop.stays(1) ? rows.b_single : rows.both;
  state.params = std::move(params);
  state.in_bytes = static_cast<size_t>(TypeBits(a.type)) / 8;
  state.out_bytes = static_cast<size_t>(TypeBits(out.type)) / 8;
  std::vector<Kernel::InPlace> in_place;
  for (int i = 0; i < 2; ++i) {
    if (state.loop.same_size(i) && state.in_bytes == state.out_bytes) in_place.push_back({0, i});
  }
  size_t workspace = 0;
  if (Eval == EvalBinary<P>) {
    state.tiled = state.loop.TileShortRows();
    if (state.tiled >= 0) workspace = state.loop.tile_length() * state.in_bytes;
  }
  Kernel kernel = Kernel::Make<BinaryState<P>, Eval>(std::move(name), std::move(state));
  kernel.in_place = std::move(in_place);
  kernel.workspace = workspace;
  return kernel;
}

}  // namespace goldcrest

#endif  // GOLDCREST_SRC_KERNELS_COMMON_BINARY_H_
