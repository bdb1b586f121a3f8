#include "tasks/core/associated_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zip.h>

#include <cstring>
#include <random>

#include "goldcrest/model.h"
#include "model/metadata.h"
#include "model/metadata_test_util.h"
#include "model/model.h"
#include "model/writer.h"
#include "tasks/core/classifier_facts.h"

namespace goldcrest::tasks {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

struct Entry {
  std::string name;
  std::string content;
  zip_int32_t method = ZIP_CM_STORE;
};

// An archive in memory. libzip refuses two files of one name; such an archive is made by renaming afterwards.
std::vector<uint8_t> Archive(const std::vector<Entry>& entries) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* memory = zip_source_buffer_create(nullptr, 0, 0, &error);
  zip_source_keep(memory);
  zip_t* archive = zip_open_from_source(memory, ZIP_CREATE | ZIP_TRUNCATE, &error);
  for (const Entry& e : entries) {
    zip_source_t* content = zip_source_buffer(archive, e.content.data(), e.content.size(), 0);
    const zip_int64_t i = zip_file_add(archive, e.name.c_str(), content, ZIP_FL_ENC_UTF_8);
    zip_set_file_compression(archive, static_cast<zip_uint64_t>(i), e.method, 9);
  }
  EXPECT_EQ(zip_close(archive), 0);
  zip_source_open(memory);
  zip_source_seek(memory, 0, SEEK_END);
  std::vector<uint8_t> bytes(static_cast<size_t>(zip_source_tell(memory)));
  zip_source_seek(memory, 0, SEEK_SET);
  EXPECT_EQ(zip_source_read(memory, bytes.data(), bytes.size()), static_cast<zip_int64_t>(bytes.size()));
  zip_source_close(memory);
  zip_source_free(memory);
  return bytes;
}

std::string Content(std::span<const uint8_t> archive, const std::string& name, uint64_t most = 1 << 20) {
  Expected<AssociatedFiles> files = AssociatedFiles::Open(archive);
  if (!files.ok()) return "refused: " + files.status().message();
  const Expected<std::string> content = files->Read(name, most);
  return content.ok() ? *content : "refused: " + content.status().message();
}

TEST(AssociatedFilesTest, ReadsStoredAndCompressedFiles) {
  const std::vector<uint8_t> archive = Archive({{"a.txt", "one\ntwo\n"}, {"b.txt", std::string(100000, 'b'), ZIP_CM_DEFLATE}});
  EXPECT_EQ(Content(archive, "a.txt"), "one\ntwo\n");
  EXPECT_EQ(Content(archive, "b.txt"), std::string(100000, 'b'));
  EXPECT_THAT(Content(archive, "c.txt"), HasSubstr("has no file 'c.txt'"));
}

TEST(AssociatedFilesTest, StopsAtTheLimitWhateverTheArchiveClaims) {
  const std::vector<uint8_t> bomb = Archive({{"bomb", std::string(50 << 20, '\0'), ZIP_CM_DEFLATE}});
  EXPECT_LT(bomb.size(), size_t{1} << 20);
  EXPECT_THAT(Content(bomb, "bomb", 1 << 20), HasSubstr("larger than 1048576 bytes"));
}

TEST(AssociatedFilesTest, RefusesTwoFilesOfOneName) {
  std::vector<uint8_t> archive = Archive({{"x1", "a"}, {"x2", "b"}});
  for (size_t i = 0; i + 1 < archive.size(); ++i) {
    if (archive[i] == 'x' && archive[i + 1] == '2') archive[i + 1] = '1';
  }
  EXPECT_THAT(Content(archive, "x1"), HasSubstr("refused: "));
}

TEST(AssociatedFilesTest, DamagedArchivesAreSafe) {
  const std::vector<uint8_t> good = Archive({{"labels.txt", "one\ntwo\nthree\n"}, {"more.txt", std::string(3000, 'm'), ZIP_CM_DEFLATE}});
  EXPECT_THAT(Content({}, "labels.txt"), HasSubstr("no archive"));
  for (size_t size = 1; size < good.size(); ++size) (void)Content({good.data(), size}, "labels.txt");
  std::mt19937 random(11);
  for (int round = 0; round < 3000; ++round) {
    std::vector<uint8_t> bad = good;
    for (int k = 0; k < 2; ++k) bad[random() % bad.size()] = static_cast<uint8_t>(random());
    (void)Content(bad, "labels.txt", 4096);
    (void)Content(bad, "more.txt", 4096);
  }
}

