// ATAN2: the angle of the point (x, y), of tensors y and x of one shape.
//   y [1, -1] x [0, 0] -> [pi / 2, -pi / 2]
#include <cmath>

#include "kernels/common/arguments.h"
#include "kernels/common/binary.h"
#include "kernels/common/define.h"
#include "kernels/common/half.h"

namespace goldcrest::kernels {
namespace {

Status Infer(InferContext& ctx) {
  using enum TensorType;
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(2, 2));
  GC_RETURN_IF_ERROR(ctx.ExpectType(0, {kFloat32, kFloat64, kFloat16, kBFloat16}));
  GC_RETURN_IF_ERROR(ctx.ExpectType(1, {ctx.input(0).type}));
  GC_RETURN_IF_ERROR(ExpectSameType(ctx, 0));
  if (ctx.input(0).shape != ctx.input(1).shape) {
    return Error(StatusCode::kInvalidModel, "its operands have the shapes %s and %s; they must be equal",
                 ctx.input(0).shape.ToString().c_str(), ctx.input(1).shape.ToString().c_str());
  }
  return ctx.SetOutput(0, ctx.input(0).shape);
}

struct Nothing {};

// Half-precision numbers are computed in float.
template <typename T, typename Wide>
void Row(const Nothing&, const void* y, const void* x, void* out, size_t n) {
  const T *a = static_cast<const T*>(y), *b = static_cast<const T*>(x);
  T* z = static_cast<T*>(out);
  for (size_t i = 0; i < n; ++i) z[i] = static_cast<T>(std::atan2(static_cast<Wide>(a[i]), static_cast<Wide>(b[i])));
}

Expected<Kernel> Select(SelectContext& ctx) {
  // Operands of one shape: no row has a single value.
  const auto make = [&](BinaryRow<Nothing> row) { return MakeBinaryKernel<Nothing>(ctx, "atan2", {row, row, row}, Nothing{}); };
  switch (ctx.input(0).type) {
    case TensorType::kFloat32: return make(Row<float, float>);
    case TensorType::kFloat64: return make(Row<double, double>);
    case TensorType::kFloat16: return make(Row<Float16, float>);
    default: return make(Row<BFloat16, float>);
  }
}

}  // namespace

GC_DEFINE_OPERATOR(Atan2, Infer, Select)

}  // namespace goldcrest::kernels
