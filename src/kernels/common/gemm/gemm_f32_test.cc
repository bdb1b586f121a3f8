#include <algorithm>
#include <cmath>

#include "kernels/common/gemm/gemm_test_util.h"

namespace goldcrest::gemm {
namespace {

using F32Test = GemmTestOfTarget;
INSTANTIATE_TEST_SUITE_P(Targets, F32Test, testing::ValuesIn(AvailableCpuTargets()), TargetName);

std::vector<float> RandomFloats(size_t n, uint32_t seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<float> uniform(-1.0f, 1.0f);
  std::vector<float> values(n);
  for (float& v : values) v = uniform(random);
  return values;
}

struct Problem {
  Sizes sizes;
  size_t k;
  std::vector<float> a, w, bias, residual;
  explicit Problem(const Sizes& s)
      : sizes(s),
        k(s.taps * s.channels),
        a(RandomFloats(s.m * k, 1)),
        w(RandomFloats(s.n * k, 2)),
        bias(RandomFloats(s.n, 3)),
        residual(RandomFloats(s.m * s.n, 4)) {}

  AlignedBuffer Pack(const F32Kernel& kernel) const {
    AlignedBuffer packed = Allocated(F32PackedBytes(kernel, sizes.n, k));
    PackF32(kernel, sizes.n, k, w.data(), k, 1, bias.data(), packed.data());
    return packed;
  }
  GemmShape shape() const { return {sizes.m, sizes.n, sizes.taps, sizes.channels}; }

