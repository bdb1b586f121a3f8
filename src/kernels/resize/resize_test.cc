#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "kernels/resize/resize_ref.h"
#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr int kInHeight = 5, kInWidth = 7;

// Largest distance to the reference over one configuration.
template <typename T>
double Distance(int channels, int out_h, int out_w, bool align_corners, bool half_pixel_centers) {
  std::mt19937 rng(17);
  std::vector<T> in(static_cast<size_t>(kInHeight * kInWidth * channels));
  for (T& v : in) v = static_cast<T>(static_cast<int>(rng() % 100) - (std::is_unsigned_v<T> ? 0 : 50));
  OpTest test(BuiltinOperator::kResizeBilinear);
  test.compile.num_threads = 2;
  test.Input<T>({1, kInHeight, kInWidth, channels}, in);
  test.Constant<int32_t>({2}, {out_h, out_w});
  test.Output<T>({1});
  model::ResizeBilinearOptions o;
  o.align_corners = align_corners;
  o.half_pixel_centers = half_pixel_centers;
  test.Options(o);
  EXPECT_TRUE(test.Run().ok());
  const std::vector<T> got = test.output<T>(0);
  const std::vector<double> want =
      kernels::ResizeBilinearRef(in, kInHeight, kInWidth, channels, out_h, out_w, align_corners, half_pixel_centers);
  EXPECT_EQ(got.size(), want.size());
  double worst = 0;
  for (size_t i = 0; i < got.size() && i < want.size(); ++i) worst = std::max(worst, std::abs(static_cast<double>(got[i]) - want[i]));
  return worst;
}

TEST(ResizeBilinearTest, IsTheWeightedMeanOfFourPixelsOnEveryTarget) {
  ForEachCpuTarget([](CpuTarget) {
    for (int channels : {1, 3, 4, 8, 17, 33}) {
      for (const auto& [h, w] : {std::pair<int, int>{1, 1}, {3, 4}, {5, 7}, {11, 23}}) {
        for (int mode = 0; mode < 3; ++mode) {
          // Values up to 50, places exact to a few units of 2^-23 of a coordinate up to 7.
          EXPECT_LT(Distance<float>(channels, h, w, mode == 1, mode == 2), 1e-4);
          EXPECT_LT(Distance<uint8_t>(channels, h, w, mode == 1, mode == 2), 0.5 + 1e-4);
          // Places are rounded to 2^-10 for each of up to 23 steps, neighbours differ by up to 100.
          EXPECT_LT(Distance<int8_t>(channels, h, w, mode == 1, mode == 2), 3.0);
          EXPECT_LT(Distance<int16_t>(channels, h, w, mode == 1, mode == 2), 3.0);
        }
      }
    }
  });
}

OpTest Resize(BuiltinOperator op, std::vector<int32_t> size, std::vector<int32_t> shape = {1, 2, 2, 1}) {
  OpTest test(op);
  int64_t n = 1;
  for (int32_t d : shape) n *= d;
  test.Input<float>(shape, std::vector<float>(static_cast<size_t>(n), 1.0f));
  test.Input<int32_t>({2}, size);
  test.Output<float>({1});
  return test;
}

TEST(ResizeTest, RefusesSizesAndOptionsThatMeanNothing) {
  for (BuiltinOperator op : {BuiltinOperator::kResizeBilinear, BuiltinOperator::kResizeNearestNeighbor}) {
    EXPECT_THAT(Resize(op, {0, 1}).Run().message(), HasSubstr("cannot resize to 0 by 1"));
    EXPECT_THAT(Resize(op, {1, INT32_MIN}).Run().message(), HasSubstr("cannot resize to 1 by -2147483648"));
    EXPECT_EQ(Resize(op, {INT32_MAX, INT32_MAX}).Run().code(), StatusCode::kLimitExceeded);
    EXPECT_THAT(Resize(op, {1, 1}, {1, 0, 2, 1}).Run().message(), HasSubstr("cannot resize a tensor of shape [1, 0, 2, 1]"));
    EXPECT_THAT(Resize(op, {1, 1}, {2, 2, 1}).Run().message(), HasSubstr("expected rank 4"));
  }
  OpTest both = Resize(BuiltinOperator::kResizeBilinear, {1, 1});
  both.Options(model::ResizeBilinearOptions{0, 0, true, true});
  EXPECT_THAT(both.Run().message(), HasSubstr("exclude each other"));
}

TEST(ResizeNearestNeighborTest, TakesTheNearestPixel) {
  OpTest test(BuiltinOperator::kResizeNearestNeighbor);
  test.Input<int16_t>({1, 2, 2, 1}, {1, 2, 3, 4});
  test.Constant<int32_t>({2}, {3, 3});
  test.Output<int16_t>({1});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_THAT(test.output<int16_t>(0), ElementsAre(1, 1, 2, 1, 1, 2, 3, 3, 4));
  test.Options(model::ResizeNearestNeighborOptions{true, false});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_THAT(test.output<int16_t>(0), ElementsAre(1, 2, 2, 3, 4, 4, 3, 4, 4));
  test.Options(model::ResizeNearestNeighborOptions{false, true});
  ASSERT_TRUE(test.Run().ok());
  EXPECT_THAT(test.output<int16_t>(0), ElementsAre(1, 2, 2, 3, 4, 4, 3, 4, 4));
}

}  // namespace
}  // namespace goldcrest
