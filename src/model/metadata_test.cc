#include "model/metadata.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "goldcrest/model.h"
#include "model/metadata_test_util.h"

namespace goldcrest::model {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(MetadataTest, ReadsWhatAClassifierNeeds) {
  const auto metadata = ReadMetadata(ClassifierMetadata({1, 2, 3}, {4}, {{"de.txt", "de"}, {"any.txt", ""}, {"en.txt", "en"}}));
  ASSERT_TRUE(metadata.ok()) << metadata.status().message();
  EXPECT_EQ(metadata->name, "digits");
  EXPECT_EQ(metadata->author, "me");
  ASSERT_NE(metadata->input(0), nullptr);
  EXPECT_EQ(metadata->input(1), nullptr);
  EXPECT_EQ(metadata->input(0)->name, "image");
  EXPECT_THAT(metadata->input(0)->mean, ElementsAre(1, 2, 3));
  EXPECT_THAT(metadata->input(0)->std, ElementsAre(4));
  const std::vector<AssociatedFile>& files = metadata->output(0)->associated_files;
  ASSERT_EQ(files.size(), 3u);
  EXPECT_EQ(FindLabels(files)->name, "en.txt");
  EXPECT_EQ(FindLabels(files, "de")->name, "de.txt");
  EXPECT_EQ(FindLabels(files, "fr")->name, "any.txt");
  EXPECT_EQ(FindLabels({}), nullptr);
}

TEST(MetadataTest, RefusesOtherBytes) {
  EXPECT_THAT(ReadMetadata({}).status().message(), HasSubstr("without the identifier M001"));
  const std::vector<uint8_t> words = {'n', 'o', ' ', 'm', 'e', 't', 'a', 'd', 'a', 't', 'a'};
  EXPECT_EQ(ReadMetadata(words).status().code(), StatusCode::kInvalidModel);
}

// Every cut and thousands of wrong bytes: a result or a refusal, never anything else.
TEST(MetadataTest, DamagedBytesAreSafe) {
  const std::vector<uint8_t> good = ClassifierMetadata({127.5f}, {127.5f}, {{"labels.txt", "en"}});
  for (size_t size = 0; size < good.size(); ++size) (void)ReadMetadata({good.data(), size});
  std::mt19937 random(7);
  for (int round = 0; round < 20000; ++round) {
    std::vector<uint8_t> bad = good;
    for (int k = 0; k < 3; ++k) bad[8 + random() % (bad.size() - 8)] = static_cast<uint8_t>(random());
    const auto metadata = ReadMetadata(bad);
    EXPECT_TRUE(metadata.ok() || metadata.status().code() == StatusCode::kInvalidModel ||
                metadata.status().code() == StatusCode::kLimitExceeded);
  }
}

TEST(MetadataTest, ReadsARealModelsMetadata) {
  const auto model = goldcrest::Model::FromFile(GC_SHARED_DIR "/models/vision/mobilenet_v1_0.25_224_float_metadata.tflite");
  if (!model.ok()) GTEST_SKIP() << model.status().message();
  const auto bytes = model->metadata(kMetadataName);
  ASSERT_TRUE(bytes.ok());
  const auto metadata = ReadMetadata(*bytes);
  ASSERT_TRUE(metadata.ok()) << metadata.status().message();
  ASSERT_NE(metadata->input(0), nullptr);
  EXPECT_THAT(metadata->input(0)->mean, ElementsAre(127.5f));
  EXPECT_EQ(FindLabels(metadata->output(0)->associated_files)->name, "labels.txt");
}

}  // namespace
}  // namespace goldcrest::model
