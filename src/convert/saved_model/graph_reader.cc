#include "convert/saved_model/graph_reader.h"

#include <algorithm>

#include "convert/passes/effects.h"
#include "convert/saved_model/attr_reader.h"
#include "convert/saved_model/tensor_proto.h"

namespace goldcrest::convert {
namespace {

// Only wait for others, or only check.
bool IsDropped(const std::string& op) { return op == "NoOp" || op == "Assert" || op == "ControlTrigger"; }

bool IsCall(const std::string& op) { return op == "PartitionedCall" || op == "StatefulPartitionedCall"; }

bool IsControlFlow(const std::string& op) {
  return op == "While" || op == "StatelessWhile" || op == "If" || op == "StatelessIf" || op == "Case" || op == "StatelessCase";
}

bool IsOldControlFlow(const std::string& op) {
  return op == "Switch" || op == "Merge" || op == "Enter" || op == "Exit" || op == "NextIteration" || op == "LoopCond";
}

bool IsTable(const std::string& op) {
  return op == "HashTable" || op == "HashTableV2" || op == "MutableHashTableV2" || op == "MutableDenseHashTableV2";
}

}  // namespace

Expected<std::unique_ptr<Graph>> GraphReader::Read(const GraphRequest& request) {
  if (top_level_ == nullptr) {
    GC_ASSIGN_OR_RETURN(Body body, Body::OfGraph(graph_def_));
    top_level_ = std::make_unique<Body>(std::move(body));
  }
  auto graph = std::make_unique<Graph>();
  graph->name = request.name;
  std::unordered_set<std::string> names;
  Frame frame;
  frame.body = top_level_.get();
  frame.graph = graph.get();
  frame.names = &names;
  GC_RETURN_IF_ERROR(BindInputs(request, &frame));

  std::vector<int> roots;
  std::vector<TensorRef> outputs;
  const auto add_root = [&](const std::string& name) {
    roots.push_back(top_level_->FindNode(name));
    if (roots.back() >= 0) return Status::Ok();
    return Error(StatusCode::kInvalidModel, "the graph has no node \"%s\"", name.c_str());
  };
  for (const std::string& output : request.outputs) {
    GC_ASSIGN_OR_RETURN(const TensorRef ref, ParseTensorRef(output));
    outputs.push_back(ref);
    GC_RETURN_IF_ERROR(add_root(std::string(ref.node)));
    if (frame.fed.count({roots.back(), ref.index}) > 0) roots.pop_back();
  }
  for (const std::string& control : request.controls) GC_RETURN_IF_ERROR(add_root(control));
  GC_RETURN_IF_ERROR(ReadBody(&frame, roots));
  for (size_t i = 0; i < outputs.size(); ++i) {
    GC_ASSIGN_OR_RETURN(Value * value, Resolve(frame, outputs[i]));
    graph->outputs.push_back(value);
    if (value->name.empty()) value->name = std::string(outputs[i].node) + ":" + std::to_string(outputs[i].index);
  }
  EraseDeadNodes(graph.get());
  return graph;
}

void GraphReader::EraseDeadNodes(Graph* graph) {
  const std::vector<Node*> nodes = graph->AllNodes();
  for (size_t i = nodes.size(); i-- > 0;) {
    Node* node = nodes[i];
    if (node->kind != NodeKind::kArg && graph->IsDead(node) && !HasSideEffects(*node)) graph->Erase(node);
  }
}

Status GraphReader::BindInputs(const GraphRequest& request, Frame* frame) {
  for (const GraphRequest::Input& input : request.inputs) {
    GC_ASSIGN_OR_RETURN(const TensorRef ref, ParseTensorRef(input.tensor));
    const int node = frame->body->FindNode(ref.node);
    if (node < 0) return Error(StatusCode::kInvalidModel, "the graph has no node \"%s\"", std::string(ref.node).c_str());
    Value* value = frame->graph->AddInput(input.type, input.shape, UniqueName(frame, std::string(ref.node)));
    value->name = std::string(ref.node) + ":" + std::to_string(ref.index);
    value->producer->origin = OriginOf(*frame, frame->body->node(node));
    // Two inputs of the same tensor: the first is read.
    frame->fed.emplace(std::pair(node, ref.index), value);
  }
  return Status::Ok();
}

Status GraphReader::ReadBody(Frame* frame, const std::vector<int>& roots) {
  const auto fed = [frame](int node, int64_t index) { return frame->fed.count({node, index}) > 0; };
  GC_RETURN_IF_ERROR(budget_->Take(CheckedSize(frame->body->num_nodes()) * (sizeof(Values) + sizeof(OutputLayout))));
  GC_ASSIGN_OR_RETURN(const std::vector<int> order, frame->body->Order(roots, fed));
  frame->results.resize(static_cast<size_t>(frame->body->num_nodes()));
  frame->layouts.resize(frame->results.size());
  for (const int index : order) GC_RETURN_IF_ERROR(ReadNode(frame, index));
  return Status::Ok();
}

Expected<Value*> GraphReader::Resolve(const Frame& frame, const TensorRef& ref) const {
  const std::string node(ref.node);
  if (const int arg = frame.body->FindArg(ref.node); arg >= 0) return frame.args[static_cast<size_t>(arg)];
  const int index = frame.body->FindNode(ref.node);
  if (index < 0) return Error(StatusCode::kInvalidModel, "there is no node \"%s\"", node.c_str());
  if (const auto fed = frame.fed.find({index, ref.index}); fed != frame.fed.end()) return fed->second;
  const Values& results = frame.results[static_cast<size_t>(index)];
  if (ref.output_arg.empty()) {
    if (ref.index < static_cast<int64_t>(results.size())) return results[static_cast<size_t>(ref.index)];
    return Error(StatusCode::kInvalidModel, "result %lld of node \"%s\", which has %zu", static_cast<long long>(ref.index), node.c_str(),
                 results.size());
  }
  for (const OutputLayout::Arg& arg : frame.layouts[static_cast<size_t>(index)].args) {
    const int64_t at = arg.first + std::min<int64_t>(ref.index, arg.count);
    if (arg.name == ref.output_arg && ref.index < arg.count && at < static_cast<int64_t>(results.size()))
      return results[static_cast<size_t>(at)];
  }
  return Error(StatusCode::kInvalidModel, "node \"%s\" has no result \"%s:%lld\"", node.c_str(), std::string(ref.output_arg).c_str(),
               static_cast<long long>(ref.index));
}

Status GraphReader::ReadNode(Frame* frame, int index) {
  const proto::NodeDef& node = frame->body->node(index);
  if (IsDropped(node.op())) return Status::Ok();
  const auto where = [&](Status status) { return std::move(status).At("node \"" + frame->scope + node.name() + "\" (" + node.op() + ")"); };
  const proto::OpDef* op = defs_.Find(node.op());
  if (op == nullptr) return where(Error(StatusCode::kUnsupported, "neither the model nor TensorFlow 2.19 defines this operator"));
  // Bounds the time as well: a function that is called again and again is read again and again. A constant's value is counted when read.
  GC_RETURN_IF_ERROR(budget_->Take(CheckedSize(op->ByteSizeLong()) + (node.op() == "Const" ? 0 : node.ByteSizeLong())));
  auto attrs = AttrsFromProto(node, op, frame->attrs, budget_);
  if (!attrs.ok()) return where(std::move(attrs).status());
  auto layout = LayoutOutputs(*op, *attrs);
  if (!layout.ok()) return where(std::move(layout).status());
  GC_RETURN_IF_ERROR(budget_->Take(CheckedSize(layout->types.size()) * (sizeof(Value) + 64) + CheckedSize(node.input_size()) * 64 +
                                   sizeof(Node) + frame->scope.size() + 512));
  Reading reading{node, *op, std::move(*attrs), std::move(*layout), {}};
  for (const std::string& input : node.input()) {
    GC_ASSIGN_OR_RETURN(const TensorRef ref, ParseTensorRef(input));
    if (ref.control) continue;
    auto value = Resolve(*frame, ref);
    if (!value.ok()) return where(std::move(value).status());
    reading.inputs.push_back(*value);
  }
  auto results = ReadOp(frame, &reading);
  // A call says where it failed itself.
  if (!results.ok()) return where(std::move(results).status());
  if (results->size() != reading.layout.types.size())
    return where(Error(StatusCode::kInvalidModel, "%zu results where its operator has %zu", results->size(), reading.layout.types.size()));
  frame->results[static_cast<size_t>(index)] = std::move(*results);
  frame->layouts[static_cast<size_t>(index)] = std::move(reading.layout);
  return Status::Ok();
}

Expected<GraphReader::Values> GraphReader::ReadOp(Frame* frame, Reading* r) {
  const std::string& op = r->def.op();
  // The name of an asset is a constant or a placeholder, depending on what wrote the model.
  if (frame->function.empty())
    if (const auto asset = assets_.find(r->def.name()); asset != assets_.end())
      return Values{AddConst(frame, r->def, tf::Literal({}, std::vector<std::string>{asset->second}))};
  if (defs_.FindFunction(op) != nullptr) {
    GC_RETURN_IF_ERROR(ReadRefs(frame, r));
    GC_ASSIGN_OR_RETURN(Callee callee, FindCallee(op, nullptr, *frame, r->inputs.size()));
    callee.attrs = r->attrs;
    return Inline(frame, r, callee);
  }
  if (IsCall(op)) {
    GC_RETURN_IF_ERROR(ReadRefs(frame, r));
    const auto f = r->def.attr().find("f");
    if (f == r->def.attr().end()) return Error(StatusCode::kInvalidModel, "the attribute \"f\" is missing");
    GC_ASSIGN_OR_RETURN(const Callee callee, FindCallee(f->second.func().name(), &f->second.func(), *frame, r->inputs.size()));
    return Inline(frame, r, callee);
  }
  if (op == "Const") return ReadConst(frame, r);
  if (op == "VarHandleOp" || op == "VariableV2" || op == "Variable") return ReadVariable(frame, r);
  if (IsTable(op)) return ReadTable(frame, r);
  if (IsOldControlFlow(op))
    return Error(StatusCode::kUnsupported, "control flow of TensorFlow 1; save the model with control flow v2 (tf.enable_control_flow_v2)");
  if (op == "Placeholder") return Error(StatusCode::kInvalidModel, "an output depends on it, but it is no input of the signature");
  GC_ASSIGN_OR_RETURN(std::optional<Values> assigned, ReadRefAssignment(frame, r));
  if (assigned.has_value()) return std::move(*assigned);
  GC_RETURN_IF_ERROR(ReadRefs(frame, r));
  return IsControlFlow(op) ? ReadControlFlow(frame, r) : ReadPlain(frame, r);
}

Expected<GraphReader::Values> GraphReader::ReadPlain(Frame* frame, Reading* r) {
  Node* node = frame->graph->AddTf(r->def.op(), UniqueName(frame, r->def.name()), r->inputs, r->layout.types, nullptr);
  node->attrs = std::move(r->attrs);
  node->origin = OriginOf(*frame, r->def);
  const auto shapes = r->def.attr().find("_output_shapes");
  Values results;
  for (int i = 0; i < node->num_outputs(); ++i) {
    if (shapes != r->def.attr().end() && i < shapes->second.list().shape_size())
      node->output(i)->shape = ShapeFromProto(shapes->second.list().shape(i));
    results.push_back(node->output(i));
  }
  return results;
}

Value* GraphReader::AddConst(Frame* frame, const proto::NodeDef& node, tf::Literal value) {
  Value* constant = frame->graph->AddConst(std::move(value), UniqueName(frame, node.name()), nullptr);
  constant->producer->origin = OriginOf(*frame, node);
  return constant;
}

Expected<GraphReader::Values> GraphReader::ReadConst(Frame* frame, Reading* r) {
  const auto* value = r->attrs.Get<tf::Literal>("value");
  if (value == nullptr) return Error(StatusCode::kInvalidModel, "the attribute \"value\" is missing");
  return Values{AddConst(frame, r->def, *value)};
}

std::string GraphReader::UniqueName(Frame* frame, const std::string& node) const {
  std::string name = frame->scope + node;
  for (int i = 1; !frame->names->insert(name).second; ++i) name = frame->scope + node + "_" + std::to_string(i);
  return name;
}

std::string GraphReader::OriginOf(const Frame& frame, const proto::NodeDef& node) const {
  // A graph that was rewritten remembers what its nodes were before.
  const auto& before = node.experimental_debug_info();
  const std::string& name = before.original_node_names_size() > 0 ? before.original_node_names(0) : node.name();
  const std::string& function = before.original_func_names_size() > 0 ? before.original_func_names(0) : frame.function;
  std::string origin = name;
  if (!function.empty()) origin += " in " + function;
  const std::string line = source_lines_.Find(name, function);
  return line.empty() ? origin : origin + " at " + line;
}

}  // namespace goldcrest::convert
