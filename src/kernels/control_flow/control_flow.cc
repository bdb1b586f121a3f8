// Operators that run other subgraphs.
//   IF                   then or else subgraph, by input 0, on the other inputs
//   STABLEHLO_CASE       the branch that input 0 numbers, the last for a number out of range, on the other inputs
//   STABLEHLO_COMPOSITE  the decomposition on the inputs
//   WHILE                the body on its own outputs, for as long as cond says so
//   CALL_ONCE            the subgraph, in the first run of an interpreter that gets through it
//
// Shapes of outputs may depend on the way taken, so they are known only after the run.
#include <cstring>
#include <string>

#include "kernels/common/define.h"
#include "runtime/resources.h"

namespace goldcrest::kernels {
namespace {

struct Subgraphs {
  int first = 0;
  int second = 0;
};

// Gives output i the value `v`.
Status CopyToOutput(EvalContext& ctx, int i, const TensorView& v) {
  if (v.type != ctx.output(i).type) {
    return Error(StatusCode::kInvalidModel, "output %d is %s; the subgraph gives %s", i, std::string(TypeName(ctx.output(i).type)).c_str(),
                 std::string(TypeName(v.type)).c_str());
  }
  GC_RETURN_IF_ERROR(ctx.AllocateOutput(i, v.shape, v.bytes));
  if (v.bytes > 0) std::memcpy(ctx.output(i).data, v.data, v.bytes);
  return Status::Ok();
}

// Input i as a condition.
Expected<bool> Truth(const TensorView& t, const char* what) {
  if (t.type != TensorType::kBool || t.shape.elements() != 1) {
    return Error(StatusCode::kInvalidModel, "%s is %s of shape %s; expected one BOOL", what, std::string(TypeName(t.type)).c_str(),
                 t.shape.ToString().c_str());
  }
  // Any byte that is not 0 counts as true.
  return *t.as<uint8_t>() != 0;
}

void SetOutputsUnknown(InferContext& ctx) {
  for (int i = 0; i < ctx.num_outputs(); ++i) ctx.SetOutputUnknown(i);
}

// All inputs are there, and `options`; the outputs come out of the run.
Status InferCall(InferContext& ctx, bool has_options, int least_inputs) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(least_inputs, INT32_MAX, ctx.num_outputs()));
  if (!has_options) return Error(StatusCode::kInvalidModel, "names no subgraphs");
  for (int i = 0; i < ctx.num_inputs(); ++i) {
    if (!ctx.has_input(i)) return Error(StatusCode::kInvalidModel, "input %d is left out; the operator needs it", i);
  }
  SetOutputsUnknown(ctx);
  return Status::Ok();
}

// Calls `subgraph` on the inputs from `first_input` on.
Status CallOnInputs(EvalContext& ctx, int subgraph, int first_input) {
  std::vector<TensorView> arguments, results;
  for (int i = first_input; i < ctx.num_inputs(); ++i) arguments.push_back(ctx.input(i));
  GC_RETURN_IF_ERROR(ctx.subgraphs().Call(subgraph, arguments, &results));
  for (int i = 0; i < ctx.num_outputs(); ++i) GC_RETURN_IF_ERROR(CopyToOutput(ctx, i, results[i]));
  return Status::Ok();
}

Status InferIf(InferContext& ctx) { return InferCall(ctx, ctx.node().options->As<model::IfOptions>() != nullptr, 1); }

Status EvalIf(const Subgraphs& s, EvalContext& ctx) {
  GC_ASSIGN_OR_RETURN(const bool condition, Truth(ctx.input(0), "input 0"));
  return CallOnInputs(ctx, condition ? s.first : s.second, 1);
}

Expected<Kernel> SelectIf(SelectContext& ctx) {
  const auto& o = *ctx.node().options->As<model::IfOptions>();
  return Kernel::Make<Subgraphs, EvalIf>("if", {o.then_subgraph_index, o.else_subgraph_index});
}

Status InferWhile(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(0, INT32_MAX, ctx.num_inputs()));
  return InferCall(ctx, ctx.node().options->As<model::WhileOptions>() != nullptr, 0);
}

Status InferCase(InferContext& ctx) {
  const auto* o = ctx.node().options->As<model::StablehloCaseOptions>();
  GC_RETURN_IF_ERROR(InferCall(ctx, o != nullptr && !o->branch_subgraph_indices.empty(), 1));
  GC_RETURN_IF_ERROR(ctx.ExpectType(0, {TensorType::kInt32}));
  if (ctx.input(0).shape.elements() == 1) return Status::Ok();
  return Error(StatusCode::kInvalidModel, "input 0 has the shape %s; expected one branch number", ctx.input(0).shape.ToString().c_str());
}

Status EvalCase(const std::vector<int32_t>& branches, EvalContext& ctx) {
  const int32_t number = *ctx.in<int32_t>(0);
  const bool in_range = number >= 0 && static_cast<size_t>(number) < branches.size();
  return CallOnInputs(ctx, in_range ? branches[static_cast<size_t>(number)] : branches.back(), 1);
}

Expected<Kernel> SelectCase(SelectContext& ctx) {
  return Kernel::Make<std::vector<int32_t>, EvalCase>("case",
                                                      ctx.node().options->As<model::StablehloCaseOptions>()->branch_subgraph_indices);
}

