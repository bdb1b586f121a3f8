// Variables and tables in graphs. Those of the top-level graph are known by their node's name, those of functions by their shared name.
#include "convert/saved_model/graph_reader.h"

namespace goldcrest::convert {
namespace {

// The operator on a resource that does what one on a reference does; empty for others.
std::string_view OnResource(std::string_view op) {
  if (op == "Assign") return "AssignVariableOp";
  if (op == "AssignAdd") return "AssignAddVariableOp";
  if (op == "AssignSub") return "AssignSubVariableOp";
  return "";
}

// Variables of TensorFlow 1 are references there and handles here; whose kind a handle is, its node remembers under this name.
constexpr char kRefAttr[] = "_ref";

bool IsRef(const Value* value) { return value->producer->Is("VarHandleOp") && value->producer->attrs.Bool(kRefAttr); }

}  // namespace

int64_t GraphReader::NumberOf(const Frame& frame, const Reading& r, std::unordered_map<std::string, int64_t>* numbers,
                              std::vector<ResourceSource>* sources) {
  ResourceSource source;
  source.shared_name = std::string(r.attrs.String("shared_name"));
  if (frame.function.empty()) source.node = r.def.name();
  // No node's name has a space.
  std::string id = frame.function.empty()        ? "node " + r.def.name()
                   : !source.shared_name.empty() ? "shared " + source.shared_name
                                                 : "node " + frame.scope + r.def.name();
  const auto [place, is_new] = numbers->emplace(std::move(id), static_cast<int64_t>(sources->size()));
  if (is_new) sources->push_back(std::move(source));
  return place->second;
}

Expected<GraphReader::Values> GraphReader::ReadVariable(Frame* frame, Reading* r) {
  const int64_t number = NumberOf(*frame, *r, &variable_numbers_, &variables_);
  ResourceSource& source = variables_[static_cast<size_t>(number)];
  source.type = r->attrs.Type("dtype");
  if (const auto* shape = r->attrs.Get<tf::PartialShape>("shape")) source.shape = *shape;
  const bool is_ref = r->def.op() != "VarHandleOp";
  Node* node = frame->graph->AddTf("VarHandleOp", UniqueName(frame, r->def.name()), {}, {tf::DataType::kResource}, nullptr);
  node->attrs = std::move(r->attrs);
  node->attrs.Set("variable", number);
  node->origin = OriginOf(*frame, r->def);
  node->output()->shape = tf::PartialShape::Scalar();
  if (is_ref) node->attrs.Set(kRefAttr, true);
  return Values{node->output()};
}

Expected<GraphReader::Values> GraphReader::ReadTable(Frame* frame, Reading* r) {
  const int64_t number = NumberOf(*frame, *r, &table_numbers_, &tables_);
  ResourceSource& source = tables_[static_cast<size_t>(number)];
  source.key_type = r->attrs.Type("key_dtype");
  source.value_type = r->attrs.Type("value_dtype");
  Node* node = frame->graph->AddTf("HashTableV2", UniqueName(frame, r->def.name()), {}, {tf::DataType::kResource}, nullptr);
  node->attrs = std::move(r->attrs);
  node->attrs.Set("table", number);
  node->origin = OriginOf(*frame, r->def);
  node->output()->shape = tf::PartialShape::Scalar();
  return Values{node->output()};
}

// Assignments through a reference return it.
Expected<std::optional<GraphReader::Values>> GraphReader::ReadRefAssignment(Frame* frame, Reading* r) {
  const std::string_view op = OnResource(r->def.op());
  if (op.empty() || r->inputs.size() != 2 || !IsRef(r->inputs[0])) return std::optional<Values>();
  Value* handle = r->inputs[0];
  r->inputs[0] = nullptr;
  GC_RETURN_IF_ERROR(ReadRefs(frame, r));
  Node* node = frame->graph->AddTf(std::string(op), UniqueName(frame, r->def.name()), {handle, r->inputs[1]}, {}, nullptr);
  node->attrs.Set("dtype", r->attrs.Type("T"));
  node->origin = OriginOf(*frame, r->def);
  return std::optional<Values>(Values{handle});
}

// Who reads a reference reads the variable as it is then.
Status GraphReader::ReadRefs(Frame* frame, Reading* r) {
  for (size_t i = 0; i < r->inputs.size(); ++i) {
    Value* handle = r->inputs[i];
    if (handle == nullptr || !IsRef(handle)) continue;
    if (static_cast<int>(i) < r->op.input_arg_size() && r->op.input_arg(static_cast<int>(i)).is_ref())
      return Error(StatusCode::kUnsupported, "it changes a variable of TensorFlow 1; use resource variables");
    const ResourceSource& variable = variables_[static_cast<size_t>(handle->producer->attrs.Int("variable"))];
    Node* read =
        frame->graph->AddTf("ReadVariableOp", UniqueName(frame, r->def.name() + "/ReadVariableOp"), {handle}, {variable.type}, nullptr);
    read->attrs.Set("dtype", variable.type);
    read->origin = OriginOf(*frame, r->def);
    read->output()->shape = variable.shape;
    r->inputs[i] = read->output();
  }
  return Status::Ok();
}

}  // namespace goldcrest::convert
