// STABLEHLO_SCATTER: a tensor into which slices of `updates` go at the places that scatter_indices name, joined with what is there by
// the only operator of the subgraph that the options name, or replacing it where that has none. What would lie outside is left out.
//   [1, 2, 3] with indices [[2], [0]], updates [10, 20] and STABLEHLO_ADD -> [21, 2, 13]
//
// Several updates of one place happen in the order of `updates`.
#include <algorithm>
#include <cstring>
#include <string>

#include "kernels/common/define.h"
#include "kernels/stablehlo/combine.h"
#include "kernels/stablehlo/indexed.h"
#include "model/builtin_operator.h"

namespace goldcrest::kernels {
namespace {

Expected<IndexedWalk> WalkOf(const InferContext& ctx) {
  const auto o = OptionsOf<model::StablehloScatterOptions>(ctx);
  return IndexedWalk::Make({o.update_window_dims, o.inserted_window_dims, o.scatter_dims_to_operand_dims, o.index_vector_dim},
                           ctx.input(0).shape, ctx.input(1).shape);
}

Status Infer(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(3, 3));
  GC_RETURN_IF_ERROR(ctx.ExpectType(1, {TensorType::kInt32, TensorType::kInt64}));
  GC_RETURN_IF_ERROR(ctx.ExpectType(2, {ctx.input(0).type}));
  GC_RETURN_IF_ERROR(ExpectSameType(ctx, 0));
  if (ctx.node().options->As<model::StablehloScatterOptions>() == nullptr) return Error(StatusCode::kInvalidModel, "names no subgraph");
  GC_ASSIGN_OR_RETURN(const IndexedWalk walk, WalkOf(ctx));
  const Shape& updates = ctx.input(2).shape;
  // The windows have the sizes that the updates have, up to the tensor's.
  bool fits = updates.rank() == walk.outer_rank();
  for (int d = 0; fits && d < updates.rank(); ++d) {
    const int along = walk.OperandDim(d);
    fits = along < 0 ? updates[d] == walk.OuterSize(d, {}) : updates[d] <= ctx.input(0).shape[along];
  }
  if (!fits) {
    return Error(StatusCode::kInvalidModel, "updates of shape %s do not fit a tensor of shape %s and indices of shape %s",
                 updates.ToString().c_str(), ctx.input(0).shape.ToString().c_str(), ctx.input(1).shape.ToString().c_str());
  }
  return ctx.SetOutput(0, ctx.input(0).shape);
}

struct State {
  IndexedWalk walk;
  CombineRow row;  // null to replace
  size_t bytes;    // of an element
};

Status Eval(const State& s, EvalContext& ctx) {
  const TensorView& output = ctx.output(0);
  if (output.bytes == 0) return Status::Ok();
  if (output.data != ctx.input(0).data) std::memcpy(output.data, ctx.input(0).data, output.bytes);
  const Shape& shape = output.shape;
  const Strides& strides = s.walk.operand_strides();
  const uint8_t* updates = ctx.in<uint8_t>(2);
  uint8_t* out = ctx.out<uint8_t>(0);
  const int run_dim = s.walk.run_dim();
  const int64_t stride = run_dim < 0 ? 0 : strides[run_dim];
  s.walk.ForEachRun(ctx.input(2).shape, ctx.input(1), [&](const int64_t* start, const int64_t* within, int64_t offset, int64_t n) {
    int64_t to = 0;
    for (int d = 0; d < shape.rank(); ++d) {
      // Beyond 32 bits all is outside; within them nothing overflows.
      if (start[d] < -int64_t{INT32_MAX} || start[d] > INT32_MAX) return;
      int64_t at = start[d] + within[d];
      if (d == run_dim) {
        const int64_t cut = std::max<int64_t>(0, -at);
        n = std::min(n, shape[d] - at) - cut;
        at += cut;
        offset += cut;
      } else if (at < 0 || at >= shape[d]) {
        return;
      }
      if (n <= 0) return;
      to += at * strides[d];
    }
    const uint8_t* x = updates + static_cast<size_t>(offset) * s.bytes;
    uint8_t* y = out + static_cast<size_t>(to) * s.bytes;
    const size_t count = static_cast<size_t>(n);
    if (s.row != nullptr) return s.row(y, stride, x, 1, y, stride, count);
    for (size_t i = 0; i < count; ++i) std::memcpy(y + i * static_cast<size_t>(stride) * s.bytes, x + i * s.bytes, s.bytes);
  });
  return Status::Ok();
}

Expected<CombineRow> RowOf(std::span<const int> body, TensorType type) {
  using enum BuiltinOperator;
  const auto choose = [&](Combine combine) { return ChooseCombineRow(combine, type); };
  CombineRow row = choose(Combine::kAdd);  // to know whether the type is one
  if (body.size() == 1) {
    switch (static_cast<BuiltinOperator>(body[0])) {
      case kStablehloAdd: break;
      case kStablehloMultiply: row = choose(Combine::kMultiply); break;
      case kStablehloMaximum: row = choose(Combine::kMaximum); break;
      case kStablehloMinimum: row = choose(Combine::kMinimum); break;
      default:
        return Error(StatusCode::kUnsupported, "its subgraph has builtin operator %d; expected STABLEHLO_ADD, MULTIPLY, MAXIMUM or MINIMUM",
                     body[0]);
    }
  } else if (body.size() > 1) {
    return Error(StatusCode::kUnsupported, "its subgraph has %zu operators; expected at most one", body.size());
  }
  if (row == nullptr) return Error(StatusCode::kUnsupported, "cannot scatter elements of type %s", std::string(TypeName(type)).c_str());
  return body.empty() ? nullptr : row;
}

Expected<Kernel> Select(SelectContext& ctx) {
  const TensorType type = ctx.input(0).type;
  GC_ASSIGN_OR_RETURN(const CombineRow row, RowOf(ctx.node().body, type));
  GC_ASSIGN_OR_RETURN(const IndexedWalk walk, WalkOf(ctx));
  Kernel kernel = Kernel::Make<State, Eval>("stablehlo_scatter", {walk, row, static_cast<size_t>(TypeBits(type)) / 8});
  kernel.in_place = {{0, 0}};
  return kernel;
}

}  // namespace

GC_DEFINE_OPERATOR(StablehloScatter, Infer, Select)

}  // namespace goldcrest::kernels
