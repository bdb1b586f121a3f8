#include "convert/initializer.h"

#include <set>

namespace goldcrest::convert {
namespace {

using tf::DataType;
using tf::PartialShape;

struct State {
  std::set<std::string> variables;
  std::set<int32_t> tables;
};

void Collect(const Graph& graph, State* state) {
  for (const auto& node : graph.nodes()) {
    if (const auto* variable = node->options.As<model::VarHandleOptions>(); variable != nullptr && node->Is(BuiltinOperator::kVarHandle))
      state->variables.insert(variable->shared_name);
    if (const auto* table = node->options.As<model::HashtableOptions>(); table != nullptr && node->Is(BuiltinOperator::kHashtable))
      state->tables.insert(table->table_id);
    for (const auto& body : node->bodies) Collect(*body, state);
  }
}

void Assign(Graph& graph, const Variable& variable) {
  model::VarHandleOptions options;
  options.shared_name = variable.name;
  Node* handle = graph.AddBuiltin(BuiltinOperator::kVarHandle, options, variable.name, {}, nullptr);
  Value* resource = graph.AddOutput(handle, DataType::kResource, PartialShape::Scalar());
  Value* value = graph.AddConst(variable.value, variable.name + "/initial_value", nullptr);
  graph.AddBuiltin(BuiltinOperator::kAssignVariable, model::AssignVariableOptions(), variable.name + "/assign", {resource, value}, nullptr);
}

Status Import(Graph& graph, const Table& table, int32_t id) {
  model::HashtableOptions options;
  options.table_id = id;
  GC_ASSIGN_OR_RETURN(options.key_dtype, tf::ToTensorType(table.key_type));
  GC_ASSIGN_OR_RETURN(options.value_dtype, tf::ToTensorType(table.value_type));
  Node* handle = graph.AddBuiltin(BuiltinOperator::kHashtable, options, table.name, {}, nullptr);
  Value* resource = graph.AddOutput(handle, DataType::kResource, PartialShape({1}));
  Value* keys = graph.AddConst(table.keys, table.name + "/keys", nullptr);
  Value* values = graph.AddConst(table.values, table.name + "/values", nullptr);
  graph.AddBuiltin(BuiltinOperator::kHashtableImport, model::HashtableImportOptions(), table.name + "/import", {resource, keys, values},
                   nullptr);
  return Status::Ok();
}

}  // namespace

int32_t TableId(int64_t table) { return static_cast<int32_t>(table) + 1; }

std::string VariableName(const Program& program, int64_t variable) {
  const bool known = variable >= 0 && static_cast<size_t>(variable) < program.variables.size();
  return known ? program.variables[static_cast<size_t>(variable)].name : std::string();
}

bool UsesState(const Graph& graph) {
  State state;
  Collect(graph, &state);
  return !state.variables.empty() || !state.tables.empty();
}

Expected<std::unique_ptr<Graph>> MakeInitializer(const Program& program) {
  State state;
  for (const Signature& s : program.signatures) Collect(*s.graph, &state);
  auto graph = std::make_unique<Graph>();
  graph->name = "initialize";
  for (const Variable& v : program.variables)
    if (state.variables.count(v.name) != 0 && v.value.type() != DataType::kInvalid) Assign(*graph, v);
  for (size_t i = 0; i < program.tables.size(); ++i) {
    const Table& table = program.tables[i];
    const int32_t id = TableId(static_cast<int64_t>(i));
    if (state.tables.count(id) != 0 && table.keys.type() != DataType::kInvalid)
      GC_RETURN_IF_ERROR(Import(*graph, table, id).At("table \"" + table.name + "\""));
  }
  return graph->nodes().empty() ? nullptr : std::move(graph);
}

}  // namespace goldcrest::convert
