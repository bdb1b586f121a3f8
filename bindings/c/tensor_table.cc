#include "bindings/c/tensor_table.h"

#include <cstdlib>
#include <cstring>

#include "bindings/c/types.h"
#include "model/model.h"

namespace goldcrest::c {
namespace {

// Tensors that custom operators may add to a subgraph. Their memory is touched only when they are used.
constexpr int kRoomForMore = 4096;

template <typename Container>
TfLiteIntArray* NewInts(const Container& values) {
  TfLiteIntArray* a = TfLiteIntArrayCreate(static_cast<int>(values.size()));
  for (size_t i = 0; a != nullptr && i < values.size(); ++i) a->data[i] = static_cast<int>(values[i]);
  return a;
}

void DescribeQuantization(const model::Quantization& q, TfLiteTensor& t) {
  if (q.details == model::Quantization::Details::kBlockwise) {
    auto* blocks = static_cast<TfLiteBlockwiseQuantization*>(std::malloc(sizeof(TfLiteBlockwiseQuantization)));
    if (blocks == nullptr) return;
    *blocks = {q.scales_tensor, q.zero_points_tensor, q.block_size, q.quantized_dimension};
    t.quantization = {kTfLiteBlockwiseQuantization, blocks};
    return;
  }
  if (q.scale.empty()) return;
  const bool one = q.scale.size() == 1;
  if (one) t.params = {q.scale[0], q.zero_point.empty() ? 0 : static_cast<int32_t>(q.zero_point[0])};
  auto* affine = static_cast<TfLiteAffineQuantization*>(std::malloc(sizeof(TfLiteAffineQuantization)));
  if (affine == nullptr) return;
  affine->scale = TfLiteFloatArrayCreate(static_cast<int>(q.scale.size()));
  affine->zero_point = TfLiteIntArrayCreate(static_cast<int>(q.scale.size()));
  affine->quantized_dimension = q.quantized_dimension;
  for (size_t i = 0; i < q.scale.size(); ++i) {
    if (affine->scale != nullptr) affine->scale->data[i] = q.scale[i];
    const size_t z = q.zero_point.size() > 1 ? i : 0;
    if (affine->zero_point != nullptr) affine->zero_point->data[i] = z < q.zero_point.size() ? static_cast<int>(q.zero_point[z]) : 0;
  }
  t.quantization = {kTfLiteAffineQuantization, affine};
}

TfLiteSparsity* NewSparsity(const model::Sparsity& s) {
  auto* out = static_cast<TfLiteSparsity*>(std::calloc(1, sizeof(TfLiteSparsity)));
  auto* dims = static_cast<TfLiteDimensionMetadata*>(std::calloc(s.dim_metadata.size() + 1, sizeof(TfLiteDimensionMetadata)));
  if (out == nullptr || dims == nullptr) {
    std::free(out);
    std::free(dims);
    return nullptr;
  }
  out->traversal_order = NewInts(s.traversal_order);
  out->block_map = NewInts(s.block_map);
  out->dim_metadata = dims;
  out->dim_metadata_size = static_cast<int>(s.dim_metadata.size());
  for (size_t i = 0; i < s.dim_metadata.size(); ++i) {
    const model::DimensionMetadata& d = s.dim_metadata[i];
    const bool dense = d.format == model::DimensionMetadata::Format::kDense;
    dims[i].format = dense ? kTfLiteDimDense : kTfLiteDimSparseCSR;
    dims[i].dense_size = d.dense_size;
    if (dense) continue;
    dims[i].array_segments = NewInts(d.array_segments);
    dims[i].array_indices = NewInts(d.array_indices);
  }
  return out;
}

TfLiteAllocationType AllocationType(TensorMemory memory, TensorType type) {
  switch (memory) {
    case TensorMemory::kNone: return type == TensorType::kString ? kTfLiteDynamic : kTfLiteArenaRw;
    case TensorMemory::kConstant: return kTfLiteMmapRo;
    case TensorMemory::kArena: return kTfLiteArenaRw;
    case TensorMemory::kVariable: return kTfLiteArenaRwPersistent;
    case TensorMemory::kDynamic: return kTfLiteDynamic;
  }
  return kTfLiteMemNone;
}

}  // namespace

bool SetDims(TfLiteTensor& t, const Shape& shape) {
  static_assert(sizeof(int) == sizeof(int32_t));
  if (t.dims != nullptr && TfLiteIntArrayEqualsArray(t.dims, shape.rank(), shape.dims())) return true;
  TfLiteIntArray* dims = TfLiteIntArrayCreate(shape.rank());
  if (dims == nullptr) return false;
  for (int i = 0; i < shape.rank(); ++i) dims->data[i] = shape[i];
  TfLiteIntArrayFree(t.dims);
  t.dims = dims;
  return true;
}

Expected<Shape> ShapeFromC(const TfLiteIntArray* dims) {
  if (dims == nullptr) return Error(StatusCode::kInvalidArgument, "the tensor has no dimensions");
  if (dims->size < 0 || dims->size > Shape::kMaxRank) {
    return Error(StatusCode::kInvalidArgument, "rank %d; at most %d", dims->size, Shape::kMaxRank);
  }
  return Shape(dims->data, dims->size);
}

TensorTable::TensorTable(const Interpreter& interpreter, int subgraph)
    : interpreter_(interpreter), subgraph_(subgraph), size_(interpreter.num_tensors(subgraph)), capacity_(size_ + kRoomForMore) {
  tensors_.reset(new TfLiteTensor[static_cast<size_t>(capacity_)]);
  std::memset(static_cast<void*>(tensors_.get()), 0, sizeof(TfLiteTensor) * static_cast<size_t>(size_));
  for (int i = 0; i < size_; ++i) Describe(i);
}

TensorTable::~TensorTable() {
  for (int i = 0; i < size_; ++i) TfLiteTensorFree(&tensors_[i]);
}

void TensorTable::Describe(int i) {
  const model::Tensor& source = interpreter_.compiled().model().content().subgraphs[subgraph_].tensors[i];
  TfLiteTensor& t = tensors_[i];
  t.type = TypeToC(source.type);
  t.name = source.name.c_str();
  t.is_variable = source.is_variable;
  t.buffer_handle = kTfLiteNullBufferHandle;
  t.dims_signature = NewInts(source.shape_signature);
  if (source.quantization != nullptr) DescribeQuantization(*source.quantization, t);
  if (source.sparsity != nullptr) t.sparsity = NewSparsity(*source.sparsity);
  // Only a lack of memory can fail here, and then the tensor shows no data.
  (void)Refresh(i);
}

Expected<int> TensorTable::Add(int n) {
  if (n < 0 || n > capacity_ - size_) {
    return Error(StatusCode::kLimitExceeded, "cannot add %d tensors; operators of a subgraph may add %d in all", n, kRoomForMore);
  }
  const int first = size_;
  std::memset(static_cast<void*>(tensors_.get() + first), 0, sizeof(TfLiteTensor) * static_cast<size_t>(n));
  for (int i = first; i < first + n; ++i) {
    tensors_[i].buffer_handle = kTfLiteNullBufferHandle;
    tensors_[i].name = "";
  }
  size_ += n;
  return first;
}

Status TensorTable::Show(int i, const TensorView& view, TfLiteAllocationType allocation_type) {
  TfLiteTensor& t = tensors_[i];
  const Status out_of_memory = Error(StatusCode::kOutOfMemory, "out of memory for tensor %d", i);
  t.type = TypeToC(view.type);
  if (!SetDims(t, view.shape)) return out_of_memory;
  if (allocation_type != kTfLiteDynamic) {
    TfLiteTensorDataFree(&t);
    t.allocation_type = allocation_type;
    t.data.data = view.data;
    t.bytes = view.bytes;
    return Status::Ok();
  }
  if (t.allocation_type != kTfLiteDynamic) {
    t.data.raw = nullptr;
    t.allocation_type = kTfLiteDynamic;
  }
  if (view.data == nullptr) {
    TfLiteTensorDataFree(&t);
    t.bytes = view.bytes;
    return Status::Ok();
  }
  if (TfLiteTensorResizeMaybeCopy(view.bytes, &t, false) != kTfLiteOk) {
    TfLiteTensorDataFree(&t);
    return out_of_memory;
  }
  if (view.bytes > 0) std::memcpy(t.data.raw, view.data, view.bytes);
  return Status::Ok();
}

Status TensorTable::Refresh(int i) {
  const TensorView view = interpreter_.tensor(i, subgraph_);
  return Show(i, view, AllocationType(interpreter_.memory(i, subgraph_), view.type));
}

}  // namespace goldcrest::c
