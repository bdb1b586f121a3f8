#include "convert/evaluate.h"

#include <algorithm>
#include <map>

#include "convert/passes/bodies.h"
#include "tfops/op.h"

namespace goldcrest::convert {
namespace {

using tf::DataType;
using tf::Literal;

// What the evaluator does itself, because it needs more than values.
bool IsStateOp(const Node& n) {
  return n.Is("VarHandleOp") || n.Is("ReadVariableOp") || n.Is("AssignVariableOp") || n.Is("HashTableV2") || n.Is("LookupTableFindV2") ||
         n.Is("LookupTableSizeV2");
}

Expected<bool> AsBool(const Literal& v) {
  if (v.type() == DataType::kString) return v.elements() > 0 && !v.strings()[0].empty();
  GC_ASSIGN_OR_RETURN(const std::vector<double> values, v.AsDoubles());
  return v.rank() == 0 ? !values.empty() && values[0] != 0 : !values.empty();
}

class Evaluator {
 public:
  Evaluator(Program& program, const EvaluateLimits& limits) : program_(program), limits_(limits), iterations_(limits.max_iterations) {}

  Expected<std::vector<Literal>> Run(const Graph& graph, const std::vector<Literal>& inputs) {
    std::map<const Value*, Literal> values;
    // Results are dropped with their last reader.
    std::map<const Value*, int> readers;
    for (const auto& n : graph.nodes()) {
      for (const Value* v : n->inputs) ++readers[v];
    }
    for (const Value* v : graph.outputs) ++readers[v];
    for (const auto& n : graph.nodes()) {
      std::vector<Literal> arguments, results;
      for (const Value* v : n->inputs) arguments.push_back(values.at(v));
      if (n->kind == NodeKind::kConst) {
        results = {n->value};
      } else if (n->kind == NodeKind::kArg) {
        results = {inputs[static_cast<size_t>(n->arg)]};
      } else {
        GC_ASSIGN_OR_RETURN(results, RunNode(*n, arguments));
      }
      for (const Value* v : n->inputs)
        if (--readers[v] == 0) values.erase(v);
      for (int i = 0; i < n->num_outputs(); ++i)
        if (readers[n->output(i)] > 0) values[n->output(i)] = std::move(results[static_cast<size_t>(i)]);
    }
    std::vector<Literal> outputs;
    for (const Value* v : graph.outputs) outputs.push_back(values.at(v));
    return outputs;
  }

 private:
  Expected<std::vector<Literal>> RunNode(const Node& n, const std::vector<Literal>& arguments) {
    Expected<std::vector<Literal>> results = IsLoop(n)       ? RunLoop(n, arguments)
                                             : IsBranches(n) ? RunBranch(n, arguments)
                                             : IsStateOp(n)  ? RunStateOp(n, arguments)
                                                             : RunOp(n, arguments);
    if (!results.ok()) return std::move(results).status().At("node \"" + n.name + "\" (" + n.op + ")");
    if (results->size() != static_cast<size_t>(n.num_outputs()))
      return Error(StatusCode::kInternal, "node \"%s\" (%s): %zu results instead of %d", n.name.c_str(), n.op.c_str(), results->size(),
                   n.num_outputs());
    return results;
  }

  Expected<std::vector<Literal>> RunOp(const Node& n, const std::vector<Literal>& arguments) {
    const tf::Op* op = tf::FindOp(n.op);
    if (op == nullptr || !op->has_eval()) return Error(StatusCode::kUnsupported, "not computed here");
    std::vector<DataType> types;
    for (const auto& v : n.outputs) types.push_back(v->type);
    tf::EvalContext ctx(n.attrs, arguments, types, limits_.max_bytes);
    GC_RETURN_IF_ERROR(tf::Eval(*op, ctx));
    return std::move(ctx.outputs());
  }

  Expected<std::vector<Literal>> RunLoop(const Node& n, std::vector<Literal> state) {
    while (true) {
      GC_ASSIGN_OR_RETURN(const std::vector<Literal> condition, Run(*n.bodies[0], state));
      GC_ASSIGN_OR_RETURN(const bool go_on, AsBool(condition[0]));
      if (!go_on) return state;
      if (--iterations_ < 0)
        return Error(StatusCode::kLimitExceeded, "a loop of more than %lld steps", static_cast<long long>(limits_.max_iterations));
      GC_ASSIGN_OR_RETURN(state, Run(*n.bodies[1], state));
    }
  }

