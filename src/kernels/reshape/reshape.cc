// RESHAPE: the same elements in another shape.
//
// The new shape is the value of input 1 where there is one, else option new_shape. One dimension may be -1: it takes what is left.
//   [2, 6] -> new_shape [3, -1] -> [3, 4]
#include <algorithm>
#include <cstring>

#include "base/shape_util.h"
#include "kernels/common/define.h"

namespace goldcrest::kernels {
namespace {

// Replaces the -1 among `wanted` and checks that no element is lost or made up.
Expected<Shape> Resolve(const Shape& input, const int32_t* wanted, size_t rank) {
  if (rank > Shape::kMaxRank) return Error(StatusCode::kUnsupported, "reshapes to rank %zu; at most %d", rank, Shape::kMaxRank);
  Shape shape(wanted, static_cast<int>(rank));
  const CheckedSize total = CheckedElements(input);
  CheckedSize known = 1;
  int open = -1;
  for (int i = 0; i < shape.rank(); ++i) {
    if (shape[i] == -1 && open < 0)
      open = i;
    else
      known *= shape[i];
  }
  const bool divides = known.ok() && (known.value() == 0 ? total.value() == 0 : total.value() % known.value() == 0);
  if (open >= 0 && divides) {
    const size_t rest = known.value() == 0 ? 0 : total.value() / known.value();
    if (rest <= INT32_MAX) shape.set_dim(open, static_cast<int32_t>(rest));
  }
  const CheckedSize elements = CheckedElements(shape);
  if (!elements.ok() || elements.value() != total.value()) {
    return Error(StatusCode::kInvalidModel, "cannot reshape %s to %s", input.ToString().c_str(),
                 Shape(wanted, static_cast<int>(rank)).ToString().c_str());
  }
  return shape;
}

Status Infer(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(1, 2));
  const Shape& input = ctx.input(0).shape;
  const auto* options = ctx.node().options->As<model::ReshapeOptions>();
  if (ctx.has_input(1) && ctx.input(1).type == TensorType::kInt32 && ctx.input(1).shape.rank() == 1) {
    const int32_t* wanted = ctx.value<int32_t>(1);
    if (wanted == nullptr) return ctx.NeedsValue(1);
    GC_ASSIGN_OR_RETURN(const Shape shape, Resolve(input, wanted, static_cast<size_t>(ctx.input(1).shape[0])));
    return ctx.SetOutput(0, shape);
  }
  if (options == nullptr) {
    return Error(StatusCode::kInvalidModel, "has neither a shape tensor (INT32, rank 1) nor the option new_shape");
  }
  // Old converters write [0] for a scalar.
  const std::vector<int32_t>& wanted = options->new_shape;
  const bool scalar = wanted.size() == 1 && wanted[0] == 0 && input.elements() == 1;
  GC_ASSIGN_OR_RETURN(const Shape shape, Resolve(input, wanted.data(), scalar ? 0 : wanted.size()));
  return ctx.SetOutput(0, shape);
}

struct Nothing {};

Status Eval(const Nothing&, EvalContext& ctx) {
  const TensorView& in = ctx.input(0);
  if (in.type == TensorType::kString) GC_RETURN_IF_ERROR(ctx.AllocateOutput(0, Shape(ctx.output(0).shape), in.bytes));
  if (in.bytes > 0 && ctx.output(0).data != in.data) std::memcpy(ctx.output(0).data, in.data, in.bytes);
  return Status::Ok();
}

Expected<Kernel> Select(SelectContext& ctx) {
  if (ctx.input(0).type != ctx.output(0).type) {
    return Error(StatusCode::kInvalidModel, "makes %s of %s", std::string(TypeName(ctx.output(0).type)).c_str(),
                 std::string(TypeName(ctx.input(0).type)).c_str());
  }
  Kernel kernel = Kernel::Make<Nothing, Eval>("reshape copy", {});
  kernel.view_of = 0;
  return kernel;
}

}  // namespace

GC_DEFINE_OPERATOR(Reshape, Infer, Select)

}  // namespace goldcrest::kernels
