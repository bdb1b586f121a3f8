// Transposed convolutions of floats, on the GEMM library.
#include "base/aligned_buffer.h"
#include "kernels/common/post_ops.h"
#include "kernels/transpose_conv/transposed_blocks.h"

namespace goldcrest::kernels {
namespace {

struct State {
  TransposedShape shape;
  TransposedBlocks blocks;
  const gemm::F32Kernel* kernel = nullptr;
  PostOps ops;
  std::vector<float> zeros;
  PackedBlock packed;  // constant weights; else they are packed in each run, into the workspace, with `gathered` after them
};

void PackBlocks(const State& s, const float* filter, const float* bias, float* gathered, uint8_t* packed) {
  for (size_t b = 0; b < s.blocks.count(); ++b) {
    const size_t depth = s.blocks.Depth(s.shape, b);
    s.blocks.Gather(s.shape, b, filter, gathered);
    gemm::PackF32(*s.kernel, static_cast<size_t>(s.shape.results), depth, gathered, depth, 1, bias, packed + s.blocks.packed_offset(b));
  }
}

Status Eval(const State& s, EvalContext& ctx) {
  if (ctx.output(0).bytes == 0) return Status::Ok();
  const uint8_t* packed = s.packed.get();
  if (packed == nullptr) {
    const float* bias = s.shape.bias_input < 0 ? nullptr : ctx.in<float>(s.shape.bias_input);
    PackBlocks(s, ctx.in<float>(1), bias, reinterpret_cast<float*>(ctx.workspace() + s.blocks.packed_bytes()), ctx.workspace());
    packed = ctx.workspace();
  }
  float* const out = ctx.out<float>(0);
  const size_t channels = static_cast<size_t>(s.shape.channels);
  const auto* zeros = reinterpret_cast<const uint8_t*>(s.zeros.data());
  ForEachTransposedRun(s.shape, ctx, zeros, sizeof(float), [&](const TransposedRun& run) {
    gemm::F32Epilogue epilogue;
    epilogue.min = s.ops.min;
    epilogue.max = s.ops.max;
    if (s.ops.residual_input >= 0) {
      epilogue.residual = ctx.in<float>(s.ops.residual_input) + run.out;
      epilogue.residual_stride = run.out_stride;
    }
    PostOpTiles tiles{&s.ops.rest, &ctx, run.out};
    if (!s.ops.rest.empty()) epilogue.callback = {PostOpTiles::Apply, &tiles};
    const uint8_t* block = packed + s.blocks.packed_offset(s.blocks.BlockOf(s.shape, run.phases));
    gemm::GemmF32(*s.kernel, {run.count, static_cast<size_t>(s.shape.results), run.taps(), channels}, run.Rows(), block, out + run.out,
                  run.out_stride, epilogue, 1);
  });
  return Status::Ok();
}

}  // namespace

Expected<Kernel> SelectTransposedF32(SelectContext& ctx, TransposedShape shape, const char* name) {
  State s;
  s.shape = std::move(shape);
  s.kernel = &gemm::ChooseF32Kernel();
  s.zeros.resize(static_cast<size_t>(s.shape.channels));
  GC_ASSIGN_OR_RETURN(s.ops, PlanPostOps(ctx, s.shape.activation));
  const size_t results = static_cast<size_t>(s.shape.results);
  const auto packed_bytes = [&](size_t depth) { return gemm::F32PackedBytes(*s.kernel, results, depth); };
  GC_ASSIGN_OR_RETURN(s.blocks, TransposedBlocks::Make(s.shape, sizeof(float), packed_bytes, 0));
  const CheckedSize workspace = CheckedSize(s.blocks.packed_bytes()) + s.blocks.gathered_bytes();
  if (!workspace.ok()) return Error(StatusCode::kLimitExceeded, "packed weights would be too large for this machine");
  const bool constant = ctx.is_constant(1) && (s.shape.bias_input < 0 || ctx.is_constant(s.shape.bias_input));
  if (constant) {
    const float* filter = ctx.value<float>(1);
    const float* bias = s.shape.bias_input < 0 ? nullptr : ctx.value<float>(s.shape.bias_input);
    // The bias is packed with the weights.
    std::string layout = s.blocks.LayoutName(s.shape, gemm::LayoutName(*s.kernel));
    if (bias != nullptr) layout.append(" bias ").append(reinterpret_cast<const char*>(bias), ctx.input(s.shape.bias_input).bytes);
    GC_ASSIGN_OR_RETURN(AlignedBuffer gathered, AlignedBuffer::Allocate(s.blocks.gathered_bytes()));
    GC_ASSIGN_OR_RETURN(s.packed, ctx.Pack({reinterpret_cast<const uint8_t*>(filter), ctx.input(1).bytes}, layout, s.blocks.packed_bytes(),
                                           [&](uint8_t* out) { PackBlocks(s, filter, bias, gathered.as<float>(), out); }));
  }
  std::string full_name = std::string(name).append("_f32 ").append(gemm::LayoutName(*s.kernel));
  Kernel kernel = Kernel::Make<State, Eval>(std::move(full_name), std::move(s));
  if (!constant) kernel.workspace = workspace.value();
  return kernel;
}

}  // namespace goldcrest::kernels
