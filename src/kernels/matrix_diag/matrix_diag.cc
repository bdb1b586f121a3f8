// MATRIX_DIAG: square matrices, zero but for their diagonals; MATRIX_SET_DIAG: matrices with other diagonals.
//   MATRIX_DIAG: [1, 2] -> [[1, 0], [0, 2]]
//   MATRIX_SET_DIAG: [[1, 2, 3], [4, 5, 6]], diagonal [0, 9] -> [[0, 2, 3], [4, 9, 6]]
#include <algorithm>
#include <cstring>
#include <string>

#include "kernels/common/arguments.h"
#include "kernels/common/define.h"

namespace goldcrest::kernels {
namespace {

// Matrices [count, rows, cols] in the output; the diagonals are in input `diagonals`, the rest in input 0 or zero.
struct State {
  int diagonals;
  int64_t count, rows, cols;
  size_t element_bytes;
};

Status ExpectElements(const InferContext& ctx) {
  GC_RETURN_IF_ERROR(ExpectSameType(ctx, 0));
  if (ctx.input(0).type != TensorType::kString && TypeBits(ctx.input(0).type) >= 8) return Status::Ok();
  return Error(StatusCode::kUnsupported, "has matrices of %s; supported: types of whole bytes",
               std::string(TypeName(ctx.input(0).type)).c_str());
}

Status InferDiag(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(1, 1));
  GC_RETURN_IF_ERROR(ExpectElements(ctx));
  GC_RETURN_IF_ERROR(ctx.ExpectRank(0, 1, Shape::kMaxRank - 1));
  const Shape& in = ctx.input(0).shape;
  int32_t dims[Shape::kMaxRank];
  std::copy(in.begin(), in.end(), dims);
  dims[in.rank()] = in[in.rank() - 1];
  return ctx.SetOutput(0, Shape(dims, in.rank() + 1));
}

Status InferSetDiag(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(2, 2));
  GC_RETURN_IF_ERROR(ExpectElements(ctx));
  GC_RETURN_IF_ERROR(ctx.ExpectType(1, {ctx.input(0).type}));
  GC_RETURN_IF_ERROR(ctx.ExpectRank(0, 2));
  const Shape &in = ctx.input(0).shape, &diagonals = ctx.input(1).shape;
  const int rank = in.rank();
  if (diagonals.elements() != in.elements(0, rank - 2) * std::min(in[rank - 2], in[rank - 1])) {
    return Error(StatusCode::kInvalidModel, "has diagonals %s for matrices %s", diagonals.ToString().c_str(), in.ToString().c_str());
  }
  return ctx.SetOutput(0, in);
}

Status Eval(const State& s, EvalContext& ctx) {
  TensorView& out = ctx.output(0);
  if (out.bytes == 0) return Status::Ok();
  if (s.diagonals == 0)
    std::memset(out.data, 0, out.bytes);
  else if (out.data != ctx.input(0).data)
    std::memcpy(out.data, ctx.input(0).data, out.bytes);
  const uint8_t* from = ctx.in<uint8_t>(s.diagonals);
  const int64_t length = std::min(s.rows, s.cols);
  for (int64_t m = 0; m < s.count; ++m) {
    for (int64_t i = 0; i < length; ++i, from += s.element_bytes) {
      std::memcpy(out.as<uint8_t>() + static_cast<size_t>((m * s.rows + i) * s.cols + i) * s.element_bytes, from, s.element_bytes);
    }
  }
  return Status::Ok();
}

Expected<Kernel> SelectMatrices(SelectContext& ctx, const char* name, int diagonals) {
  const Shape& out = ctx.output(0).shape;
  const int rank = out.rank();
  return Kernel::Make<State, Eval>(
      name, {diagonals, out.elements(0, rank - 2), out[rank - 2], out[rank - 1], static_cast<size_t>(TypeBits(ctx.input(0).type)) / 8});
}

Expected<Kernel> SelectDiag(SelectContext& ctx) { return SelectMatrices(ctx, "matrix_diag", 0); }

Expected<Kernel> SelectSetDiag(SelectContext& ctx) {
  GC_ASSIGN_OR_RETURN(Kernel kernel, SelectMatrices(ctx, "matrix_set_diag", 1));
  kernel.in_place = {{0, 0}};
  return kernel;
}

}  // namespace

GC_DEFINE_OPERATOR(MatrixDiag, InferDiag, SelectDiag)
GC_DEFINE_OPERATOR(MatrixSetDiag, InferSetDiag, SelectSetDiag)

}  // namespace goldcrest::kernels
