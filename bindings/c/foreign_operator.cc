#include "bindings/c/foreign_operator.h"

#include "bindings/c/objects.h"

namespace goldcrest::c {
namespace {

struct Call {
  ForeignGraph* graph;
  int node;
};

Status Eval(const Call& call, EvalContext& ctx) { return call.graph->Invoke(call.node, ctx); }

}  // namespace

Status ForeignOperator::Infer(InferContext& ctx) const { return owner_.foreign[ctx.node().subgraph]->Prepare(ctx); }

Expected<Kernel> ForeignOperator::Select(SelectContext& ctx) const {
  ForeignGraph* graph = owner_.foreign[ctx.node().subgraph].get();
  Kernel kernel = Kernel::Make<Call, Eval>((registered_.name.empty() ? "the client's operator" : "custom operator " + registered_.name),
                                           Call{graph, ctx.node().node});
  GC_ASSIGN_OR_RETURN(kernel.workspace, graph->Workspace(ctx.node().node));
  return kernel;
}

ForeignOperators::ForeignOperators(const std::vector<RegisteredOperator>& registered, OperatorLookup lookup, TfLiteInterpreter& owner,
                                   bool only_registered)
    : owner_(owner), lookup_(std::move(lookup)), only_registered_(only_registered) {
  for (const RegisteredOperator& r : registered) operators_.push_back(std::make_unique<ForeignOperator>(r, owner));
}

const ForeignOperator* ForeignOperators::FindForeign(int builtin_code, std::string_view custom_name, int version) const {
  for (const auto& op : operators_) {
    const RegisteredOperator& r = op->registered();
    if (r.registration.builtin_code != builtin_code || version < r.min_version || version > r.max_version) continue;
    if (builtin_code != kTfLiteBuiltinCustom || r.name == custom_name) return op.get();
  }
  if (!lookup_) return nullptr;
  RegisteredOperator found;
  found.name = custom_name;
  found.min_version = found.max_version = version;
  if (!lookup_(builtin_code, found.name.c_str(), version, &found.registration) || !HasCallbacks(found.registration)) return nullptr;
  found.registration.builtin_code = builtin_code;
  operators_.push_back(std::make_unique<ForeignOperator>(std::move(found), owner_));
  return operators_.back().get();
}

const Operator* ForeignOperators::Find(int builtin_code, std::string_view custom_name, int version, std::string* reason) const {
  if (const ForeignOperator* op = FindForeign(builtin_code, custom_name, version)) return op;
  TfLiteRegistration found = {};
  const bool ours =
      lookup_ ? lookup_(builtin_code, std::string(custom_name).c_str(), version, &found) && !HasCallbacks(found) : !only_registered_;
  const Operator* op = ours ? BuiltinRegistry().Find(builtin_code, custom_name, version, reason) : nullptr;
  if (op != nullptr) return op;
  // One that the client registered for other versions is likely what was meant.
  for (const auto& foreign : operators_) {
    const RegisteredOperator& r = foreign->registered();
    if (r.registration.builtin_code != builtin_code || r.name != (builtin_code == kTfLiteBuiltinCustom ? custom_name : "")) continue;
    *reason = "registered for versions " + std::to_string(r.min_version) + " to " + std::to_string(r.max_version) + " only";
    return nullptr;
  }
  if (ours) return nullptr;
  *reason = lookup_ ? "the client's look-up has none of this version" : "only registered operators were asked for";
  return nullptr;
}

}  // namespace goldcrest::c
