// Transposed convolutions of INT8 and UINT8, on the GEMM library.
#include "base/aligned_buffer.h"
#include "kernels/common/gemm_layer.h"
#include "kernels/transpose_conv/transposed_blocks.h"

namespace goldcrest::kernels {
namespace {

struct State {
  TransposedShape shape;
  TransposedBlocks blocks;
  const gemm::I8Kernel* kernel = nullptr;
  gemm::I8Quantization quantization;          // but for `factors` and `bias`
  std::vector<FixedPointMultiplier> factors;  // one, or one per result
  gemm::I8Epilogue epilogue;
  std::vector<uint8_t> zeros;
  // Constant weights; else they are prepared in each run, into the workspace: packed, columns, gathered.
  PackedBlock packed;
  std::shared_ptr<AlignedBuffer> columns;
};

void PackBlocks(const State& s, const uint8_t* filter, uint8_t* gathered, uint8_t* packed) {
  for (size_t b = 0; b < s.blocks.count(); ++b) {
    const size_t depth = s.blocks.Depth(s.shape, b);
    s.blocks.Gather(s.shape, b, filter, gathered);
    gemm::PackI8(*s.kernel, static_cast<size_t>(s.shape.results), depth, gathered, s.quantization.w_unsigned, depth, 1,
                 packed + s.blocks.packed_offset(b));
  }
}

void PrepareColumns(const State& s, const uint8_t* packed, const int32_t* bias, uint8_t* columns) {
  gemm::I8Quantization q = s.quantization;
  q.bias = bias;
  q.factors = s.factors.data();
  for (size_t b = 0; b < s.blocks.count(); ++b) {
    gemm::PrepareI8(*s.kernel, static_cast<size_t>(s.shape.results), s.blocks.Depth(s.shape, b), packed + s.blocks.packed_offset(b), q,
                    columns + s.blocks.column_offset(b));
  }
}

Status Eval(const State& s, EvalContext& ctx) {
  if (ctx.output(0).bytes == 0) return Status::Ok();
  const uint8_t* packed = s.packed.get();
  const uint8_t* columns = packed == nullptr ? nullptr : s.columns->data();
  if (packed == nullptr) {
    uint8_t* const column_block = ctx.workspace() + s.blocks.packed_bytes();
    PackBlocks(s, ctx.in<uint8_t>(1), column_block + s.blocks.column_bytes(), ctx.workspace());
    PrepareColumns(s, ctx.workspace(), s.shape.bias_input < 0 ? nullptr : ctx.in<int32_t>(s.shape.bias_input), column_block);
    packed = ctx.workspace();
    columns = column_block;
  }
  uint8_t* const out = ctx.out<uint8_t>(0);
  const size_t channels = static_cast<size_t>(s.shape.channels), results = static_cast<size_t>(s.shape.results);
  ForEachTransposedRun(s.shape, ctx, s.zeros.data(), 1, [&](const TransposedRun& run) {
    const size_t block = s.blocks.BlockOf(s.shape, run.phases);
    gemm::GemmI8(*s.kernel, {run.count, results, run.taps(), channels}, run.Rows(), packed + s.blocks.packed_offset(block),
                 columns + s.blocks.column_offset(block), out + run.out, run.out_stride, s.epilogue, 1);
  });
  return Status::Ok();
}

// Everything that follows from the tensors' quantization.
Status Quantize(const SelectContext& ctx, State* s) {
  const TensorView &filter = ctx.input(1), &input = ctx.input(2), &output = ctx.output(0);
  GC_ASSIGN_OR_RETURN(s->factors, LayerFactors(input, filter, output, static_cast<size_t>(s->shape.results)));
  if (filter.type == TensorType::kInt8) {
    for (int64_t z : filter.quantization.zero_point) {
      if (z != 0) return Error(StatusCode::kUnsupported, "INT8 weights have the zero point %lld; expected 0", static_cast<long long>(z));
    }
  }
  GC_ASSIGN_OR_RETURN(const QuantizedRange range, ActivationRange(static_cast<FusedActivation>(s->shape.activation), output.type,
                                                                  output.quantization.scale0(), output.quantization.zero_point0()));
  gemm::I8Quantization& q = s->quantization;
  q.a_unsigned = input.type == TensorType::kUInt8;
  q.a_zero_point = input.quantization.zero_point0();
  q.w_unsigned = filter.type == TensorType::kUInt8;
  q.w_zero_point = filter.quantization.zero_point0();
  q.per_channel = s->factors.size() > 1;
  q.output = output.type == TensorType::kInt8 ? gemm::I8Output::kInt8 : gemm::I8Output::kUint8;
  q.c_zero_point = output.quantization.zero_point0();
  s->epilogue.min = range.lowest;
  s->epilogue.max = range.highest;
  s->zeros.assign(static_cast<size_t>(s->shape.channels), static_cast<uint8_t>(q.a_zero_point));
  return Status::Ok();
}

}  // namespace

Expected<Kernel> SelectTransposedI8(SelectContext& ctx, TransposedShape shape, const char* name) {
  State s;
  s.shape = std::move(shape);
  s.kernel = &gemm::ChooseI8Kernel();
  GC_RETURN_IF_ERROR(Quantize(ctx, &s));
  const size_t results = static_cast<size_t>(s.shape.results);
  const auto packed_bytes = [&](size_t depth) { return gemm::I8PackedBytes(*s.kernel, results, depth); };
  GC_ASSIGN_OR_RETURN(s.blocks, TransposedBlocks::Make(s.shape, 1, packed_bytes, gemm::I8ColumnBytes(*s.kernel, results)));
  const CheckedSize workspace = CheckedSize(s.blocks.packed_bytes()) + s.blocks.column_bytes() + s.blocks.gathered_bytes();
  if (!workspace.ok()) return Error(StatusCode::kLimitExceeded, "packed weights would be too large for this machine");
  const bool constant = ctx.is_constant(1) && (s.shape.bias_input < 0 || ctx.is_constant(s.shape.bias_input));
  if (constant) {
    const uint8_t* filter = ctx.value<uint8_t>(1);
    const int32_t* bias = s.shape.bias_input < 0 ? nullptr : ctx.value<int32_t>(s.shape.bias_input);
    const std::string layout = s.blocks.LayoutName(s.shape, gemm::LayoutName(*s.kernel)) + (s.quantization.w_unsigned ? " u8" : " s8");
    GC_ASSIGN_OR_RETURN(AlignedBuffer gathered, AlignedBuffer::Allocate(s.blocks.gathered_bytes()));
    GC_ASSIGN_OR_RETURN(s.packed, ctx.Pack({filter, ctx.input(1).bytes}, layout, s.blocks.packed_bytes(),
                                           [&](uint8_t* out) { PackBlocks(s, filter, gathered.data(), out); }));
    GC_ASSIGN_OR_RETURN(AlignedBuffer columns, AlignedBuffer::Allocate(s.blocks.column_bytes()));
    s.columns = std::make_shared<AlignedBuffer>(std::move(columns));
    PrepareColumns(s, s.packed.get(), bias, s.columns->data());
  }
  std::string full_name = std::string(name).append("_int8 ").append(gemm::LayoutName(*s.kernel));
  Kernel kernel = Kernel::Make<State, Eval>(std::move(full_name), std::move(s));
  if (!constant) kernel.workspace = workspace.value();
  return kernel;
}

}  // namespace goldcrest::kernels
