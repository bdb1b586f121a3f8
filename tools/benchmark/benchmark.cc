#include "tools/benchmark/benchmark.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <limits>
#include <memory>
#include <thread>

#include "tools/benchmark/inputs.h"
#include "tools/benchmark/log.h"
#include "tools/benchmark/profiler.h"
#include "tools/common/model_facts.h"
#include "tools/common/session.h"
#include "tools/common/table.h"

namespace goldcrest::tools {
namespace {

using Clock = std::chrono::steady_clock;

double MicrosecondsSince(Clock::time_point start) { return std::chrono::duration<double, std::micro>(Clock::now() - start).count(); }

std::string Number(double v) {
  char text[40];
  std::snprintf(text, sizeof(text), "%g", v);
  return text;
}

struct RunPlan {
  int least_runs = 0;
  double least_seconds = 0;
  double most_seconds = 0;
  double delay = -1;      // seconds between two runs
  double frequency = -1;  // runs a second
};

RunPlan PlanOf(const Flags& flags, bool warmup) {
  RunPlan plan;
  plan.least_runs = flags.Int(warmup ? "warmup_runs" : "num_runs");
  plan.least_seconds = flags.Float(warmup ? "warmup_min_secs" : "min_secs");
  plan.most_seconds = flags.Float("max_secs");
  plan.delay = flags.Float("run_delay");
  plan.frequency = flags.Float("run_frequency");
  if (flags.Bool("dry_run")) {
    plan.least_runs = 0;
    plan.least_seconds = -1;
  }
  return plan;
}

// Waits as the plan asks before the run after `run`, of which the first began at `start`.
void Pause(const RunPlan& plan, int run, Clock::time_point start) {
  // A day: beyond it a clock's arithmetic would need more care than the wish deserves.
  constexpr double kLongest = 86400;
  if (plan.frequency > 0) {
    const double due = std::min((run + 1) / plan.frequency, kLongest);
    std::this_thread::sleep_until(start + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(due)));
  } else if (plan.delay > 0) {
    std::this_thread::sleep_for(std::chrono::duration<double>(std::min(plan.delay, kLongest)));
  }
}

Expected<Statistics> Repeat(const RunPlan& plan, Session* session, Profiler* profiler) {
  LogInfo("Running benchmark for at least " + std::to_string(plan.least_runs) + " iterations and at least " + Number(plan.least_seconds) +
          " seconds but terminate if exceeding " + Number(plan.most_seconds) + " seconds.");
  std::fflush(stdout);
  Statistics statistics;
  const Clock::time_point start = Clock::now();
  for (int run = 0;; ++run) {
    const double elapsed = MicrosecondsSince(start) / 1e6;
    if ((run >= plan.least_runs && elapsed >= plan.least_seconds) || elapsed > plan.most_seconds || run == std::numeric_limits<int>::max())
      break;
    const Clock::time_point begin = Clock::now();
    Status status = session->Invoke();
    const double us = MicrosecondsSince(begin);
    GC_RETURN_IF_ERROR(std::move(status));
    statistics.Add(us);
    if (profiler != nullptr) profiler->EndRun();
    Pause(plan, run, start);
  }
  LogInfo(statistics.ToLine(true) + "\n");
  return statistics;
}

Status ChooseSignature(const Flags& flags, const Model& model, SessionOptions* options) {
  options->signature = flags.String("signature_to_run_for");
  const auto& signatures = model.signatures();
  const bool known = std::any_of(signatures.begin(), signatures.end(), [&](const auto& s) { return s.key == options->signature; });
  if (known) {
    LogInfo("Using signature: " + Printable(options->signature));
    return Status::Ok();
  }
  if (options->signature.empty() && signatures.size() <= 1) return Status::Ok();
  std::string message = "Signature not specified or incorrect. Pass one of the following to the flag \"--signature_to_run_for\"";
  for (const auto& s : signatures) message += "\n #> Signature key: " + Printable(s.key);
  return Status(StatusCode::kNotFound, message);
}

Status ListSignatures(const Model& model) {
  LogInfo("The Model contains " + std::to_string(model.signatures().size()) + " signature key(s).");
  if (!model.signatures().empty()) LogInfo("They are listed below: ");
  for (const auto& s : model.signatures()) LogInfo("-> Signature Key: " + Printable(s.key));
  // As in TensorFlow Lite, whose tool counts this as a benchmark that did not run.
  return Error(StatusCode::kCancelled, "only the signatures were asked for");
}

Status WriteOutputs(const std::string& path, const Session& session) {
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "wb"), std::fclose);
  bool ok = file != nullptr;
  for (const Session::Port& port : session.outputs()) {
    const TensorView tensor = session.Tensor(port);
    if (ok && tensor.data != nullptr && tensor.bytes > 0) ok = std::fwrite(tensor.data, 1, tensor.bytes, file.get()) == tensor.bytes;
  }
  ok = ok && std::fclose(file.release()) == 0;
  return ok ? Status::Ok() : Error(StatusCode::kIoError, "cannot write '%s'", path.c_str());
}