  // |error| <= (K + 2) * eps * sum |a * b|: each of K products and sums rounds once.
  void Check(const float* c, size_t stride, bool with_residual, float lo, float hi) const {
    for (size_t m = 0; m < sizes.m; ++m) {
      for (size_t n = 0; n < sizes.n; ++n) {
        double sum = bias[n], magnitude = std::fabs(bias[n]);
        for (size_t i = 0; i < k; ++i) {
          const double product = double{a[m * k + i]} * w[n * k + i];
          sum += product;
          magnitude += std::fabs(product);
        }
        if (with_residual) sum += residual[m * sizes.n + n];
        const double want = std::clamp<double>(sum, lo, hi);
        ASSERT_NEAR(c[m * stride + n], want, (static_cast<double>(k) + 3) * 1.2e-7 * (magnitude + 1)) << "row " << m << ", column " << n;
      }
    }
  }
};

TEST_P(F32Test, MatchesDoubleForDenseRows) {
  const F32Kernel& kernel = ChooseF32Kernel();
  for (const Sizes& s : SizesAroundTiles()) {
    SCOPED_TRACE(ToString(s));
    const Problem problem({s.m, s.n, 1, s.taps * s.channels});
    const AlignedBuffer packed = problem.Pack(kernel);
    std::vector<float> c(s.m * s.n);
    GemmF32(kernel, problem.shape(), DenseRows(problem.a.data(), problem.k), packed.data(), c.data(), s.n, {}, 1);
    problem.Check(c.data(), s.n, false, -1e30f, 1e30f);
  }
}

TEST_P(F32Test, MatchesDoubleForScatteredRowsWithResidualAndClamp) {
  const F32Kernel& kernel = ChooseF32Kernel();
  for (const Sizes& s : SizesAroundTiles()) {
    SCOPED_TRACE(ToString(s));
    const Problem problem(s);
    const AlignedBuffer packed = problem.Pack(kernel);
    const ScatteredRows<float> rows(problem.a, s.m, s.taps, s.channels);
    std::vector<float> c(s.m * s.n);
    F32Epilogue epilogue;
    epilogue.residual = problem.residual.data();
    epilogue.residual_stride = s.n;
    epilogue.min = -0.5f;
    epilogue.max = 1.5f;
    GemmF32(kernel, problem.shape(), rows.rows(), packed.data(), c.data(), s.n, epilogue, 1);
    problem.Check(c.data(), s.n, true, -0.5f, 1.5f);
  }
}

TEST_P(F32Test, LeavesWhatLiesBetweenRowsOfAWiderResultAndTakesMisalignedPointers) {
  const F32Kernel& kernel = ChooseF32Kernel();
  for (size_t n : {3, 16, 21, 32, 45}) {
    const Problem problem({29, n, 1, 30});
    const AlignedBuffer packed = problem.Pack(kernel);
    const size_t stride = n + 7;
    std::vector<float> storage(29 * stride + 1, 77.0f), a(problem.a.size() + 1);
    std::copy(problem.a.begin(), problem.a.end(), a.begin() + 1);
    GemmF32(kernel, problem.shape(), DenseRows(a.data() + 1, 30), packed.data(), storage.data() + 1, stride, {}, 1);
    problem.Check(storage.data() + 1, stride, false, -1e30f, 1e30f);
    for (size_t m = 0; m < 29; ++m) {
      for (size_t i = n; i < stride; ++i) ASSERT_EQ(storage[1 + m * stride + i], 77.0f) << "row " << m << ", n " << n;
    }
  }
}

TEST_P(F32Test, GivesTheSameBitsForOneAndTwoThreads) {
  const F32Kernel& kernel = ChooseF32Kernel();
  for (const Sizes& s : std::vector<Sizes>{{196, 96, 1, 576}, {1, 1000, 1, 1280}, {100, 200, 9, 130}, {49, 320, 1, 960}}) {
    const Problem problem(s);
    const AlignedBuffer packed = problem.Pack(kernel);
    const ScatteredRows<float> rows(problem.a, s.m, s.taps, s.channels);
    std::vector<float> one(s.m * s.n), two(s.m * s.n);
    GemmF32(kernel, problem.shape(), rows.rows(), packed.data(), one.data(), s.n, {}, 1);
    GemmF32(kernel, problem.shape(), rows.rows(), packed.data(), two.data(), s.n, {}, 2);
    EXPECT_EQ(one, two) << ToString(s);
  }
}

TEST_P(F32Test, PacksWeightsThatLieTransposed) {
  const F32Kernel& kernel = ChooseF32Kernel();
  const Problem problem({5, 37, 1, 19});
  std::vector<float> transposed(problem.w.size());
  for (size_t n = 0; n < 37; ++n) {
    for (size_t k = 0; k < 19; ++k) transposed[k * 37 + n] = problem.w[n * 19 + k];
  }
  AlignedBuffer packed = Allocated(F32PackedBytes(kernel, 37, 19));
  PackF32(kernel, 37, 19, transposed.data(), 1, 37, problem.bias.data(), packed.data());
  std::vector<float> c(5 * 37);
  GemmF32(kernel, problem.shape(), DenseRows(problem.a.data(), 19), packed.data(), c.data(), 37, {}, 1);
  problem.Check(c.data(), 37, false, -1e30f, 1e30f);
}

TEST_P(F32Test, LetsNotANumberThroughTheClampAndKeepsItInItsRow) {
  const F32Kernel& kernel = ChooseF32Kernel();
  Problem problem({4, 20, 1, 8});
  problem.a[2 * 8 + 3] = std::nanf("");
  const AlignedBuffer packed = problem.Pack(kernel);
  std::vector<float> c(4 * 20);
  F32Epilogue epilogue;
  epilogue.min = 0;
  epilogue.max = 6;
  GemmF32(kernel, problem.shape(), DenseRows(problem.a.data(), 8), packed.data(), c.data(), 20, epilogue, 1);
  for (size_t i = 0; i < c.size(); ++i) EXPECT_EQ(std::isnan(c[i]), i / 20 == 2) << i;
}

TEST_P(F32Test, GivesTheBiasForDepthZero) {
  const F32Kernel& kernel = ChooseF32Kernel();
  const Problem problem({3, 9, 1, 0});
  const AlignedBuffer packed = problem.Pack(kernel);
  std::vector<float> c(27);
  GemmF32(kernel, problem.shape(), DenseRows(nullptr, 0), packed.data(), c.data(), 9, {}, 1);
  for (size_t i = 0; i < 27; ++i) EXPECT_EQ(c[i], problem.bias[i % 9]);
}

// Marks every element it is shown.
struct Visits {
  size_t n;
  std::vector<int> count;
};

TEST_P(F32Test, ShowsEveryElementToTheCallbackOnce) {
  const F32Kernel& kernel = ChooseF32Kernel();
  const Problem problem({31, 70, 1, 40});
  const AlignedBuffer packed = problem.Pack(kernel);
  std::vector<float> plain(31 * 70), c(31 * 70);
  GemmF32(kernel, problem.shape(), DenseRows(problem.a.data(), 40), packed.data(), plain.data(), 70, {}, 1);
  Visits visits{70, std::vector<int>(31 * 70)};
  F32Epilogue epilogue;
  epilogue.callback.context = &visits;
  epilogue.callback.fn = [](void* context, void* tile, size_t rows, size_t columns, size_t stride, size_t row0, size_t col0) {
    Visits& v = *static_cast<Visits*>(context);
    for (size_t r = 0; r < rows; ++r) {
      for (size_t j = 0; j < columns; ++j) {
        ++v.count[(row0 + r) * v.n + col0 + j];
        static_cast<float*>(tile)[r * stride + j] *= 2;
      }
    }
  };
  GemmF32(kernel, problem.shape(), DenseRows(problem.a.data(), 40), packed.data(), c.data(), 70, epilogue, 1);
  for (size_t i = 0; i < c.size(); ++i) {
    ASSERT_EQ(visits.count[i], 1) << i;
    ASSERT_EQ(c[i], 2 * plain[i]) << i;
  }
}

TEST(F32PackedBytesTest, IsInvalidOnOverflow) {
  const F32Kernel& kernel = ChooseF32Kernel();
  EXPECT_FALSE(F32PackedBytes(kernel, SIZE_MAX / 64, 64).ok());
  EXPECT_FALSE(F32PackedBytes(kernel, SIZE_MAX, 1).ok());
  EXPECT_TRUE(F32PackedBytes(kernel, 1, 1).ok());
}

}  // namespace
}  // namespace goldcrest::gemm
