#include "kernels/common/strided_copy.h"

#include <gtest/gtest.h>

#include <cstring>
#include <random>
#include <vector>

#include "runtime/executor.h"
#include "tests/op_test_util.h"

namespace goldcrest::kernels {
namespace {

// An EvalContext that only lends threads.
class Threads final : public EvalContext {
 public:
  explicit Threads(int n) { max_threads_ = n; }
  Status AllocateOutput(int, const Shape&, size_t) override { return Status::Ok(); }
  Resources& resources() override { __builtin_trap(); }
  SubgraphCaller& subgraphs() override { __builtin_trap(); }
};

struct Dim {
  int64_t count, out, in;
};

// Element by element.
std::vector<uint8_t> Reference(const std::vector<Dim>& dims, const std::vector<uint8_t>& in, int64_t in_offset, size_t out_size,
                               size_t bytes) {
  std::vector<uint8_t> out(out_size * bytes);
  int64_t total = 1;
  for (const Dim& d : dims) total *= d.count;
  for (int64_t k = 0; k < total; ++k) {
    int64_t rest = k, o = 0, i = in_offset;
    for (size_t d = dims.size(); d-- > 0; rest /= dims[d].count) {
      o += rest % dims[d].count * dims[d].out;
      i += rest % dims[d].count * dims[d].in;
    }
    std::memcpy(out.data() + o * static_cast<int64_t>(bytes), in.data() + i * static_cast<int64_t>(bytes), bytes);
  }
  return out;
}

// Random permutations of random shapes, some dimensions walked backwards, for every size of element.
TEST(StridedCopyTest, CopiesAsElementByElement) {
  std::mt19937 rng(5);
  for (int round = 0; round < 300; ++round) {
    const size_t bytes = size_t{1} << (round % 5);
    const int rank = 1 + static_cast<int>(rng() % 5);
    std::vector<int64_t> shape(rank), in_strides(rank);
    for (int64_t& s : shape) s = 1 + static_cast<int64_t>(rng() % (round % 7 == 0 ? 40 : 5));
    int64_t size = 1;
    for (int d = rank; d-- > 0;) {
      in_strides[d] = size;
      size *= shape[d];
    }
    std::vector<int> order(rank);
    for (int d = 0; d < rank; ++d) order[d] = d;
    std::shuffle(order.begin(), order.end(), rng);
    std::vector<Dim> dims(rank);
    int64_t out_stride = 1, in_offset = 0;
    for (int d = rank; d-- > 0;) {
      const int from = order[d];
      const bool backwards = rng() % 4 == 0;
      dims[d] = {shape[from], out_stride, backwards ? -in_strides[from] : in_strides[from]};
      if (backwards) in_offset += (shape[from] - 1) * in_strides[from];
      out_stride *= shape[from];
    }
    std::vector<uint8_t> in(static_cast<size_t>(size) * bytes), out(in.size());
    for (uint8_t& b : in) b = static_cast<uint8_t>(rng());
    StridedCopy copy;
    for (const Dim& d : dims) copy.Add(d.count, d.out, d.in);
    copy.SetOffsets(0, in_offset);
    copy.Finish();
    Threads threads(1 + round % 2);
    copy.Run(threads, in.data(), out.data(), bytes);
    ASSERT_EQ(out, Reference(dims, in, in_offset, static_cast<size_t>(size), bytes)) << "round " << round;
  }
}

template <typename T>
void TransposesMatrix(int64_t rows, int64_t cols) {
  std::vector<T> in(static_cast<size_t>(rows * cols)), out(in.size());
  for (size_t i = 0; i < in.size(); ++i) in[i] = static_cast<T>(i * 2654435761u >> 7);
  StridedCopy copy;
  copy.Add(cols, rows, 1);
  copy.Add(rows, 1, cols);
  copy.Finish();
  Threads threads(2);
  copy.Run(threads, in.data(), out.data(), sizeof(T));
  for (int64_t r = 0; r < rows; ++r) {
    for (int64_t c = 0; c < cols; ++c) ASSERT_EQ(out[c * rows + r], in[r * cols + c]) << r << ", " << c;
  }
}

TEST(StridedCopyTest, TransposesByTilesOnEveryTarget) {
  ForEachCpuTarget([](CpuTarget) {
    for (const auto& [rows, cols] : {std::pair<int64_t, int64_t>{2, 2}, {3, 70}, {16, 16}, {64, 64}, {65, 33}, {1030, 517}, {7, 4100}}) {
      TransposesMatrix<uint8_t>(rows, cols);
      TransposesMatrix<uint16_t>(rows, cols);
      TransposesMatrix<uint32_t>(rows, cols);
      TransposesMatrix<uint64_t>(rows, cols);
    }
  });
}

TEST(StridedCopyTest, CopiesNothingWhereACountIsZero) {
  StridedCopy copy;
  copy.Add(3, 1, 1);
  copy.Add(0, 1, 1);
  copy.Finish();
  EXPECT_TRUE(copy.empty());
  Threads threads(1);
  copy.Run(threads, nullptr, nullptr, 4);
}

}  // namespace
}  // namespace goldcrest::kernels
