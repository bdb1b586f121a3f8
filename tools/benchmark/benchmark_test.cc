#include "tools/benchmark/benchmark.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

#include "tools/benchmark/inputs.h"
#include "tools/benchmark/profile_report.h"
#include "tools/common/json_text.h"

namespace goldcrest::tools {
namespace {

Flags MustParse(const std::vector<std::string>& arguments) {
  Expected<Flags> flags = Flags::Parse(arguments);
  EXPECT_TRUE(flags.ok()) << flags.status().message();
  return std::move(*flags);
}

std::string WhyRefused(const std::vector<std::string>& arguments) {
  const Expected<Flags> flags = Flags::Parse(arguments);
  return flags.ok() ? "not refused" : flags.status().message();
}

TEST(FlagsTest, ReadsValuesAndKeepsDefaults) {
  const Flags flags = MustParse({"--graph=m=1.tflite", "--num_runs=7", "--max_secs=2.5", "--enable_op_profiling=1", "--strict"});
  EXPECT_EQ(flags.String("graph"), "m=1.tflite");
  EXPECT_EQ(flags.Int("num_runs"), 7);
  EXPECT_EQ(flags.Float("max_secs"), 2.5f);
  EXPECT_TRUE(flags.Bool("enable_op_profiling"));
  EXPECT_TRUE(flags.Bool("strict"));
  EXPECT_EQ(flags.Int("warmup_runs"), 1);
  EXPECT_EQ(flags.Float("warmup_min_secs"), 0.5f);
  EXPECT_EQ(flags.Float("run_delay"), -1.0f);
  EXPECT_EQ(flags.Int("num_threads"), -1);
  EXPECT_TRUE(flags.Remarks().empty());
  EXPECT_FALSE(flags.help());
  EXPECT_TRUE(MustParse({"--help"}).help());
}

TEST(FlagsTest, RefusesValuesOfAnotherType) {
  EXPECT_EQ(WhyRefused({"--num_runs=many"}), "Failed to parse flag 'num_runs' against argv '--num_runs=many'");
  EXPECT_NE(WhyRefused({"--num_runs="}), "not refused");
  EXPECT_NE(WhyRefused({"--num_runs=2147483648"}), "not refused");
  EXPECT_NE(WhyRefused({"--max_secs=nan"}), "not refused");
  EXPECT_NE(WhyRefused({"--verbose=yes"}), "not refused");
  EXPECT_NE(WhyRefused({"--use_gpu=yes"}), "not refused");
}

TEST(FlagsTest, NamesWhatItDoesNotServeAndTheNearestToWhatItDoesNotKnow) {
  const Flags flags = MustParse({"--use_nnapi=true", "--num_run=3", "--graph", "m.tflite", "--something_else_entirely=1"});
  const std::vector<std::string> remarks = flags.Remarks();
  ASSERT_EQ(remarks.size(), 5u);
  EXPECT_NE(remarks[0].find("--use_nnapi"), std::string::npos);
  EXPECT_EQ(remarks[1], "unknown argument '--num_run=3'; the nearest flag is --num_runs");
  EXPECT_EQ(remarks[2], "unknown argument '--graph'; expected --graph=VALUE");
  EXPECT_EQ(remarks[3], "unknown argument 'm.tflite'");
  EXPECT_EQ(remarks[4], "unknown argument '--something_else_entirely=1'");
  EXPECT_EQ(NearestFlag("num_treads"), "num_threads");
  EXPECT_EQ(NearestFlag("wramup_runs"), "warmup_runs");
  EXPECT_EQ(NearestFlag(""), "");
}

TEST(FlagsTest, EveryDefaultFitsItsType) {
  for (const FlagSpec& spec : AllFlags()) {
    EXPECT_EQ(WhyRefused({"--" + std::string(spec.name) + "=" + std::string(spec.default_value)}), "not refused") << spec.name;
    EXPECT_EQ(std::count_if(AllFlags().begin(), AllFlags().end(), [&](const FlagSpec& f) { return f.name == spec.name; }), 1) << spec.name;
  }
}

Statistics Of(const std::vector<double>& values) {
  Statistics s;
  for (double v : values) s.Add(v);
  return s;
}

TEST(StatisticsTest, WritesTensorFlowLitesLine) {
  EXPECT_EQ(Of({}).ToLine(true), "count=0");
  EXPECT_EQ(Of({7.9}).ToLine(true), "count=1 curr=7");
  EXPECT_EQ(Of({7.1, 7.9}).ToLine(true), "count=2 curr=7(all same)");
  EXPECT_EQ(Of({4, 1, 2, 3}).ToLine(false), "count=4 first=4 curr=3 min=1 max=4 avg=2.5 std=1");
  EXPECT_EQ(Of({4, 1, 2, 3}).ToLine(true), "count=4 first=4 curr=3 min=1 max=4 avg=2.5 std=1 p5=1 median=3 p95=4");
}

TEST(StatisticsTest, TakesPercentilesFromTheSortedValues) {
  std::vector<double> values;
  for (int i = 100; i > 0; --i) values.push_back(i);
  const Statistics s = Of(values);
  EXPECT_EQ(s.Percentile(50), 51);
  EXPECT_EQ(s.Percentile(90), 91);
  EXPECT_EQ(s.Percentile(100), 100);
  EXPECT_DOUBLE_EQ(s.avg(), 50.5);
}

TEST(StatisticsTest, KeepsWithinItsMemory) {
  Statistics s;
  for (int i = 0; i < 1'000'000; ++i) s.Add(i);
  EXPECT_EQ(s.count(), 1'000'000u);
  EXPECT_DOUBLE_EQ(s.avg(), 499'999.5);
  EXPECT_NEAR(s.std(), 288'675.1, 0.1);
  EXPECT_NEAR(s.Percentile(50), 500'000, 100);
  EXPECT_EQ(s.max(), 999'999);
}

TEST(ProfileReportTest, LinesUpItsTables) {
  Profile profile;
  profile.runs = 2;
  profile.run_us = Of({3000, 5000});
  profile.rows = {{"CONV_2D", "[a]:0", 1000, 2000, 0, 2}, {"ADD", "[b, c]:1", 2000, 6000, 0, 2}};
  const std::string text = ProfileTables(profile, ProfileFormat::kText);
  EXPECT_EQ(text,
            "============================== Run Order ==============================\n"
            "\t             [node type]\t  [first]\t [avg ms]\t     [%]\t  [cdf%]\t  [mem KB]\t[times called]\t[Name]\n"
            "\t                 CONV_2D\t    1.000\t    1.000\t 25.000%\t 25.000%\t     0.000\t        1\t[a]:0\n"
            "\t                     ADD\t    2.000\t    3.000\t 75.000%\t100.000%\t     0.000\t        1\t[b, c]:1\n"
            "\n"
            "============================== Top by Computation Time ==============================\n"
            "\t             [node type]\t  [first]\t [avg ms]\t     [%]\t  [cdf%]\t  [mem KB]\t[times called]\t[Name]\n"
            "\t                     ADD\t    2.000\t    3.000\t 75.000%\t 75.000%\t     0.000\t        1\t[b, c]:1\n"
            "\t                 CONV_2D\t    1.000\t    1.000\t 25.000%\t100.000%\t     0.000\t        1\t[a]:0\n"
            "\n"
            "Number of nodes executed: 2\n"
            "============================== Summary by node type ==============================\n"
            "\t             [Node type]\t  [count]\t  [avg ms]\t    [avg %]\t    [cdf %]\t  [mem KB]\t[times called]\n"
            "\t                     ADD\t        1\t     3.000\t    75.000%\t    75.000%\t     0.000\t         1\n"
            "\t                 CONV_2D\t        1\t     1.000\t    25.000%\t   100.000%\t     0.000\t         1\n"
            "\n"
            "Timings (microseconds): count=2 first=3000 curr=5000 min=3000 max=5000 avg=4000 std=1000\n"
            "Memory (bytes): count=0\n"
            "2 nodes observed\n\n");
  const std::string csv = ProfileTables(profile, ProfileFormat::kCsv);
  EXPECT_NE(
      csv.find("node type, first, avg_ms, %, cdf%, mem KB, times called, name\nCONV_2D, 1.000, 1.000, 25.000%, 25.000%, 0.000, 1, [a]:0\n"),
      std::string::npos);
  EXPECT_NE(csv.find("[b\t c]:1"), std::string::npos);
}

TEST(ProfileReportTest, StandsAnEmptyProfile) {
  EXPECT_NE(ProfileTables({}, ProfileFormat::kText).find("0 nodes observed"), std::string::npos);
}

TEST(InputFlagsTest, ReadsShapesRangesAndFiles) {
  const auto plans =
      ReadInputFlags(MustParse({"--input_layer=a,b:c", "--input_layer_shape=1,224,224,3:", "--input_layer_value_range=a,-3,5",
                                "--input_layer_value_files=b::c:x:y.raw"}));
  ASSERT_TRUE(plans.ok()) << plans.status().message();
  ASSERT_EQ(plans->size(), 2u);
  EXPECT_EQ(*(*plans)[0].dims, (std::vector<int32_t>{1, 224, 224, 3}));
  EXPECT_EQ((*plans)[0].range->low, -3);
  EXPECT_EQ((*plans)[0].range->high, 5);
  EXPECT_TRUE((*plans)[1].dims->empty());
  EXPECT_EQ((*plans)[1].file, "x:y.raw");
}

TEST(InputFlagsTest, RefusesWhatDoesNotGoTogether) {
  const auto refuse = [](const std::vector<std::string>& arguments) {
    const auto plans = ReadInputFlags(MustParse(arguments));
    return plans.ok() ? "not refused" : plans.status().message();
  };
  EXPECT_NE(refuse({"--input_layer=a", "--input_layer_shape=1:2"}).find("(2) does not match the number in --input_layer (1)"),
            std::string::npos);
  EXPECT_NE(refuse({"--input_layer=a", "--input_layer_shape=1,-1"}).find("'1,-1'"), std::string::npos);
  EXPECT_NE(refuse({"--input_layer=a", "--input_layer_value_range=a,1"}).find("name,low,high"), std::string::npos);
  EXPECT_NE(refuse({"--input_layer_value_range=a,1,2"}).find("'a' is not among"), std::string::npos);
  EXPECT_NE(refuse({"--input_layer=a", "--input_layer_value_files=a"}).find("name:path"), std::string::npos);
}

TEST(MemoryTest, SeesThePeakBehindAnAllocation) {
  ResetPeakMemory();
  const MemoryUse before = ReadMemoryUse();
  if (before.resident == 0) GTEST_SKIP() << "this system does not tell";
  constexpr size_t kBytes = 64 << 20;
  MemorySampler sampler(std::chrono::milliseconds(1));
  {
    std::vector<char> block(kBytes, 1);
    const volatile char* touched = block.data();
    ASSERT_EQ(touched[kBytes / 2], 1);
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    EXPECT_GE(ReadMemoryUse().resident, before.resident + kBytes / 2);
  }
  EXPECT_GE(ReadMemoryUse().peak, before.resident + kBytes / 2);
  EXPECT_GE(sampler.Stop(), before.resident + kBytes / 2);
}

TEST(ReportTest, HoldsTheFieldsThatComparisonsRead) {
  BenchmarkResult result;
  result.model = "m.tflite";
  result.threads = 2;
  result.inference_us = Of({1, 2, 3});
  result.start.resident = 1 << 20;
  result.end.peak = 3 << 20;
  const Json json = Json::parse(JsonReport(result));
  for (const char* field : {"min", "p50", "p90", "p95", "p99", "avg", "std", "count"})
    EXPECT_TRUE(json["inference_us"].contains(field)) << field;
  for (const char* field : {"init_us", "first_inference_us", "arena_bytes", "weights_bytes", "cpu"})
    EXPECT_TRUE(json.contains(field)) << field;
  EXPECT_EQ(json["peak_memory_mb"], 2.0);
  EXPECT_EQ(json["inference_us"]["p50"], 2.0);
  EXPECT_EQ(json["threads"], 2);
}

}  // namespace
}  // namespace goldcrest::tools
