// BATCH_MATMUL as the formula says; for tests only.
#ifndef GOLDCREST_SRC_KERNELS_BATCH_MATMUL_BATCH_MATMUL_REF_H_
#define GOLDCREST_SRC_KERNELS_BATCH_MATMUL_BATCH_MATMUL_REF_H_

#include <algorithm>
#include <cstdint>
#include <vector>

namespace goldcrest {

struct BatchMatMulRefShape {
  std::vector<int32_t> x_batch, y_batch;  // any ranks, broadcast against one another
  int32_t m, k, n;
  bool adj_x, adj_y;

  std::vector<int32_t> X() const { return Shape(x_batch, adj_x ? k : m, adj_x ? m : k); }
  std::vector<int32_t> Y() const { return Shape(y_batch, adj_y ? n : k, adj_y ? k : n); }
  std::vector<int32_t> OutBatch() const {
    std::vector<int32_t> out(std::max(x_batch.size(), y_batch.size()), 1);
    for (const auto* side : {&x_batch, &y_batch}) {
      for (size_t i = 0; i < side->size(); ++i) {
        int32_t& d = out[out.size() - side->size() + i];
        d = d == 1 ? (*side)[i] : d;
      }
    }
    return out;
  }
  std::vector<int32_t> Out() const { return Shape(OutBatch(), m, n); }

 private:
  static std::vector<int32_t> Shape(std::vector<int32_t> batch, int32_t rows, int32_t columns) {
    batch.push_back(rows);
    batch.push_back(columns);
    return batch;
  }
};

// Calls term(x index, y index) for every product and store(output index, x row, y column) after each output's last; a row is counted
// over all matrices of x.
template <typename Term, typename Store>
void BatchMatMulRef(const BatchMatMulRefShape& s, Term&& term, Store&& store) {
  const std::vector<int32_t> batch = s.OutBatch();
  int64_t batches = 1;
  for (int32_t d : batch) batches *= d;
  // The matrix of a side that output matrix `b` is made of.
  const auto matrix = [&](const std::vector<int32_t>& side, int64_t b) {
    int64_t at = 0, stride = 1;
    for (size_t i = batch.size(); i-- > 0; b /= batch[i]) {
      if (i + side.size() < batch.size()) continue;
      const int32_t size = side[i + side.size() - batch.size()];
      at += size == 1 ? 0 : b % batch[i] * stride;
      stride *= size;
    }
    return at;
  };
  int64_t out = 0;
  for (int64_t b = 0; b < batches; ++b) {
    const int64_t x = matrix(s.x_batch, b), y = matrix(s.y_batch, b);
    for (int32_t m = 0; m < s.m; ++m) {
      for (int32_t n = 0; n < s.n; ++n) {
        for (int32_t k = 0; k < s.k; ++k) {
          term(x * s.m * s.k + (s.adj_x ? k * s.m + m : m * s.k + k), y * s.k * s.n + (s.adj_y ? n * s.k + k : k * s.n + n));
        }
        store(out++, x * s.m + m, n);
      }
    }
  }
}

}  // namespace goldcrest

#endif  // GOLDCREST_SRC_KERNELS_BATCH_MATMUL_BATCH_MATMUL_REF_H_
