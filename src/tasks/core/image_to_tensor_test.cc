#include "tasks/core/image_to_tensor.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <vector>

namespace goldcrest::tasks {
namespace {

Image MakeImage(int width, int height, int channels, const std::vector<uint8_t>& pixels) {
  Expected<Image> image = Image::Allocate(width, height, channels);
  EXPECT_TRUE(image.ok());
  std::memcpy(image->row(0), pixels.data(), pixels.size());
  return std::move(*image);
}

template <typename T>
std::vector<T> MustConvert(const Image& image, const ImageLayout& layout, const ImageElement& element,
                           const std::optional<Normalization>& normalization = std::nullopt) {
  std::vector<T> out(static_cast<size_t>(layout.elements()));
  const Status status =
      ImageToTensor(image, layout, element, normalization, {reinterpret_cast<uint8_t*>(out.data()), out.size() * sizeof(T)});
  EXPECT_TRUE(status.ok()) << status.message();
  return out;
}

TEST(ImageLayoutTest, UnderstandsTheUsualShapes) {
  const auto layout = [](const Shape& shape) { return *ImageLayoutOf(shape); };
  EXPECT_EQ(layout({1, 224, 200, 3}).height, 224);
  EXPECT_EQ(layout({1, 224, 200, 3}).width, 200);
  EXPECT_FALSE(layout({1, 224, 200, 3}).planar);
  EXPECT_TRUE(layout({1, 3, 224, 200}).planar);
  EXPECT_EQ(layout({1, 3, 224, 200}).width, 200);
  EXPECT_EQ(layout({1, 28, 27}).channels, 1);
  EXPECT_EQ(layout({1, 28, 27}).width, 27);
  EXPECT_EQ(layout({28, 27}).height, 28);
  for (const Shape& bad : {Shape{2, 224, 224, 3}, Shape{1, 224, 224, 4}, Shape{1, 0, 224, 3}, Shape{784}, Shape{}}) {
    const Expected<ImageLayout> refused = ImageLayoutOf(bad);
    ASSERT_FALSE(refused.ok());
    EXPECT_NE(refused.status().message().find(bad.ToString()), std::string::npos);
  }
}

TEST(ImageToTensorTest, ResizesWithoutShiftingCenters) {
  const Image image = MakeImage(2, 2, 1, {0, 100, 200, 40});
  // Twice as large: positions 0, 0.5, 1, 1.5, of which the last has nothing to its right.
  const ImageLayout layout = {4, 4, 1, false};
  std::vector<float> out(16);
  ASSERT_TRUE(ResizeToLayout(image, layout, out).ok());
  EXPECT_EQ(out, (std::vector<float>{0, 50, 100, 100, 100, 85, 70, 70, 200, 120, 40, 40, 200, 120, 40, 40}));
  // Half as large: every second pixel, not an average.
  std::vector<float> one(1);
  ASSERT_TRUE(ResizeToLayout(image, {1, 1, 1, false}, one).ok());
  EXPECT_EQ(one[0], 0);
}

TEST(ImageToTensorTest, KeepsPixelsForQuantizedModelsAndNormalizesForFloat) {
  const Image image = MakeImage(2, 1, 3, {0, 1, 127, 128, 254, 255});
  const ImageLayout layout = {1, 2, 3, false};
  EXPECT_EQ(MustConvert<uint8_t>(image, layout, {TensorType::kUInt8, 1 / 127.5f, 127}), (std::vector<uint8_t>{0, 1, 127, 128, 254, 255}));
  EXPECT_EQ(MustConvert<int8_t>(image, layout, {TensorType::kInt8, 1 / 127.5f, 0}), (std::vector<int8_t>{-128, -127, -1, 0, 126, 127}));
  EXPECT_EQ(MustConvert<int32_t>(image, layout, {TensorType::kInt32}), (std::vector<int32_t>{0, 1, 127, 128, 254, 255}));
  const std::vector<float> real = MustConvert<float>(image, layout, {TensorType::kFloat32});
  EXPECT_FLOAT_EQ(real[0], -1);
  EXPECT_FLOAT_EQ(real[5], 1);
  EXPECT_FLOAT_EQ(MustConvert<float>(image, layout, {TensorType::kFloat32}, Normalization{0, 255})[4], 254 / 255.0f);
}

TEST(ImageToTensorTest, QuantizesWhereANormalizationIsGiven) {
  const Image image = MakeImage(3, 1, 1, {0, 100, 255});
  const ImageLayout layout = {1, 3, 1, false};
  // Real values 0, 100/255, 1 in steps of 1/200 from -128 on; the last is beyond the type.
  EXPECT_EQ(MustConvert<int8_t>(image, layout, {TensorType::kInt8, 1 / 200.0f, -128}, Normalization{0, 255}),
            (std::vector<int8_t>{-128, static_cast<int8_t>(std::lround(100 / 255.0 * 200) - 128), 72}));
  EXPECT_EQ(MustConvert<uint8_t>(image, layout, {TensorType::kUInt8, 1 / 300.0f, 10}, Normalization{0, 255}),
            (std::vector<uint8_t>{10, static_cast<uint8_t>(std::lround(100 / 255.0 * 300) + 10), 255}));
  EXPECT_EQ(MustConvert<int16_t>(image, layout, {TensorType::kInt16, 1 / 1000.0f, 0})[0], -1000);
}

TEST(ImageToTensorTest, ConvertsBetweenGreyAndColourAndPlanes) {
  const Image colour = MakeImage(2, 1, 3, {255, 0, 0, 0, 0, 255});
  EXPECT_EQ(MustConvert<uint8_t>(colour, {1, 2, 1, false}, {TensorType::kUInt8}), (std::vector<uint8_t>{76, 29}));
  EXPECT_EQ(MustConvert<uint8_t>(colour, {1, 2, 3, true}, {TensorType::kUInt8}), (std::vector<uint8_t>{255, 0, 0, 0, 0, 255}));
  const Image grey = MakeImage(2, 1, 1, {5, 6});
  EXPECT_EQ(MustConvert<uint8_t>(grey, {1, 2, 3, false}, {TensorType::kUInt8}), (std::vector<uint8_t>{5, 5, 5, 6, 6, 6}));
}

TEST(ImageToTensorTest, RefusesWhatMakesNoSense) {
  const Image image = MakeImage(1, 1, 1, {5});
  const ImageLayout layout = {1, 1, 1, false};
  uint8_t bytes[8] = {};
  const auto refuse = [&](const ImageElement& element, std::optional<Normalization> n, size_t size) {
    return ImageToTensor(image, layout, element, n, {bytes, size}).message();
  };
  EXPECT_NE(refuse({TensorType::kFloat32}, std::nullopt, 3).find("3 bytes"), std::string::npos);
  EXPECT_NE(refuse({TensorType::kFloat32}, Normalization{0, 0}, 4).find("std 0"), std::string::npos);
  EXPECT_NE(refuse({TensorType::kUInt8}, Normalization{0, 1}, 1).find("UINT8 without a scale"), std::string::npos);
  EXPECT_NE(refuse({TensorType::kBool}, std::nullopt, 1).find("the input is BOOL"), std::string::npos);
}

}  // namespace
}  // namespace goldcrest::tasks
