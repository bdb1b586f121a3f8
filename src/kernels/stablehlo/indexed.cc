#include "kernels/stablehlo/indexed.h"

#include <algorithm>

namespace goldcrest::kernels {
namespace {

bool Rising(std::span<const int64_t> dims, int64_t below) {
  for (size_t i = 0; i < dims.size(); ++i) {
    if (dims[i] < 0 || dims[i] >= below || (i > 0 && dims[i] <= dims[i - 1])) return false;
  }
  return true;
}

bool Contains(std::span<const int64_t> dims, int64_t d) { return std::find(dims.begin(), dims.end(), d) != dims.end(); }

}  // namespace

Expected<IndexedWalk> IndexedWalk::Make(const IndexedOptions& options, const Shape& operand, const Shape& indices) {
  IndexedWalk walk(operand, indices);
  GC_RETURN_IF_ERROR(walk.Assign(options, indices));
  return walk;
}

Status IndexedWalk::Assign(const IndexedOptions& o, const Shape& indices) {
  const int rank = operand_.rank();
  const int64_t vector_dim = o.index_vector_dim;
  if (vector_dim < 0 || vector_dim > indices.rank()) {
    return Error(StatusCode::kInvalidModel, "index_vector_dim %lld does not fit indices of shape %s", static_cast<long long>(vector_dim),
                 indices.ToString().c_str());
  }
  const bool in_vectors = vector_dim < indices.rank();
  const int64_t vector_size = in_vectors ? indices[static_cast<int>(vector_dim)] : 1;
  const int64_t outer_rank = static_cast<int64_t>(o.window_dims.size()) + indices.rank() - (in_vectors ? 1 : 0);
  if (outer_rank > Shape::kMaxRank) {
    return Error(StatusCode::kUnsupported, "makes a tensor of rank %lld; at most %d", static_cast<long long>(outer_rank), Shape::kMaxRank);
  }
  std::vector<int64_t> targets(o.vector_to_operand.begin(), o.vector_to_operand.end());
  std::sort(targets.begin(), targets.end());
  if (!Rising(o.window_dims, outer_rank) || !Rising(o.missing_dims, rank) ||
      o.window_dims.size() + o.missing_dims.size() != static_cast<size_t>(rank) || !Rising(targets, rank) ||
      static_cast<int64_t>(targets.size()) != vector_size) {
    return Error(StatusCode::kInvalidModel,
                 "its lists of %zu window, %zu missing and %zu indexed dimensions do not fit a tensor of rank %d and indices of shape %s",
                 o.window_dims.size(), o.missing_dims.size(), targets.size(), rank, indices.ToString().c_str());
  }
  outer_rank_ = static_cast<int>(outer_rank);
  vector_size_ = static_cast<int>(vector_size);
  vector_stride_ = in_vectors ? index_strides_[static_cast<int>(vector_dim)] : 0;
  for (int k = 0; k < vector_size_; ++k) vector_to_operand_[k] = static_cast<int>(o.vector_to_operand[static_cast<size_t>(k)]);
  int operand_dim = 0, index_dim = 0;
  for (int d = 0; d < outer_rank_; ++d) {
    if (Contains(o.window_dims, d)) {
      while (Contains(o.missing_dims, operand_dim)) ++operand_dim;
      operand_dim_[d] = operand_dim++;
    } else {
      if (index_dim == vector_dim) ++index_dim;
      operand_dim_[d] = -1;
      index_size_[d] = indices[index_dim];
      index_stride_[d] = index_strides_[index_dim++];
    }
  }
  return Status::Ok();
}

int64_t IndexedWalk::OuterSize(int d, std::span<const int64_t> window) const {
  return operand_dim_[d] < 0 ? index_size_[d] : window[static_cast<size_t>(operand_dim_[d])];
}

}  // namespace goldcrest::kernels
