#include "convert/variables.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "convert/passes/bodies.h"

namespace goldcrest::convert {
namespace {

using tf::DataType;

// Operators whose first input is a variable they change.
bool Writes(const Node& n) {
  if (n.kind != NodeKind::kTf) return false;
  const std::string_view op = n.op;
  return op == "AssignVariableOp" || op == "AssignAddVariableOp" || op == "AssignSubVariableOp" || op == "ResourceStridedSliceAssign" ||
         op.substr(0, 13) == "ResourceApply" || op.substr(0, 15) == "ResourceScatter" || op.substr(0, 19) == "ResourceSparseApply";
}

// The number of the caller's inputs that come before those its bodies get: the condition of If, the branch number of Case.
int NumSelectors(const Node& n) { return IsLoop(n) ? 0 : 1; }

// Which variable a value of type resource stands for, in one graph.
using Handles = std::map<const Value*, int64_t>;

Handles HandlesOf(const Graph& graph, const std::vector<std::optional<int64_t>>& arguments) {
  Handles handles;
  for (size_t i = 0; i < graph.inputs.size() && i < arguments.size(); ++i)
    if (arguments[i].has_value()) handles[graph.inputs[i]] = *arguments[i];
  for (const auto& n : graph.nodes()) {
    if (n->Is("VarHandleOp")) {
      handles[n->output()] = n->attrs.Int("variable", -1);
    } else if (n->Is("Identity") && handles.count(n->input(0)) != 0) {
      handles[n->output()] = handles.at(n->input(0));
    } else if (IsLoop(*n)) {
      // A loop hands its resources through.
      for (int i = 0; i < n->num_outputs(); ++i)
        if (handles.count(n->input(i)) != 0) handles[n->output(i)] = handles.at(n->input(i));
    }
  }
  return handles;
}

std::vector<std::optional<int64_t>> ArgumentsOf(const Node& n, const Handles& handles) {
  std::vector<std::optional<int64_t>> arguments;
  for (int i = NumSelectors(n); i < n.num_inputs(); ++i) {
    const auto found = handles.find(n.input(i));
    arguments.push_back(found == handles.end() ? std::nullopt : std::optional<int64_t>(found->second));
  }
  return arguments;
}

void CollectWritten(const Graph& graph, const std::vector<std::optional<int64_t>>& arguments, std::set<int64_t>* written) {
  const Handles handles = HandlesOf(graph, arguments);
  for (const auto& n : graph.nodes()) {
    if (Writes(*n))
      if (const auto found = handles.find(n->input(0)); found != handles.end()) written->insert(found->second);
    for (const auto& body : n->bodies) CollectWritten(*body, ArgumentsOf(*n, handles), written);
  }
}

// Freezes the reads of one graph and of those it calls.
class Freezer {
 public:
  Freezer(const Program& program, const std::set<int64_t>& written) : program_(program), written_(written) {}

  Status Run(Graph& graph, const std::vector<std::optional<int64_t>>& arguments) {
    const Handles handles = HandlesOf(graph, arguments);
    for (Node* n : graph.AllNodes()) {
      for (const auto& body : n->bodies) GC_RETURN_IF_ERROR(Run(*body, ArgumentsOf(*n, handles)));
      if (n->kind != NodeKind::kTf || n->num_inputs() == 0) continue;
      const auto found = handles.find(n->input(0));
      if (found == handles.end() || found->second < 0) continue;
      if (written_.count(found->second) == 0) {
        GC_RETURN_IF_ERROR(Read(graph, n, program_.variables[static_cast<size_t>(found->second)]));
      } else if (n->input(0)->producer->kind == NodeKind::kArg && n->bodies.empty()) {
        graph.SetInput(n, 0, Handle(graph, n, found->second));
      }
    }
    return DropResources(graph, handles);
  }

 private:
  static Value* Handle(Graph& graph, const Node* before, int64_t variable) {
    Node* handle = graph.AddTf("VarHandleOp", before->name + "/variable", {}, {DataType::kResource}, before);
    handle->attrs.Set("variable", variable);
    handle->output()->shape = tf::PartialShape::Scalar();
    return handle->output();
  }

