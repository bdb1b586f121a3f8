// goldcrest inspect: what is in a model, and how it would run.
#include <cstdio>
#include <memory>

#include "tools/goldcrest/command.h"
#include "tools/goldcrest/inspect_report.h"

namespace goldcrest::tools {
namespace {

struct InspectOptions {
  std::string model;
  int threads = 0;
  Limits limits;
  bool json = false;
};

Status Inspect(const InspectOptions& options) {
  GC_ASSIGN_OR_RETURN(const Json report, InspectModel(options.model, options.threads, options.limits));
  if (options.json) {
    PrintJson(report);
  } else {
    std::fputs(InspectText(report).c_str(), stdout);
  }
  return Status::Ok();
}

}  // namespace

Command AddInspect(CLI::App& app) {
  auto options = std::make_shared<InspectOptions>();
  CLI::App* command =
      app.add_subcommand("inspect", "Shows a model's inputs, outputs, signatures and operators, its memory plan, and what runs each step.");
  command->add_option("MODEL", options->model, "The model file (.tflite)")->required();
  command->add_option("--threads", options->threads, "Processor threads to plan for; 0 chooses")->check(CLI::Range(0, 1024));
  AddLimits(command, &options->limits);
  command->add_flag("--json", options->json, "Print everything as JSON");
  return {command, [options] { return Inspect(*options); }};
}

}  // namespace goldcrest::tools
