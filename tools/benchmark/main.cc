// benchmark_model: how long a model takes. TensorFlow Lite's flags and output; see flag_table.cc.
//
// Exit codes: 0 success; 1 the model or a flag's value was refused, or --help or --list_signatures ended it, as in TensorFlow Lite; 2
// unknown flags with --strict.
#include <cstdio>
#include <exception>
#include <new>
#include <span>
#include <string>
#include <vector>

#include "base/file.h"
#include "tools/benchmark/benchmark.h"
#include "tools/benchmark/log.h"
#include "tools/common/table.h"
#if GC_WITH_CONVERTER
#include "kernels/select_library.h"
#include "select/registry.h"
#endif

namespace goldcrest::tools {
namespace {

constexpr int kRefused = 1;
constexpr int kUsage = 2;

int Fail(const std::string& message) {
  // A message has one line but for the list of signatures.
  size_t start = 0;
  for (size_t end = message.find('\n'); start <= message.size(); end = message.find('\n', start)) {
    LogError(Printable(message.substr(start, end - start)));
    if (end == std::string::npos) break;
    start = end + 1;
  }
  LogError("Benchmarking failed.");
  return kRefused;
}

Status WriteText(const std::string& path, const std::string& text) {
  return WriteFileAtomically(path, {reinterpret_cast<const uint8_t*>(text.data()), text.size()});
}

Status Publish(const Flags& flags, const BenchmarkResult& result) {
  if (!result.profile.empty()) {
    const std::string& csv = flags.String("profiling_output_csv_file");
    const std::string& path = csv.empty() ? flags.String("op_profiling_output_file") : csv;
    if (path.empty()) {
      std::fputs(result.profile.c_str(), stdout);
    } else {
      GC_RETURN_IF_ERROR(WriteText(path, result.profile));
    }
  }
  if (const std::string& path = flags.String("report_json"); !path.empty()) GC_RETURN_IF_ERROR(WriteText(path, JsonReport(result)));
  return Status::Ok();
}

int Main(std::span<char*> arguments) {
  const std::vector<std::string> given(arguments.begin() + (arguments.empty() ? 0 : 1), arguments.end());
  LogInfo("STARTING!");
  Expected<Flags> flags = Flags::Parse(given);
  if (!flags.ok() || flags->help()) {
    if (!flags.ok()) LogError(Printable(flags.status().message()));
    std::fputs(Flags::Usage(arguments.empty() ? "benchmark_model" : arguments[0]).c_str(), stderr);
    return kRefused;
  }
  const bool strict = flags->Bool("strict");
  const std::vector<std::string> remarks = flags->Remarks();
  if (!strict && !flags->unknown().empty()) {
    std::string rest;
    for (const std::string& argument : flags->unknown()) rest += " " + argument;
    LogWarning("Unconsumed cmdline flags:" + Printable(rest));
  }
  for (const std::string& remark : remarks) (strict ? LogError : LogWarning)(Printable(remark));
  if (strict && !remarks.empty()) return kUsage;
  LogParameters(*flags);
  if (flags->String("graph").empty()) return Fail("Please specify the name of your TF Lite input file with --graph");
  const Expected<BenchmarkResult> result = RunBenchmark(*flags);
  if (!result.ok()) return Fail(result.status().message());
  LogSummary(*flags, *result);
  if (const Status status = Publish(*flags, *result); !status.ok()) return Fail(status.message());
  return std::fflush(stdout) == 0 ? 0 : kRefused;
}

}  // namespace
}  // namespace goldcrest::tools

int main(int argc, char** argv) {
#if GC_WITH_CONVERTER
  goldcrest::SetSelectOperators(&goldcrest::select::FindSelectOperator);
#endif
  try {
    return goldcrest::tools::Main({argv, static_cast<size_t>(argc)});
  } catch (const std::bad_alloc&) {
    return goldcrest::tools::Fail("out of memory");
  } catch (const std::exception& e) {
    return goldcrest::tools::Fail(e.what());
  }
}
