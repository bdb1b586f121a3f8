// benchmark_model, from flags to lines, tables and the JSON report.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <regex>

#include "tests/end_to_end/program.h"

namespace goldcrest {
namespace {

using nlohmann::json;

const std::string kGraph = "--graph=" GC_SOURCE_DIR "/examples/digits/digits_float.tflite";

ProgramResult Benchmark(std::vector<std::string> arguments) {
  arguments.insert(arguments.end(), {"--min_secs=0", "--warmup_min_secs=0"});
  return RunProgram("benchmark_model", arguments);
}

TEST(BenchmarkModelTest, PrintsTensorFlowLitesLinesInOrder) {
  const ProgramResult r = Benchmark({kGraph, "--num_runs=5", "--warmup_runs=2", "--num_threads=1"});
  ASSERT_EQ(r.exit_code, 0) << r.error;
  EXPECT_EQ(r.error, "");
  const char* lines[] = {
      "INFO: STARTING!",
      "INFO: Log parameter values verbosely: \\[0\\]",
      "INFO: Min num runs: \\[5\\]",
      "INFO: Num threads: \\[1\\]",
      "INFO: Min warmup runs: \\[2\\]",
      "INFO: Graph: \\[.*digits_float\\.tflite\\]",
      "INFO: Loaded model .*digits_float\\.tflite",
      "INFO: The input model file size \\(MB\\): 0\\.0[0-9]+",
      "INFO: Initialized session in [0-9.e-]+ms\\.",
      "INFO: Running benchmark for at least 2 iterations and at least 0 seconds but terminate if exceeding 150 seconds\\.",
      "INFO: count=2 .*",
      "INFO: Running benchmark for at least 5 iterations and at least 0 seconds but terminate if exceeding 150 seconds\\.",
      "INFO: count=5 .*",
      "INFO: Inference timings in us: Init: [0-9]+, First inference: [0-9]+, Warmup \\(avg\\): [0-9.e+]+, Inference \\(avg\\): [0-9.e+]+",
  };
  std::string::const_iterator at = r.out.begin();
  for (const char* line : lines) {
    std::smatch match;
    ASSERT_TRUE(std::regex_search(at, r.out.end(), match, std::regex(std::string(line) + "\n"))) << line << "\n" << r.out;
    at = match.suffix().first;
  }
}

TEST(BenchmarkModelTest, WritesTheReport) {
  const std::string path = ScratchFolder() + "/report.json";
  const ProgramResult r = Benchmark({kGraph, "--num_runs=7", "--num_threads=2", "--report_json=" + path});
  ASSERT_EQ(r.exit_code, 0) << r.error;
  const json report = json::parse(ReadTextFile(path));
  const json& us = report["inference_us"];
  EXPECT_EQ(us["count"], 7);
  EXPECT_GT(us["min"], 0);
  for (const auto& [low, high] : {std::pair{"min", "p50"}, {"p50", "p90"}, {"p90", "p95"}, {"p95", "p99"}}) EXPECT_LE(us[low], us[high]);
  EXPECT_GT(report["init_us"], 0);
  EXPECT_GT(report["first_inference_us"], 0);
  EXPECT_GE(report["peak_memory_mb"], 0);
  EXPECT_GT(report["arena_bytes"], 0);
  EXPECT_GT(report["weights_bytes"], 10000);
  EXPECT_EQ(report["threads"], 2);
  EXPECT_TRUE(report["cpu"].is_string());
}

TEST(BenchmarkModelTest, ProfilesOperators) {
  const ProgramResult text = Benchmark({kGraph, "--num_runs=3", "--enable_op_profiling=true"});
  ASSERT_EQ(text.exit_code, 0) << text.error;
  const char* parts[] = {"Profiling Info for Benchmark Initialization:",
                         "AllocateTensors/0",
                         "Operator-wise Profiling Info for Regular Benchmark Runs:",
                         "= Run Order =",
                         "SOFTMAX",
                         "[StatefulPartitionedCall_1:0]:9",
                         "= Top by Computation Time =",
                         "Number of nodes executed: ",
                         "= Summary by node type =",
                         "Timings (microseconds): count=3 ",
                         "nodes observed"};
  size_t at = 0;
  for (const char* part : parts) {
    at = text.out.find(part, at);
    ASSERT_NE(at, std::string::npos) << part << "\n" << text.out;
  }
  const std::string path = ScratchFolder() + "/profile.csv";
  ASSERT_EQ(Benchmark({kGraph, "--num_runs=3", "--enable_op_profiling=true", "--op_profiling_output_mode=csv",
                       "--op_profiling_output_file=" + path})
                .exit_code,
            0);
  EXPECT_NE(ReadTextFile(path).find("node type, first, avg_ms, %, cdf%, mem KB, times called, name\n"), std::string::npos);
}

TEST(BenchmarkModelTest, WarnsOfFlagsAndIsStrictWhereAsked) {
  const ProgramResult r = Benchmark({kGraph, "--num_runs=1", "--use_gpu=true", "--num_thread=2"});
  EXPECT_EQ(r.exit_code, 0) << r.error;
  EXPECT_NE(r.out.find("WARN: --use_gpu"), std::string::npos) << r.out;
  EXPECT_NE(r.out.find("the nearest flag is --num_threads"), std::string::npos) << r.out;
  for (const char* flag : {"--use_gpu=true", "--num_thread=2"}) {
    const ProgramResult strict = Benchmark({kGraph, "--strict", flag});
    EXPECT_EQ(strict.exit_code, 2);
    EXPECT_EQ(strict.error_lines(), 1u) << strict.error;
  }
}

TEST(BenchmarkModelTest, RefusesInTensorFlowLitesWay) {
  const auto expect_refused = [](const std::vector<std::string>& arguments, const std::string& part) {
    const ProgramResult r = Benchmark(arguments);
    EXPECT_EQ(r.exit_code, 1);
    EXPECT_NE(r.error.find(part), std::string::npos) << r.error;
    EXPECT_TRUE(r.error.ends_with("ERROR: Benchmarking failed.\n")) << r.error;
  };
  expect_refused({}, "ERROR: Please specify the name of your TF Lite input file with --graph");
  expect_refused({"--graph=/nonexistent/m.tflite"}, "/nonexistent/m.tflite");
  expect_refused({"--graph=" + ScratchFile("broken.tflite", "no model")}, "broken.tflite");
  expect_refused({kGraph, "--input_layer=picture", "--input_layer_shape=1,8,8,1"}, "no input \"picture\"");
  expect_refused({kGraph, "--input_layer=image", "--input_layer_value_files=image:" + ScratchFile("short.raw", "abc")},
                 "3 bytes; the input takes 256");
  const ProgramResult r = Benchmark({kGraph, "--num_runs=few"});
  EXPECT_EQ(r.exit_code, 1);
  EXPECT_NE(r.error.find("ERROR: Failed to parse flag 'num_runs' against argv '--num_runs=few'"), std::string::npos) << r.error;
}

TEST(BenchmarkModelTest, RunsNothingOnADryRun) {
  const ProgramResult r = RunProgram("benchmark_model", {kGraph, "--dry_run=true"});
  EXPECT_EQ(r.exit_code, 0) << r.error;
  EXPECT_NE(r.out.find("INFO: count=0\n"), std::string::npos) << r.out;
}

}  // namespace
}  // namespace goldcrest
