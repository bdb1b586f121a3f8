// goldcrest run: a model once, from arrays to arrays.
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tools/common/json_text.h"
#include "tools/common/npy.h"
#include "tools/common/session.h"
#include "tools/common/table.h"
#include "tools/common/tensor_io.h"
#include "tools/goldcrest/command.h"

namespace goldcrest::tools {
namespace {

struct RunOptions {
  std::string model;
  std::vector<std::string> inputs;
  std::string output_dir;
  std::string signature;
  int threads = 0;
  uint64_t seed = 1;
  Limits limits;
  bool resize = false;
  bool json = false;
};

// What one input or output of the model was, for the report.
struct Row {
  size_t index;
  std::string name;
  TensorView tensor;
  std::string remark;  // where it came from or went
};

// "NAME=FILE". Names may hold '=' and so may files: the first '=' that follows the name of an input separates them.
Expected<std::pair<size_t, std::string>> SplitInput(const Session& session, const std::string& text) {
  Status unknown;
  for (size_t at = text.find('='); at != std::string::npos; at = text.find('=', at + 1)) {
    Expected<size_t> input = session.FindInput(std::string_view(text).substr(0, at));
    if (input.ok()) return std::make_pair(*input, text.substr(at + 1));
    if (unknown.ok()) unknown = std::move(input).status();
  }
  return unknown;
}

class Runner {
 public:
  explicit Runner(const RunOptions& options) : options_(options) {}

  Status Run() {
    GC_ASSIGN_OR_RETURN(Session session, Session::Open(options_.model, {options_.threads, options_.signature, options_.limits}));
    arrays_.resize(session.inputs().size());
    sources_.resize(session.inputs().size());
    GC_RETURN_IF_ERROR(ReadInputs(session));
    GC_RETURN_IF_ERROR(ShapeInputs(session));
    if (Status s = session.Allocate(); !s.ok()) return std::move(s).At("'" + options_.model + "'");
    GC_RETURN_IF_ERROR(FillInputs(session));
    if (Status s = session.Invoke(); !s.ok()) return std::move(s).At("'" + options_.model + "'");
    GC_RETURN_IF_ERROR(WriteOutputs(session));
    Report();
    return Status::Ok();
  }

 private:
  Status ReadInputs(const Session& session) {
    for (const std::string& text : options_.inputs) {
      GC_ASSIGN_OR_RETURN(const auto split, SplitInput(session, text));
      const auto& [input, path] = split;
      if (arrays_[input]) return Error(StatusCode::kInvalidArgument, "--input %s: this input was given before", text.c_str());
      GC_ASSIGN_OR_RETURN(arrays_[input], ReadNpy(path));
      sources_[input] = path;
    }
    return Status::Ok();
  }

  // Gives inputs whose size the model leaves open the shapes of their arrays.
  Status ShapeInputs(Session& session) {
    for (size_t i = 0; i < arrays_.size(); ++i) {
      if (!arrays_[i]) continue;
      const Session::Port& port = session.inputs()[i];
      const TensorView tensor = session.Tensor(port);
      const Shape& shape = arrays_[i]->shape;
      if (shape == tensor.shape || arrays_[i]->type != ArrayType(tensor.type)) continue;
      const Status resized = session.interpreter().ResizeInput(port.tensor, {shape.dims(), static_cast<size_t>(shape.rank())},
                                                               !options_.resize, session.subgraph());
      if (resized.ok()) continue;
      if (options_.resize) return Status(resized).At("'" + sources_[i] + "'");
      return Error(StatusCode::kInvalidArgument, "'%s' has shape %s; %s is not open to another one (--resize tries it all the same)",
                   sources_[i].c_str(), shape.ToString().c_str(), Describe("input", static_cast<int>(i), port.name, tensor).c_str());
    }
    return Status::Ok();
  }

  Status FillInputs(Session& session) {
    for (size_t i = 0; i < arrays_.size(); ++i) {
      const Session::Port& port = session.inputs()[i];
      const TensorView tensor = session.Tensor(port);
      const std::string what = Describe("input", static_cast<int>(i), port.name, tensor);
      if (session.IsConstant(port)) {
        if (arrays_[i]) return Error(StatusCode::kInvalidArgument, "%s is a constant of the model", what.c_str());
        sources_[i] = "constant";
      } else if (arrays_[i]) {
        if (Status s = NpyToInput(*arrays_[i], port.tensor, session.subgraph(), &session.interpreter()); !s.ok()) {
          return std::move(s).At("'" + sources_[i] + "' for " + what);
        }
        arrays_[i].reset();
      } else {
        if (Status s = RandomInput(options_.seed + i, port.tensor, session.subgraph(), &session.interpreter()); !s.ok()) {
          return std::move(s).At(what);
        }
        sources_[i] = "random, seed " + std::to_string(options_.seed + i);
      }
      inputs_.push_back({i, port.name, session.Tensor(port), sources_[i]});
    }
    return Status::Ok();
  }

