// STABLEHLO_PAD: elements set apart by interior_padding, then framed by edge padding, which cuts where it is negative.
//   [1, 2, 3] with low 1, high -1, interior 1 and the value 0 -> [0, 1, 0, 2, 0]  (of 0, 1, 0, 2, 0, 3)
#include <algorithm>
#include <string>

#include "kernels/common/arguments.h"
#include "kernels/common/define.h"
#include "kernels/common/movement.h"

namespace goldcrest::kernels {
namespace {

constexpr int64_t kFar = int64_t{1} << 40;  // beyond any tensor, far from overflow

// One dimension: element `first + k` of the input goes to `place + k * step` of the output, for k < count.
struct Padding {
  int64_t out = 0;
  int64_t step = 1;
  int64_t first = 0;
  int64_t count = 0;
  int64_t place = 0;
};

Expected<Padding> PaddingOf(int64_t size, int64_t low, int64_t high, int64_t interior) {
  if (low < -kFar || low > kFar || high < -kFar || high > kFar || interior < 0 || interior > INT32_MAX) {
    return Error(StatusCode::kInvalidModel, "pads a dimension by %lld, %lld and %lld between elements", static_cast<long long>(low),
                 static_cast<long long>(high), static_cast<long long>(interior));
  }
  Padding p;
  p.step = interior + 1;
  p.out = low + high + size + std::max<int64_t>(0, size - 1) * interior;
  p.first = low < 0 ? (-low + p.step - 1) / p.step : 0;
  p.place = low + p.first * p.step;
  const int64_t fit = p.place < p.out ? (p.out - p.place + p.step - 1) / p.step : 0;
  p.count = std::max<int64_t>(0, std::min(size - p.first, fit));
  return p;
}

Expected<std::vector<Padding>> PaddingsOf(const InferContext& ctx) {
  const auto o = OptionsOf<model::StablehloPadOptions>(ctx);
  const Shape& shape = ctx.input(0).shape;
  const size_t rank = static_cast<size_t>(shape.rank());
  if (o.edge_padding_low.size() != rank || o.edge_padding_high.size() != rank || o.interior_padding.size() != rank) {
    return Error(StatusCode::kInvalidModel, "has %zu, %zu and %zu paddings for a tensor of rank %zu", o.edge_padding_low.size(),
                 o.edge_padding_high.size(), o.interior_padding.size(), rank);
  }
  std::vector<Padding> paddings;
  bool empty = false;
  for (size_t d = 0; d < rank; ++d) {
    GC_ASSIGN_OR_RETURN(const Padding p,
                        PaddingOf(shape[static_cast<int>(d)], o.edge_padding_low[d], o.edge_padding_high[d], o.interior_padding[d]));
    paddings.push_back(p);
    empty |= p.out <= 0;
  }
  // Where nothing is left along one dimension, TensorFlow Lite makes all of them 0.
  if (empty) paddings.assign(rank, Padding{});
  return paddings;
}

Status Infer(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(2, 2));
  GC_RETURN_IF_ERROR(ExpectSameType(ctx, 0));
  GC_RETURN_IF_ERROR(ctx.ExpectType(1, {ctx.input(0).type}));
  if (ctx.input(1).shape.elements() != 1) {
    return Error(StatusCode::kInvalidModel, "input 1 has the shape %s; expected one value", ctx.input(1).shape.ToString().c_str());
  }
  GC_ASSIGN_OR_RETURN(const std::vector<Padding> paddings, PaddingsOf(ctx));
  std::vector<int64_t> dims;
  for (const Padding& p : paddings) dims.push_back(p.out);
  GC_ASSIGN_OR_RETURN(const Shape shape, ShapeOf(dims));
  return ctx.SetOutput(0, shape);
}

Expected<Kernel> Select(SelectContext& ctx) {
  GC_ASSIGN_OR_RETURN(const std::vector<Padding> paddings, PaddingsOf(ctx));
  const Strides in(ctx.input(0).shape), out(ctx.output(0).shape);
  Movement movement;
  movement.fill = Movement::Fill::kInput;
  movement.fill_input = 1;
  Movement::Part part{0, 0, {}};
  int64_t out_first = 0, in_first = 0;
  bool empty = false;
  for (size_t d = 0; d < paddings.size(); ++d) {
    const Padding& p = paddings[d];
    const int i = static_cast<int>(d);
    part.copy.Add(p.count, out[i] * p.step, in[i]);
    out_first += p.place * out[i];
    in_first += p.first * in[i];
    empty |= p.count == 0;
  }
  if (!empty) {
    part.copy.SetOffsets(out_first, in_first);
    part.copy.Finish();
    movement.parts.push_back(part);
  }
  return MakeMovementKernel(ctx, "stablehlo_pad copy", std::move(movement));
}

}  // namespace

GC_DEFINE_OPERATOR(StablehloPad, Infer, Select)

}  // namespace goldcrest::kernels
