#include "model/reader.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>

namespace goldcrest::model {
namespace {

namespace fs = std::filesystem;

const fs::path kModels = fs::path(GC_SHARED_DIR) / "models";

std::vector<uint8_t> Load(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

Expected<Model> Read(std::span<const uint8_t> bytes, const ReadOptions& options = {}) {
  auto copy = CopyBytes(bytes);
  if (!copy.ok()) return copy.status();
  return ReadModel(*copy, options);
}

Expected<Model> Read(std::string_view text) { return Read(std::span(reinterpret_cast<const uint8_t*>(text.data()), text.size())); }

#define SKIP_WITHOUT_MODELS() \
  if (!fs::exists(kModels)) GTEST_SKIP() << kModels << " is not there"

TEST(ReaderTest, ReadsEveryModelThatIsOne) {
  SKIP_WITHOUT_MODELS();
  int read = 0;
  for (const auto& entry : fs::recursive_directory_iterator(kModels)) {
    if (entry.path().extension() != ".tflite") continue;
    auto file = MapFile(entry.path());
    ASSERT_TRUE(file.ok());
    const Expected<Model> model = ReadModel(*file);
    if (entry.path().filename() == "test_model_broken.tflite") {
      EXPECT_FALSE(model.ok());
      continue;
    }
    EXPECT_TRUE(model.ok()) << entry.path() << ": " << model.status().message();
    ++read;
  }
  EXPECT_GE(read, 50);
}

TEST(ReaderTest, CopiesStructureAndPointsAtConstants) {
  SKIP_WITHOUT_MODELS();
  auto file = MapFile(kModels / "vision/mobilenet_v2_1.0_224_quant.tflite");
  ASSERT_TRUE(file.ok());
  const Expected<Model> model = ReadModel(*file);
  ASSERT_TRUE(model.ok());
  ASSERT_EQ(model->subgraphs.size(), 1u);
  const Subgraph& subgraph = model->subgraphs[0];
  ASSERT_EQ(subgraph.inputs.size(), 1u);
  const Tensor& input = subgraph.tensors[subgraph.inputs[0]];
  EXPECT_EQ(input.shape, (std::vector<int32_t>{1, 224, 224, 3}));
  EXPECT_EQ(input.type, TensorType::kUInt8);
  ASSERT_TRUE(input.quantization);
  EXPECT_EQ(input.quantization->scale, (std::vector<float>{0.0078125f}));
  EXPECT_EQ(input.quantization->zero_point, (std::vector<int64_t>{128}));
  const Operator& first = subgraph.operators[0];
  EXPECT_EQ(OperatorName(model->operator_codes[first.opcode_index]), "CONV_2D");
  const Conv2DOptions* options = first.options.As<Conv2DOptions>();
  ASSERT_NE(options, nullptr);
  EXPECT_EQ(options->stride_w, 2);
  EXPECT_EQ(options->padding, Padding::kSame);
  const Tensor& filter = subgraph.tensors[first.inputs[1]];
  const Block& weights = model->buffers[filter.buffer].data;
  EXPECT_EQ(weights.size(), 32u * 3 * 3 * 3);
  EXPECT_EQ(weights.file(), file->get());
}

TEST(ReaderTest, FindsTheArchiveAfterTheFlatBuffer) {
  SKIP_WITHOUT_MODELS();
  for (const char* name : {"vision/mobilenet_v1_0.25_224_float_metadata.tflite", "audio/yamnet_metadata.tflite"}) {
    auto file = MapFile(kModels / name);
    ASSERT_TRUE(file.ok());
    const Expected<Model> model = ReadModel(*file);
    ASSERT_TRUE(model.ok());
    ASSERT_GT(model->appended.size(), 22u) << name;
    EXPECT_EQ(model->appended.data()[0], 'P');
    EXPECT_EQ(model->appended.data() + model->appended.size(), (*file)->span().data() + (*file)->span().size());
  }
}

TEST(ReaderTest, NamesWhatIsNoModel) {
  using namespace std::literals;
  const std::pair<std::string, const char*> cases[] = {
      {"", "empty"},
      {"abc", "3 bytes are too few"},
      {"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 13978596\n", "Git LFS pointer; fetch the 13978596 bytes"},
      {"<!DOCTYPE html><html>404</html>", "HTML page"},
      {"\n  <html lang=en>", "HTML page"},
      {"PK\x03\x04" + std::string(60, '\0'), "zip archive"},
      {"\x89PNG\r\n\x1a\n" + std::string(40, '\0'), "PNG picture"},
      {"\x1f\x8b\x08" + std::string(40, '\0'), "gzip"},
      {"\x08\x07\x12\x07pytorch" + std::string(40, '\0'), "ONNX"},
      {"\x08\x01\x12\xc4\x80\x01" + std::string(40, '\0'), "SavedModel"},
      {"{\"format\": \"layers-model\"}", "JSON"},
      {"\x1c\0\0\0TOCO\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"s, "\"TOCO\" where the identifier \"TFL3\""},
      {std::string(64, '\0'), "\\x00\\x00\\x00\\x00"},
      {"\x1c\0\0\0TFL3"s + std::string(40, '\xff'), "not a valid FlatBuffer"},
      {"\x00\0\0\0TFL3"s + std::string(40, '\0'), "not a valid FlatBuffer"},
      {"\x03\0\0\0TFL3"s + std::string(40, '\0'), "not a valid FlatBuffer"},
      {"\xfc\xff\xff\xffTFL3"s + std::string(40, '\0'), "not a valid FlatBuffer"},
      {"\x00\x10\0\0TFL3"s, "cut short: it has 8 bytes and should have at least 4100"},
  };
  for (const auto& [bytes, expected] : cases) {
    const Expected<Model> model = Read(bytes);
    ASSERT_FALSE(model.ok());
    EXPECT_EQ(model.status().code(), StatusCode::kInvalidModel);
    EXPECT_NE(model.status().message().find(expected), std::string::npos) << model.status().message() << " lacks " << expected;
    EXPECT_EQ(model.status().message().find('\n'), std::string::npos);
  }
}

TEST(ReaderTest, SurvivesTruncationAtEveryByte) {
  SKIP_WITHOUT_MODELS();
  const std::vector<uint8_t> whole = Load(kModels / "small/multi_subgraphs_while.tflite");
  ASSERT_GT(whole.size(), 2000u);
  for (size_t n = 0; n < whole.size(); ++n) {
    const Expected<Model> model = Read(std::span(whole).first(n));
    ASSERT_FALSE(model.ok()) << n;
    EXPECT_FALSE(model.status().message().empty());
  }
}

TEST(ReaderTest, SaysHowMuchOfALargeModelIsMissing) {
  SKIP_WITHOUT_MODELS();
  const std::vector<uint8_t> whole = Load(kModels / "vision/mobilenet_v2_1.0_224_quant.tflite");
  const Expected<Model> model = Read(std::span(whole).first(whole.size() * 61 / 100));
  ASSERT_FALSE(model.ok());
  EXPECT_NE(model.status().message().find("seems to be cut short"), std::string::npos) << model.status().message();
  EXPECT_NE(model.status().message().find("61 %"), std::string::npos) << model.status().message();
}

TEST(ReaderTest, LimitsWhatItCopies) {
  SKIP_WITHOUT_MODELS();
  const std::vector<uint8_t> whole = Load(kModels / "small/add.tflite");
  const Expected<Model> model = Read(whole, ReadOptions{.max_bytes = 100});
  ASSERT_FALSE(model.ok());
  EXPECT_EQ(model.status().code(), StatusCode::kLimitExceeded);
}

}  // namespace
}  // namespace goldcrest::model
