#include <algorithm>
#include <cmath>

#include "kernels/common/gemm/gemm_test_util.h"

namespace goldcrest::gemm {
namespace {

using I8Test = GemmTestOfTarget;
INSTANTIATE_TEST_SUITE_P(Targets, I8Test, testing::ValuesIn(AvailableCpuTargets()), TargetName);

using Output = I8Output;

// A layer with random values; bytes are stored as uint8_t whatever their sign.
struct Problem {
  Sizes sizes;
  size_t k;
  bool a_unsigned = false, w_unsigned = false;
  int32_t a_zero_point = 0, w_zero_point = 0, c_zero_point = 0;
  Output output = Output::kInt8;
  std::vector<uint8_t> a, w;
  std::vector<int32_t> bias;
  std::vector<FixedPointMultiplier> factors;
  std::mt19937 random{7};

  explicit Problem(const Sizes& s) : sizes(s), k(s.taps * s.channels), a(s.m * k), w(s.n * k), bias(s.n), factors(s.n) {
    for (uint8_t& x : a) x = static_cast<uint8_t>(random());
    for (uint8_t& x : w) x = static_cast<uint8_t>(random());
    for (int32_t& x : bias) x = static_cast<int32_t>(random() % 20000) - 10000;
    // Results spread over a little more than the range of a byte.
    const double spread = std::sqrt(static_cast<double>(k)) * 74 * 74;
    for (FixedPointMultiplier& m : factors) m = QuantizeMultiplier(80 / spread * (0.5 + (random() % 1000) / 1000.0));
  }

  GemmShape shape() const { return {sizes.m, sizes.n, sizes.taps, sizes.channels}; }
  static int32_t Value(uint8_t byte, bool is_unsigned) { return is_unsigned ? int32_t{byte} : int32_t{static_cast<int8_t>(byte)}; }

  I8Quantization quantization() const {
    I8Quantization q;
    q.a_unsigned = a_unsigned;
    q.a_zero_point = a_zero_point;
    q.w_unsigned = w_unsigned;
    q.w_zero_point = w_zero_point;
    q.bias = bias.data();
    q.output = output;
    q.c_zero_point = c_zero_point;
    q.factors = factors.data();
    return q;
  }

  // The exact sums, wrapped to 32 bits.
  std::vector<int32_t> Sums(const int32_t* row_zero_point) const {
    std::vector<int32_t> sums;
    for (size_t m = 0; m < sizes.m; ++m) {
      const int32_t zero_point = a_zero_point + (row_zero_point == nullptr ? 0 : row_zero_point[m]);
      for (size_t n = 0; n < sizes.n; ++n) {
        int64_t sum = bias[n];
        for (size_t i = 0; i < k; ++i) {
          sum += int64_t{Value(a[m * k + i], a_unsigned) - zero_point} * (Value(w[n * k + i], w_unsigned) - w_zero_point);
        }
        sums.push_back(static_cast<int32_t>(sum));
      }
    }
    return sums;
  }

  // Runs with C rows of `stride` elements of T.
  template <typename T>
  std::vector<T> Run(const Rows& rows, size_t stride, const I8Epilogue& epilogue, int threads, T fill) const {
    const I8Kernel& kernel = ChooseI8Kernel();
    AlignedBuffer packed = Allocated(I8PackedBytes(kernel, sizes.n, k));
    PackI8(kernel, sizes.n, k, w.data(), w_unsigned, k, 1, packed.data());
    AlignedBuffer columns = Allocated(I8ColumnBytes(kernel, sizes.n));
    PrepareI8(kernel, sizes.n, k, packed.data(), quantization(), columns.data());
    std::vector<T> c(sizes.m * stride, fill);
    GemmI8(kernel, shape(), rows, packed.data(), columns.data(), c.data(), stride, epilogue, threads);
    return c;
  }

