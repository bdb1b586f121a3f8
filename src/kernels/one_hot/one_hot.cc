// ONE_HOT: for each index a row of `depth` elements along a new axis, on_value at the index and off_value elsewhere.
//   indices [2, 0], depth 3, on 1, off 0, axis -1 -> [[0, 0, 1], [1, 0, 0]]
//
// An index outside of [0, depth) makes a row of off_value.
#include <cstring>
#include <string>

#include "kernels/common/arguments.h"
#include "kernels/common/define.h"

namespace goldcrest::kernels {
namespace {

Status Infer(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(4, 4));
  GC_RETURN_IF_ERROR(ctx.ExpectType(0, {TensorType::kInt32, TensorType::kInt64}));
  GC_RETURN_IF_ERROR(ctx.ExpectType(1, {TensorType::kInt32}));
  const Shape& indices = ctx.input(0).shape;
  for (int i = 2; i < 4; ++i) {
    GC_RETURN_IF_ERROR(ExpectSameType(ctx, i));
    if (ctx.input(i).shape.elements() != 1) {
      return Error(StatusCode::kInvalidModel, "input %d has the shape %s; expected one value", i, ctx.input(i).shape.ToString().c_str());
    }
  }
  if (TypeBits(ctx.output(0).type) < 8) {
    return Error(StatusCode::kUnsupported, "makes %s; elements must have a byte at least",
                 std::string(TypeName(ctx.output(0).type)).c_str());
  }
  if (indices.rank() == Shape::kMaxRank) return Error(StatusCode::kUnsupported, "makes a tensor of rank %d", indices.rank() + 1);
  GC_ASSIGN_OR_RETURN(const int axis, ResolveAxis(OptionsOf<model::OneHotOptions>(ctx).axis, indices.rank() + 1));
  GC_ASSIGN_OR_RETURN(const auto depth, IntegerValues(ctx, 1, 1));
  if (!depth) return ctx.NeedsValue(1);
  std::vector<int64_t> dims(indices.begin(), indices.end());
  dims.insert(dims.begin() + axis, (*depth)[0]);
  GC_ASSIGN_OR_RETURN(const Shape shape, ShapeOf(dims));
  return ctx.SetOutput(0, shape);
}

struct State {
  int64_t outer, depth, inner;
  size_t bytes;  // of an element
};

Status Eval(const State& s, EvalContext& ctx) {
  const TensorView& indices = ctx.input(0);
  uint8_t* out = ctx.out<uint8_t>(0);
  const uint8_t *on = ctx.in<uint8_t>(2), *off = ctx.in<uint8_t>(3);
  const int64_t row = s.depth * s.inner;
  for (int64_t o = 0; o < s.outer; ++o) {
    for (int64_t i = 0; i < row; ++i) std::memcpy(out + static_cast<size_t>(o * row + i) * s.bytes, off, s.bytes);
    for (int64_t i = 0; i < s.inner; ++i) {
      const int64_t at = o * s.inner + i;
      const int64_t index = indices.type == TensorType::kInt32 ? indices.as<int32_t>()[at] : indices.as<int64_t>()[at];
      if (index < 0 || index >= s.depth) continue;
      std::memcpy(out + static_cast<size_t>(o * row + index * s.inner + i) * s.bytes, on, s.bytes);
    }
  }
  return Status::Ok();
}

Expected<Kernel> Select(SelectContext& ctx) {
  const Shape& out = ctx.output(0).shape;
  GC_ASSIGN_OR_RETURN(const int axis, ResolveAxis(OptionsOf<model::OneHotOptions>(ctx).axis, out.rank()));
  State s{out.elements(0, axis), out[axis], out.elements(axis + 1, out.rank()), static_cast<size_t>(TypeBits(ctx.output(0).type)) / 8};
  return Kernel::Make<State, Eval>("one_hot", s);
}

}  // namespace

GC_DEFINE_OPERATOR(OneHot, Infer, Select)

}  // namespace goldcrest::kernels
