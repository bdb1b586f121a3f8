// Functions: calls of them inlined, loops and branches given theirs as bodies.
#include <algorithm>

#include "convert/saved_model/attr_reader.h"
#include "convert/saved_model/graph_reader.h"
#include "convert/saved_model/tensor_proto.h"

namespace goldcrest::convert {
namespace {

constexpr size_t kMaxDepth = 64;  // of functions that call functions

// What the function's tracing knew of its argument `i`.
tf::PartialShape ArgShape(const proto::FunctionDef& function, int i) {
  if (const auto arg = function.arg_attr().find(static_cast<uint32_t>(i)); arg != function.arg_attr().end()) {
    const auto shapes = arg->second.attr().find("_output_shapes");
    if (shapes != arg->second.attr().end() && shapes->second.list().shape_size() == 1)
      return ShapeFromProto(shapes->second.list().shape(0));
  }
  const auto shapes = function.attr().find("_input_shapes");
  if (shapes != function.attr().end() && i < shapes->second.list().shape_size()) return ShapeFromProto(shapes->second.list().shape(i));
  return {};
}

// The nodes of a function that run for what they do. Functions written before TensorFlow 1.14 do not name them.
bool RunsForItself(const proto::NodeDef& node, const OpDefs& defs) {
  const proto::OpDef* op = defs.Find(node.op());
  return op != nullptr && op->is_stateful();
}

void RefineShape(const tf::PartialShape& known, Value* value) {
  if (auto merged = tf::Merge(value->shape, known); merged.ok()) value->shape = std::move(*merged);
}

}  // namespace

Expected<GraphReader::Callee> GraphReader::FindCallee(const std::string& name, const proto::NameAttrList* from_attr, const Frame& frame,
                                                      size_t num_args) {
  const proto::FunctionDef* function = defs_.FindFunction(name);
  if (function == nullptr) return Error(StatusCode::kInvalidModel, "the function \"%s\" is missing from the library", name.c_str());
  const auto wanted = static_cast<size_t>(function->signature().input_arg_size());
  if (num_args != wanted)
    return Error(StatusCode::kInvalidModel, "%zu arguments for the function \"%s\", which takes %zu", num_args, name.c_str(), wanted);
  std::unique_ptr<Body>& body = function_bodies_[name];
  if (body == nullptr) {
    auto made = Body::OfFunction(*function);
    if (!made.ok()) return std::move(made).status().At("function \"" + name + "\"");
    body = std::make_unique<Body>(std::move(*made));
  }
  // What of the function is looked at beside its nodes.
  CheckedSize size = CheckedSize(function->signature().ByteSizeLong()) + CheckedSize(function->control_ret_size()) * 16;
  for (size_t i = 0; i < num_args; ++i) size += ArgShape(*function, static_cast<int>(i)).dims().size() * sizeof(int64_t);
  GC_RETURN_IF_ERROR(budget_->Take(size));
  Callee callee{function, body.get(), {}};
  if (from_attr != nullptr) {
    GC_ASSIGN_OR_RETURN(callee.attrs, AttrsFromProto(*from_attr, frame.attrs, budget_));
  }
  return callee;
}

Expected<GraphReader::Values> GraphReader::Inline(Frame* frame, Reading* r, const Callee& callee) {
  Frame inner;
  inner.graph = frame->graph;
  inner.names = frame->names;
  inner.scope = frame->scope + r->def.name() + "/";
  inner.args = r->inputs;
  for (size_t i = 0; i < inner.args.size(); ++i) RefineShape(ArgShape(*callee.function, static_cast<int>(i)), inner.args[i]);
  return ReadFunction(&inner, callee);
}

// `frame` has graph, scope and arguments.
Expected<GraphReader::Values> GraphReader::ReadFunction(Frame* frame, const Callee& callee) {
  const proto::FunctionDef& function = *callee.function;
  const std::string& name = function.signature().name();
  if (std::find(active_.begin(), active_.end(), name) != active_.end())
    return Error(StatusCode::kInvalidModel, "the function \"%s\" calls itself", name.c_str());
  if (active_.size() >= kMaxDepth) return Error(StatusCode::kLimitExceeded, "functions call one another more than %zu deep", kMaxDepth);
  for (int i = 0; i < function.signature().input_arg_size(); ++i) {
    const auto& arg = function.signature().input_arg(i);
    GC_ASSIGN_OR_RETURN(const tf::DataType type, ArgType(arg, callee.attrs));
    const Value* given = frame->args[static_cast<size_t>(i)];
    if (given->type != type)
      return Error(StatusCode::kInvalidModel, "argument \"%s\" of the function \"%s\" is %s, given is %s", arg.name().c_str(), name.c_str(),
                   tf::TypeName(type).c_str(), tf::TypeName(given->type).c_str());
  }
  frame->body = callee.body;
  frame->function = name;
  frame->attrs = callee.attrs;

  std::vector<int> roots;
  std::vector<TensorRef> outputs;
  for (const auto& arg : function.signature().output_arg()) {
    const auto ret = function.ret().find(arg.name());
    if (ret == function.ret().end())
      return Error(StatusCode::kInvalidModel, "the function \"%s\" does not say what it returns as \"%s\"", name.c_str(),
                   arg.name().c_str());
    GC_ASSIGN_OR_RETURN(const TensorRef ref, ParseTensorRef(ret->second));
    outputs.push_back(ref);
    if (const int node = callee.body->FindNode(ref.node); node >= 0) roots.push_back(node);
  }
  for (const auto& [unused, node] : function.control_ret())
    if (const int index = callee.body->FindNode(node); index >= 0) roots.push_back(index);
  if (function.control_ret().empty() && function.signature().is_stateful()) {
    for (int i = 0; i < callee.body->num_nodes(); ++i)
      if (RunsForItself(callee.body->node(i), defs_)) roots.push_back(i);
  }
  active_.push_back(name);
  Status read = ReadBody(frame, roots);
  active_.pop_back();
  GC_RETURN_IF_ERROR(std::move(read));
  Values results;
  for (const TensorRef& ref : outputs) {
    auto value = Resolve(*frame, ref);
    if (!value.ok()) return std::move(value).status().At("what the function \"" + name + "\" returns");
    results.push_back(*value);
  }
  return results;
}

Expected<std::unique_ptr<Graph>> GraphReader::ReadBranch(Frame* frame, const proto::NameAttrList& name, const Values& args) {
  GC_ASSIGN_OR_RETURN(const Callee callee, FindCallee(name.name(), &name, *frame, args.size()));
  auto graph = std::make_unique<Graph>();
  graph->name = name.name();
  std::unordered_set<std::string> names;
  Frame inner;
  inner.graph = graph.get();
  inner.names = &names;
  for (size_t i = 0; i < args.size(); ++i) {
    const auto& arg = callee.function->signature().input_arg(static_cast<int>(i));
    Value* input = graph->AddInput(args[i]->type, ArgShape(*callee.function, static_cast<int>(i)), UniqueName(&inner, arg.name()));
    inner.args.push_back(input);
  }
  GC_ASSIGN_OR_RETURN(graph->outputs, ReadFunction(&inner, callee));
  EraseDeadNodes(graph.get());
  return graph;
}

Expected<GraphReader::Values> GraphReader::ReadControlFlow(Frame* frame, Reading* r) {
  const std::string& op = r->def.op();
  const bool is_loop = op == "While" || op == "StatelessWhile";
  std::vector<const proto::NameAttrList*> functions;
  const auto add = [&](const char* name) {
    const auto attr = r->def.attr().find(name);
    if (attr == r->def.attr().end()) return Error(StatusCode::kInvalidModel, "the attribute \"%s\" is missing", name);
    if (attr->second.has_func()) functions.push_back(&attr->second.func());
    for (const auto& f : attr->second.list().func()) functions.push_back(&f);
    r->attrs.Erase(name);
    return Status::Ok();
  };
  if (is_loop) {
    GC_RETURN_IF_ERROR(add("cond"));
    GC_RETURN_IF_ERROR(add("body"));
  } else if (op.ends_with("If")) {
    GC_RETURN_IF_ERROR(add("then_branch"));
    GC_RETURN_IF_ERROR(add("else_branch"));
  } else {
    GC_RETURN_IF_ERROR(add("branches"));
  }
  if (functions.empty() || (!op.ends_with("Case") && functions.size() != 2))
    return Error(StatusCode::kInvalidModel, "it names %zu functions", functions.size());
  if (!is_loop && r->inputs.empty()) return Error(StatusCode::kInvalidModel, "it has no input to choose by");

  const Values args(r->inputs.begin() + (is_loop ? 0 : 1), r->inputs.end());
  std::vector<std::unique_ptr<Graph>> bodies;
  for (size_t i = 0; i < functions.size(); ++i) {
    GC_ASSIGN_OR_RETURN(std::unique_ptr<Graph> body, ReadBranch(frame, *functions[i], args));
    const size_t results = is_loop && i == 0 ? 1 : r->layout.types.size();
    if (body->outputs.size() != results)
      return Error(StatusCode::kInvalidModel, "the function \"%s\" returns %zu tensors where %zu belong", body->name.c_str(),
                   body->outputs.size(), results);
    for (size_t k = 0; k < results && !(is_loop && i == 0); ++k)
      if (body->outputs[k]->type != r->layout.types[k])
        return Error(StatusCode::kInvalidModel, "result %zu of the function \"%s\" is %s, not %s", k, body->name.c_str(),
                     tf::TypeName(body->outputs[k]->type).c_str(), tf::TypeName(r->layout.types[k]).c_str());
    bodies.push_back(std::move(body));
  }
  if (is_loop && args.size() != r->layout.types.size())
    return Error(StatusCode::kInvalidModel, "a loop with %zu inputs and %zu results", args.size(), r->layout.types.size());
  GC_ASSIGN_OR_RETURN(Values results, ReadPlain(frame, r));
  frame->graph->nodes().back()->bodies = std::move(bodies);
  return results;
}

}  // namespace goldcrest::convert
