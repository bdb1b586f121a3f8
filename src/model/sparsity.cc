#include "model/sparsity.h"

#include <cstring>

#include "base/shape_util.h"

namespace goldcrest::model {
namespace {

// One level of the storage, checked.
struct Level {
  int32_t dimension = 0;  // of the dense tensor
  int32_t size = 0;       // indices run from 0 to here
  int64_t stride = 0;     // elements of the dense tensor per index
};

Status Bad(const char* what) { return Error(StatusCode::kInvalidModel, "sparse layout: %s", what); }

// The level of each dimension and block; fails unless dimensions come first and each appears once.
Status CheckOrder(const Sparsity& s, size_t rank) {
  const size_t levels = s.traversal_order.size();
  if (levels != rank + s.block_map.size() || s.dim_metadata.size() != levels) {
    return Error(StatusCode::kInvalidModel,
                 "sparse layout: traversal_order has %zu entries and dim_metadata %zu; %zu dimensions and %zu blocks are expected", levels,
                 s.dim_metadata.size(), rank, s.block_map.size());
  }
  if (s.block_map.size() > rank) return Bad("more blocks than dimensions");
  std::vector<bool> seen(levels);
  for (size_t i = 0; i < levels; ++i) {
    const int32_t d = s.traversal_order[i];
    if (d < 0 || static_cast<size_t>(d) >= levels || seen[static_cast<size_t>(d)]) return Bad("traversal_order is no permutation");
    if ((static_cast<size_t>(d) < rank) != (i < rank)) return Bad("traversal_order has a block before a dimension");
    seen[static_cast<size_t>(d)] = true;
  }
  int32_t before = -1;
  for (int32_t d : s.block_map) {
    if (d <= before || static_cast<size_t>(d) >= rank) return Bad("block_map is not an increasing list of dimensions");
    before = d;
  }
  return Status::Ok();
}

// Sizes and strides of all levels.
Status MakeLevels(const Sparsity& s, const std::vector<int32_t>& shape, std::vector<Level>& levels) {
  const size_t rank = shape.size();
  GC_RETURN_IF_ERROR(CheckOrder(s, rank));
  std::vector<int64_t> strides(rank, 1);
  for (size_t i = rank; i-- > 1;) strides[i - 1] = strides[i] * shape[i];
  levels.resize(s.traversal_order.size());
  std::vector<int32_t> block(rank, 1);
  for (size_t i = rank; i < levels.size(); ++i) {
    const size_t d = static_cast<size_t>(s.block_map[static_cast<size_t>(s.traversal_order[i]) - rank]);
    const int32_t size = s.dim_metadata[i].dense_size;
    if (s.dim_metadata[i].format != DimensionMetadata::Format::kDense) return Bad("a block is not dense");
    if (size <= 0 || shape[d] % size != 0) {
      return Error(StatusCode::kInvalidModel, "sparse layout: blocks of %d do not divide dimension %zu, which has %d", size, d, shape[d]);
    }
    block[d] = size;
    levels[i] = {static_cast<int32_t>(d), size, strides[d]};
  }
  for (size_t i = 0; i < rank; ++i) {
    const size_t d = static_cast<size_t>(s.traversal_order[i]);
    levels[i] = {static_cast<int32_t>(d), shape[d] / block[d], strides[d] * block[d]};
  }
  return Status::Ok();
}

// A compressed level after `positions` positions of the level before.
Status CheckCompressed(const DimensionMetadata& d, size_t positions, int32_t size) {
  if (d.array_segments.size() != positions + 1) {
    return Error(StatusCode::kInvalidModel, "sparse layout: %zu array_segments, and %zu positions before them; one more is expected",
                 d.array_segments.size(), positions);
  }
  if (d.array_segments.front() != 0 || static_cast<int64_t>(d.array_segments.back()) != static_cast<int64_t>(d.array_indices.size())) {
    return Bad("array_segments do not cover array_indices");
  }
  for (size_t p = 0; p < positions; ++p) {
    const int32_t begin = d.array_segments[p];
    const int32_t end = d.array_segments[p + 1];
    if (end < begin || static_cast<size_t>(end) > d.array_indices.size()) return Bad("array_segments decrease");
    int32_t before = -1;
    for (int32_t i = begin; i < end; ++i) {
      const int32_t index = d.array_indices[static_cast<size_t>(i)];
      if (index <= before || index >= size) {
        return Error(StatusCode::kInvalidModel, "sparse layout: index %d after %d in a level of %d; increasing ones are expected", index,
                     before, size);
      }
      before = index;
    }
  }
  return Status::Ok();
}

Status CheckLevels(const Sparsity& s, const std::vector<Level>& levels, size_t element_bytes, size_t data_bytes) {
  CheckedSize positions = 1;
  for (size_t i = 0; i < levels.size(); ++i) {
    const DimensionMetadata& d = s.dim_metadata[i];
    if (d.format == DimensionMetadata::Format::kDense) {
      if (d.dense_size != levels[i].size) {
        return Error(StatusCode::kInvalidModel, "sparse layout: level %zu has dense size %d; %d is expected", i, d.dense_size,
                     levels[i].size);
      }
      positions *= levels[i].size;
    } else if (d.format == DimensionMetadata::Format::kSparseCsr) {
      GC_RETURN_IF_ERROR(CheckCompressed(d, positions.value(), levels[i].size));
      positions = d.array_indices.size();
    } else {
      return Error(StatusCode::kInvalidModel, "sparse layout: level %zu has the unknown format %d", i, static_cast<int>(d.format));
    }
    if (!positions.ok()) return Bad("its sizes overflow");
  }
  const CheckedSize needed = positions * element_bytes;
  if (!needed.AtMost(data_bytes)) {
    return Error(StatusCode::kInvalidModel, "sparse layout: %zu values of %zu bytes, but there are %zu bytes", positions.value(),
                 element_bytes, data_bytes);
  }
  return Status::Ok();
}

Expected<std::vector<Level>> CheckedLevels(const Sparsity& s, const std::vector<int32_t>& shape, TensorType type, size_t data_bytes) {
  const int bits = TypeBits(type);
  if (bits < 8) return Error(StatusCode::kUnsupported, "a sparse tensor of type %s", std::string(TypeName(type)).c_str());
  std::vector<Level> levels;
  GC_RETURN_IF_ERROR(MakeLevels(s, shape, levels));
  GC_RETURN_IF_ERROR(CheckLevels(s, levels, static_cast<size_t>(bits / 8), data_bytes));
  return levels;
}

// Walks the levels and puts the values, which are stored in this order, where they belong.
class Scatter {
 public:
  Scatter(const Sparsity& s, const std::vector<Level>& levels, const uint8_t* values, size_t element, uint8_t* dense)
      : s_(s), levels_(levels), values_(values), element_(element), dense_(dense) {}

