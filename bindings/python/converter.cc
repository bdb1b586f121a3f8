#include "bindings/python/converter.h"

#include <nanobind/stl/map.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "convert/convert.h"
#include "model/writer.h"

namespace nb = nanobind;
using namespace nb::literals;

namespace goldcrest::python {
namespace {

using convert::ConvertOptions;
using convert::ConvertReport;

nb::dict ReportOf(const ConvertReport& report) {
  nb::dict dict;
  dict["tensorflow_version"] = report.tensorflow_version;
  dict["signatures"] = nb::cast(report.signatures);
  dict["operators"] = nb::cast(report.operators);
  dict["passes"] = nb::cast(report.passes);
  nb::list checks;
  for (const convert::CheckResult& check : report.checks) {
    nb::dict entry;
    entry["signature"] = check.signature;
    entry["difference"] = check.difference < 0 ? nb::object(nb::none()) : nb::object(nb::float_(check.difference));
    entry["note"] = check.note;
    checks.append(entry);
  }
  dict["checks"] = checks;
  nb::list unconvertible;
  for (const convert::Unconvertible& u : report.unconvertible) {
    nb::dict entry;
    entry["operator"] = u.op;
    entry["node"] = u.node;
    entry["origin"] = u.origin;
    entry["reason"] = u.reason;
    nb::list ways;
    for (const auto& way : u.ways_out) ways.append(nb::make_tuple(way.option, way.what, way.bytes));
    entry["ways_out"] = ways;
    unconvertible.append(entry);
  }
  dict["unconvertible"] = unconvertible;
  return dict;
}

ConvertOptions OptionsOf(const nb::dict& dict) {
  ConvertOptions options;
  for (const auto& [key, value] : dict) {
    const auto name = nb::cast<std::string>(key);
    if (name == "tags") options.tags = nb::cast<std::vector<std::string>>(value);
    if (name == "signatures") options.signatures = nb::cast<std::vector<std::string>>(value);
    if (name == "select_ops") options.select_ops = nb::cast<bool>(value);
    if (name == "allow_custom_ops") options.allow_custom_ops = nb::cast<bool>(value);
    if (name == "fix") options.fix = nb::cast<bool>(value);
    if (name == "check") options.check = nb::cast<bool>(value);
    if (name == "replace")
      for (const auto& [op, recipe] : nb::cast<std::map<std::string, std::string>>(value)) options.replace[op] = recipe;
  }
  return options;
}

// (file, message, report): the file is None where there is a message.
template <typename Convert>
nb::tuple Run(const nb::dict& dict, const nb::object& progress, Convert&& convert) {
  ConvertOptions options = OptionsOf(dict);
  if (!progress.is_none()) {
    options.progress = [&progress](std::string_view stage, double done) {
      nb::gil_scoped_acquire python;
      progress(nb::str(stage.data(), stage.size()), done);
    };
  }
  ConvertReport report;
  std::vector<uint8_t> file;
  Status status;
  {
    nb::gil_scoped_release others;
    Expected<model::Model> model = convert(options, &report);
    if (model.ok()) {
      Expected<std::vector<uint8_t>> written = model::WriteModel(*model);
      if (written.ok()) {
        file = std::move(*written);
      } else {
        status = std::move(written).status();
      }
    } else {
      status = std::move(model).status();
    }
  }
  if (!status.ok()) return nb::make_tuple(nb::none(), status.message(), ReportOf(report));
  return nb::make_tuple(nb::bytes(file.data(), file.size()), nb::none(), ReportOf(report));
}

}  // namespace

void AddConverter(nb::module_& m) {
  m.def(
      "convert_saved_model",
      [](const std::string& folder, const nb::dict& options, const nb::object& progress) {
        return Run(options, progress, [&](const ConvertOptions& o, ConvertReport* r) { return convert::ConvertSavedModel(folder, o, r); });
      },
      "folder"_a, "options"_a, "progress"_a.none());
  m.def(
      "convert_frozen_graph",
      [](const std::string& file, const std::vector<std::string>& inputs, const std::vector<std::string>& outputs, const nb::dict& options,
         const nb::object& progress) {
        return Run(options, progress,
                   [&](const ConvertOptions& o, ConvertReport* r) { return convert::ConvertFrozenGraph(file, inputs, outputs, o, r); });
      },
      "file"_a, "inputs"_a, "outputs"_a, "options"_a, "progress"_a.none());
}

}  // namespace goldcrest::python
