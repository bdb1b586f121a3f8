// goldcrest quantize: a float model to a smaller one.
#include <algorithm>
#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/file.h"
#include "goldcrest/model.h"
#include "model/writer.h"
#include "quantize/debug.h"
#include "quantize/quantize.h"
#include "tools/common/json_text.h"
#include "tools/common/progress.h"
#include "tools/common/table.h"
#include "tools/goldcrest/calibration_files.h"
#include "tools/goldcrest/command.h"

namespace goldcrest::tools {
namespace {

struct QuantizeCommand {
  std::string model;
  std::string output;
  std::vector<std::string> calibration;
  std::string signature;
  quantize::QuantizeOptions options;
  bool per_tensor = false;
  bool debug = false;
  bool json = false;
};

class Bar final : public quantize::ProgressSink {
 public:
  bool Update(std::string_view stage, uint64_t done, uint64_t total) override {
    if (total == 0) return true;
    if (progress_ == nullptr || stage != stage_) {
      progress_ = std::make_unique<Progress>(std::string(stage), total);
      stage_ = stage;
    }
    progress_->Update(done);
    return true;
  }

 private:
  std::string stage_;
  std::unique_ptr<Progress> progress_;
};

std::string Digits(double value) {
  char text[32];
  std::snprintf(text, sizeof(text), "%.4g", value);
  return text;
}

// The worst layers first.
void SortByError(std::vector<quantize::LayerError>* layers) {
  std::stable_sort(layers->begin(), layers->end(), [](const auto& a, const auto& b) { return a.sqnr_db < b.sqnr_db; });
}

Json LayersJson(const std::vector<quantize::LayerError>& layers) {
  Json list = Json::array();
  for (const quantize::LayerError& e : layers) {
    list.push_back({{"subgraph", e.subgraph},
                    {"node", e.op},
                    {"operator", e.op_name},
                    {"tensor", e.tensor},
                    {"scale", e.scale},
                    {"zero_point", e.zero_point},
                    {"num_elements", e.elements},
                    {"sqnr_db", e.sqnr_db},
                    {"cosine", e.cosine},
                    {"mean_error", e.mean_error},
                    {"mean_squared_error", e.mean_squared_error},
                    {"max_abs_error", e.max_abs_error},
                    {"stddev", e.stddev_error}});
  }
  return list;
}

void PrintLayers(const std::vector<quantize::LayerError>& layers) {
  if (layers.empty()) return;
  Table table({"node", "operator", "tensor", "SQNR dB", "cosine", "largest error", "scale"},
              {Table::kRight, Table::kLeft, Table::kLeft, Table::kRight, Table::kRight, Table::kRight, Table::kRight});
  for (const quantize::LayerError& e : layers) {
    table.AddRow({std::to_string(e.op), e.op_name, e.tensor, Digits(e.sqnr_db), Digits(e.cosine), Digits(e.max_abs_error),
                  Digits(static_cast<double>(e.scale))});
  }
  std::fputs(table.ToString().c_str(), stdout);
}

void Report(const QuantizeCommand& command, const quantize::QuantizeReport& report, const std::vector<quantize::LayerError>& layers,
            uint64_t before, uint64_t after) {
  if (command.json) {
    Json kept = Json::array();
    for (const auto& k : report.kept_float) {
      kept.push_back({{"subgraph", k.subgraph}, {"node", k.op}, {"operator", k.op_name}, {"output", k.output}, {"reason", k.reason}});
    }
    Json json = {{"model", command.model},        {"output", command.output},   {"bytes_before", before},
                 {"bytes_after", after},          {"samples", report.samples},  {"integer_operators", report.integer_operators},
                 {"kept_float", std::move(kept)}, {"warnings", report.warnings}};
    if (command.debug) json["layers"] = LayersJson(layers);
    PrintJson(json);
    return;
  }
  std::printf("%s: %s -> %s, %d operators quantized", Printable(command.output).c_str(), HumanBytes(before).c_str(),
              HumanBytes(after).c_str(), report.integer_operators);
  if (report.samples > 0) std::printf(", %llu samples", static_cast<unsigned long long>(report.samples));
  std::puts("");
  if (!report.kept_float.empty()) {
    Table table({"node", "operator", "output", "stays float: it"}, {Table::kRight});
    for (const auto& k : report.kept_float) table.AddRow({std::to_string(k.op), k.op_name, k.output, k.reason});
    std::fputs(table.ToString().c_str(), stdout);
  }
  PrintLayers(layers);
  for (const std::string& w : report.warnings) std::fprintf(stderr, "goldcrest: warning: %s\n", Printable(w).c_str());
}

// The layers' errors, found with the samples once more. A model with integer
// inputs is made again with float ones for it.
Expected<std::vector<quantize::LayerError>> Debug(const QuantizeCommand& command, const Model& loaded, const model::Model& quantized,
                                                  Bar& bar) {
  if (command.calibration.empty()) return Error(StatusCode::kInvalidArgument, "--debug needs samples: give --calibration");
  const auto open = [&] { return OpenCalibration(command.calibration[0], loaded.content(), command.signature); };
  quantize::QuantizeOptions floats = command.options;
  floats.input_type = floats.output_type = TensorType::kFloat32;
  const model::Model* compared = &quantized;
  Expected<model::Model> again = model::Model();
  if (command.options.input_type != TensorType::kFloat32) {
    GC_ASSIGN_OR_RETURN(const auto samples, open());
    again = quantize::Quantize(loaded.content(), floats, samples.get(), &bar);
    if (!again.ok()) return std::move(again).status();
    compared = &*again;
  }
  GC_ASSIGN_OR_RETURN(const auto samples, open());
  Expected<std::vector<quantize::LayerError>> layers = quantize::CompareLayers(loaded.content(), *compared, floats, *samples, &bar);
  if (layers.ok()) SortByError(&*layers);
  return layers;
}

Status Run(QuantizeCommand& command) {
  const auto at_model = [&](Status s) { return std::move(s).At("'" + command.model + "'"); };
  GC_ASSIGN_OR_RETURN(const Model loaded, Model::FromFile(command.model, Model::Mode::kMap, command.options.limits));
  command.options.per_channel = !command.per_tensor;
  std::unique_ptr<quantize::CalibrationSource> source;
  if (command.calibration.size() > 1) return Error(StatusCode::kInvalidArgument, "one --calibration, please");
  if (!command.calibration.empty()) {
    GC_ASSIGN_OR_RETURN(source, OpenCalibration(command.calibration[0], loaded.content(), command.signature));
  }
  quantize::QuantizeReport report;
  Bar bar;
  Expected<model::Model> quantized = quantize::Quantize(loaded.content(), command.options, source.get(), &bar, &report);
  if (!quantized.ok()) return at_model(std::move(quantized).status());
  std::vector<quantize::LayerError> layers;
  if (command.debug) {
    GC_ASSIGN_OR_RETURN(layers, Debug(command, loaded, *quantized, bar));
  }
  GC_ASSIGN_OR_RETURN(const std::vector<uint8_t> bytes, model::WriteModel(*quantized));
  GC_RETURN_IF_ERROR(WriteFileAtomically(command.output, bytes));
  Report(command, report, layers, loaded.file_bytes(), bytes.size());
  return Status::Ok();
}

}  // namespace

Command AddQuantize(CLI::App& app) {
  using quantize::Observer;
  using quantize::Scheme;
  auto options = std::make_shared<QuantizeCommand>();
  CLI::App* command = app.add_subcommand("quantize", "Makes a float model smaller and faster.");
  const std::map<std::string, Scheme> schemes = {{"int8", Scheme::kInt8},
                                                 {"int16", Scheme::kInt16x8},
                                                 {"dynamic", Scheme::kDynamicRange},
                                                 {"float16", Scheme::kFloat16},
                                                 {"int4", Scheme::kInt4}};
  const std::map<std::string, Observer> observers = {{"auto", Observer::kAuto},
                                                     {"minmax", Observer::kMinMax},
                                                     {"average", Observer::kMovingAverage},
                                                     {"percentile", Observer::kPercentile},
                                                     {"mse", Observer::kMeanSquaredError},
                                                     {"entropy", Observer::kEntropy}};
  const std::map<std::string, TensorType> types = {
      {"float32", TensorType::kFloat32}, {"int8", TensorType::kInt8}, {"uint8", TensorType::kUInt8}, {"int16", TensorType::kInt16}};
  quantize::QuantizeOptions& q = options->options;
  command->add_option("MODEL", options->model, "The float model (.tflite)")->required();
  command->add_option("-o,--output", options->output, "The file to write")->required();
  command
      ->add_option("--scheme", q.scheme,
                   "int8 (the default), int16 activations, dynamic range, "
                   "float16, int4 weights")
      ->transform(CLI::CheckedTransformer(schemes).description("{int8,int16,dynamic,float16,int4}"));
  command->add_option("--calibration", options->calibration, "Samples: an .npz, an .npy, or a folder of .npy files");
  command->add_option("--signature", options->signature, "The signature whose inputs the samples are");
  command->add_option("--input-type", q.input_type, "The type of the model's inputs")
      ->transform(CLI::CheckedTransformer(types).description("{float32,int8,uint8,int16}"));
  command->add_option("--output-type", q.output_type, "The type of the model's outputs")
      ->transform(CLI::CheckedTransformer(types).description("{float32,int8,uint8,int16}"));
  command->add_option("--observer", q.observer, "How ranges are read off the samples")
      ->transform(CLI::CheckedTransformer(observers).description("{auto,minmax,average,percentile,mse,entropy}"));
  command->add_option("--keep-float", q.keep_float, "Operators that stay float: numbers, or names of their outputs")->delimiter(',');
  command->add_option("--effort", q.effort, "0 to 3: time spent for accuracy")->check(CLI::Range(0, 3));
  command->add_option("--threads", q.num_threads, "Processor threads; 0 chooses")->check(CLI::Range(0, 1024));
  command->add_flag("--per-tensor", options->per_tensor, "One scale for a whole weight tensor instead of one per channel");
  command->add_flag("--strict", q.strict, "Fail where an operator cannot be integer instead of leaving it float");
  command->add_flag("--debug", options->debug, "Print how far every layer is from the float model's, the worst first");
  AddLimits(command, &q.limits);
  command->add_flag("--json", options->json, "Print the report as JSON");
  return {command, [options] { return Run(*options); }};
}

}  // namespace goldcrest::tools