std::string InitProfile(const BenchmarkResult& result, ProfileFormat format) {
  Profile profile;
  profile.runs = 1;
  profile.run_us.Add(result.allocate_us);
  ProfileRow row;
  row.type = "AllocateTensors";
  row.name = "AllocateTensors/0";
  row.first_us = row.total_us = result.allocate_us;
  row.memory_bytes = static_cast<double>(result.arena_bytes);
  row.times_called = 1;
  profile.rows.push_back(std::move(row));
  return "Profiling Info for Benchmark Initialization:\n" + ProfileTables(profile, format);
}

Expected<Session> OpenSession(const Flags& flags, const std::vector<InputPlan>& inputs, BenchmarkResult* result) {
  const Clock::time_point begin = Clock::now();
  SessionOptions options;
  options.limits.max_bytes = static_cast<uint64_t>(std::max<int64_t>(0, flags.Int64("max_bytes")));
  options.limits.max_steps = static_cast<uint64_t>(std::max<int64_t>(0, flags.Int64("max_steps")));
  GC_ASSIGN_OR_RETURN(Model model, Model::FromFile(result->model, Model::Mode::kMap, options.limits));
  if (flags.Bool("list_signatures")) return ListSignatures(model);
  LogInfo("Loaded model " + Printable(result->model));
  const uint64_t file_bytes = model.file_bytes();
  result->weights_bytes = WeightsBytes(model.content());
  options.threads = std::max(0, flags.Int("num_threads"));
  GC_RETURN_IF_ERROR(ChooseSignature(flags, model, &options));
  GC_ASSIGN_OR_RETURN(Session session, Session::FromModel(std::move(model), result->model, options));
  GC_RETURN_IF_ERROR(ShapeInputs(inputs, &session));
  const Clock::time_point before_allocation = Clock::now();
  GC_RETURN_IF_ERROR(session.Allocate());
  result->allocate_us = MicrosecondsSince(before_allocation);
  result->init_us = MicrosecondsSince(begin);
  result->after_init = ReadMemoryUse();
  LogInfo("The input model file size (MB): " + Number(static_cast<double>(file_bytes) / 1e6));
  LogInfo("Initialized session in " + Number(result->init_us / 1000) + "ms.");
  const MemoryReport memory = session.interpreter().Memory(session.subgraph());
  result->arena_bytes = memory.arena_bytes;
  result->packed_weights_bytes = memory.packed_weights_bytes;
  result->threads = session.interpreter().compiled().options().num_threads;
  return session;
}

}  // namespace

Expected<BenchmarkResult> RunBenchmark(const Flags& flags) {
  GC_ASSIGN_OR_RETURN(const std::vector<InputPlan> inputs, ReadInputFlags(flags));
  const bool profiling = flags.Bool("enable_op_profiling") || flags.given("profiling_output_csv_file");
  const bool csv = flags.String("op_profiling_output_mode") == "csv" || flags.given("profiling_output_csv_file");
  const ProfileFormat format = csv ? ProfileFormat::kCsv : ProfileFormat::kText;
  BenchmarkResult result;
  result.model = flags.String("graph");
  std::optional<MemorySampler> sampler;
  if (flags.Bool("report_peak_memory_footprint")) {
    const int interval = flags.Int("memory_footprint_check_interval_ms");
    if (interval <= 0) LogWarning("--memory_footprint_check_interval_ms must be above 0; 50 it is");
    sampler.emplace(std::chrono::milliseconds(interval > 0 ? interval : 50));
  }
  ResetPeakMemory();
  result.start = ReadMemoryUse();
  GC_ASSIGN_OR_RETURN(Session session, OpenSession(flags, inputs, &result));
  GC_RETURN_IF_ERROR(FillInputs(inputs, &session));
  GC_ASSIGN_OR_RETURN(result.warmup_us, Repeat(PlanOf(flags, true), &session, nullptr));
  std::optional<Profiler> profiler;
  if (profiling) {
    profiler.emplace(&session);
    GC_RETURN_IF_ERROR(profiler->Start());
  }
  GC_ASSIGN_OR_RETURN(result.inference_us, Repeat(PlanOf(flags, false), &session, profiler ? &*profiler : nullptr));
  result.first_inference_us = result.warmup_us.count() > 0 ? result.warmup_us.first() : result.inference_us.first();
  result.end = ReadMemoryUse();
  if (sampler) result.sampled_peak = sampler->Stop();
  // Dynamic tensors and prepared weights may have come with the runs.
  const MemoryReport memory = session.interpreter().Memory(session.subgraph());
  result.packed_weights_bytes = memory.packed_weights_bytes;
  if (profiler) {
    result.profile = InitProfile(result, format) + "Operator-wise Profiling Info for Regular Benchmark Runs:\n" + profiler->Report(format);
  }
  if (const std::string& path = flags.String("output_filepath"); !path.empty()) GC_RETURN_IF_ERROR(WriteOutputs(path, session));
  return result;
}

}  // namespace goldcrest::tools
