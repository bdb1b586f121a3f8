// goldcrest classify, from pictures to labels.
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "tests/end_to_end/program.h"

namespace goldcrest {
namespace {

using nlohmann::json;

const std::string kDigits = GC_SOURCE_DIR "/examples/digits/";
const std::string kFloat = kDigits + "digits_float.tflite";
const std::string kInt8 = kDigits + "digits_int8.tflite";

TEST(ClassifyTest, ReadsEveryDigit) {
  for (const std::string& model : {kFloat, kInt8}) {
    std::vector<std::string> arguments = {"classify", model, "--labels", kDigits + "labels.txt", "--top", "1", "--json"};
    for (const auto& entry : std::filesystem::directory_iterator(kDigits + "pictures")) arguments.push_back(entry.path().string());
    ASSERT_GT(arguments.size(), 10u);
    const ProgramResult r = Goldcrest(arguments);
    ASSERT_EQ(r.exit_code, 0) << r.error;
    const json report = json::parse(r.out);
    EXPECT_EQ(report["results"].size(), arguments.size() - 7);
    for (const json& result : report["results"]) {
      const std::string file = std::filesystem::path(result["image"].get<std::string>()).filename().string();
      EXPECT_EQ(result["classes"][0]["label"], file.substr(0, file.find('_'))) << file;
      EXPECT_GT(result["classes"][0]["score"], 0.5);
    }
  }
}

TEST(ClassifyTest, PrintsAsManyAsAskedBestFirst) {
  const ProgramResult r =
      Goldcrest({"classify", kFloat, kDigits + "pictures/seven_1.png", "--labels", kDigits + "labels.txt", "--top", "3"});
  ASSERT_EQ(r.exit_code, 0) << r.error;
  EXPECT_EQ(std::count(r.out.begin(), r.out.end(), '\n'), 4) << r.out;
  EXPECT_NE(r.out.find("      7  seven\n"), std::string::npos) << r.out;
  EXPECT_EQ(r.error, "");
}

TEST(ClassifyTest, AppliesMeanAndStd) {
  const std::string picture = kDigits + "pictures/seven_1.png";
  const auto scores = [&](const std::vector<std::string>& more) {
    std::vector<std::string> arguments = {"classify", kFloat, picture, "--json"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const ProgramResult r = Goldcrest(arguments);
    EXPECT_EQ(r.exit_code, 0) << r.error;
    return json::parse(r.out)["results"];
  };
  EXPECT_EQ(scores({"--mean", "127.5", "--std", "127.5"}), scores({}));
  EXPECT_NE(scores({"--mean", "0", "--std", "1000"}), scores({}));
  ExpectUsage({"classify", kFloat, picture, "--mean", "0"});
  ExpectRefused({"classify", kFloat, picture, "--mean", "0", "--std", "0"}, "std 0");
}

TEST(ClassifyTest, RefusesWhatItCannotRead) {
  ExpectUsage({"classify", kFloat});
  const std::string picture = kDigits + "pictures/seven_1.png";
  ExpectRefused({"classify", kFloat, "/nonexistent/cat.jpg"}, "/nonexistent/cat.jpg");
  ExpectRefused({"classify", kFloat, ScratchFile("cat.jpg", "no picture")}, "expected a JPEG, PNG or BMP picture");
  const std::string whole = ReadTextFile(picture);
  ExpectRefused({"classify", kFloat, ScratchFile("cut.png", whole.substr(0, whole.size() / 2))}, "ends before the picture does");
  ExpectRefused({"classify", kFloat, picture, "--labels", "/nonexistent/labels.txt"}, "/nonexistent/labels.txt");
  ExpectRefused({"classify", kFloat, picture, "--labels", ScratchFile("labels.txt", "")}, "holds no labels");
}

TEST(ClassifyTest, GivesRealPicturesTensorFlowLitesFirstLabels) {
  const std::string models = GC_SHARED_DIR "/models/";
  if (!std::filesystem::exists(models)) GTEST_SKIP() << models << " is absent";
  const std::pair<const char*, const char*> expected[] = {{"cat.bmp", "Egyptian cat"}, {"owl.jpg", "ruffed grouse"},
                                                          {"parrot.jpg", "macaw"},     {"burger.jpg", "cheeseburger"},
                                                          {"hot_dog.jpg", "hotdog"},   {"grace_hopper.bmp", "military uniform"}};
  for (const auto& [picture, label] : expected) {
    const ProgramResult r = Goldcrest({"classify", models + "vision/mobilenet_v2_1.0_224_quant.tflite", models + "images/" + picture,
                                       "--labels", models + "labels/imagenet_labels.txt", "--top", "1"});
    ASSERT_EQ(r.exit_code, 0) << r.error;
    EXPECT_NE(r.out.find(label), std::string::npos) << picture << ": " << r.out;
  }
}

TEST(ClassifyTest, TakesLabelsAndNormalizationFromMetadata) {
  const std::string models = GC_SHARED_DIR "/models/";
  if (!std::filesystem::exists(models)) GTEST_SKIP() << models << " is absent";
  for (const char* model : {"mobilenet_v1_0.25_224_float_metadata", "mobilenet_v1_0.25_224_quant_metadata"}) {
    const ProgramResult r = Goldcrest({"classify", models + "vision/" + model + ".tflite", models + "images/burger.jpg", "--top", "1"});
    ASSERT_EQ(r.exit_code, 0) << r.error;
    EXPECT_NE(r.out.find("cheeseburger"), std::string::npos) << model << ": " << r.out;
    EXPECT_EQ(r.error, "");
  }
}

}  // namespace
}  // namespace goldcrest