  template <typename T>
  void CheckRequantized(const Rows& rows, Output to, int32_t zero_point, int32_t lo, int32_t hi) {
    output = to;
    c_zero_point = zero_point;
    I8Epilogue epilogue;
    epilogue.min = lo;
    epilogue.max = hi;
    const size_t stride = sizes.n + 3;
    const std::vector<T> c = Run<T>(rows, stride, epilogue, 1, T{55});
    const std::vector<int32_t> sums = Sums(nullptr);
    for (size_t m = 0; m < sizes.m; ++m) {
      for (size_t n = 0; n < sizes.n; ++n) {
        const int64_t scaled = MultiplyByQuantizedMultiplier(sums[m * sizes.n + n], factors[n]);
        ASSERT_EQ(c[m * stride + n], std::clamp<int64_t>(scaled + zero_point, lo, hi))
            << "row " << m << ", column " << n << ", sum " << sums[m * sizes.n + n];
      }
      for (size_t n = sizes.n; n < stride; ++n) ASSERT_EQ(c[m * stride + n], T{55}) << "written beyond row " << m;
    }
  }
};

TEST_P(I8Test, MatchesTheReferenceForDenseRows) {
  for (const Sizes& s : SizesAroundTiles()) {
    SCOPED_TRACE(ToString(s));
    Problem problem({s.m, s.n, 1, s.taps * s.channels});
    problem.a_zero_point = -13;
    problem.CheckRequantized<int8_t>(DenseRows(problem.a.data(), problem.k), Output::kInt8, 5, -100, 127);
  }
}

TEST_P(I8Test, MatchesTheReferenceForScatteredRows) {
  for (const Sizes& s : SizesAroundTiles()) {
    SCOPED_TRACE(ToString(s));
    Problem problem(s);
    problem.a_zero_point = 21;
    const ScatteredRows<uint8_t> rows(problem.a, s.m, s.taps, s.channels);
    problem.CheckRequantized<int8_t>(rows.rows(), Output::kInt8, -9, -128, 90);
  }
}

TEST_P(I8Test, MatchesTheReferenceForUnsignedActivationsAndWeightsWithZeroPoints) {
  for (const Sizes& s : SizesAroundTiles()) {
    SCOPED_TRACE(ToString(s));
    Problem problem(s);
    problem.a_unsigned = problem.w_unsigned = true;
    problem.a_zero_point = 119;
    problem.w_zero_point = 133;
    const ScatteredRows<uint8_t> rows(problem.a, s.m, s.taps, s.channels);
    problem.CheckRequantized<uint8_t>(rows.rows(), Output::kUint8, 128, 3, 255);
  }
}

TEST_P(I8Test, MatchesTheReferenceForEveryPairOfSigns) {
  for (bool a_unsigned : {false, true}) {
    for (bool w_unsigned : {false, true}) {
      Problem problem({20, 40, 1, 50});
      problem.a_unsigned = a_unsigned;
      problem.w_unsigned = w_unsigned;
      problem.a_zero_point = a_unsigned ? 255 : -128;
      problem.w_zero_point = w_unsigned ? 255 : -128;
      problem.CheckRequantized<int8_t>(DenseRows(problem.a.data(), 50), Output::kInt8, 127, -128, 127);
      problem.w_zero_point = w_unsigned ? 128 : 0;
      problem.CheckRequantized<uint8_t>(DenseRows(problem.a.data(), 50), Output::kUint8, 0, 0, 255);
    }
  }
}

TEST_P(I8Test, MatchesTheReferenceWhereEveryProductIsTheLargest) {
  for (uint8_t a : {0x80, 0x7F, 0xFF, 0x00}) {
    for (uint8_t w : {0x80, 0x7F}) {
      Problem problem({15, 33, 1, 2000});
      std::fill(problem.a.begin(), problem.a.end(), a);
      std::fill(problem.w.begin(), problem.w.end(), w);
      problem.a_unsigned = a == 0xFF || a == 0;
      std::fill(problem.factors.begin(), problem.factors.end(), QuantizeMultiplier(3e-6));
      problem.CheckRequantized<int8_t>(DenseRows(problem.a.data(), 2000), Output::kInt8, 0, -128, 127);
    }
  }
}

// Every shift, multipliers at both ends, and sums at which the two roundings tie, wrap or saturate.
TEST_P(I8Test, RequantizesExtremeFactorsAndBiasesLikeTheReference) {
  const int32_t multipliers[] = {0, 1 << 30, (1 << 30) + 1, 0x7FFFFFFF, 0x5A827999};
  std::vector<FixedPointMultiplier> factors;
  for (int shift = -31; shift <= 30; ++shift) {
    for (int32_t m : multipliers) factors.push_back({m, shift});
  }
  const int32_t biases[] = {0, 1, -1, 1 << 20, -(1 << 20), (1 << 30) - 40000, 1 << 30, -(1 << 30), 0x7FFFFFFF, INT32_MIN, 12345, -12345};
  for (int32_t bias : biases) {
    SCOPED_TRACE(bias);
    Problem problem({4, factors.size(), 1, 4});
    problem.factors = factors;
    std::fill(problem.bias.begin(), problem.bias.end(), bias);
    problem.CheckRequantized<int8_t>(DenseRows(problem.a.data(), 4), Output::kInt8, 3, -128, 127);
    problem.CheckRequantized<uint8_t>(DenseRows(problem.a.data(), 4), Output::kUint8, 3, 0, 255);
  }
}

TEST_P(I8Test, RoundsTiesLikeTheReference) {
  // One k: sums are -64 * 64 ... 63 * 64; factors of exact halves make every other result a tie.
  Problem problem({128, 34, 1, 1});
  for (size_t m = 0; m < 128; ++m) problem.a[m] = static_cast<uint8_t>(m - 64);
  for (size_t n = 0; n < 34; ++n) {
    problem.w[n] = static_cast<uint8_t>(n - 17);
    problem.bias[n] = 0;
    problem.factors[n] = QuantizeMultiplier(std::ldexp(1.0, -1 - static_cast<int>(n % 6)));
  }
  problem.CheckRequantized<int8_t>(DenseRows(problem.a.data(), 1), Output::kInt8, 0, -128, 127);
}

TEST_P(I8Test, StoresRawSums) {
  for (const Sizes& s : std::vector<Sizes>{{1, 1, 1, 1}, {15, 33, 1, 70}, {30, 50, 9, 6}, {3, 20, 1, 3000}}) {
    SCOPED_TRACE(ToString(s));
    Problem problem(s);
    problem.a_zero_point = 4;
    problem.w_zero_point = -3;
    I8Epilogue epilogue;
    problem.output = Output::kInt32;
    const ScatteredRows<uint8_t> rows(problem.a, s.m, s.taps, s.channels);
    EXPECT_EQ(problem.Run<int32_t>(rows.rows(), s.n, epilogue, 1, 0), problem.Sums(nullptr));
  }
}

TEST_P(I8Test, ScalesToFloatWithAZeroPointForEachRow) {
  for (const Sizes& s : std::vector<Sizes>{{1, 1, 1, 1}, {1, 100, 1, 64}, {15, 33, 1, 70}, {30, 50, 9, 6}, {3, 20, 1, 3000}}) {
    SCOPED_TRACE(ToString(s));
    Problem problem(s);
    std::fill(problem.bias.begin(), problem.bias.end(), 0);
    std::vector<float> row_scale(s.m), column_scale(s.n), bias(s.n);
    std::vector<int32_t> row_zero_point(s.m);
    for (size_t m = 0; m < s.m; ++m) row_scale[m] = 0.01f * static_cast<float>(m + 1);
    for (size_t m = 0; m < s.m; ++m) row_zero_point[m] = static_cast<int32_t>(m * 37 % 255) - 128;
    for (size_t n = 0; n < s.n; ++n) column_scale[n] = 0.003f * static_cast<float>(n + 1);
    for (size_t n = 0; n < s.n; ++n) bias[n] = static_cast<float>(n) - 7;
    I8Epilogue epilogue;
    problem.output = Output::kFloat;
    epilogue.row_scale = row_scale.data();
    epilogue.column_scale = column_scale.data();
    epilogue.row_zero_point = row_zero_point.data();
    epilogue.float_min = -50000;
    const ScatteredRows<uint8_t> rows(problem.a, s.m, s.taps, s.channels);
    for (bool with_bias : {false, true}) {
      epilogue.float_bias = with_bias ? bias.data() : nullptr;
      const std::vector<float> c = problem.Run<float>(rows.rows(), s.n, epilogue, 1, 0);
      const std::vector<int32_t> sums = problem.Sums(row_zero_point.data());
      for (size_t i = 0; i < c.size(); ++i) {
        const float scaled = static_cast<float>(sums[i]) * column_scale[i % s.n] * row_scale[i / s.n] + (with_bias ? bias[i % s.n] : 0);
        ASSERT_EQ(c[i], std::max(scaled, -50000.0f)) << i;
      }
    }
  }
}

TEST_P(I8Test, GivesTheSameForOneAndTwoThreads) {
  for (const Sizes& s : std::vector<Sizes>{{196, 96, 1, 576}, {1, 1000, 1, 1280}, {100, 200, 9, 130}}) {
    const Problem problem(s);
    const ScatteredRows<uint8_t> rows(problem.a, s.m, s.taps, s.channels);
    EXPECT_EQ(problem.Run<int8_t>(rows.rows(), s.n, {}, 1, 0), problem.Run<int8_t>(rows.rows(), s.n, {}, 2, 0)) << ToString(s);
  }
}

TEST_P(I8Test, TakesOneFactorForAllColumns) {
  Problem problem({20, 37, 1, 30});
  const FixedPointMultiplier factor = problem.factors[0];
  std::fill(problem.factors.begin(), problem.factors.end(), factor);
  const std::vector<int8_t> per_channel = problem.Run<int8_t>(DenseRows(problem.a.data(), 30), 37, {}, 1, 0);
  const I8Kernel& kernel = ChooseI8Kernel();
  AlignedBuffer packed = Allocated(I8PackedBytes(kernel, 37, 30)), columns = Allocated(I8ColumnBytes(kernel, 37));
  PackI8(kernel, 37, 30, problem.w.data(), false, 30, 1, packed.data());
  I8Quantization q = problem.quantization();
  q.factors = &factor;
  q.per_channel = false;
  PrepareI8(kernel, 37, 30, packed.data(), q, columns.data());
  std::vector<int8_t> c(20 * 37);
  GemmI8(kernel, problem.shape(), DenseRows(problem.a.data(), 30), packed.data(), columns.data(), c.data(), 37, {}, 1);
  EXPECT_EQ(c, per_channel);
}

TEST_P(I8Test, GivesTheBiasForDepthZero) {
  Problem problem({3, 9, 1, 0});
  I8Epilogue epilogue;
  problem.output = Output::kInt32;
  const std::vector<int32_t> c = problem.Run<int32_t>(DenseRows(nullptr, 0), 9, epilogue, 1, 0);
  for (size_t i = 0; i < 27; ++i) EXPECT_EQ(c[i], problem.bias[i % 9]);
}

TEST(I8PackedBytesTest, IsInvalidOnOverflow) {
  const I8Kernel& kernel = ChooseI8Kernel();
  EXPECT_FALSE(I8PackedBytes(kernel, SIZE_MAX / 16, 64).ok());
  EXPECT_FALSE(I8PackedBytes(kernel, 1, SIZE_MAX).ok());
  EXPECT_FALSE(I8ColumnBytes(kernel, SIZE_MAX / 8).ok());
  EXPECT_TRUE(I8PackedBytes(kernel, 1, 1).ok());
}

}  // namespace
}  // namespace goldcrest::gemm
