// Nested loops over tensors that are walked by strides, as few of them as the strides allow.
#ifndef GOLDCREST_SRC_TFOPS_LOOPS_H_
#define GOLDCREST_SRC_TFOPS_LOOPS_H_

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace goldcrest::tf {

// Elements to the next index of each dimension, row-major. Sizes that do not fit wrap: they occur only beside a dimension of 0.
inline std::vector<int64_t> Strides(std::span<const int64_t> dims) {
  std::vector<int64_t> strides(dims.size());
  uint64_t stride = 1;
  for (size_t i = dims.size(); i-- > 0;) {
    strides[i] = static_cast<int64_t>(stride);
    stride *= static_cast<uint64_t>(dims[i]);
  }
  return strides;
}

// The strides by which a tensor of `dims` is read as one of `rank` dimensions that it broadcasts to: 0 along what is repeated.
inline std::vector<int64_t> BroadcastStrides(std::span<const int64_t> dims, size_t rank) {
  const std::vector<int64_t> own = Strides(dims);
  std::vector<int64_t> strides(rank, 0);
  for (size_t i = 0; i < dims.size(); ++i)
    if (dims[i] != 1) strides[rank - dims.size() + i] = own[i];
  return strides;
}

// `dims` walked by N tensors at once, each with its strides and the offset of its first element.
template <size_t N>
class Loops {
 public:
  using Offsets = std::array<int64_t, N>;

  Loops(std::span<const int64_t> dims, const std::array<std::span<const int64_t>, N>& strides) {
    for (int64_t d : dims) empty_ |= d == 0;
    for (size_t i = 0; i < dims.size() && !empty_; ++i) {
      Offsets step;
      for (size_t k = 0; k < N; ++k) step[k] = strides[k][i];
      if (dims[i] != 1) Append(dims[i], step);
    }
    if (dims_.empty()) Append(1, {});
  }

  // The innermost loop, which is the caller's: rows of so many elements, each tensor with its step.
  int64_t row() const { return dims_.back(); }
  int64_t step(size_t k) const { return steps_.back()[k]; }

  // f(offsets) for each row, in order.
  template <typename F>
  void ForEachRow(Offsets at, F&& f) const {
    if (empty_) return;
    const size_t outer = dims_.size() - 1;
    std::vector<int64_t> index(outer, 0);
    for (;;) {
      f(at);
      size_t i = outer;
      for (;;) {
        if (i-- == 0) return;
        if (++index[i] < dims_[i]) break;
        index[i] = 0;
        for (size_t k = 0; k < N; ++k) at[k] -= steps_[i][k] * (dims_[i] - 1);
      }
      for (size_t k = 0; k < N; ++k) at[k] += steps_[i][k];
    }
  }

 private:
  // One dimension with the one outside of it where every tensor lies so.
  void Append(int64_t dim, const Offsets& step) {
    bool joins = !dims_.empty();
    for (size_t k = 0; joins && k < N; ++k) joins = steps_.back()[k] == step[k] * dim;
    if (joins) {
      dims_.back() *= dim;
      steps_.back() = step;
    } else {
      dims_.push_back(dim);
      steps_.push_back(step);
    }
  }

  bool empty_ = false;
  std::vector<int64_t> dims_;
  std::vector<Offsets> steps_;
};

}  // namespace goldcrest::tf

#endif  // GOLDCREST_SRC_TFOPS_LOOPS_H_