  Status Read(Graph& graph, Node* n, const Variable& variable) {
    const bool gathers = n->Is("ResourceGather") || n->Is("ResourceGatherNd");
    if (!n->Is("ReadVariableOp") && !n->Is("VariableShape") && !gathers) return Status::Ok();
    if (variable.value.type() == DataType::kInvalid)
      return Error(StatusCode::kFailedPrecondition, "node \"%s\" reads the variable \"%s\", for which the SavedModel has no value",
                   n->name.c_str(), variable.name.c_str());
    if (n->Is("VariableShape")) {
      GC_ASSIGN_OR_RETURN(tf::Literal shape, tf::LiteralFromInts(n->output()->type, {variable.value.rank()}, variable.value.dims()));
      graph.ReplaceUses(n->output(), graph.AddConst(std::move(shape), n->name, n));
      graph.Erase(n);
      return Status::Ok();
    }
    Value* value = Constant(graph, variable);
    if (gathers) {
      graph.SetInput(n, 0, value);
      if (n->Is("ResourceGather")) {
        n->op = "GatherV2";
        graph.AddNodeInput(
            n, graph.AddConst(tf::Literal::Scalar<int32_t>(static_cast<int32_t>(n->attrs.Int("batch_dims"))), n->name + "/axis", n));
      } else {
        n->op = "GatherNd";
      }
      return Status::Ok();
    }
    graph.ReplaceUses(n->output(), value);
    graph.Erase(n);
    return Status::Ok();
  }

  // One constant a graph and variable, before all other nodes.
  Value* Constant(Graph& graph, const Variable& variable) {
    Value*& value = constants_[{&graph, &variable}];
    if (value == nullptr) value = graph.AddConst(variable.value, variable.name, graph.FirstOperation());
    return value;
  }

  // Loops and branches no longer get what their bodies have of their own now, and handles nobody uses go.
  Status DropResources(Graph& graph, const Handles& handles) {
    for (Node* n : graph.AllNodes())
      if (!n->bodies.empty()) GC_RETURN_IF_ERROR(DropArguments(graph, n, handles));
    std::vector<Node*> nodes = graph.AllNodes();
    for (auto n = nodes.rbegin(); n != nodes.rend(); ++n) {
      const bool handle = (*n)->kind == NodeKind::kTf && (*n)->num_outputs() == 1 && handles.count((*n)->output()) != 0;
      if (handle && graph.IsDead(*n)) graph.Erase(*n);
    }
    return Status::Ok();
  }

  static Status DropArguments(Graph& graph, Node* n, const Handles& handles) {
    std::vector<bool> keep_inputs;
    for (const Value* v : n->inputs) keep_inputs.push_back(handles.count(v) == 0);
    const std::vector<bool> keep(keep_inputs.begin() + NumSelectors(*n), keep_inputs.end());
    if (std::find(keep.begin(), keep.end(), false) == keep.end()) return Status::Ok();
    if (IsLoop(*n)) {
      // What a loop makes of a variable is itself.
      for (int i = 0; i < n->num_inputs(); ++i)
        if (!keep[static_cast<size_t>(i)]) graph.ReplaceUses(n->output(i), n->input(i));
      KeepOutputs(*n->bodies[1], keep);
      KeepResults(*n, keep);
    }
    for (const auto& body : n->bodies) {
      for (size_t i = 0; i < keep.size(); ++i)
        if (!keep[i] && !IsUnusedArgument(*body, i))
          return Error(StatusCode::kUnsupported,
                       "node \"%s\": the variable that %s gets as argument %zu is used in a way that is not known", n->name.c_str(),
                       body->name.c_str(), i);
      KeepArguments(*body, keep);
    }
    KeepInputs(graph, *n, keep_inputs);
    return Status::Ok();
  }

  const Program& program_;
  const std::set<int64_t>& written_;
  std::map<std::pair<const Graph*, const Variable*>, Value*> constants_;
};

}  // namespace

Status FreezeVariables(Program& program) {
  std::set<int64_t> written;
  for (const Signature& s : program.signatures) CollectWritten(*s.graph, {}, &written);
  Freezer freezer(program, written);
  for (Signature& s : program.signatures) GC_RETURN_IF_ERROR(freezer.Run(*s.graph, {}).At("signature \"" + s.key + "\""));
  return Status::Ok();
}

}  // namespace goldcrest::convert
