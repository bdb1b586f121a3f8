// BATCH_MATMUL of INT8 matrices and of float by INT8, on the GEMM library.
//
// Float by INT8 is TensorFlow Lite's hybrid scheme: each row of the left matrices is quantized by its own range.
#include <algorithm>

#include "kernels/batch_matmul/batch_matmul.h"
#include "kernels/common/gemm/gemm.h"
#include "kernels/common/gemm_layer.h"

namespace goldcrest::kernels {
namespace {

// The right matrices as the GEMM library wants them.
struct RightMatrices {
  BatchMatMulShape shape;
  const gemm::I8Kernel* kernel = nullptr;
  gemm::I8Quantization quantization;          // but for `factors`
  FixedPointMultiplier factor;                // of integer outputs
  size_t packed_bytes = 0, column_bytes = 0;  // of one matrix
  PackedBlock packed;                         // where they are constant
  std::shared_ptr<AlignedBuffer> columns;
  size_t workspace_offset = 0;  // else the place of packed matrices, then columns

  struct Prepared {
    const uint8_t* packed;
    const uint8_t* columns;
  };
  Prepared Prepare(EvalContext& ctx) const;
  void Pack(const int8_t* right, size_t batch, uint8_t* out) const {
    gemm::PackI8(*kernel, shape.n, shape.k, right + batch * shape.right_size(), false, shape.right_stride_n(), shape.right_stride_k(),
                 out + batch * packed_bytes);
  }
  void PrepareColumns(size_t batch, const uint8_t* all_packed, uint8_t* out) const {
    gemm::I8Quantization q = quantization;
    q.factors = &factor;
    gemm::PrepareI8(*kernel, shape.n, shape.k, all_packed + batch * packed_bytes, q, out + batch * column_bytes);
  }
};

RightMatrices::Prepared RightMatrices::Prepare(EvalContext& ctx) const {
  if (packed != nullptr) return {packed.get(), columns->data()};
  uint8_t* const block = ctx.workspace() + workspace_offset;
  uint8_t* const column_block = block + packed_bytes * shape.right_batches;
  ctx.ParallelFor(shape.right_batches, [&](size_t b) {
    Pack(OrNothing(ctx.in<int8_t>(1)), b, block);
    PrepareColumns(b, block, column_block);
  });
  return {block, column_block};
}

// Fills sizes and, for constant matrices, the packed blocks; adds to the workspace what is prepared in each run.
Status Plan(SelectContext& ctx, RightMatrices* r, WorkspaceLayout* workspace) {
  const BatchMatMulShape& s = r->shape;
  const CheckedSize one = gemm::I8PackedBytes(*r->kernel, s.n, s.k).AlignedUp(kAlignment);
  const CheckedSize column = gemm::I8ColumnBytes(*r->kernel, s.n).AlignedUp(kAlignment);
  const CheckedSize all = one * s.right_batches, all_columns = column * s.right_batches;
  const bool constant = ctx.is_constant(1);
  r->workspace_offset = workspace->Add(constant ? CheckedSize(0) : all + all_columns);
  if (!(all + all_columns).ok() || !workspace->total().ok()) {
    return Error(StatusCode::kLimitExceeded, "packed matrices exceed the address space");
  }
  r->packed_bytes = one.value();
  r->column_bytes = column.value();
  if (!constant) return Status::Ok();
  const int8_t* right = ctx.value<int8_t>(1);
  const std::string layout =
      std::string(gemm::LayoutName(*r->kernel)) + " batches n" + std::to_string(s.n) + (s.adj_y ? " by rows" : " by columns");
  GC_ASSIGN_OR_RETURN(r->packed,
                      ctx.Pack({reinterpret_cast<const uint8_t*>(right), ctx.input(1).bytes}, layout, all.value(), [&](uint8_t* out) {
                        for (size_t b = 0; b < s.right_batches; ++b) r->Pack(OrNothing(right), b, out);
                      }));
  GC_ASSIGN_OR_RETURN(AlignedBuffer columns, AlignedBuffer::Allocate(all_columns.value()));
  r->columns = std::make_shared<AlignedBuffer>(std::move(columns));
  for (size_t b = 0; b < s.right_batches; ++b) r->PrepareColumns(b, r->packed.get(), r->columns->data());
  return Status::Ok();
}

CheckedSize TransposedBytes(const SelectContext& ctx, const BatchMatMulShape& shape, size_t element) {
  return shape.adj_x ? CheckedSize(ctx.input(0).shape.elements()) * element : CheckedSize(0);
}

struct IntegerState {
  RightMatrices right;
  size_t out_element = 1;  // bytes
};

Status EvalInteger(const IntegerState& s, EvalContext& ctx) {
  if (ctx.output(0).bytes == 0) return Status::Ok();
  const BatchMatMulShape& shape = s.right.shape;
  const int8_t* left = LeftRows<int8_t>(shape, ctx, ctx.workspace());
  const RightMatrices::Prepared right = s.right.Prepare(ctx);
  uint8_t* const out = ctx.out<uint8_t>(0);
  const gemm::GemmShape product = {shape.m, shape.n, 1, shape.k};
  ForEachProduct(shape, ctx, [&](size_t b, BatchMatMulShape::Pair pair, int threads) {
    gemm::GemmI8(*s.right.kernel, product, gemm::DenseRows(left + pair.left * shape.left_size(), shape.k),
                 right.packed + pair.right * s.right.packed_bytes, right.columns + pair.right * s.right.column_bytes,
                 out + b * shape.out_size() * s.out_element, shape.n, {}, threads);
  });
  return Status::Ok();
}

struct HybridState {
  RightMatrices right;
  bool asymmetric = false;
  std::vector<float> column_scales;
  size_t quantized_offset = 0, scale_offset = 0, zero_point_offset = 0;  // in the workspace
};

Status EvalHybrid(const HybridState& s, EvalContext& ctx) {
  if (ctx.output(0).bytes == 0) return Status::Ok();
  const BatchMatMulShape& shape = s.right.shape;
  const float* left = LeftRows<float>(shape, ctx, ctx.workspace());
  int8_t* const quantized = reinterpret_cast<int8_t*>(ctx.workspace() + s.quantized_offset);
  float* const scales = reinterpret_cast<float*>(ctx.workspace() + s.scale_offset);
  int32_t* const zero_points = reinterpret_cast<int32_t*>(ctx.workspace() + s.zero_point_offset);
  const size_t rows = shape.left_batches * shape.m, step = std::max<size_t>(1, 16384 / std::max<size_t>(1, shape.k));
  ctx.ParallelFor((rows + step - 1) / step, [&](size_t grain) {
    for (size_t r = grain * step; r < std::min(rows, (grain + 1) * step); ++r) {
      QuantizeBatch(left + r * shape.k, shape.k, s.asymmetric, quantized + r * shape.k, &scales[r], &zero_points[r]);
    }
  });
  const RightMatrices::Prepared right = s.right.Prepare(ctx);
  float* const out = ctx.out<float>(0);
  const gemm::GemmShape product = {shape.m, shape.n, 1, shape.k};
  ForEachProduct(shape, ctx, [&](size_t b, BatchMatMulShape::Pair pair, int threads) {
    gemm::I8Epilogue epilogue;
    epilogue.row_scale = scales + pair.left * shape.m;
    epilogue.row_zero_point = s.asymmetric ? zero_points + pair.left * shape.m : nullptr;
    epilogue.column_scale = s.column_scales.data();
    gemm::GemmI8(*s.right.kernel, product, gemm::DenseRows(quantized + pair.left * shape.left_size(), shape.k),
                 right.packed + pair.right * s.right.packed_bytes, right.columns + pair.right * s.right.column_bytes,
                 out + b * shape.out_size(), shape.n, epilogue, threads);
  });
  return Status::Ok();
}

std::string Name(const char* types, const gemm::I8Kernel& kernel) {
  return std::string("batch_matmul_").append(types).append(" ").append(gemm::LayoutName(kernel));
}

}  // namespace

Expected<Kernel> SelectBatchMatMulI8(SelectContext& ctx, const BatchMatMulShape& shape) {
  const TensorView &x = ctx.input(0), &y = ctx.input(1), &output = ctx.output(0);
  IntegerState s;
  s.right.shape = shape;
  s.right.kernel = &gemm::ChooseI8Kernel();
  if (output.type == TensorType::kInt8) {
    GC_ASSIGN_OR_RETURN(const auto factors, LayerFactors(x, y, output, 1, true));
    s.right.factor = factors[0];
    s.right.quantization.a_zero_point = x.quantization.zero_point0();
    s.right.quantization.w_zero_point = y.quantization.zero_point0();
    s.right.quantization.c_zero_point = output.quantization.zero_point0();
  } else {
    // Sums of the stored numbers: TensorFlow Lite leaves zero points out here.
    s.right.quantization.output = gemm::I8Output::kInt32;
    s.out_element = sizeof(int32_t);
  }
  s.right.quantization.per_channel = false;
  WorkspaceLayout workspace;
  workspace.Add(TransposedBytes(ctx, shape, 1));
  GC_RETURN_IF_ERROR(Plan(ctx, &s.right, &workspace));
  std::string name = Name("int8", *s.right.kernel);
  Kernel kernel = Kernel::Make<IntegerState, EvalInteger>(std::move(name), std::move(s));
  kernel.workspace = workspace.total().value();
  return kernel;
}

Expected<Kernel> SelectBatchMatMulHybrid(SelectContext& ctx, const BatchMatMulShape& shape, bool asymmetric) {
  const QuantizationInfo& q = ctx.input(1).quantization;
  if (q.scale.empty() || (q.scale.size() != 1 && q.scale.size() != shape.n)) {
    return Error(StatusCode::kInvalidModel, "the right matrices have %zu scales; expected 1 or %zu", q.scale.size(), shape.n);
  }
  for (int64_t z : q.zero_point) {
    if (z != 0) return Error(StatusCode::kUnsupported, "INT8 weights have the zero point %lld; expected 0", static_cast<long long>(z));
  }
  HybridState s;
  s.right.shape = shape;
  s.right.kernel = &gemm::ChooseI8Kernel();
  s.right.quantization.output = gemm::I8Output::kFloat;
  s.asymmetric = asymmetric;
  s.column_scales.assign(q.scale.begin(), q.scale.end());
  s.column_scales.resize(shape.n, q.scale[0]);
  const CheckedSize rows = CheckedSize(shape.left_batches) * shape.m;
  WorkspaceLayout workspace;
  workspace.Add(TransposedBytes(ctx, shape, sizeof(float)));
  s.quantized_offset = workspace.Add(rows * shape.k);
  s.scale_offset = workspace.Add(rows * sizeof(float));
  s.zero_point_offset = workspace.Add(rows * sizeof(int32_t));
  GC_RETURN_IF_ERROR(Plan(ctx, &s.right, &workspace));
  std::string name = Name("hybrid", *s.right.kernel);
  Kernel kernel = Kernel::Make<HybridState, EvalHybrid>(std::move(name), std::move(s));
  kernel.workspace = workspace.total().value();
  return kernel;
}

}  // namespace goldcrest::kernels
