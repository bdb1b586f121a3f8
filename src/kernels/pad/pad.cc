// PAD and PADV2: a tensor framed with a value: 0 (the zero point where it is quantized), or input 2.
//   PAD [[1, 2]] with paddings [[1, 0], [0, 2]] -> [[0, 0, 0, 0], [1, 2, 0, 0]]
#include <string>

#include "kernels/common/arguments.h"
#include "kernels/common/define.h"
#include "kernels/common/movement.h"

namespace goldcrest::kernels {
namespace {

// The rows of paddings, [before, after] for each dimension, once they are known.
Expected<std::optional<std::vector<int64_t>>> Paddings(InferContext& ctx) {
  const int rank = ctx.input(0).shape.rank();
  GC_ASSIGN_OR_RETURN(auto paddings, IntegerValues(ctx, 1, 2 * int64_t{rank}, IntegerWidths::kAny));
  const Shape& shape = ctx.input(1).shape;
  if (shape.rank() != 2 || shape[0] != rank) {
    return Error(StatusCode::kInvalidModel, "input 1 has the shape %s; expected [%d, 2]", shape.ToString().c_str(), rank);
  }
  if (!paddings) return paddings;
  for (int64_t p : *paddings) {
    if (p < 0 || p > INT32_MAX) return Error(StatusCode::kInvalidModel, "padding %lld is not in [0, 2^31)", static_cast<long long>(p));
  }
  return paddings;
}

Status InferPadded(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ExpectSameType(ctx, 0));
  GC_ASSIGN_OR_RETURN(const auto paddings, Paddings(ctx));
  if (!paddings) return ctx.NeedsValue(1);
  std::vector<int64_t> dims;
  for (int d = 0; d < ctx.input(0).shape.rank(); ++d) dims.push_back((*paddings)[2 * d] + ctx.input(0).shape[d] + (*paddings)[2 * d + 1]);
  GC_ASSIGN_OR_RETURN(const Shape shape, ShapeOf(dims));
  return ctx.SetOutput(0, shape);
}

Status InferPad(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(2, 2));
  return InferPadded(ctx);
}

Status InferPadV2(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(3, 3));
  const TensorView& value = ctx.input(2);
  if (value.type != ctx.input(0).type || value.shape.elements() != 1) {
    return Error(StatusCode::kInvalidModel, "input 2 is %s of shape %s; expected one element of %s",
                 std::string(TypeName(value.type)).c_str(), value.shape.ToString().c_str(),
                 std::string(TypeName(ctx.input(0).type)).c_str());
  }
  const TensorType type = value.type;
  if (type == TensorType::kInt8 || type == TensorType::kUInt8 || type == TensorType::kInt16) {
    const QuantizationInfo &a = value.quantization, &b = ctx.output(0).quantization;
    if (a.scale0() != b.scale0() || a.zero_point0() != b.zero_point0()) {
      return Error(StatusCode::kUnsupported, "input 2 and output 0 must have the same scale and zero point");
    }
  }
  return InferPadded(ctx);
}

Expected<Kernel> Select(SelectContext& ctx, Movement::Fill fill) {
  GC_ASSIGN_OR_RETURN(const auto paddings, Paddings(ctx));
  if (!paddings) return Error(StatusCode::kInternal, "the paddings are not known");
  const Shape &in = ctx.input(0).shape, &out = ctx.output(0).shape;
  const Strides in_strides(in), out_strides(out);
  Movement movement;
  Movement::Part part{0, 0, {}};
  int64_t first = 0;
  for (int d = 0; d < in.rank(); ++d) {
    part.copy.Add(in[d], out_strides[d], in_strides[d]);
    first += (*paddings)[2 * d] * out_strides[d];
  }
  part.copy.SetOffsets(first, 0);
  part.copy.Finish();
  movement.parts.push_back(part);
  if (in != out) movement.fill = fill;
  movement.fill_input = 2;
  return MakeMovementKernel(ctx, "pad copy", std::move(movement));
}

Expected<Kernel> SelectPad(SelectContext& ctx) { return Select(ctx, Movement::Fill::kZero); }
Expected<Kernel> SelectPadV2(SelectContext& ctx) { return Select(ctx, Movement::Fill::kInput); }

}  // namespace

GC_DEFINE_OPERATOR(Pad, InferPad, SelectPad)
GC_DEFINE_OPERATOR(PadV2, InferPadV2, SelectPadV2)

}  // namespace goldcrest::kernels
