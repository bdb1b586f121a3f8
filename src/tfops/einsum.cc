#include "tfops/einsum.h"

#include <algorithm>
#include <map>
#include <string>

#include "base/checked.h"
#include "tfops/loops.h"
#include "tfops/numbers.h"
#include "tfops/shapes.h"

namespace goldcrest::tf {
namespace {

// A label is a letter, or a dimension that an ellipsis stands for: kEllipsis plus its distance from the last of them.
using Label = int;
using Labels = std::vector<Label>;
constexpr Label kEllipsis = 256;
constexpr int kMaxRank = 64;
constexpr uint64_t kMaxSteps = uint64_t{1} << 36;

struct Equation {
  std::vector<std::string> inputs;
  std::string output;
};

Status BadEquation(std::string_view text) {
  return Error(StatusCode::kInvalidModel, "equation \"%.*s\"", static_cast<int>(std::min<size_t>(text.size(), 200)), text.data());
}

Expected<Equation> Parse(std::string_view text) {
  std::string clean;
  for (char c : text)
    if (c != ' ') clean += c;
  const size_t arrow = clean.find("->");
  if (arrow == std::string::npos) return BadEquation(text);
  Equation equation;
  equation.output = clean.substr(arrow + 2);
  std::string rest = clean.substr(0, arrow);
  for (size_t comma; (comma = rest.find(',')) != std::string::npos; rest = rest.substr(comma + 1))
    equation.inputs.push_back(rest.substr(0, comma));
  equation.inputs.push_back(rest);
  return equation;
}

// The labels of one subscript, its ellipsis standing for so many dimensions (none if it has no ellipsis).
Expected<Labels> LabelsOf(const std::string& subscript, int ellipsis_rank) {
  Labels labels;
  bool seen = false;
  for (size_t i = 0; i < subscript.size(); ++i) {
    const char c = subscript[i];
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
      labels.push_back(c);
    } else if (subscript.compare(i, 3, "...") == 0 && !seen) {
      for (int k = ellipsis_rank; k-- > 0;) labels.push_back(kEllipsis + k);
      i += 2;
      seen = true;
    } else {
      return BadEquation(subscript);
    }
  }
  return labels;
}

bool HasEllipsis(const std::string& subscript) { return subscript.find('.') != std::string::npos; }

// Every label with the dimension it stands for, and the labels of each operand.
struct EinsumPlan {
  std::vector<Labels> inputs;
  Labels output;
  std::map<Label, int64_t> dims;
};

Expected<std::optional<EinsumPlan>> PlanEinsum(const Attrs& attrs, const std::vector<PartialShape>& shapes) {
  const std::string_view text = attrs.String("equation");
  GC_ASSIGN_OR_RETURN(const Equation equation, Parse(text));
  if (equation.inputs.size() != shapes.size()) return BadEquation(text);
  EinsumPlan plan;
  int widest = 0;
  for (size_t i = 0; i < shapes.size(); ++i) {
    if (!shapes[i].has_rank()) return std::optional<EinsumPlan>();
    GC_ASSIGN_OR_RETURN(const Labels named, LabelsOf(equation.inputs[i], 0));
    const int extra = shapes[i].rank() - static_cast<int>(named.size());
    if (extra < 0 || extra > kMaxRank || (extra > 0 && !HasEllipsis(equation.inputs[i]))) return BadEquation(text);
    widest = std::max(widest, extra);
    GC_ASSIGN_OR_RETURN(Labels labels, LabelsOf(equation.inputs[i], extra));
    for (size_t k = 0; k < labels.size(); ++k) {
      const int64_t d = shapes[i].dim(static_cast<int>(k));
      const auto [at, added] = plan.dims.try_emplace(labels[k], d);
      if (added) continue;
      const int64_t old = at->second;
      if (old >= 0 && d >= 0 && old != d && old != 1 && d != 1) return BadEquation(text);
      if (labels[k] < kEllipsis) {
        GC_ASSIGN_OR_RETURN(at->second, MergeDim(old, d));
      } else {
        at->second = old == 1 ? d : d == 1 ? old : std::max(old, d);
      }
    }
    plan.inputs.push_back(std::move(labels));
  }
  GC_ASSIGN_OR_RETURN(plan.output, LabelsOf(equation.output, widest));
  for (size_t i = 0; i < plan.output.size(); ++i)
    if (plan.dims.count(plan.output[i]) == 0 || std::count(plan.output.begin(), plan.output.end(), plan.output[i]) != 1)
      return BadEquation(text);
  return std::optional<EinsumPlan>(std::move(plan));
}

// Elements to the next value of each label; a label that occurs twice walks the diagonal.
std::vector<int64_t> StridesBy(const Labels& order, const Labels& labels, const std::vector<int64_t>& dims) {
  const std::vector<int64_t> own = Strides(dims);
  std::vector<int64_t> strides(order.size(), 0);
  for (size_t i = 0; i < order.size(); ++i)
    for (size_t k = 0; k < labels.size(); ++k)
      if (labels[k] == order[i] && dims[k] != 1) strides[i] += own[k];
  return strides;
}

template <typename A>
void Contract(std::vector<A>& out, const std::vector<A>& x, const std::vector<A>& y, const Loops<3>& loops) {
  const int64_t so = loops.step(0), sx = loops.step(1), sy = loops.step(2);
  loops.ForEachRow({0, 0, 0}, [&](const Loops<3>::Offsets& at) {
    for (int64_t i = 0; i < loops.row(); ++i)
      out[static_cast<size_t>(at[0] + i * so)] += x[static_cast<size_t>(at[1] + i * sx)] * y[static_cast<size_t>(at[2] + i * sy)];
  });
}

}  // namespace

