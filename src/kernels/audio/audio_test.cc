#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "flatbuffers/flexbuffers.h"
#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::FloatNear;
using testing::HasSubstr;
using testing::Pointwise;

OpTest Spectrogram(int window, int stride, bool squared, int samples, std::vector<float> data) {
  flexbuffers::Builder b;
  b.Map([&] {
    b.Int("window_size", window);
    b.Int("stride", stride);
    b.Bool("magnitude_squared", squared);
  });
  b.Finish();
  OpTest test("AudioSpectrogram");
  test.Input<float>({samples, static_cast<int32_t>(data.size()) / samples}, data);
  test.Output<float>({1});
  test.CustomOptions(b.GetBuffer());
  return test;
}

TEST(AudioSpectrogramTest, FollowsTheDefinitionOfTheTransform) {
  constexpr int kSamples = 50, kWindow = 12, kStride = 5, kLength = 16, kChannels = 2;
  std::vector<float> data;
  for (int i = 0; i < kSamples * kChannels; ++i) data.push_back(std::sin(0.7f * static_cast<float>(i)) + 0.1f * static_cast<float>(i % 7));
  for (bool squared : {false, true}) {
    OpTest test = Spectrogram(kWindow, kStride, squared, kSamples, data);
    const Status s = test.Run();
    ASSERT_TRUE(s.ok()) << s.message();
    ASSERT_EQ(test.output_shape(0), Shape({kChannels, 8, 9}));
    const std::vector<float> out = test.output<float>(0);
    for (int i = 0; i < kChannels * 8 * 9; ++i) {
      const int channel = i / 72, start = i / 9 % 8 * kStride, bin = i % 9;
      double re = 0, im = 0;
      for (int k = 0; k < kWindow; ++k) {
        const double weight = 0.5 - 0.5 * std::cos(2 * M_PI * k / kWindow), angle = 2 * M_PI * bin * k / kLength;
        const double sample = static_cast<double>(data[static_cast<size_t>((start + k) * kChannels + channel)]);
        re += weight * sample * std::cos(angle);
        im -= weight * sample * std::sin(angle);
      }
      const double power = re * re + im * im;
      ASSERT_NEAR(static_cast<double>(out[static_cast<size_t>(i)]), squared ? power : std::sqrt(power), 1e-5) << i;
    }
  }
}

TEST(AudioSpectrogramTest, TakesLessThanAWindowAndRefusesNone) {
  OpTest few = Spectrogram(8, 4, true, 7, std::vector<float>(7));
  ASSERT_TRUE(few.Run().ok());
  EXPECT_EQ(few.output_shape(0), Shape({1, 0, 5}));
  EXPECT_THAT(Spectrogram(1, 4, true, 4, std::vector<float>(4)).Run().message(), HasSubstr("window_size 1 and stride 4"));
  EXPECT_THAT(Spectrogram(8, 0, true, 4, std::vector<float>(4)).Run().message(), HasSubstr("window_size 8 and stride 0"));
}

OpTest Mfcc(int lower, int upper, int bands, int coefficients, int32_t sample_rate, std::vector<float> spectrum) {
  flexbuffers::Builder b;
  b.Map([&] {
    b.Int("upper_frequency_limit", upper);
    b.Int("lower_frequency_limit", lower);
    b.Int("filterbank_channel_count", bands);
    b.Int("dct_coefficient_count", coefficients);
  });
  b.Finish();
  OpTest test("Mfcc");
  test.Input<float>({1, 1, static_cast<int32_t>(spectrum.size())}, spectrum);
  test.Input<int32_t>({1}, {sample_rate});
  test.Output<float>({1});
  test.CustomOptions(b.GetBuffer());
  return test;
}

// Numbers of TensorFlow's Mfcc for this spectrum, which its own test uses.
TEST(MfccTest, GivesTensorFlowsCoefficients) {
  std::vector<float> spectrum;
  for (int i = 1; i <= 513; ++i) spectrum.push_back(static_cast<float>(i));
  OpTest test = Mfcc(20, 4000, 40, 13, 22050, spectrum);
  const Status s = test.Run();
  ASSERT_TRUE(s.ok()) << s.message();
  EXPECT_THAT(test.output<float>(0),
              Pointwise(FloatNear(1e-3f), {29.13970072f, -6.41568601f, -0.61903012f, -0.96778652f, -0.26819878f, -0.40907028f, -0.15614748f,
                                           -0.23203119f, -0.10481487f, -0.1543029f, -0.0769791f, -0.10806114f, -0.06047613f}));
}

TEST(MfccTest, GivesZeroForLimitsBeyondTheSpectrumAndRefusesOthers) {
  OpTest beyond = Mfcc(20, 4000, 5, 3, 1000, std::vector<float>(9, 1.0f));
  ASSERT_TRUE(beyond.Run().ok());
  EXPECT_THAT(beyond.output<float>(0), Each(0));
  EXPECT_THAT(Mfcc(20, 20, 5, 3, 8000, {1, 2}).Run().message(), HasSubstr("must rise"));
  EXPECT_THAT(Mfcc(20, 400, 5, 6, 8000, {1, 2}).Run().message(), HasSubstr("dct_coefficient_count 6"));
  EXPECT_THAT(Mfcc(20, 400, 5, 3, 0, {1, 2}).Run().message(), HasSubstr("sample rate is 0"));
}

}  // namespace
}  // namespace goldcrest
