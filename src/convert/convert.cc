#include "convert/convert.h"

#include "convert/conversion_metadata.h"
#include "convert/equal_signatures.h"
#include "convert/export.h"
#include "convert/initializer.h"
#include "convert/lower/lowering.h"
#include "convert/passes/passes.h"
#include "convert/saved_model/read.h"
#include "convert/unconvertible.h"
#include "convert/variables.h"

namespace goldcrest::convert {
namespace {

class Conversion {
 public:
  using Read = std::function<Expected<Program>()>;
  Conversion(Read read, const ConvertOptions& options, ConvertReport* report)
      : read_(std::move(read)), options_(options), report_(*report) {}

  Expected<model::Model> Run() {
    Begin("reading", 0);
    GC_ASSIGN_OR_RETURN(program_, read_());
    report_.tensorflow_version = program_.tensorflow_version;
    for (const Signature& s : program_.signatures) report_.signatures.push_back(s.key);
    MergeEqualSignatures(program_);
    GC_RETURN_IF_ERROR(FreezeVariables(program_));
    GC_RETURN_IF_ERROR(RunOnAll("rewriting TensorFlow's graph", 0.1, TensorFlowPasses()));
    Begin("lowering", 0.4);
    GC_RETURN_IF_ERROR(Lower());
    GC_RETURN_IF_ERROR(RunOnAll("rewriting", 0.5, FormatPasses()));
    Begin("writing", 0.8);
    NameEnds();
    GC_ASSIGN_OR_RETURN(model::Model model, Export(program_));
    AddConversionMetadata(options_, report_, &model);
    for (const model::Subgraph& subgraph : model.subgraphs)
      for (const model::Operator& op : subgraph.operators) ++report_.operators[model::OperatorName(model.operator_codes[op.opcode_index])];
    if (options_.check) GC_RETURN_IF_ERROR(Check(model));
    Begin("done", 1);
    return model;
  }

 private:
  void Begin(std::string_view stage, double done) {
    if (options_.progress) options_.progress(stage, done);
  }

  Status RunOnAll(std::string_view stage, double done, std::span<const Pass> passes) {
    Begin(stage, done);
    for (Signature& s : program_.signatures)
      GC_RETURN_IF_ERROR(RunPasses(*s.graph, passes, &report_.passes).At("signature \"" + s.key + "\""));
    return Status::Ok();
  }

  // Inputs and outputs get the names that TensorFlow's converter gives them, by which programs know them.
  void NameEnds() {
    for (size_t s = 0; s < program_.signatures.size(); ++s) {
      const Signature& signature = program_.signatures[s];
      const std::string call = "StatefulPartitionedCall" + (s == 0 ? "" : "_" + std::to_string(s)) + ":";
      for (size_t i = 0; i < signature.graph->outputs.size(); ++i) signature.graph->outputs[i]->name = call + std::to_string(i);
      for (size_t i = 0; i < signature.graph->inputs.size(); ++i)
        signature.graph->inputs[i]->name = signature.key + "_" + signature.input_names[i] + ":0";
    }
  }

  // What the file calls the variables and tables that nodes only number.
  void NameState(Graph& graph) {
    for (Node* n : graph.AllNodes()) {
      for (const auto& body : n->bodies) NameState(*body);
      if (n->Is("VarHandleOp")) n->attrs.Set("shared_name", VariableName(program_, n->attrs.Int("variable", -1)));
      if (n->Is("HashTableV2")) n->attrs.Set("table_id", int64_t{TableId(n->attrs.Int("table", 0))});
    }
  }

  Status Lower() {
    UnconvertibleOperators open(options_);
    for (Signature& s : program_.signatures) {
      NameState(*s.graph);
      open.Add(*s.graph, LowerGraph(*s.graph));
    }
    report_.unconvertible = open.Take();
    if (report_.unconvertible.empty()) return Status::Ok();
    return Error(StatusCode::kUnsupported, "%s", OneLine(report_.unconvertible).c_str());
  }

  Status Check(const model::Model& model) {
    Begin("checking", 0.85);
    GC_ASSIGN_OR_RETURN(Program source, read_());
    GC_ASSIGN_OR_RETURN(report_.checks, CheckAgainst(source, model));
    return Status::Ok();
  }

  Read read_;
  const ConvertOptions& options_;
  ConvertReport& report_;
  Program program_;
};

}  // namespace

Expected<model::Model> ConvertSavedModel(const std::string& folder, const ConvertOptions& options, ConvertReport* report) {
  ConvertReport unread;
  ReadOptions read;
  read.tags = options.tags;
  read.signatures = options.signatures;
  return Conversion([&] { return ReadSavedModel(folder, read); }, options, report != nullptr ? report : &unread).Run();
}

Expected<model::Model> ConvertFrozenGraph(const std::string& file, const std::vector<std::string>& inputs,
                                          const std::vector<std::string>& outputs, const ConvertOptions& options, ConvertReport* report) {
  ConvertReport unread;
  FrozenGraphOptions read;
  read.inputs = inputs;
  read.outputs = outputs;
  return Conversion([&] { return ReadFrozenGraph(file, read); }, options, report != nullptr ? report : &unread).Run();
}

}  // namespace goldcrest::convert
