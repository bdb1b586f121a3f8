#include "quantize/debug.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "quantize/calibrate.h"
#include "quantize/lint.h"
#include "quantize/test_models.h"

namespace goldcrest::quantize {
namespace {

using Op = BuiltinOperator;
using testing::Contains;
using testing::HasSubstr;

// Two dense layers; the second's weights are so uneven that one scale for all
// loses most of them.
ModelMaker TwoLayers() {
  ModelMaker m;
  const int in = m.Input({1, 8});
  const int a = m.Op(Op::kFullyConnected, {in, m.Normal({8, 8}, 0.5f), -1}, {1, 8}, model::FullyConnectedOptions());
  m.Output(m.Op(Op::kFullyConnected, {a, m.Normal({8, 8}, 0.5f), -1}, {1, 8}, model::FullyConnectedOptions()));
  return m;
}

TEST(CompareLayersTest, MeasuresEveryLayer) {
  const ModelMaker m = TwoLayers();
  MemorySource samples({1, 8}, NormalSamples(20, 8, 1)), again({1, 8}, NormalSamples(20, 8, 1));
  const auto q = Quantize(m.model, {}, &samples);
  ASSERT_TRUE(q.ok()) << q.status().message();
  const auto errors = CompareLayers(m.model, *q, {}, again, nullptr);
  ASSERT_TRUE(errors.ok()) << errors.status().message();
  ASSERT_EQ(errors->size(), 2u);
  for (const LayerError& e : *errors) {
    EXPECT_EQ(e.op_name, "FULLY_CONNECTED");
    EXPECT_EQ(e.elements, 160u);
    EXPECT_GT(e.sqnr_db, 25);
    EXPECT_GT(e.cosine, 0.99);
    EXPECT_GT(e.scale, 0);
    EXPECT_LT(e.max_abs_error, 20 * e.scale);
    EXPECT_NEAR(e.mean_squared_error, e.stddev_error * e.stddev_error + e.mean_error * e.mean_error, 1e-9);
  }
}

TEST(CompareLayersTest, AModelDoesNotDifferFromItself) {
  const ModelMaker m = TwoLayers();
  MemorySource samples({1, 8}, NormalSamples(3, 8, 1));
  const auto errors = CompareLayers(m.model, m.model, {}, samples, nullptr);
  ASSERT_TRUE(errors.ok());
  for (const LayerError& e : *errors) {
    EXPECT_EQ(e.mean_squared_error, 0);
    EXPECT_TRUE(std::isinf(e.sqnr_db));
  }
}

std::vector<std::string> Lint(const model::Model& model, std::vector<Values> samples) {
  MemorySource source({1, 8}, std::move(samples));
  const auto statistics = Calibrate(model, {}, source, nullptr, nullptr);
  return statistics.ok() ? LintCalibration(model, *statistics) : std::vector<std::string>{statistics.status().message()};
}

TEST(LintTest, NamesWhatLooksWrong) {
  const ModelMaker m = TwoLayers();
  EXPECT_THAT(Lint(m.model, NormalSamples(5, 8, 1)), Contains(HasSubstr("5 samples are few")));
  EXPECT_THAT(Lint(m.model, std::vector<Values>(100, Values(8, 0.5f))), Contains(HasSubstr("in every sample")));
  std::vector<Values> pixels(100, Values(8, 255.0f));
  pixels[0][0] = 0;
  EXPECT_THAT(Lint(m.model, pixels), Contains(HasSubstr("as pixels do")));
  EXPECT_TRUE(Lint(m.model, NormalSamples(100, 8, 1)).empty());
}

}  // namespace
}  // namespace goldcrest::quantize
