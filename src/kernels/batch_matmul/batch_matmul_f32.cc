// BATCH_MATMUL of floats, on the GEMM library.
#include "kernels/batch_matmul/batch_matmul.h"
#include "kernels/common/gemm/gemm.h"

namespace goldcrest::kernels {
namespace {

struct State {
  BatchMatMulShape shape;
  const gemm::F32Kernel* kernel = nullptr;
  size_t packed_bytes = 0;   // of one right matrix
  PackedBlock packed;        // all right matrices, where they are constant
  size_t packed_offset = 0;  // else their place in the workspace, after the transposed left matrices
};

void PackMatrix(const State& s, const float* right, size_t batch, uint8_t* packed) {
  gemm::PackF32(*s.kernel, s.shape.n, s.shape.k, right + batch * s.shape.right_size(), s.shape.right_stride_n(), s.shape.right_stride_k(),
                nullptr, packed + batch * s.packed_bytes);
}

Status Eval(const State& s, EvalContext& ctx) {
  if (ctx.output(0).bytes == 0) return Status::Ok();
  const float* left = LeftRows<float>(s.shape, ctx, ctx.workspace());
  const uint8_t* packed = s.packed.get();
  if (packed == nullptr) {
    uint8_t* const block = ctx.workspace() + s.packed_offset;
    const float* right = OrNothing(ctx.in<float>(1));
    ctx.ParallelFor(s.shape.right_batches, [&](size_t b) { PackMatrix(s, right, b, block); });
    packed = block;
  }
  float* const out = ctx.out<float>(0);
  const gemm::GemmShape product = {s.shape.m, s.shape.n, 1, s.shape.k};
  ForEachProduct(s.shape, ctx, [&](size_t b, BatchMatMulShape::Pair pair, int threads) {
    gemm::GemmF32(*s.kernel, product, gemm::DenseRows(left + pair.left * s.shape.left_size(), s.shape.k),
                  packed + pair.right * s.packed_bytes, out + b * s.shape.out_size(), s.shape.n, {}, threads);
  });
  return Status::Ok();
}

}  // namespace

Expected<Kernel> SelectBatchMatMulF32(SelectContext& ctx, const BatchMatMulShape& shape) {
  State s;
  s.shape = shape;
  s.kernel = &gemm::ChooseF32Kernel();
  const CheckedSize one = gemm::F32PackedBytes(*s.kernel, shape.n, shape.k).AlignedUp(kAlignment), all = one * shape.right_batches;
  WorkspaceLayout workspace;
  workspace.Add(shape.adj_x ? CheckedSize(ctx.input(0).shape.elements()) * sizeof(float) : CheckedSize(0));
  const bool constant = ctx.is_constant(1);
  s.packed_offset = workspace.Add(constant ? CheckedSize(0) : all);
  if (!all.ok() || !workspace.total().ok()) return Error(StatusCode::kLimitExceeded, "packed matrices exceed the address space");
  s.packed_bytes = one.value();
  std::string name = std::string("batch_matmul_f32 ").append(gemm::LayoutName(*s.kernel));
  if (constant) {
    const float* right = ctx.value<float>(1);
    const std::string layout =
        std::string(gemm::LayoutName(*s.kernel)) + " batches n" + std::to_string(shape.n) + (shape.adj_y ? " by rows" : " by columns");
    GC_ASSIGN_OR_RETURN(s.packed,
                        ctx.Pack({reinterpret_cast<const uint8_t*>(right), ctx.input(1).bytes}, layout, all.value(), [&](uint8_t* out) {
                          for (size_t b = 0; b < shape.right_batches; ++b) PackMatrix(s, OrNothing(right), b, out);
                        }));
  }
  Kernel kernel = Kernel::Make<State, Eval>(std::move(name), std::move(s));
  kernel.workspace = workspace.total().value();
  return kernel;
}

}  // namespace goldcrest::kernels
