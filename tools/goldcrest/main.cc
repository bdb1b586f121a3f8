// goldcrest SUBCOMMAND: the command line.
//
// Exit codes: 0 success; 1 what was given was refused, with one line on standard error that says why; 2 wrong usage.
#include <cstdio>
#include <new>
#include <string>
#include <vector>

#include "tools/common/table.h"
#include "tools/goldcrest/command.h"
#if GC_WITH_CONVERTER
#include "kernels/select_library.h"
#include "select/registry.h"
#endif

namespace goldcrest::tools {
namespace {

constexpr int kRefused = 1;
constexpr int kUsage = 2;

int Refuse(std::string_view message) {
  std::fprintf(stderr, "goldcrest: %s\n", Printable(message).c_str());
  return kRefused;
}

int Main(int argc, char** argv) {
#if GC_WITH_CONVERTER
  SetSelectOperators(&select::FindSelectOperator);
#endif
  CLI::App app("Converts, quantizes, runs and looks into TensorFlow Lite models.", "goldcrest");
  app.require_subcommand(1);
  std::vector<Command> commands = {AddRun(app), AddInspect(app)};
#if GC_WITH_CONVERTER
  commands.push_back(AddConvert(app));
  commands.push_back(AddQuantize(app));
#endif
#if GC_WITH_TASKS
  commands.push_back(AddClassify(app));
#endif
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? 0 : kUsage;
  }
  for (const Command& command : commands) {
    if (!command.app->parsed()) continue;
    const Status status = command.run();
    if (!status.ok()) return Refuse(status.message());
    if (std::fflush(stdout) != 0) return Refuse("cannot write to standard output");
  }
  return 0;
}

}  // namespace
}  // namespace goldcrest::tools

int main(int argc, char** argv) {
  try {
    return goldcrest::tools::Main(argc, argv);
  } catch (const std::bad_alloc&) {
    return goldcrest::tools::Refuse("out of memory");
  } catch (const std::exception& e) {
    return goldcrest::tools::Refuse(e.what());
  }
}
