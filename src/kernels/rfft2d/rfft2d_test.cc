#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <random>

#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using testing::HasSubstr;

struct Image {
  int count, height, width;
  std::vector<float> data;
};

Image RandomImage(int count, int height, int width) {
  std::mt19937 rng(9);
  Image image{count, height, width, std::vector<float>(static_cast<size_t>(count * height * width))};
  for (float& v : image.data) v = static_cast<float>(static_cast<int>(rng() % 2001) - 1000) / 1000.0f;
  return image;
}

// By the definition.
std::complex<double> Bin(const Image& image, int n, int fft_height, int fft_width, int v, int u) {
  std::complex<double> sum = 0;
  for (int y = 0; y < std::min(fft_height, image.height); ++y) {
    for (int x = 0; x < std::min(fft_width, image.width); ++x) {
      const double angle = -2 * M_PI * (static_cast<double>(v * y) / fft_height + static_cast<double>(u * x) / fft_width);
      sum += static_cast<double>(image.data[(n * image.height + y) * image.width + x]) * std::polar(1.0, angle);
    }
  }
  return sum;
}

void Check(const Image& image, int fft_height, int fft_width) {
  SCOPED_TRACE(testing::Message() << image.height << "x" << image.width << " to " << fft_height << "x" << fft_width);
  OpTest test(BuiltinOperator::kRfft2d);
  test.Input<float>({image.count, image.height, image.width}, image.data);
  test.Constant<int32_t>({2}, {fft_height, fft_width});
  test.AddOutput(TensorType::kComplex64, {1});
  const Status s = test.Run();
  ASSERT_TRUE(s.ok()) << s.message();
  const int bins = fft_width / 2 + 1;
  ASSERT_EQ(test.output_shape(0), (Shape{image.count, fft_height, bins}));
  const std::vector<float> got = test.output<float>(0);
  size_t i = 0;
  for (int n = 0; n < image.count; ++n) {
    for (int v = 0; v < fft_height; ++v) {
      for (int u = 0; u < bins; ++u, i += 2) {
        const std::complex<double> want = Bin(image, n, fft_height, fft_width, v, u);
        // The result is rounded to float; sums of up to 1024 elements of at most 1.
        ASSERT_NEAR(static_cast<double>(got[i]), want.real(), 1e-5);
        ASSERT_NEAR(static_cast<double>(got[i + 1]), want.imag(), 1e-5);
      }
    }
  }
}

TEST(Rfft2dTest, TransformsEveryPowerOfTwoOnEveryTarget) {
  ForEachCpuTarget([](CpuTarget) {
    for (int width : {1, 2, 4, 8, 64, 256}) Check(RandomImage(11, 1, width), 1, width);
    for (int height : {2, 4, 16, 32}) Check(RandomImage(2, height, 8), height, 8);
  });
}

TEST(Rfft2dTest, CutsAndFillsUp) {
  Check(RandomImage(3, 1, 10), 1, 16);
  Check(RandomImage(3, 5, 20), 4, 16);
  Check(RandomImage(1, 3, 3), 8, 4);
}

TEST(Rfft2dTest, RefusesOtherLengths) {
  for (const auto& [height, width] : {std::pair<int32_t, int32_t>{1, 6}, {0, 8}, {-4, 8}, {3, 8}, {1, INT32_MIN}}) {
    OpTest test(BuiltinOperator::kRfft2d);
    test.Input<float>({1, 8}, std::vector<float>(8));
    test.Constant<int32_t>({2}, {height, width});
    test.AddOutput(TensorType::kComplex64, {1});
    EXPECT_THAT(test.Run().message(), HasSubstr("expected powers of two"));
  }
}

}  // namespace
}  // namespace goldcrest
