// What the tests of both halves of the library share.
#ifndef GOLDCREST_SRC_KERNELS_COMMON_GEMM_GEMM_TEST_UTIL_H_
#define GOLDCREST_SRC_KERNELS_COMMON_GEMM_GEMM_TEST_UTIL_H_

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "base/aligned_buffer.h"
#include "base/cpu.h"
#include "kernels/common/gemm/gemm.h"

namespace goldcrest::gemm {

// A test for one CPU target; the next test gets the processor's own choice back.
class GemmTestOfTarget : public testing::TestWithParam<CpuTarget> {
 protected:
  void SetUp() override {
    best_ = BestCpuTarget();
    ForceCpuTarget(GetParam());
  }
  void TearDown() override { ForceCpuTarget(best_); }

 private:
  CpuTarget best_;
};

inline std::string TargetName(const testing::TestParamInfo<CpuTarget>& info) { return std::string(CpuTargetName(info.param)); }

inline AlignedBuffer Allocated(CheckedSize bytes) {
  EXPECT_TRUE(bytes.ok());
  Expected<AlignedBuffer> buffer = AlignedBuffer::Allocate(bytes.value());
  EXPECT_TRUE(buffer.ok());
  return std::move(buffer).value();
}

// Rows that lie scattered in memory: for each tap, `channels` elements of their own, so that reads outside are seen by sanitizers.
template <typename T>
struct ScatteredRows {
  size_t taps;
  std::vector<std::vector<T>> pieces;  // [row * taps + tap]

  ScatteredRows(const std::vector<T>& dense, size_t m, size_t taps, size_t channels) : taps(taps) {
    for (size_t i = 0; i < m * taps; ++i) pieces.emplace_back(dense.begin() + i * channels, dense.begin() + (i + 1) * channels);
  }
  Rows rows() const {
    Rows r;
    r.context = this;
    r.fill = [](const void* context, size_t row, size_t rows, size_t tap, size_t taps, const void** out, size_t out_step) {
      const ScatteredRows& self = *static_cast<const ScatteredRows*>(context);
      for (size_t t = 0; t < taps; ++t) {
        for (size_t i = 0; i < rows; ++i) out[t * out_step + i] = self.pieces[(row + i) * self.taps + tap + t].data();
      }
    };
    return r;
  }
};

struct Sizes {
  size_t m, n, taps, channels;
};

// Around the edges of every kernel's tile, and depths of one and several chunks.
inline std::vector<Sizes> SizesAroundTiles() {
  std::vector<Sizes> sizes;
  for (size_t m : {1, 2, 3, 5, 6, 7, 12, 13, 14, 15, 28, 29, 49}) sizes.push_back({m, 33, 1, 20});
  for (size_t n : {1, 3, 4, 7, 8, 9, 15, 16, 17, 24, 31, 32, 33, 48, 65, 100}) sizes.push_back({15, n, 1, 12});
  for (size_t k : {1, 2, 3, 4, 5, 7, 8, 63, 64, 65, 144, 1000, 1024, 1025, 2500, 5003}) sizes.push_back({15, 37, 1, k});
  for (size_t channels : {1, 2, 3, 4, 6, 8, 16}) sizes.push_back({17, 35, 9, channels});
  for (size_t taps : {63, 64, 65, 200}) sizes.push_back({9, 19, taps, 5});
  sizes.push_back({16, 300, 9, 130});  // several chunks, more panels than are kept open
  sizes.push_back({15, 18, 3, 1100});  // a tap takes two chunks
  sizes.push_back({15, 18, 3, 4099});  // and an odd one
  sizes.push_back({1, 1280, 1, 515});
  sizes.push_back({900, 40, 1, 24});
  return sizes;
}

inline std::string ToString(const Sizes& s) {
  return "m " + std::to_string(s.m) + ", n " + std::to_string(s.n) + ", taps " + std::to_string(s.taps) + ", channels " +
         std::to_string(s.channels);
}

}  // namespace goldcrest::gemm

#endif  // GOLDCREST_SRC_KERNELS_COMMON_GEMM_GEMM_TEST_UTIL_H_
