// From a SavedModel or frozen graph to a .tflite model.
//
//   ConvertOptions options;
//   ConvertReport report;
//   Expected<model::Model> model = ConvertSavedModel("my_model", options, &report);
//   if (!model.ok()) Print(report.unconvertible.empty() ? model.status().message() : ToText(report));
//
// Stages: read (saved_model/), freeze variables (variables.h), TensorFlow's passes (passes/), lowering (lower/), the format's passes,
// export (export.h), then the result is loaded, planned and run, and its numbers are held against the source graph's, computed by tfops
// (check.h). Everything that cannot be converted is found before any of the format's passes run, and is reported at once.
// Threads: conversions are independent of each other.
#ifndef GOLDCREST_SRC_CONVERT_CONVERT_H_
#define GOLDCREST_SRC_CONVERT_CONVERT_H_

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "convert/check.h"
#include "convert/program.h"
#include "goldcrest/status.h"
#include "model/model.h"

namespace goldcrest::convert {

struct ConvertOptions {
  std::vector<std::string> tags = {"serve"};
  std::vector<std::string> signatures;  // empty for all
  bool select_ops = false;              // operators without a builtin stay as Flex<Name>, where TensorFlow Lite may run them so
  bool allow_custom_ops = false;        // ... or as custom operators under their own names
  // Replacements by builtins (recipes/): of the operators named, or of all that have no builtin.
  std::map<std::string, std::string, std::less<>> replace;
  bool fix = false;
  bool check = true;  // run the result and compare it with the source
  // Called with the name of each stage as it begins, and how much of the work is done, 0 to 1. May be empty.
  std::function<void(std::string_view stage, double done)> progress;
};

// An operator that stands in the way.
struct Unconvertible {
  std::string op;
  std::string node;
  std::string origin;  // scope or source line; empty where the SavedModel does not say
  std::string reason;
  struct WayOut {
    std::string option;  // of the command line: "--ops select"
    std::string what;    // what it does
    int64_t bytes;       // about how much larger the file gets
  };
  std::vector<WayOut> ways_out;
};

struct ConvertReport {
  std::string tensorflow_version;
  std::vector<std::string> signatures;
  std::map<std::string, int> operators;  // of the result, by name
  std::vector<std::string> passes;       // those that changed something
  std::vector<Unconvertible> unconvertible;
  std::vector<CheckResult> checks;  // one a signature
};

// UNSUPPORTED, with report->unconvertible filled, where operators stand in the way; the errors of reading; INTERNAL where the result does
// not load or its numbers are wrong. `report` may be null.
Expected<model::Model> ConvertSavedModel(const std::string& folder, const ConvertOptions& options, ConvertReport* report);
// A frozen graph in one file (GraphDef). Names of nodes; empty for the placeholders, and for what nobody reads.
Expected<model::Model> ConvertFrozenGraph(const std::string& file, const std::vector<std::string>& inputs,
                                          const std::vector<std::string>& outputs, const ConvertOptions& options, ConvertReport* report);

}  // namespace goldcrest::convert

#endif  // GOLDCREST_SRC_CONVERT_CONVERT_H_
