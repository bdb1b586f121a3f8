#include "tasks/core/decode_image.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <random>

#include "tasks/core/image_test_util.h"
#include "tasks/core/orientation.h"

namespace goldcrest::tasks {
namespace {

FileBytes PixelsOf(const Image& image) { return FileBytes(image.pixels().begin(), image.pixels().end()); }

Image MustDecode(const FileBytes& file, const DecodeOptions& options = {}) {
  Expected<Image> image = DecodeImage(file, options);
  EXPECT_TRUE(image.ok()) << image.status().message();
  return image.ok() ? std::move(*image) : Image();
}

std::string WhyRefused(const FileBytes& file, const DecodeOptions& options = {}) {
  Expected<Image> image = DecodeImage(file, options);
  return image.ok() ? "not refused" : image.status().message();
}

FileBytes Gradient(size_t width, size_t height, size_t channels) {
  FileBytes pixels;
  for (size_t y = 0; y < height; ++y) {
    for (size_t x = 0; x < width; ++x) {
      for (size_t c = 0; c < channels; ++c) pixels.push_back(static_cast<uint8_t>(40 + 3 * x + 5 * y + 30 * c));
    }
  }
  return pixels;
}

int LargestDifference(const FileBytes& a, const FileBytes& b) {
  if (a.size() != b.size()) return 256;
  int largest = 0;
  for (size_t i = 0; i < a.size(); ++i) largest = std::max(largest, std::abs(a[i] - b[i]));
  return largest;
}

TEST(DecodeBmpTest, TurnsBottomUpRowsAndBlueGreenRed) {
  // 2 x 2, rows padded from 6 to 8 bytes, the lower row first.
  const FileBytes stored = {3, 2, 1, 6, 5, 4, 0, 0, 9, 8, 7, 12, 11, 10, 0, 0};
  const FileBytes upper_first = {7, 8, 9, 10, 11, 12, 1, 2, 3, 4, 5, 6};
  const FileBytes lower_first = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
  EXPECT_EQ(PixelsOf(MustDecode(MakeBmp(2, 2, 24, {}, stored))), upper_first);
  EXPECT_EQ(PixelsOf(MustDecode(MakeBmp(2, -2, 24, {}, stored))), lower_first);
  // The padding after the last row may be missing.
  EXPECT_EQ(PixelsOf(MustDecode(MakeBmp(2, 2, 24, {}, FileBytes(stored.begin(), stored.end() - 2)))), upper_first);
}

TEST(DecodeBmpTest, DropsTheFourthByteAndFollowsMasks) {
  EXPECT_EQ(PixelsOf(MustDecode(MakeBmp(1, 1, 32, {}, {3, 2, 1, 77}))), (FileBytes{1, 2, 3}));
  const FileBytes masks = {0, 0, 0, 0xFF, 0, 0, 0xFF, 0, 0, 0xFF, 0, 0};  // red 0xFF000000, green 0x00FF0000, blue 0x0000FF00
  EXPECT_EQ(PixelsOf(MustDecode(MakeBmp(1, 1, 32, {}, {77, 3, 2, 1}, 3, masks))), (FileBytes{1, 2, 3}));
  const FileBytes odd_masks = {0, 0xF8, 0, 0, 0xE0, 7, 0, 0, 0x1F, 0, 0, 0};
  EXPECT_NE(WhyRefused(MakeBmp(1, 1, 32, {}, {1, 2, 3, 4}, 3, odd_masks)).find("colour mask 0x0000F800"), std::string::npos);
}

TEST(DecodeBmpTest, ReadsPalettesOfEveryWidth) {
  const FileBytes colours = {3, 2, 1, 0, 6, 5, 4, 0};  // blue, green, red, unused
  EXPECT_EQ(PixelsOf(MustDecode(MakeBmp(2, 1, 8, colours, {1, 0, 0, 0}))), (FileBytes{4, 5, 6, 1, 2, 3}));
  EXPECT_EQ(PixelsOf(MustDecode(MakeBmp(2, 1, 4, colours, {0x10, 0, 0, 0}))), (FileBytes{4, 5, 6, 1, 2, 3}));
  EXPECT_EQ(PixelsOf(MustDecode(MakeBmp(2, 1, 1, colours, {0x80, 0, 0, 0}))), (FileBytes{4, 5, 6, 1, 2, 3}));
  // Entries that the file leaves out are black.
  EXPECT_EQ(PixelsOf(MustDecode(MakeBmp(2, 1, 8, colours, {200, 0, 0, 0}))), (FileBytes{0, 0, 0, 1, 2, 3}));
  // A grey palette makes a grey picture.
  const Image grey = MustDecode(MakeBmp(2, 1, 8, {7, 7, 7, 0, 9, 9, 9, 0}, {1, 0, 0, 0}));
  EXPECT_EQ(grey.channels(), 1);
  EXPECT_EQ(PixelsOf(grey), (FileBytes{9, 7}));
}

TEST(DecodeBmpTest, RefusesWhatItCannotRead) {
  EXPECT_NE(WhyRefused(MakeBmp(0, 1, 24, {}, {})).find("0 x 1 pixels"), std::string::npos);
  EXPECT_NE(WhyRefused(MakeBmp(1, INT32_MIN, 24, {}, {})).find("a side may have"), std::string::npos);
  EXPECT_NE(WhyRefused(MakeBmp(65535, 65535, 24, {}, {})).find("the limit is"), std::string::npos);
  EXPECT_NE(WhyRefused(MakeBmp(2, 2, 24, {}, {1, 2, 3})).find("ends before the picture"), std::string::npos);
  EXPECT_NE(WhyRefused(MakeBmp(2, 2, 16, {}, FileBytes(16))).find("16 bits per pixel"), std::string::npos);
  EXPECT_NE(WhyRefused(MakeBmp(2, 2, 8, {}, FileBytes(16), 1)).find("compression 1"), std::string::npos);
}

TEST(DecodePngTest, ReadsEveryColourTypeAsGreyOrRgb) {
  EXPECT_EQ(PixelsOf(MustDecode(MakePng({2, 1, 8, PNG_COLOR_TYPE_RGB}, {1, 2, 3, 4, 5, 6}))), (FileBytes{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(PixelsOf(MustDecode(MakePng({2, 1, 8, PNG_COLOR_TYPE_GRAY}, {1, 2}))), (FileBytes{1, 2}));
  // Transparency is dropped; the colour under it stays.
  EXPECT_EQ(PixelsOf(MustDecode(MakePng({2, 1, 8, PNG_COLOR_TYPE_RGB_ALPHA}, {1, 2, 3, 0, 4, 5, 6, 99}))), (FileBytes{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(PixelsOf(MustDecode(MakePng({2, 1, 8, PNG_COLOR_TYPE_GRAY_ALPHA}, {1, 0, 2, 255}))), (FileBytes{1, 2}));
  // Of 16 bits the upper 8 count.
  EXPECT_EQ(PixelsOf(MustDecode(MakePng({1, 1, 16, PNG_COLOR_TYPE_RGB}, {1, 255, 2, 0, 3, 128}))), (FileBytes{1, 2, 3}));
  EXPECT_EQ(PixelsOf(MustDecode(MakePng({1, 1, 16, PNG_COLOR_TYPE_GRAY_ALPHA}, {9, 255, 0, 0}))), (FileBytes{9}));
  // 1 bit of grey is black or white.
  EXPECT_EQ(PixelsOf(MustDecode(MakePng({2, 1, 1, PNG_COLOR_TYPE_GRAY}, {0x40}))), (FileBytes{0, 255}));
  const PngSpec palette = {.width = 2, .height = 1, .bits = 8, .colour_type = PNG_COLOR_TYPE_PALETTE, .palette = {{1, 2, 3}, {4, 5, 6}}};
  EXPECT_EQ(PixelsOf(MustDecode(MakePng(palette, {1, 0}))), (FileBytes{4, 5, 6, 1, 2, 3}));
}

TEST(DecodePngTest, InterlacingChangesNothing) {
  const FileBytes pixels = Gradient(13, 9, 3);
  PngSpec spec = {13, 9, 8, PNG_COLOR_TYPE_RGB};
  EXPECT_EQ(PixelsOf(MustDecode(MakePng(spec, pixels))), pixels);
  spec.interlaced = true;
  EXPECT_EQ(PixelsOf(MustDecode(MakePng(spec, pixels))), pixels);
}

TEST(DecodePngTest, RefusesHugeEmptyAndBrokenPictures) {
  FileBytes png = MakePng({2, 1, 8, PNG_COLOR_TYPE_GRAY}, {1, 2});
  FileBytes huge = png;
  huge[18] = huge[22] = 0xFF;  // 65282 x 65281
  EXPECT_NE(WhyRefused(huge).find("the limit is 268435456"), std::string::npos);
  FileBytes empty = png;
  empty[19] = 0;
  EXPECT_NE(WhyRefused(empty).find("0 x 1 pixels"), std::string::npos);
  FileBytes damaged = png;
  damaged[25] ^= 0x40;  // the checksum of the header does not fit any more
  EXPECT_NE(WhyRefused(damaged).find("PNG: "), std::string::npos);
}

TEST(DecodeJpegTest, ReadsGreyColourAndProgressive) {
  for (bool progressive : {false, true}) {
    for (int channels : {1, 3}) {
      const FileBytes pixels = Gradient(24, 16, static_cast<size_t>(channels));
      const Image image = MustDecode(MakeJpeg({24, 16, channels, progressive}, pixels));
      EXPECT_EQ(image.channels(), channels);
      // The best quality still rounds, and halves the resolution of colour.
      EXPECT_LE(LargestDifference(PixelsOf(image), pixels), channels == 1 ? 2 : 6);
    }
  }
}

TEST(DecodeJpegTest, TurnsInkIntoLight) {
  // All pixels alike: cyan 255 - 200, magenta 255 - 100, yellow 255 - 0, black 255 - 128, stored inverted.
  FileBytes ink;
  for (int i = 0; i < 64; ++i) ink.insert(ink.end(), {200, 100, 0, 128});
  const Image image = MustDecode(MakeJpeg({8, 8, 4}, ink));
  ASSERT_EQ(image.channels(), 3);
  EXPECT_NEAR(image.row(0)[0], 200 * 128 / 255, 1);
  EXPECT_NEAR(image.row(0)[1], 100 * 128 / 255, 1);
  EXPECT_NEAR(image.row(0)[2], 0, 1);
}

TEST(DecodeImageTest, RefusesATruncatedPictureAtEveryByte) {
  const FileBytes pixels = Gradient(17, 11, 3);
  const FileBytes files[] = {MakeJpeg({17, 11, 3}, pixels), MakeJpeg({17, 11, 3, true}, pixels),
                             MakePng({17, 11, 8, PNG_COLOR_TYPE_RGB}, pixels), MakeBmp(4, 2, 24, {}, FileBytes(24, 7))};
  for (const FileBytes& file : files) {
    for (size_t size = 0; size < file.size(); ++size) {
      const FileBytes cut(file.begin(), file.begin() + static_cast<ptrdiff_t>(size));
      ASSERT_FALSE(DecodeImage(cut).ok()) << size << " of " << file.size() << " bytes of a file that starts with " << int{file[0]};
    }
    EXPECT_TRUE(DecodeImage(file).ok());
  }
}

TEST(DecodeImageTest, SurvivesAnyDamage) {
  const FileBytes pixels = Gradient(17, 11, 3);
  PngSpec oriented = {17, 11, 8, PNG_COLOR_TYPE_RGB, true};
  oriented.orientation = 6;
  const FileBytes files[] = {MakeJpeg({17, 11, 3, false, 6}, pixels), MakeJpeg({17, 11, 3, true, 3}, pixels), MakePng(oriented, pixels),
                             MakeBmp(4, 2, 8, FileBytes(64, 9), FileBytes(8, 7)), MakeBmp(4, 2, 24, {}, FileBytes(24, 7))};
  const DecodeOptions options = {.max_pixels = 1 << 20};
  std::mt19937 random(71);
  for (const FileBytes& file : files) {
    for (int round = 0; round < 2000; ++round) {
      FileBytes damaged = file;
      for (uint32_t i = 0, n = 1 + random() % 6; i < n; ++i) damaged[random() % damaged.size()] = static_cast<uint8_t>(random());
      const Expected<Image> image = DecodeImage(damaged, options);
      if (image.ok()) {
        ASSERT_EQ(image->pixels().size(), image->row_bytes() * static_cast<size_t>(image->height()));
      } else {
        ASSERT_FALSE(image.status().message().empty());
      }
    }
  }
}

TEST(DecodeImageTest, NamesWhatIsNoPicture) {
  EXPECT_EQ(WhyRefused({}), "expected a JPEG, PNG or BMP picture, found an empty file");
  EXPECT_NE(WhyRefused({'G', 'I', 'F', '8', '9', 'a'}).find("a GIF"), std::string::npos);
  EXPECT_NE(WhyRefused({1, 2, 3}).find("something else"), std::string::npos);
  const Expected<Image> missing = DecodeImageFile("/nonexistent/cat.jpg");
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.status().code(), StatusCode::kNotFound);
}

TEST(OrientationTest, TurnsEachOfTheEightWays) {
  // 3 x 2:  1 2 3
  //         4 5 6
  const FileBytes stored = {1, 2, 3, 4, 5, 6};
  const FileBytes upright[8] = {{1, 2, 3, 4, 5, 6}, {3, 2, 1, 6, 5, 4}, {6, 5, 4, 3, 2, 1}, {4, 5, 6, 1, 2, 3},
                                {1, 4, 2, 5, 3, 6}, {4, 1, 5, 2, 6, 3}, {6, 3, 5, 2, 4, 1}, {3, 6, 2, 5, 1, 4}};
  for (int orientation = 1; orientation <= 8; ++orientation) {
    PngSpec spec = {3, 2, 8, PNG_COLOR_TYPE_GRAY};
    spec.orientation = orientation;
    const FileBytes file = MakePng(spec, stored);
    const Image image = MustDecode(file);
    EXPECT_EQ(PixelsOf(image), upright[orientation - 1]) << orientation;
    EXPECT_EQ(image.width(), orientation < 5 ? 3 : 2);
    EXPECT_EQ(PixelsOf(MustDecode(file, {.apply_orientation = false})), stored);
  }
}

TEST(OrientationTest, ReadsBothByteOrdersAndForgivesNonsense) {
  const FileBytes little = {'I', 'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, 8, 0, 0, 0};
  EXPECT_EQ(ExifOrientation(little), 8);
  EXPECT_EQ(ExifOrientation(MakeExif(5)), 5);
  EXPECT_EQ(ExifOrientation(MakeExif(9)), 1);
  EXPECT_EQ(ExifOrientation({}), 1);
  FileBytes outside = MakeExif(5);
  outside[4] = 0xFF;
  EXPECT_EQ(ExifOrientation(outside), 1);
}

TEST(OrientationTest, IsReadFromJpegs) {
  const Image image = MustDecode(MakeJpeg({24, 16, 1, false, 6}, Gradient(24, 16, 1)));
  EXPECT_EQ(image.width(), 16);
  EXPECT_EQ(image.height(), 24);
}

TEST(DecodeImageTest, ReadsRealPictures) {
  const std::filesystem::path folder = std::string(GC_SHARED_DIR) + "/models/images";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << folder << " is absent";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const Expected<Image> image = DecodeImageFile(entry.path().string());
    ASSERT_TRUE(image.ok()) << image.status().message();
    EXPECT_GE(image->width(), 28);
  }
}

}  // namespace
}  // namespace goldcrest::tasks
