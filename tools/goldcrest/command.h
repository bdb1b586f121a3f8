// A subcommand of the program goldcrest: its options, and what it does with them. One file each.
#ifndef GOLDCREST_TOOLS_GOLDCREST_COMMAND_H_
#define GOLDCREST_TOOLS_GOLDCREST_COMMAND_H_

#include <CLI/CLI.hpp>
#include <functional>

#include "goldcrest/limits.h"
#include "goldcrest/status.h"

namespace goldcrest::tools {

struct Command {
  CLI::App* app = nullptr;
  // Does the work once the options are parsed. A failure is what was given to the program, not how: exit code 1 and one line.
  std::function<Status()> run;
};

// Adds --max-bytes and --max-steps, which set `limits`; the caller keeps it.
inline void AddLimits(CLI::App* command, Limits* limits) {
  command->add_option("--max-bytes", limits->max_bytes, "Memory that the model may take, in bytes")->capture_default_str();
  command->add_option("--max-steps", limits->max_steps, "Work that a run may be, in multiply-adds or elements")->capture_default_str();
}

// Each adds its subcommand to `app`.
Command AddRun(CLI::App& app);
Command AddInspect(CLI::App& app);
Command AddClassify(CLI::App& app);
Command AddConvert(CLI::App& app);
Command AddQuantize(CLI::App& app);

}  // namespace goldcrest::tools

#endif  // GOLDCREST_TOOLS_GOLDCREST_COMMAND_H_
