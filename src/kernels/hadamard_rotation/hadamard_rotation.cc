// aeq.hadamard_rotation (custom): each run of hadamard_size elements rotated by a Hadamard matrix, which spreads outliers before
// quantization.
//   [1, 2, 3, 4] with hadamard_size 2 -> [3, -1, 7, -1] / sqrt(2)
//
// input and output: [rows, n] or [batch, rows, n], 32-bit floats; INT32 is taken for floats of the same bits, as TensorFlow Lite does.
// A hadamard_size that is no power of two changes nothing.
#include <bit>
#include <cmath>
#include <cstring>

#include "kernels/common/define.h"
#include "kernels/common/flex_map.h"

namespace goldcrest::kernels {
namespace {

Expected<int32_t> ReadSize(const InferContext& ctx) {
  GC_ASSIGN_OR_RETURN(const FlexMap map, FlexMap::Parse(ctx.node().custom_options));
  const int32_t size = map.Integer("hadamard_size").value_or(0);
  if (size >= 1) return size;
  return Error(StatusCode::kInvalidModel, "option hadamard_size is %d; it must be at least 1", size);
}

Status Infer(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(1, 1));
  GC_RETURN_IF_ERROR(ctx.ExpectType(0, {TensorType::kFloat32, TensorType::kInt32}));
  GC_RETURN_IF_ERROR(ctx.ExpectOutputType(0, {TensorType::kFloat32, TensorType::kInt32}));
  GC_RETURN_IF_ERROR(ctx.ExpectRank(0, 2, 3));
  GC_RETURN_IF_ERROR(ReadSize(ctx).status());
  return ctx.SetOutput(0, ctx.input(0).shape);
}

struct State {
  int64_t size;
  int64_t runs;  // that are rotated; what is behind them stays
};

void Rotate(float* x, int64_t size) {
  for (int64_t half = 1; half < size; half *= 2) {
    for (int64_t i = 0; i < size; i += 2 * half) {
      for (int64_t k = i; k < i + half; ++k) {
        const float a = x[k], b = x[k + half];
        x[k] = a + b;
        x[k + half] = a - b;
      }
    }
  }
  const float scale = static_cast<float>(1.0 / std::sqrt(static_cast<double>(size)));
  for (int64_t i = 0; i < size; ++i) x[i] *= scale;
}

Status Eval(const State& s, EvalContext& ctx) {
  TensorView& out = ctx.output(0);
  if (out.bytes == 0) return Status::Ok();
  if (out.data != ctx.input(0).data) std::memcpy(out.data, ctx.input(0).data, out.bytes);
  for (int64_t r = 0; r < s.runs; ++r) Rotate(out.as<float>() + r * s.size, s.size);
  return Status::Ok();
}

Expected<Kernel> Select(SelectContext& ctx) {
  GC_ASSIGN_OR_RETURN(const int32_t size, ReadSize(ctx));
  const Shape& in = ctx.input(0).shape;
  const int64_t runs = std::has_single_bit(static_cast<uint32_t>(size)) ? in.elements(0, in.rank() - 1) * (in[in.rank() - 1] / size) : 0;
  Kernel kernel = Kernel::Make<State, Eval>("hadamard_rotation", {size, runs});
  kernel.in_place = {{0, 0}};
  return kernel;
}

}  // namespace

GC_DEFINE_OPERATOR(HadamardRotation, Infer, Select)

}  // namespace goldcrest::kernels
