// goldcrest convert: a SavedModel or frozen graph to a .tflite file.
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/file.h"
#include "convert/convert.h"
#include "model/writer.h"
#include "tools/common/json_text.h"
#include "tools/common/progress.h"
#include "tools/goldcrest/command.h"
#include "tools/goldcrest/convert_report.h"

namespace goldcrest::tools {
namespace {

struct Options {
  std::string source;
  std::string output;
  std::string html;
  std::string ops = "builtin";
  std::vector<std::string> inputs, outputs;  // of a frozen graph
  std::vector<std::string> replace;
  bool no_check = false;
  bool json = false;
  convert::ConvertOptions convert;
};

std::span<const uint8_t> AsBytes(const std::string& text) { return {reinterpret_cast<const uint8_t*>(text.data()), text.size()}; }

class Converter {
 public:
  explicit Converter(const Options& options) : options_(options) {}

  Status Run() {
    convert::ConvertOptions convert = options_.convert;
    convert.select_ops = options_.ops == "select";
    convert.check = !options_.no_check;
    for (const std::string& pair : options_.replace) convert.replace[pair.substr(0, pair.find('='))] = pair.substr(pair.find('=') + 1);
    convert::ConvertReport report;
    Expected<model::Model> model = Convert(convert, &report);
    if (!model.ok() && report.unconvertible.empty()) return std::move(model).status();
    uint64_t bytes = 0;
    if (model.ok()) {
      GC_ASSIGN_OR_RETURN(const std::vector<uint8_t> file, model::WriteModel(*model));
      GC_RETURN_IF_ERROR(WriteFileAtomically(options_.output, file));
      bytes = file.size();
    }
    const Json json = ConvertJson(options_.source, model.ok() ? options_.output : "", bytes, report);
    if (!options_.html.empty()) GC_RETURN_IF_ERROR(WriteFileAtomically(options_.html, AsBytes(ConvertHtml(json))));
    if (options_.json) {
      PrintJson(json);
    } else {
      std::fputs(ConvertText(json).c_str(), model.ok() ? stdout : stderr);
    }
    if (model.ok()) return Status::Ok();
    return Error(StatusCode::kUnsupported, "'%s' was not converted: %zu operators have no builtin", options_.source.c_str(),
                 report.unconvertible.size());
  }

 private:
  Expected<model::Model> Convert(convert::ConvertOptions& convert, convert::ConvertReport* report) {
    std::optional<Progress> progress;
    progress.emplace("converting", 100);
    convert.progress = [&](std::string_view, double done) { progress->Update(static_cast<uint64_t>(done * 100)); };
    if (std::filesystem::is_regular_file(options_.source) && std::filesystem::path(options_.source).extension() == ".pb")
      return convert::ConvertFrozenGraph(options_.source, options_.inputs, options_.outputs, convert, report);
    return convert::ConvertSavedModel(options_.source, convert, report);
  }

  const Options& options_;
};

}  // namespace

Command AddConvert(CLI::App& app) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("convert", "Converts a TensorFlow SavedModel to a .tflite file.");
  command->add_option("SOURCE", options->source, "The SavedModel's folder, or a frozen graph (.pb)")->required();
  command->add_option("-o,--output", options->output, "The file to write; replaced only once all is well")->required();
  command->add_option("--signature", options->convert.signatures, "A signature to convert, by its key; all where none is given")
      ->allow_extra_args(false);
  command->add_option("--tag", options->convert.tags, "The tags of the graph in the SavedModel")
      ->capture_default_str()
      ->allow_extra_args(false);
  command->add_option("--input", options->inputs, "Of a frozen graph: the node an input enters at")->allow_extra_args(false);
  command->add_option("--fetch", options->outputs, "Of a frozen graph: the node an output leaves at")->allow_extra_args(false);
  command->add_option("--ops", options->ops, "What the file may hold: builtin operators only, or select TensorFlow operators as well")
      ->check(CLI::IsMember({"builtin", "select"}))
      ->capture_default_str();
  command->add_flag("--allow-custom-ops", options->convert.allow_custom_ops, "Leave operators without a builtin as custom operators");
  command->add_flag("--fix", options->convert.fix, "Replace operators without a builtin by equivalents, where a recipe is known");
  command->add_option("--replace", options->replace, "Replace one operator: OPERATOR=RECIPE")
      ->allow_extra_args(false)
      ->check(CLI::Validator([](const std::string& s) { return s.find('=') == std::string::npos ? "expected OPERATOR=RECIPE" : ""; }, ""));
  command->add_flag("--no-check", options->no_check, "Do not run the result and compare it with the source");
  command->add_option("--html", options->html, "Write the report as a page");
  command->add_flag("--json", options->json, "Print the report as JSON");
  return {command, [options] { return Converter(*options).Run(); }};
}

}  // namespace goldcrest::tools
