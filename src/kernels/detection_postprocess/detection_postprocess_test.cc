#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "flatbuffers/flexbuffers.h"
#include "tests/op_test_util.h"

namespace goldcrest {
namespace {

using testing::ElementsAre;
using testing::FloatNear;
using testing::HasSubstr;
using testing::Pointwise;

struct Settings {
  int max_detections = 3, max_classes_per_detection = 1, num_classes = 2;
  bool regular = false;
  float score_threshold = 0.0f, iou_threshold = 0.5f;
};

std::vector<uint8_t> Encode(const Settings& s) {
  flexbuffers::Builder b;
  b.Map([&] {
    b.Int("max_detections", s.max_detections);
    b.Int("max_classes_per_detection", s.max_classes_per_detection);
    b.Int("num_classes", s.num_classes);
    b.Bool("use_regular_nms", s.regular);
    b.Float("nms_score_threshold", s.score_threshold);
    b.Float("nms_iou_threshold", s.iou_threshold);
    for (const char* key : {"y_scale", "x_scale", "h_scale", "w_scale"}) b.Float(key, 10.0f);
  });
  b.Finish();
  return b.GetBuffer();
}

// Six anchors of size 1 x 1: two pairs that overlap almost wholly, and two alone. Two classes and a background.
OpTest Detector(const Settings& s) {
  OpTest test("TFLite_Detection_PostProcess");
  test.Input<float>({1, 6, 4}, {0, 0, 0, 0, 0, 1, 0, 0, 0, -1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0});
  test.Input<float>({1, 6, 3}, {0, .9f, .8f, 0, .75f, .72f, 0, .6f, .5f, 0, .93f, .95f, 0, .5f, .4f, 0, .3f, .2f});
  test.Constant<float>({6, 4}, {.5f, .5f, 1, 1, .5f, .5f, 1, 1, .5f, .5f, 1, 1, .5f, 10.5f, 1, 1, .5f, 10.5f, 1, 1, .5f, 100.5f, 1, 1});
  for (int i = 0; i < 4; ++i) test.Output<float>({1});
  test.CustomOptions(Encode(s));
  return test;
}

TEST(DetectionPostProcessTest, KeepsTheBestOfOverlappingBoxes) {
  OpTest test = Detector({});
  const Status s = test.Run();
  ASSERT_TRUE(s.ok()) << s.message();
  EXPECT_EQ(test.output_shape(0), (Shape{1, 3, 4}));
  EXPECT_THAT(test.output<float>(0), Pointwise(FloatNear(1e-5f), {0, 10, 1, 11, 0, 0, 1, 1, 0, 100, 1, 101}));
  EXPECT_THAT(test.output<float>(1), ElementsAre(1, 0, 0));
  EXPECT_THAT(test.output<float>(2), ElementsAre(.95f, .9f, .3f));
  EXPECT_THAT(test.output<float>(3), ElementsAre(3));
}

TEST(DetectionPostProcessTest, GivesSeveralClassesOfABox) {
  Settings s;
  s.max_classes_per_detection = 2;
  s.score_threshold = 0.5f;
  OpTest test = Detector(s);
  ASSERT_TRUE(test.Run().ok());
  EXPECT_THAT(test.output<float>(1), ElementsAre(1, 0, 0, 1, 0, 0));
  EXPECT_THAT(test.output<float>(2), ElementsAre(.95f, .93f, .9f, .8f, 0, 0));
  EXPECT_THAT(test.output<float>(3), ElementsAre(2));
}

TEST(DetectionPostProcessTest, SuppressesEachClassByItselfWhenRegular) {
  Settings s;
  s.regular = true;
  s.max_detections = 5;
  OpTest test = Detector(s);
  ASSERT_TRUE(test.Run().ok());
  EXPECT_THAT(test.output<float>(1), ElementsAre(1, 0, 0, 1, 0));
  EXPECT_THAT(test.output<float>(2), ElementsAre(.95f, .93f, .9f, .8f, .3f));
}

TEST(DetectionPostProcessTest, TakesQuantizedInputs) {
  OpTest test("TFLite_Detection_PostProcess");
  test.Input<uint8_t>({1, 2, 4}, {128, 128, 128, 128, 128, 128, 128, 128}, {{0.05f}, {128}});
  test.Input<uint8_t>({1, 2, 2}, {0, 64, 0, 128}, {{1.0f / 256}, {0}});
  test.Constant<uint8_t>({2, 4}, {50, 50, 100, 100, 50, 150, 100, 100}, {{0.01f}, {0}});
  for (int i = 0; i < 4; ++i) test.Output<float>({1});
  Settings s;
  s.num_classes = 1;
  test.CustomOptions(Encode(s));
  ASSERT_TRUE(test.Run().ok());
  EXPECT_THAT(test.output<float>(2), ElementsAre(0.5f, 0.25f, 0));
  EXPECT_THAT(test.output<float>(0), Pointwise(FloatNear(1e-5f), {0, 1, 1, 2, 0, 0, 1, 1, 0, 0, 0, 0}));
}

TEST(DetectionPostProcessTest, RefusesOptionsThatMeanNothing) {
  const auto message = [](Settings s) { return Detector(s).Run().message(); };
  Settings s;
  s.num_classes = 0;
  EXPECT_THAT(message(s), HasSubstr("num_classes 0 must be at least 1"));
  s = {};
  s.max_detections = -1;
  EXPECT_THAT(message(s), HasSubstr("max_detections -1"));
  s = {};
  s.num_classes = 1;
  EXPECT_THAT(message(s), HasSubstr("has predictions for 3 classes; option num_classes is 1"));
  s = {};
  s.iou_threshold = 0;
  EXPECT_THAT(message(s), HasSubstr("option nms_iou_threshold is 0"));
  s = {};
  s.max_detections = 1 << 20;
  s.max_classes_per_detection = 1 << 20;
  EXPECT_EQ(Detector(s).Run().code(), StatusCode::kLimitExceeded);
}

TEST(DetectionPostProcessTest, RefusesOrTakesAnyBytesAsOptions) {
  const std::vector<uint8_t> good = Encode({});
  for (size_t n = 0; n < good.size(); ++n) {
    OpTest test = Detector({});
    test.CustomOptions(std::vector<uint8_t>(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(n)));
    EXPECT_FALSE(test.Run().ok());
  }
  for (size_t n = 0; n < good.size(); ++n) {
    for (uint8_t v : {0, 1, 0x7f, 0x80, 0xff}) {
      OpTest test = Detector({});
      std::vector<uint8_t> bytes = good;
      bytes[n] = v;
      test.CustomOptions(std::move(bytes));
      (void)test.Run().ok();  // either, but without reading outside
    }
  }
}

}  // namespace
}  // namespace goldcrest