  Status WriteOutputs(const Session& session) {
    if (!options_.output_dir.empty()) {
      std::error_code error;
      std::filesystem::create_directories(options_.output_dir, error);
      if (error)
        return Error(StatusCode::kIoError, "cannot make the folder '%s': %s", options_.output_dir.c_str(), error.message().c_str());
    }
    for (size_t i = 0; i < session.outputs().size(); ++i) {
      const Session::Port& port = session.outputs()[i];
      const TensorView tensor = session.Tensor(port);
      std::string remark;
      if (!options_.output_dir.empty()) {
        remark = options_.output_dir + "/output_" + std::to_string(i) + ".npy";
        if (Status written = WriteTensor(remark, tensor); written.code() == StatusCode::kUnsupported) {
          remark = "not written: " + written.message();
        } else if (!written.ok()) {
          return std::move(written).At(Describe("output", static_cast<int>(i), port.name, tensor));
        }
      }
      outputs_.push_back({i, port.name, tensor, remark});
    }
    return Status::Ok();
  }

  void Report() const {
    if (options_.json) {
      PrintJson({{"model", options_.model}, {"inputs", AsJson(inputs_, "source")}, {"outputs", AsJson(outputs_, "file")}});
      return;
    }
    for (const Row& row : inputs_)
      std::printf("%s: %s\n", Describe("input", static_cast<int>(row.index), row.name, row.tensor).c_str(), Printable(row.remark).c_str());
    if (outputs_.empty()) {
      std::puts("no outputs");
      return;
    }
    Table table({"index", "name", "type", "shape", "file"}, {Table::kRight});
    for (const Row& row : outputs_) {
      table.AddRow({std::to_string(row.index), row.name, std::string(TypeName(row.tensor.type)), row.tensor.shape.ToString(), row.remark});
    }
    std::fputs(table.ToString().c_str(), stdout);
  }

  static Json AsJson(const std::vector<Row>& rows, const char* remark) {
    Json list = Json::array();
    for (const Row& row : rows) {
      list.push_back({{"index", row.index},
                      {"name", row.name},
                      {"type", TypeName(row.tensor.type)},
                      {"shape", std::vector<int>(row.tensor.shape.begin(), row.tensor.shape.end())},
                      {remark, row.remark}});
    }
    return list;
  }

  const RunOptions& options_;
  std::vector<std::optional<NpyArray>> arrays_;  // by input; empty where random values serve
  std::vector<std::string> sources_;             // by input
  std::vector<Row> inputs_;
  std::vector<Row> outputs_;
};

}  // namespace

Command AddRun(CLI::App& app) {
  auto options = std::make_shared<RunOptions>();
  CLI::App* command = app.add_subcommand("run", "Runs a model once. Inputs come from .npy files, or are random where none is given.");
  command->add_option("MODEL", options->model, "The model file (.tflite)")->required();
  command->add_option("--input", options->inputs, "An input, by name or number, and its array: NAME_OR_INDEX=FILE.npy")
      ->take_all()
      ->allow_extra_args(false)
      ->check(CLI::Validator([](const std::string& s) { return s.find('=') == std::string::npos ? "expected NAME_OR_INDEX=FILE.npy" : ""; },
                             ""));
  command->add_option("--output-dir", options->output_dir, "Where output_0.npy, output_1.npy ... go; made where missing");
  command->add_option("--signature", options->signature, "The signature to run, by its key, instead of the model's first subgraph");
  command->add_option("--threads", options->threads, "Processor threads; 0 chooses")->check(CLI::Range(0, 1024));
  command->add_option("--seed", options->seed, "Seed of the random inputs");
  AddLimits(command, &options->limits);
  command->add_flag("--resize", options->resize, "Give inputs the shapes of their arrays even where the model fixes them");
  command->add_flag("--json", options->json, "Print the report as JSON");
  return {command, [options] { return Runner(*options).Run(); }};
}

}  // namespace goldcrest::tools