Status InferComposite(InferContext& ctx) {
  return InferCall(ctx, ctx.node().options->As<model::StableHLOCompositeOptions>() != nullptr, 0);
}

Status EvalComposite(const Subgraphs& s, EvalContext& ctx) { return CallOnInputs(ctx, s.first, 0); }

Expected<Kernel> SelectComposite(SelectContext& ctx) {
  const auto& o = *ctx.node().options->As<model::StableHLOCompositeOptions>();
  return Kernel::Make<Subgraphs, EvalComposite>("composite " + o.name, {o.decomposition_subgraph_index, 0});
}

// The variables of a loop, in memory of their own: what a subgraph returns is gone when it is called again.
class LoopVariables {
 public:
  explicit LoopVariables(MemoryBudget& budget) : budget_(budget) {}
  ~LoopVariables() {
    for (AlignedBuffer& b : buffers_) budget_.Release(b.size());
  }
  LoopVariables(const LoopVariables&) = delete;
  LoopVariables& operator=(const LoopVariables&) = delete;

  Status Set(size_t i, const TensorView& v) {
    if (i >= views_.size()) {
      views_.resize(i + 1);
      buffers_.resize(i + 1);
    }
    if (buffers_[i].size() < v.bytes) {
      budget_.Release(buffers_[i].size());
      buffers_[i] = AlignedBuffer();
      GC_ASSIGN_OR_RETURN(buffers_[i], budget_.Allocate(v.bytes));
    }
    if (v.bytes > 0) std::memcpy(buffers_[i].data(), v.data, v.bytes);
    views_[i] = v;
    views_[i].data = buffers_[i].data();
    return Status::Ok();
  }
  const std::vector<TensorView>& views() const { return views_; }

 private:
  MemoryBudget& budget_;
  std::vector<AlignedBuffer> buffers_;
  std::vector<TensorView> views_;
};

Status EvalWhile(const Subgraphs& s, EvalContext& ctx) {
  LoopVariables variables(ctx.resources().budget());
  for (int i = 0; i < ctx.num_inputs(); ++i) GC_RETURN_IF_ERROR(variables.Set(static_cast<size_t>(i), ctx.input(i)));
  std::vector<TensorView> results;
  while (true) {
    GC_RETURN_IF_ERROR(ctx.subgraphs().Call(s.first, variables.views(), &results));
    if (results.empty()) return Error(StatusCode::kInvalidModel, "the cond subgraph has no output");
    GC_ASSIGN_OR_RETURN(const bool go_on, Truth(results[0], "the cond subgraph's output"));
    if (!go_on) break;
    GC_RETURN_IF_ERROR(ctx.subgraphs().CountIteration());
    GC_RETURN_IF_ERROR(ctx.subgraphs().Call(s.second, variables.views(), &results));
    for (size_t i = 0; i < results.size(); ++i) GC_RETURN_IF_ERROR(variables.Set(i, results[i]));
  }
  for (int i = 0; i < ctx.num_outputs(); ++i) GC_RETURN_IF_ERROR(CopyToOutput(ctx, i, variables.views()[static_cast<size_t>(i)]));
  return Status::Ok();
}

Expected<Kernel> SelectWhile(SelectContext& ctx) {
  const auto& o = *ctx.node().options->As<model::WhileOptions>();
  return Kernel::Make<Subgraphs, EvalWhile>("while", {o.cond_subgraph_index, o.body_subgraph_index});
}

Status InferCallOnce(InferContext& ctx) {
  GC_RETURN_IF_ERROR(ctx.ExpectInputs(0, 0, 0));
  if (ctx.node().options->As<model::CallOnceOptions>() == nullptr) return Error(StatusCode::kInvalidModel, "names no subgraph");
  return Status::Ok();
}

Status EvalCallOnce(const Subgraphs& s, EvalContext& ctx) {
  SubgraphCaller& subgraphs = ctx.subgraphs();
  if (s.first < 0 || s.first >= subgraphs.num_subgraphs()) {
    return Error(StatusCode::kInvalidModel, "calls subgraph %d of %d", s.first, subgraphs.num_subgraphs());
  }
  if (subgraphs.IsDone(s.first)) return Status::Ok();
  std::vector<TensorView> results;
  GC_RETURN_IF_ERROR(subgraphs.Call(s.first, {}, &results));
  subgraphs.MarkDone(s.first);
  return Status::Ok();
}

Expected<Kernel> SelectCallOnce(SelectContext& ctx) {
  return Kernel::Make<Subgraphs, EvalCallOnce>("call_once", {ctx.node().options->As<model::CallOnceOptions>()->init_subgraph_index, 0});
}

}  // namespace

GC_DEFINE_OPERATOR(If, InferIf, SelectIf, {.side_effects = true})
GC_DEFINE_OPERATOR(StablehloCase, InferCase, SelectCase, {.side_effects = true})
GC_DEFINE_OPERATOR(StablehloComposite, InferComposite, SelectComposite, {.side_effects = true})
GC_DEFINE_OPERATOR(While, InferWhile, SelectWhile, {.side_effects = true})
GC_DEFINE_OPERATOR(CallOnce, InferCallOnce, SelectCallOnce, {.side_effects = true})

}  // namespace goldcrest::kernels
