#include "convert/check.h"

#include <cmath>
#include <cstring>
#include <random>

#include "convert/evaluate.h"
#include "goldcrest/interpreter.h"
#include "select/select_operator.h"

namespace goldcrest::convert {
namespace {

using tf::DataType;
using tf::Literal;

// Float32 arithmetic of another order differs by some units of 2^-24 times the depth of the network; an operator that is wrong, by more.
constexpr double kTolerance = 1e-3;

// Numbers between -1 and 1; integers and truth values 0 and 1, so that what is used as an index or a count is a small one.
Expected<Literal> RandomInput(const Value& v, std::mt19937& random) {
  std::vector<int64_t> dims = v.shape.dims();
  size_t elements = 1;
  for (int64_t& d : dims) {
    d = d < 0 ? 1 : d;
    elements *= static_cast<size_t>(d);
  }
  if (v.type == DataType::kString) return Literal(std::move(dims), std::vector<std::string>(elements, "a"));
  std::vector<double> values(elements);
  const bool floating = v.type == DataType::kFloat || v.type == DataType::kDouble || v.type == DataType::kHalf;
  std::uniform_real_distribution<double> number(-1, 1);
  for (double& x : values) x = floating ? number(random) : static_cast<double>(random() & 1);
  return tf::LiteralFromDoubles(v.type, std::move(dims), values);
}

class Checker {
 public:
  Checker(Program& source, Interpreter& interpreter) : source_(source), interpreter_(interpreter) {}

  Expected<CheckResult> Run(const Signature& s) {
    CheckResult result;
    result.signature = s.key;
    std::mt19937 random(1);
    std::vector<Literal> inputs;
    for (const Value* v : s.graph->inputs) {
      Expected<Literal> input = RandomInput(*v, random);
      if (!input.ok()) {
        result.note = "no random values for an input of type " + tf::TypeName(v->type);
        return result;
      }
      inputs.push_back(std::move(*input));
    }
    GC_ASSIGN_OR_RETURN(SignatureRunner runner, SignatureRunner::Create(interpreter_, s.key));
    if (Status status = RunModel(s, inputs, runner); !status.ok()) {
      // The data may be such that the source refuses as well.
      if (status.code() != StatusCode::kRuntimeError && status.code() != StatusCode::kUnresolvedOp) return status;
      result.note = "not run: " + status.message();
      return result;
    }
    if (!CanEvaluate(*s.graph)) {
      result.note = "runs; not compared, for lack of a reference for some operator";
      return result;
    }
    Expected<std::vector<Literal>> expected = Evaluate(source_, *s.graph, inputs);
    if (!expected.ok()) {
      result.note = "runs; not compared: " + expected.status().message();
      return result;
    }
    result.difference = 0;
    for (size_t i = 0; i < expected->size(); ++i) {
      GC_ASSIGN_OR_RETURN(const TensorView got, runner.output(s.output_names[i]));
      const Expected<double> difference = Difference(got, (*expected)[i]);
      if (!difference.ok()) return difference.status().At("output \"" + s.output_names[i] + "\"");
      result.difference = std::max(result.difference, *difference);
    }
    return result;
  }

 private:
  static Status RunModel(const Signature& s, const std::vector<Literal>& inputs, SignatureRunner& runner) {
    for (size_t i = 0; i < inputs.size(); ++i) {
      const std::vector<int32_t> dims(inputs[i].dims().begin(), inputs[i].dims().end());
      GC_RETURN_IF_ERROR(runner.ResizeInput(s.input_names[i], dims));
    }
    GC_RETURN_IF_ERROR(runner.Allocate());
    for (size_t i = 0; i < inputs.size(); ++i) {
      if (inputs[i].type() == DataType::kString) return Error(StatusCode::kRuntimeError, "inputs of strings are not made up");
      GC_ASSIGN_OR_RETURN(TensorView to, runner.input(s.input_names[i]));
      const std::span<const uint8_t> from = inputs[i].bytes().span();
      if (to.bytes != from.size())
        return Error(StatusCode::kInternal, "input \"%s\" has %zu bytes instead of %zu", s.input_names[i].c_str(), to.bytes, from.size());
      if (!from.empty() && to.data != nullptr) std::memcpy(to.data, from.data(), from.size());
    }
    return runner.Invoke();
  }

  static Expected<double> Difference(const TensorView& got, const Literal& expected) {
    GC_ASSIGN_OR_RETURN(const Literal actual, select::ToLiteral(got));
    if (actual.type() != expected.type() || actual.dims() != expected.dims())
      return Error(StatusCode::kInternal, "%s %s instead of %s %s", tf::TypeName(actual.type()).c_str(), actual.shape().ToString().c_str(),
                   tf::TypeName(expected.type()).c_str(), expected.shape().ToString().c_str());
    Expected<std::vector<double>> a = actual.AsDoubles(), b = expected.AsDoubles();
    if (!a.ok() || !b.ok()) return actual == expected ? 0.0 : 1.0;
    double largest = 1e-30, difference = 0;
    for (size_t i = 0; i < a->size(); ++i) {
      const double x = (*a)[i], y = (*b)[i];
      if (std::isfinite(y)) largest = std::max(largest, std::abs(y));
      if (x == y || (std::isnan(x) && std::isnan(y))) continue;
      difference = std::max(difference, std::isfinite(x - y) ? std::abs(x - y) : INFINITY);
    }
    return difference / largest;
  }

  Program& source_;
  Interpreter& interpreter_;
};

}  // namespace

Expected<std::vector<CheckResult>> CheckAgainst(Program& source, const model::Model& model) {
  const auto where = [](const std::string& key) { return "the converted model, signature \"" + key + "\""; };
  GC_ASSIGN_OR_RETURN(Model loaded, Model::FromContent(model));
  GC_ASSIGN_OR_RETURN(std::shared_ptr<const CompiledModel> compiled, CompiledModel::Create(std::move(loaded)));
  GC_ASSIGN_OR_RETURN(std::unique_ptr<Interpreter> interpreter, Interpreter::Create(std::move(compiled)));
  std::vector<CheckResult> results;
  for (const Signature& s : source.signatures) {
    Expected<CheckResult> result = Checker(source, *interpreter).Run(s);
    if (!result.ok()) return Error(StatusCode::kInternal, "%s: %s", where(s.key).c_str(), result.status().message().c_str());
    if (!(result->difference <= kTolerance))
      return Error(StatusCode::kInternal, "%s differs from the source by %.3g of the largest value of an output", where(s.key).c_str(),
                   result->difference);
    results.push_back(std::move(*result));
  }
  return results;
}

}  // namespace goldcrest::convert
