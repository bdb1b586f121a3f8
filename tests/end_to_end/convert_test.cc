// goldcrest convert, from arguments to exit code, text and files.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/end_to_end/program.h"

namespace goldcrest {
namespace {

using nlohmann::json;

const std::string kModels = GC_SOURCE_DIR "/../shared/saved_models/";

std::string SavedModel(const std::string& name) { return kModels + name + "/saved_model"; }

class ConvertTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::is_directory(kModels)) GTEST_SKIP() << "the SavedModels are not there";
  }
};

TEST_F(ConvertTest, WritesAFileThatRunsAndSaysHowCloseItIs) {
  const std::string out = ScratchFolder() + "/digits.tflite";
  const std::string page = ScratchFolder() + "/digits.html";
  const ProgramResult r = Goldcrest({"convert", SavedModel("digits"), "-o", out, "--json", "--html", page});
  ASSERT_EQ(r.exit_code, 0) << r.error;
  const json report = json::parse(r.out);
  EXPECT_EQ(report["bytes"], std::filesystem::file_size(out));
  EXPECT_EQ(report["operators"]["CONV_2D"], 4);
  for (const json& check : report["checks"]) EXPECT_LT(check["difference"], 1e-5);
  EXPECT_TRUE(std::filesystem::exists(page));
  const ProgramResult run = Goldcrest({"run", out});
  EXPECT_EQ(run.exit_code, 0) << run.error;
  EXPECT_NE(run.out.find("StatefulPartitionedCall:0"), std::string::npos) << run.out;
}

TEST_F(ConvertTest, WhatStandsInTheWayIsListedAndTheOldFileStays) {
  const std::string out = ScratchFolder() + "/kept.tflite";
  std::ofstream(out) << "old";
  const ProgramResult r = Goldcrest({"convert", SavedModel("no_builtin_ops"), "-o", out});
  EXPECT_EQ(r.exit_code, 1);
  for (const char* text : {"Asinh", "Roll", "MatrixBandPart", "--replace", "operators have no builtin"})
    EXPECT_NE(r.error.find(text), std::string::npos) << r.error;
  EXPECT_EQ(std::filesystem::file_size(out), 3u);
  EXPECT_EQ(Goldcrest({"convert", SavedModel("no_builtin_ops"), "-o", out, "--fix"}).exit_code, 0);
}

TEST_F(ConvertTest, UnknownTagsAndSignaturesAreAnsweredWithThoseThereAre) {
  const std::string out = ScratchFolder() + "/none.tflite";
  ExpectRefused({"convert", SavedModel("digits"), "-o", out, "--signature", "nope"}, "serving_default");
  ExpectRefused({"convert", SavedModel("digits"), "-o", out, "--tag", "train"}, "serve");
  EXPECT_FALSE(std::filesystem::exists(out));
}

TEST(ConvertFilesTest, WhatIsNoSavedModelIsRefused) {
  const std::string out = ScratchFolder() + "/none.tflite";
  ExpectRefused({"convert", "/nowhere/at/all", "-o", out}, "/nowhere/at/all");
  const std::string keras = ScratchFolder() + "/model.keras";
  std::ofstream(keras) << "PK";
  ExpectRefused({"convert", keras, "-o", out}, "export");
  const std::string folder = ScratchFolder() + "/broken";
  std::filesystem::create_directories(folder);
  std::ofstream(folder + "/saved_model.pb") << std::string(200, '\x7f');
  ExpectRefused({"convert", folder, "-o", out}, "saved_model.pb");
  EXPECT_FALSE(std::filesystem::exists(out));
}

}  // namespace
}  // namespace goldcrest
