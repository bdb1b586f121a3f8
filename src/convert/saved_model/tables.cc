#include <algorithm>

#include "convert/saved_model/initial_values.h"
#include "convert/saved_model/renumber.h"
#include "convert/saved_model/table_values.h"

namespace goldcrest::convert {
namespace {

constexpr char kInitSignature[] = "__saved_model_init_op";

}  // namespace

GraphRequest InitRequest(const proto::GraphDef& graph) {
  GraphRequest request;
  request.name = kInitSignature;
  for (const auto& node : graph.node())
    if (IsTableInit(node.op())) request.controls.push_back(node.name());
  return request;
}

GraphRequest InitRequest(const proto::MetaGraphDef& meta_graph) {
  const auto init = meta_graph.signature_def().find(kInitSignature);
  // TensorFlow 1: the operators stand in the graph itself.
  if (init == meta_graph.signature_def().end()) return InitRequest(meta_graph.graph_def());
  GraphRequest request;
  request.name = kInitSignature;
  for (const auto& [unused, info] : init->second.outputs()) request.controls.push_back(info.name().substr(0, info.name().find(':')));
  return request;
}

Status FillTables(const GraphRequest& init_request, const std::string& assets_folder, GraphReader* reader, ByteBudget* budget,
                  Program* program) {
  const std::vector<int64_t> used = Renumber("HashTableV2", "table", program);
  if (used.empty()) return Status::Ok();
  GC_ASSIGN_OR_RETURN(const std::unique_ptr<Graph> init, reader->Read(init_request));
  for (size_t i = 0; i < used.size(); ++i) {
    const ResourceSource& source = reader->tables()[static_cast<size_t>(used[i])];
    Table table;
    table.name = (source.node.empty() ? source.shared_name : source.node);
    table.key_type = source.key_type;
    table.value_type = source.value_type;
    program->tables.push_back(std::move(table));
  }
  for (const auto& node : init->nodes()) {
    if (!IsTableInit(node->op) || node->num_inputs() < 1 || !node->input(0)->producer->Is("HashTableV2")) continue;
    const int64_t number = node->input(0)->producer->attrs.Int("table");
    const auto place = std::find(used.begin(), used.end(), number);
    if (place == used.end()) continue;
    GC_RETURN_IF_ERROR(FillTable(*node, assets_folder, budget, &program->tables[static_cast<size_t>(place - used.begin())]));
  }
  return Status::Ok();
}

}  // namespace goldcrest::convert