  Expected<std::vector<Literal>> RunBranch(const Node& n, const std::vector<Literal>& arguments) {
    size_t branch = 0;
    if (n.Is("If") || n.Is("StatelessIf")) {
      GC_ASSIGN_OR_RETURN(const bool condition, AsBool(arguments[0]));
      branch = condition ? 0 : 1;
    } else {
      GC_ASSIGN_OR_RETURN(const std::vector<int64_t> number, arguments[0].AsInts());
      const int64_t last = static_cast<int64_t>(n.bodies.size()) - 1;
      branch = static_cast<size_t>(number[0] < 0 || number[0] > last ? last : number[0]);
    }
    return Run(*n.bodies[branch], {arguments.begin() + 1, arguments.end()});
  }

  // A resource is the number of its variable or table.
  Expected<std::vector<Literal>> RunStateOp(const Node& n, const std::vector<Literal>& arguments) {
    if (n.Is("VarHandleOp")) return std::vector<Literal>{Literal::Scalar<int64_t>(n.attrs.Int("variable", -1))};
    if (n.Is("HashTableV2")) return std::vector<Literal>{Literal::Scalar<int64_t>(n.attrs.Int("table", -1))};
    GC_ASSIGN_OR_RETURN(const std::vector<int64_t> number, arguments[0].AsInts());
    const auto index = static_cast<size_t>(number[0]);
    if (n.Is("ReadVariableOp") || n.Is("AssignVariableOp")) {
      if (index >= program_.variables.size()) return Error(StatusCode::kInternal, "no variable %zu", index);
      Variable& variable = program_.variables[index];
      if (n.Is("AssignVariableOp")) {
        variable.value = arguments[1];
        return std::vector<Literal>{};
      }
      if (variable.value.type() == DataType::kInvalid)
        return Error(StatusCode::kFailedPrecondition, "variable \"%s\" has no value", variable.name.c_str());
      return std::vector<Literal>{variable.value};
    }
    if (index >= program_.tables.size()) return Error(StatusCode::kInternal, "no table %zu", index);
    const Table& table = program_.tables[index];
    if (n.Is("LookupTableSizeV2")) return std::vector<Literal>{Literal::Scalar<int64_t>(static_cast<int64_t>(table.keys.elements()))};
    return Find(table, arguments[1], arguments[2]);
  }

  static std::vector<std::string> KeysOf(const Literal& v) {
    if (v.type() == DataType::kString) return v.strings();
    std::vector<std::string> keys;
    const Expected<std::vector<int64_t>> ints = v.AsInts();
    if (ints.ok())
      for (int64_t i : *ints) keys.push_back(std::to_string(i));
    return keys;
  }

  static Expected<std::vector<Literal>> Find(const Table& table, const Literal& wanted, const Literal& otherwise) {
    std::map<std::string, size_t> places;
    const std::vector<std::string> keys = KeysOf(table.keys);
    for (size_t i = 0; i < keys.size(); ++i) places.emplace(keys[i], i);
    std::vector<std::string> strings;
    std::vector<int64_t> ints;
    const bool of_strings = table.value_type == DataType::kString;
    std::vector<int64_t> values, fallback;
    if (!of_strings) {
      GC_ASSIGN_OR_RETURN(values, table.values.AsInts());
      GC_ASSIGN_OR_RETURN(fallback, otherwise.AsInts());
    }
    for (const std::string& key : KeysOf(wanted)) {
      const auto found = places.find(key);
      if (of_strings) {
        strings.push_back(found == places.end() ? otherwise.strings()[0] : table.values.strings()[found->second]);
      } else {
        ints.push_back(found == places.end() ? fallback[0] : values[found->second]);
      }
    }
    if (of_strings) return std::vector<Literal>{Literal(wanted.dims(), std::move(strings))};
    GC_ASSIGN_OR_RETURN(Literal result, tf::LiteralFromInts(table.value_type, wanted.dims(), ints));
    return std::vector<Literal>{std::move(result)};
  }

  Program& program_;
  const EvaluateLimits& limits_;
  int64_t iterations_;
};

}  // namespace

bool CanEvaluate(const Graph& graph) {
  for (const auto& n : graph.nodes()) {
    for (const auto& body : n->bodies)
      if (!CanEvaluate(*body)) return false;
    if (n->kind != NodeKind::kTf || IsLoop(*n) || IsBranches(*n) || IsStateOp(*n)) continue;
    const tf::Op* op = tf::FindOp(n->op);
    if (op == nullptr || !op->has_eval()) return false;
  }
  return true;
}

Expected<std::vector<Literal>> Evaluate(Program& program, const Graph& graph, const std::vector<Literal>& inputs,
                                        const EvaluateLimits& limits) {
  if (inputs.size() != graph.inputs.size())
    return Error(StatusCode::kInvalidArgument, "%zu inputs for a graph of %zu", inputs.size(), graph.inputs.size());
  return Evaluator(program, limits).Run(graph, inputs);
}

}  // namespace goldcrest::convert
