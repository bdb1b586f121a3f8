// goldcrest run and inspect, from arguments to exit code, text and files. The digits example serves as model.
#include <gtest/gtest.h>

#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "tests/end_to_end/program.h"
#include "tools/common/npy.h"

namespace goldcrest {
namespace {

using nlohmann::json;

const std::string kDigits = GC_SOURCE_DIR "/examples/digits/";
const std::string kFloat = kDigits + "digits_float.tflite";
const std::string kInt8 = kDigits + "digits_int8.tflite";

std::string FloatFile(const std::string& name, const Shape& shape, float value) {
  const std::string path = ScratchFolder() + "/" + name;
  const std::vector<float> values(static_cast<size_t>(shape.elements()), value);
  const auto* bytes = reinterpret_cast<const uint8_t*>(values.data());
  EXPECT_TRUE(tools::WriteNpy(path, TensorType::kFloat32, shape, {bytes, values.size() * sizeof(float)}).ok());
  return path;
}

std::vector<float> Floats(const std::string& path) {
  const Expected<tools::NpyArray> array = tools::ReadNpy(path);
  EXPECT_TRUE(array.ok()) << array.status().message();
  if (!array.ok()) return {};
  EXPECT_EQ(array->type, TensorType::kFloat32);
  std::vector<float> values(array->data.size() / sizeof(float));
  std::memcpy(values.data(), array->data.data(), array->data.size());
  return values;
}

TEST(RunTest, MakesUpInputsSaysSoAndWritesOutputs) {
  const std::string folder = ScratchFolder() + "/new/folder";
  const ProgramResult r = Goldcrest({"run", kFloat, "--output-dir", folder, "--threads", "2"});
  ASSERT_EQ(r.exit_code, 0) << r.error;
  EXPECT_NE(r.out.find("input 0 \"serving_default_image:0\" (FLOAT32 [1, 8, 8, 1]): random, seed 1"), std::string::npos) << r.out;
  EXPECT_NE(r.out.find("StatefulPartitionedCall_1:0  FLOAT32  [1, 10]"), std::string::npos) << r.out;
  float sum = 0;
  for (float v : Floats(folder + "/output_0.npy")) sum += v;
  EXPECT_NEAR(sum, 1, 1e-5);
}

TEST(RunTest, KeepsToTheLimitsGiven) {
  ExpectRefused({"run", kFloat, "--max-bytes", "1000"}, "than the limit allows");
  ExpectRefused({"run", kFloat, "--max-steps", "1000"}, "Limits::max_steps (1000)");
  const ProgramResult r = Goldcrest({"inspect", kFloat, "--max-steps", "1000"});
  EXPECT_EQ(r.exit_code, 0) << r.error;
  EXPECT_NE(r.out.find("Limits::max_steps (1000)"), std::string::npos) << r.out;
}

TEST(RunTest, TakesAnInputByNumberTensorNameAndSignatureName) {
  const std::string file = FloatFile("zeros.npy", Shape{1, 8, 8, 1}, 0);
  std::vector<std::vector<float>> results;
  const std::vector<std::vector<std::string>> ways = {{"--input", "0=" + file},
                                                      {"--input", "serving_default_image:0=" + file},
                                                      {"--input", "image=" + file},
                                                      {"--input", "image=" + file, "--signature", "serving_default"}};
  for (const auto& way : ways) {
    std::vector<std::string> arguments = {"run", kFloat, "--output-dir", ScratchFolder()};
    arguments.insert(arguments.end(), way.begin(), way.end());
    const ProgramResult r = Goldcrest(arguments);
    ASSERT_EQ(r.exit_code, 0) << r.error;
    results.push_back(Floats(ScratchFolder() + "/output_0.npy"));
    EXPECT_EQ(results.back(), results.front());
  }
}

TEST(RunTest, PrintsJson) {
  const ProgramResult r = Goldcrest({"run", kInt8, "--json", "--seed", "7"});
  ASSERT_EQ(r.exit_code, 0) << r.error;
  const json report = json::parse(r.out);
  EXPECT_EQ(report["inputs"][0]["source"], "random, seed 7");
  EXPECT_EQ(report["outputs"][0]["type"], "INT8");
  EXPECT_EQ(report["outputs"][0]["shape"], (std::vector<int>{1, 10}));
}

TEST(RunTest, RefusesInputsThatDoNotFit) {
  ExpectRefused({"run", kFloat, "--input", "0=" + FloatFile("flat.npy", Shape{1, 64}, 0)},
                "has shape [1, 64]; input 0 \"serving_default_image:0\" (FLOAT32 [1, 8, 8, 1]) is not open to another one");
  ExpectRefused({"run", kInt8, "--input", "0=" + FloatFile("float.npy", Shape{1, 8, 8, 1}, 0)},
                "expected INT8 [1, 8, 8, 1], found FLOAT32 [1, 8, 8, 1]");
  ExpectRefused({"run", kFloat, "--input", "0=/nonexistent/x.npy"}, "/nonexistent/x.npy");
  ExpectRefused({"run", kFloat, "--input", "0=" + ScratchFile("no.npy", "nothing")}, "no intact .npy file");
  ExpectRefused({"run", kFloat, "--input", "picture=x.npy"}, "no input \"picture\"; the inputs are: 0 \"serving_default_image:0\"");
  const std::string file = FloatFile("twice.npy", Shape{1, 8, 8, 1}, 0);
  ExpectRefused({"run", kFloat, "--input", "0=" + file, "--input", "image=" + file}, "given before");
  ExpectRefused({"run", kFloat, "--signature", "train"}, "no signature \"train\"; the model has: serving_default");
  ExpectRefused({"run", kFloat, "--output-dir", "/dev/null/folder"}, "/dev/null/folder");
}

TEST(RunTest, ResizesWhereAsked) {
  const std::string file = FloatFile("batch.npy", Shape{2, 8, 8, 1}, 0);
  const ProgramResult r = Goldcrest({"run", kFloat, "--input", "0=" + file, "--resize", "--output-dir", ScratchFolder()});
  // Resized or refused by an operator, but never more than a line.
  EXPECT_TRUE(r.exit_code == 0 || (r.exit_code == 1 && r.error_lines() == 1)) << r.error;
}

TEST(RunTest, RefusesWhatIsNoModel) {
  ExpectRefused({"run", "/nonexistent/m.tflite"}, "/nonexistent/m.tflite");
  ExpectRefused({"run", GC_SOURCE_DIR}, "");
  ExpectRefused({"run", ScratchFile("empty.tflite", "")}, "empty.tflite");
  ExpectRefused({"run", ScratchFile("page.tflite", "<!doctype html><html>404</html>")}, "HTML");
  const std::string whole = ReadTextFile(kFloat);
  for (size_t size = 1; size < whole.size(); size += whole.size() / 7) {
    ExpectRefused({"run", ScratchFile("cut.tflite", whole.substr(0, size))}, "cut.tflite");
  }
}

TEST(RunTest, TellsUsageFromContent) {
  ExpectUsage({});
  ExpectUsage({"walk"});
  ExpectUsage({"run"});
  ExpectUsage({"run", kFloat, "--input", "x.npy"});
  ExpectUsage({"run", kFloat, "--threads", "-1"});
  ExpectUsage({"run", kFloat, "--wrong"});
  EXPECT_EQ(Goldcrest({"--help"}).exit_code, 0);
  EXPECT_EQ(Goldcrest({"run", "--help"}).exit_code, 0);
}

TEST(InspectTest, DescribesTheModel) {
  const ProgramResult text = Goldcrest({"inspect", kInt8});
  ASSERT_EQ(text.exit_code, 0) << text.error;
  for (const char* part : {"signature \"serving_default\" of subgraph 0: (image) -> (output_0)", "DEPTHWISE_CONV_2D", "memory plan: arena",
                           "0.00784314 * (q - -1)", "kernel"}) {
    EXPECT_NE(text.out.find(part), std::string::npos) << part << "\n" << text.out;
  }
  const ProgramResult r = Goldcrest({"inspect", kInt8, "--json"});
  ASSERT_EQ(r.exit_code, 0) << r.error;
  const json report = json::parse(r.out);
  EXPECT_TRUE(report["runs"].get<bool>());
  const json& subgraph = report["subgraphs"][0];
  EXPECT_EQ(subgraph["operators"].size(), 10u);
  EXPECT_GT(subgraph["memory"]["arena_bytes"], 0);
  EXPECT_LE(subgraph["memory"]["arena_lower_bound"], subgraph["memory"]["arena_bytes"]);
  // Every node is in exactly one step.
  std::vector<int> nodes;
  for (const json& step : subgraph["placement"]) {
    for (const json& node : step["nodes"]) nodes.push_back(node);
  }
  std::sort(nodes.begin(), nodes.end());
  EXPECT_EQ(std::unique(nodes.begin(), nodes.end()), nodes.end());
  ExpectRefused({"inspect", ScratchFile("no.tflite", "nothing")}, "no.tflite");
}

}  // namespace
}  // namespace goldcrest