// A float classifier of one pixel with metadata and an archive, through a file and back.
Expected<Model> ClassifierModel(const std::vector<uint8_t>& metadata, std::vector<uint8_t> archive, TensorType type) {
  model::Model m;
  m.buffers.resize(1);
  m.operator_codes.push_back({BuiltinOperator::kRelu, "", 1});
  m.subgraphs.resize(1);
  model::Subgraph& s = m.subgraphs[0];
  for (int i = 0; i < 2; ++i) {
    model::Tensor t;
    t.name = i == 0 ? "in" : "out";
    t.type = type;
    t.shape = {1, 1, 1, 3};
    s.tensors.push_back(t);
  }
  model::Operator relu;
  relu.inputs = {0};
  relu.outputs = {1};
  s.operators.push_back(relu);
  s.inputs = {0};
  s.outputs = {1};
  m.metadata.push_back({std::string(model::kMetadataName), static_cast<uint32_t>(m.buffers.size())});
  m.buffers.push_back({model::Block(metadata), false});
  m.appended = model::Block(std::move(archive));
  GC_ASSIGN_OR_RETURN(const std::vector<uint8_t> bytes, model::WriteModel(m));
  return Model::FromBytes(bytes);
}

TEST(ClassifierFactsTest, ComeFromMetadataAndArchive) {
  const auto metadata = model::ClassifierMetadata({1, 2, 3}, {4}, {{"labels.txt", "en"}});
  const auto model = ClassifierModel(metadata, Archive({{"labels.txt", "one\r\ntwo\n\nfour"}}), TensorType::kFloat32);
  ASSERT_TRUE(model.ok()) << model.status().message();
  const auto facts = ReadClassifierFacts(*model);
  ASSERT_TRUE(facts.ok()) << facts.status().message();
  EXPECT_THAT(facts->labels, ElementsAre("one", "two", "", "four"));
  ASSERT_TRUE(facts->normalization.has_value());
  EXPECT_THAT(facts->normalization->channel_mean, ElementsAre(1, 2, 3));
  EXPECT_THAT(facts->normalization->channel_std, ElementsAre(4, 4, 4));
}

TEST(ClassifierFactsTest, QuantizedModelsTakePixels) {
  const auto model = ClassifierModel(model::ClassifierMetadata({1}, {2}, {}), {}, TensorType::kUInt8);
  if (!model.ok()) GTEST_SKIP() << model.status().message();
  const auto facts = ReadClassifierFacts(*model);
  ASSERT_TRUE(facts.ok()) << facts.status().message();
  EXPECT_FALSE(facts->normalization.has_value());
  EXPECT_TRUE(facts->labels.empty());
}

TEST(ClassifierFactsTest, SaysWhatTheArchiveLacks) {
  const auto metadata = model::ClassifierMetadata({1}, {2}, {{"labels.txt", "en"}});
  const auto model = ClassifierModel(metadata, Archive({{"other.txt", "x"}}), TensorType::kFloat32);
  ASSERT_TRUE(model.ok()) << model.status().message();
  EXPECT_THAT(ReadClassifierFacts(*model).status().message(), HasSubstr("no file 'labels.txt'"));
}

TEST(ClassifierFactsTest, OfARealModel) {
  const auto model = Model::FromFile(GC_SHARED_DIR "/models/vision/mobilenet_v1_0.25_224_float_metadata.tflite");
  if (!model.ok()) GTEST_SKIP() << model.status().message();
  const auto facts = ReadClassifierFacts(*model);
  ASSERT_TRUE(facts.ok()) << facts.status().message();
  EXPECT_EQ(facts->labels.size(), 1001u);
  EXPECT_EQ(facts->labels[0], "background");
  EXPECT_EQ(facts->normalization->mean, 127.5f);
}

}  // namespace
}  // namespace goldcrest::tasks
