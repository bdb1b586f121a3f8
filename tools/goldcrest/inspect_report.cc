#include "tools/goldcrest/inspect_report.h"

#include "goldcrest/interpreter.h"
#include "model/model.h"
#include "tools/common/model_facts.h"

namespace goldcrest::tools {
namespace {

Json QuantizationOf(const model::Tensor& tensor) {
  if (tensor.quantization == nullptr || tensor.quantization->scale.empty()) return nullptr;
  const model::Quantization& q = *tensor.quantization;
  return {{"scales", q.scale}, {"zero_points", q.zero_point}, {"dimension", q.quantized_dimension}};
}

Json TensorsOf(const model::Model& model, const model::Subgraph& subgraph) {
  Json list = Json::array();
  for (const model::Tensor& t : subgraph.tensors) {
    list.push_back({{"index", list.size()},
                    {"name", t.name},
                    {"type", TypeName(t.type)},
                    {"shape", t.shape},
                    {"shape_signature", t.shape_signature.empty() ? t.shape : t.shape_signature},
                    {"constant_bytes", ConstantBytes(model, t)},
                    {"variable", t.is_variable},
                    {"sparse", t.sparsity != nullptr},
                    {"quantization", QuantizationOf(t)}});
  }
  return list;
}

Json OperatorsOf(const model::Model& model, const model::Subgraph& subgraph) {
  Json list = Json::array();
  for (const model::Operator& op : subgraph.operators) {
    const model::OperatorCode& code = model.operator_codes[op.opcode_index];
    list.push_back({{"index", list.size()},
                    {"name", model::OperatorName(code)},
                    {"version", code.version},
                    {"inputs", op.inputs},
                    {"outputs", op.outputs}});
  }
  return list;
}

Json SignaturesOf(const Model& model) {
  const auto entries = [](const std::vector<Model::Signature::Entry>& from) {
    Json list = Json::array();
    for (const Model::Signature::Entry& e : from) list.push_back({{"name", e.name}, {"tensor", e.tensor}});
    return list;
  };
  Json list = Json::array();
  for (const Model::Signature& s : model.signatures()) {
    list.push_back({{"key", s.key}, {"subgraph", s.subgraph}, {"inputs", entries(s.inputs)}, {"outputs", entries(s.outputs)}});
  }
  return list;
}

Json MetadataOf(const model::Model& model) {
  Json list = Json::array();
  for (const model::Metadata& m : model.metadata) {
    list.push_back({{"name", m.name}, {"bytes", m.buffer < model.buffers.size() ? model.buffers[m.buffer].data.size() : 0}});
  }
  return list;
}

Json PlacementOf(const Interpreter& interpreter, int subgraph) {
  Json list = Json::array();
  for (const PlacementEntry& e : interpreter.Placement(subgraph)) {
    list.push_back(
        {{"step", e.step}, {"nodes", e.nodes}, {"operator", e.op_name}, {"kernel", e.kernel}, {"note", e.note}, {"work", e.work}});
  }
  return list;
}

// Adds memory and placement of every subgraph, and what the weights take.
Status AddPlans(const Model& model, int threads, const Limits& limits, Json* report) {
  CompileOptions options;
  options.num_threads = threads;
  options.limits = limits;
  GC_ASSIGN_OR_RETURN(std::shared_ptr<const CompiledModel> compiled, CompiledModel::Create(model, options));
  GC_ASSIGN_OR_RETURN(const std::unique_ptr<Interpreter> interpreter, Interpreter::Create(std::move(compiled)));
  for (Json& subgraph : (*report)["subgraphs"]) {
    const int index = subgraph["index"].get<int>();
    if (Status s = interpreter->Allocate(index); !s.ok()) {
      // A subgraph that others call may have shapes that only the caller knows.
      if (index == 0) return s;
      continue;
    }
    const MemoryReport memory = interpreter->Memory(index);
    subgraph["memory"] = {
        {"arena_bytes", memory.arena_bytes}, {"arena_lower_bound", memory.arena_lower_bound}, {"workspace_bytes", memory.workspace_bytes}};
    subgraph["placement"] = PlacementOf(*interpreter, index);
    (*report)["packed_weights_bytes"] = memory.packed_weights_bytes;
  }
  return Status::Ok();
}

}  // namespace

Expected<Json> InspectModel(const std::string& path, int threads, const Limits& limits) {
  GC_ASSIGN_OR_RETURN(const Model model, Model::FromFile(path, Model::Mode::kMap, limits));
  const model::Model& content = model.content();
  Json report = {{"model", path},
                 {"file_bytes", model.file_bytes()},
                 {"format_version", content.version},
                 {"description", model.description()},
                 {"weights_bytes", WeightsBytes(content)},
                 {"subgraphs", Json::array()}};
  for (const model::Subgraph& subgraph : content.subgraphs) {
    Json& list = report["subgraphs"];
    list.push_back({{"index", list.size()},
                    {"name", subgraph.name},
                    {"inputs", subgraph.inputs},
                    {"outputs", subgraph.outputs},
                    {"tensors", TensorsOf(content, subgraph)},
                    {"operators", OperatorsOf(content, subgraph)},
                    {"memory", nullptr},
                    {"placement", nullptr}});
  }
  report["signatures"] = SignaturesOf(model);
  report["metadata"] = MetadataOf(content);
  report["packed_weights_bytes"] = nullptr;
  report["remarks"] = model.remarks();
  const Status plans = AddPlans(model, threads, limits, &report);
  report["runs"] = plans.ok();
  if (!plans.ok()) report["cannot_run_because"] = plans.message();
  return report;
}

}  // namespace goldcrest::tools
