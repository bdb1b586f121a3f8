#include "quantize/quantize.h"

#include <algorithm>

#include "goldcrest/model.h"
#include "model/op_version.h"
#include "model/subgraph_calls.h"
#include "quantize/bias_correction.h"
#include "quantize/calibrate.h"
#include "quantize/integer_builder.h"
#include "quantize/lint.h"
#include "quantize/rounding.h"
#include "quantize/weight_only.h"

namespace goldcrest::quantize {
namespace {

// How many samples candidates are tried on: fewer for models that take longer.
size_t HeldCount(const model::Model& model) {
  constexpr int64_t kElements = int64_t{1} << 27;
  int64_t elements = 1;
  for (const model::Tensor& tensor : model.subgraphs[0].tensors) {
    if (model::ConstantData(model, tensor) == nullptr) elements += std::min(Elements(tensor), kElements);
  }
  return static_cast<size_t>(std::clamp<int64_t>(kElements / elements, 16, 64));
}

Status CheckOptions(const QuantizeOptions& options) {
  const auto check = [&](TensorType type, const char* what) {
    const bool fits = type == TensorType::kFloat32 ||
                      (options.scheme == Scheme::kInt8 && (type == TensorType::kInt8 || type == TensorType::kUInt8)) ||
                      (options.scheme == Scheme::kInt16x8 && type == TensorType::kInt16);
    if (fits) return Status::Ok();
    return Error(StatusCode::kInvalidArgument, "the model's %s cannot be %s under this scheme; it takes FLOAT32%s", what,
                 std::string(TypeName(type)).c_str(),
                 options.scheme == Scheme::kInt8      ? ", INT8 or UINT8"
                 : options.scheme == Scheme::kInt16x8 ? " or INT16"
                                                      : "");
  };
  GC_RETURN_IF_ERROR(check(options.input_type, "inputs"));
  GC_RETURN_IF_ERROR(check(options.output_type, "outputs"));
  if (options.effort < 0 || options.effort > 3)
    return Error(StatusCode::kInvalidArgument, "effort is %d; it goes from 0 to 3", options.effort);
  return Status::Ok();
}

// Names in keep_float that no operator has are mistakes.
Status CheckKept(const model::Model& model, const QuantizeOptions& options) {
  for (const std::string& name : options.keep_float) {
    bool found = false;
    for (const model::Subgraph& graph : model.subgraphs) {
      for (size_t i = 0; i < graph.operators.size() && !found; ++i) {
        found = name == std::to_string(i);
        for (int t : graph.operators[i].outputs) found = found || (t >= 0 && graph.tensors[static_cast<size_t>(t)].name == name);
      }
    }
    if (!found)
      return Error(StatusCode::kNotFound,
                   "no operator has the number or the output \"%s\" that is to "
                   "stay float",
                   name.c_str());
  }
  return Status::Ok();
}

// Subgraphs that no operator calls.
std::vector<bool> EntrySubgraphs(const model::Model& model) {
  std::vector<bool> entry(model.subgraphs.size(), true);
  for (const model::Subgraph& graph : model.subgraphs) {
    for (const model::Operator& op : graph.operators) {
      for (const model::SubgraphCall& call : model::SubgraphCalls(op.options)) {
        if (call.subgraph >= 0 && static_cast<size_t>(call.subgraph) < entry.size()) entry[static_cast<size_t>(call.subgraph)] = false;
      }
    }
  }
  if (!entry.empty()) entry[0] = true;
  return entry;
}

// The plan of a subgraph that stays as it is.
SubgraphPlan LeaveFloat(const model::Model& model, int subgraph, const QuantizeOptions& options, const char* reason) {
  SubgraphPlan plan = ChooseIntegerOps(model, subgraph, options);
  for (OpPlan& op : plan.ops) {
    op.integer = false;
    op.reason = reason;
  }
  plan.quantized.assign(plan.quantized.size(), false);
  return plan;
}

void AddKept(const model::Model& model, int subgraph, const SubgraphPlan& plan, QuantizeReport* report) {
  const model::Subgraph& graph = model.subgraphs[static_cast<size_t>(subgraph)];
  for (size_t i = 0; i < plan.ops.size(); ++i) {
    if (plan.ops[i].integer) ++report->integer_operators;
    if (plan.ops[i].integer || !plan.ops[i].on_floats) continue;
    const model::Operator& op = graph.operators[i];
    const int out = op.outputs.empty() ? -1 : op.outputs[0];
    report->kept_float.push_back({subgraph, static_cast<int>(i), model::OperatorName(model.operator_codes[op.opcode_index]),
                                  out >= 0 ? graph.tensors[static_cast<size_t>(out)].name : "", plan.ops[i].reason});
  }
}

Status RefuseFloat(const QuantizeReport& report) {
  std::string text;
  for (const QuantizeReport::Kept& kept : report.kept_float) {
    text += (text.empty() ? "" : "; ") + kept.op_name + " (node " + std::to_string(kept.op);
    if (kept.subgraph != 0) text += " of subgraph " + std::to_string(kept.subgraph);
    text += ", \"" + kept.output + "\") " + kept.reason;
  }
  return Error(StatusCode::kUnsupported, "%zu operators cannot be integer: %s", report.kept_float.size(), text.c_str());
}

Status QuantizeIntegers(const model::Model& float_model, const QuantizeOptions& options, CalibrationSource* source, ProgressSink* progress,
                        model::Model& model, QuantizeReport& report) {
  if (source == nullptr) return Error(StatusCode::kInvalidArgument, "an integer scheme needs calibration samples");
  const std::vector<bool> entry = EntrySubgraphs(float_model);
  std::vector<SubgraphPlan> plans;
  for (size_t s = 0; s < float_model.subgraphs.size(); ++s) {
    const int subgraph = static_cast<int>(s);
    plans.push_back(entry[s] ? ChooseIntegerOps(float_model, subgraph, options)
                             : LeaveFloat(float_model, subgraph, options, "lies in a subgraph that another operator calls"));
    AddKept(float_model, subgraph, plans.back(), &report);
  }
  if (options.strict && !report.kept_float.empty()) return RefuseFloat(report);
  HeldSamples held(HeldCount(float_model));
  GC_ASSIGN_OR_RETURN(const std::vector<SubgraphStatistics> statistics, Calibrate(float_model, options, *source, progress, &held));
  report.warnings = LintCalibration(float_model, statistics);
  for (size_t s = 0; s < plans.size(); ++s) {
    report.samples += statistics[s].samples;
    if (!entry[s] || statistics[s].samples > 0) continue;
    const std::string text = "subgraph " + std::to_string(s) + " \"" + float_model.subgraphs[s].name + "\" got no calibration samples";
    if (options.strict) return Error(StatusCode::kInvalidArgument, "%s", text.c_str());
    report.warnings.push_back(text + " and stays float");
  }
  const IntegerBuilder builder(float_model, options, plans, statistics);
  GC_ASSIGN_OR_RETURN(IntegerBuilder::Choice choice, builder.Choose(held));
  if (options.effort >= 2) GC_RETURN_IF_ERROR(LearnRounding(builder, held, choice.means, options, progress, &choice.plans));
  if (options.effort >= 1) GC_RETURN_IF_ERROR(CorrectBiases(builder, held, choice.means, options, progress, &choice.plans));
  GC_ASSIGN_OR_RETURN(model, builder.Build(choice.plans, choice.means, options));
  return Status::Ok();
}

}  // namespace

Expected<model::Model> Quantize(const model::Model& float_model, const QuantizeOptions& options, CalibrationSource* source,
                                ProgressSink* progress, QuantizeReport* report) {
  GC_RETURN_IF_ERROR(CheckOptions(options));
  {
    const Expected<Model> verified = Model::FromContent(float_model);
    if (!verified.ok()) return verified.status();
  }
  GC_RETURN_IF_ERROR(CheckKept(float_model, options));
  QuantizeReport own;
  if (report == nullptr) report = &own;
  *report = {};
  model::Model model = float_model;
  switch (options.scheme) {
    case Scheme::kDynamicRange:
    case Scheme::kInt4: GC_RETURN_IF_ERROR(QuantizeDynamicRange(model, options, report)); break;
    case Scheme::kFloat16: GC_RETURN_IF_ERROR(QuantizeFloat16(model, options, report)); break;
    case Scheme::kInt8:
    case Scheme::kInt16x8: GC_RETURN_IF_ERROR(QuantizeIntegers(float_model, options, source, progress, model, *report)); break;
  }
  model::SetOperatorVersions(model);
  RemoveUnused(model);
  Expected<Model> verified = Model::FromContent(model);
  if (!verified.ok()) return std::move(verified).status().At("the quantized model");
  return model;
}

}  // namespace goldcrest::quantize