  // `position` counts the places of the level before; `at` is the dense element reached so far. As deep as there are levels.
  void Walk(size_t level, size_t position, int64_t at) {
    if (level == levels_.size()) {
      std::memcpy(dense_ + static_cast<size_t>(at) * element_, values_, element_);
      values_ += element_;
      return;
    }
    const DimensionMetadata& d = s_.dim_metadata[level];
    const Level& l = levels_[level];
    if (d.format == DimensionMetadata::Format::kDense) {
      for (int32_t i = 0; i < l.size; ++i)
        Walk(level + 1, position * static_cast<size_t>(l.size) + static_cast<size_t>(i), at + i * l.stride);
      return;
    }
    for (int32_t i = d.array_segments[position]; i < d.array_segments[position + 1]; ++i) {
      Walk(level + 1, static_cast<size_t>(i), at + d.array_indices[static_cast<size_t>(i)] * l.stride);
    }
  }

 private:
  const Sparsity& s_;
  const std::vector<Level>& levels_;
  const uint8_t* values_;
  size_t element_;
  uint8_t* dense_;
};

}  // namespace

Status CheckSparsity(const Sparsity& sparsity, const std::vector<int32_t>& shape, TensorType type, size_t data_bytes) {
  return CheckedLevels(sparsity, shape, type, data_bytes).status();
}

Expected<Block> Densify(const Tensor& tensor, const Block& data, uint64_t max_bytes) {
  if (!tensor.sparsity) return Error(StatusCode::kInvalidArgument, "the tensor is not sparse");
  if (tensor.shape.size() > static_cast<size_t>(Shape::kMaxRank))
    return Error(StatusCode::kUnsupported, "a sparse tensor of %zu dimensions", tensor.shape.size());
  const CheckedSize bytes = CheckedBytes(tensor.type, Shape(tensor.shape.data(), static_cast<int>(tensor.shape.size())));
  if (!bytes.AtMost(max_bytes)) {
    return Error(StatusCode::kLimitExceeded, "the dense form of a sparse tensor would have more than %llu bytes",
                 static_cast<unsigned long long>(max_bytes));
  }
  GC_ASSIGN_OR_RETURN(const std::vector<Level> levels, CheckedLevels(*tensor.sparsity, tensor.shape, tensor.type, data.size()));
  std::vector<uint8_t> dense(bytes.value());
  if (dense.empty()) return Block(std::move(dense));
  Scatter(*tensor.sparsity, levels, data.data(), static_cast<size_t>(TypeBits(tensor.type) / 8), dense.data()).Walk(0, 0, 0);
  return Block(std::move(dense));
}

}  // namespace goldcrest::model