Status InferEinsum(InferContext& ctx) {
  std::vector<PartialShape> shapes;
  for (size_t i = 0; i < ctx.num_inputs(); ++i) shapes.push_back(ctx.shape(i));
  GC_ASSIGN_OR_RETURN(const std::optional<EinsumPlan> plan, PlanEinsum(ctx.attrs(), shapes));
  if (!plan.has_value()) return Status::Ok();
  std::vector<int64_t> dims;
  for (Label l : plan->output) dims.push_back(plan->dims.at(l));
  ctx.Set(0, PartialShape(std::move(dims)));
  return Status::Ok();
}

Status Einsum(EvalContext& ctx) {
  if (ctx.num_inputs() > 2) return Error(StatusCode::kUnsupported, "an equation of %zu inputs", ctx.num_inputs());
  std::vector<PartialShape> shapes;
  for (size_t i = 0; i < ctx.num_inputs(); ++i) shapes.push_back(ctx.input(i).shape());
  GC_ASSIGN_OR_RETURN(const std::optional<EinsumPlan> plan, PlanEinsum(ctx.attrs(), shapes));
  // The output's labels outside, what is summed inside.
  Labels order = plan->output;
  for (const auto& [label, dim] : plan->dims)
    if (std::find(order.begin(), order.end(), label) == order.end()) order.push_back(label);
  std::vector<int64_t> dims;
  for (Label l : order) dims.push_back(plan->dims.at(l));
  CheckedSize steps = 1;
  for (int64_t d : dims) steps *= d;
  if (!steps.AtMost(kMaxSteps)) return Error(StatusCode::kLimitExceeded, "an equation of more than 2^36 products");
  GC_RETURN_IF_ERROR(ctx.Fits(DataType::kComplex128, ctx.dims(0)));
  const std::vector<int64_t> to = StridesBy(order, plan->output, ctx.dims(0)),
                             from_x = StridesBy(order, plan->inputs[0], ctx.input(0).dims());
  std::vector<int64_t> from_y(order.size(), 0);
  if (ctx.num_inputs() > 1) from_y = StridesBy(order, plan->inputs[1], ctx.input(1).dims());
  const Loops<3> loops(dims, {to, from_x, from_y});
  GC_ASSIGN_OR_RETURN(const std::vector<Complex> x, ctx.input(0).AsComplex());
  std::vector<Complex> y = {1};
  if (ctx.num_inputs() > 1) {
    GC_ASSIGN_OR_RETURN(y, ctx.input(1).AsComplex());
  }
  const auto n = static_cast<size_t>(ctx.shape(0).elements());
  Expected<Literal> result = Status::Ok();
  if (IsComplex(ctx.input(0).type())) {
    std::vector<Complex> out(n);
    Contract(out, x, y, loops);
    result = LiteralFromComplex(ctx.output_type(0), ctx.dims(0), out);
  } else {
    std::vector<double> out(n), rx(x.size()), ry(y.size());
    std::transform(x.begin(), x.end(), rx.begin(), [](Complex v) { return v.real(); });
    std::transform(y.begin(), y.end(), ry.begin(), [](Complex v) { return v.real(); });
    Contract(out, rx, ry, loops);
    result = LiteralFromDoubles(ctx.output_type(0), ctx.dims(0), out);
  }
  if (!result.ok()) return std::move(result).status();
  ctx.Set(0, std::move(*result));
  return Status::Ok();
}

}  // namespace goldcrest::tf
