#include "goldcrest/compiled_model.h"

#include <algorithm>
#include <list>
#include <mutex>

#include "base/out_of_memory.h"
#include "base/thread_pool.h"
#include "compile/import.h"
#include "compile/infer.h"
#include "compile/planner.h"
#include "kernels/registry.h"

namespace goldcrest {
namespace {

// Plans kept per model: enough for a few alternating input sizes, few enough that a length that grows with every call (a
// generated sentence) does not fill the memory.
constexpr size_t kMaxCachedPlans = 8;

// Small processors gain little from more threads than this, and large ones have other work; ask for more by num_threads.
constexpr int kMostDefaultThreads = 4;

struct CachedPlan {
  int subgraph;
  std::vector<Shape> shapes;
  uint64_t generation;  // of the editor
  std::shared_ptr<const Plan> plan;
};

}  // namespace

struct CompiledModel::Rep {
  Model model;
  CompileOptions options;
  compile::ResolvedOperators operators;
  mutable std::mutex mutex;
  mutable std::list<CachedPlan> plans;            // latest use first
  mutable std::vector<uint64_t> called_are_good;  // by subgraph: generation + 1

  uint64_t generation() const { return options.editor != nullptr ? options.editor->generation() : 0; }
  // The subgraph as the editor leaves it. Custom operators that nobody registered are refused, unless an editor took them away.
  Expected<Graph> Import(int subgraph, std::span<const Shape> input_shapes) const {
    if (generation() == 0) GC_RETURN_IF_ERROR(Status(operators.custom));
    GC_ASSIGN_OR_RETURN(Graph graph, compile::Import(model.content(), subgraph, operators, input_shapes, options.limits));
    if (options.editor != nullptr) GC_RETURN_IF_ERROR(options.editor->Edit(graph));
    for (const GraphNode& node : graph.nodes) {
      if (node.op == nullptr) return Status(operators.custom);
    }
    return graph;
  }
  // What operators of called subgraphs refuse by their types. Shapes are those of the file, as a run would only tell later. Looked at
  // once where nothing is refused.
  compile::Refusals RefusalsOfCalled(int subgraph) const {
    compile::Refusals refusals;
    const uint64_t now = generation() + 1;
    {
      std::lock_guard<std::mutex> lock(mutex);
      called_are_good.resize(static_cast<size_t>(model.num_subgraphs()));
      if (called_are_good[subgraph] == now) return refusals;
    }
    for (int s : compile::CalledSubgraphs(model.content(), subgraph)) {
      Expected<Graph> graph = Import(s, compile::FileInputShapes(model.content(), s));
      if (graph.ok() && !compile::InferShapes(*graph, {options.limits, false, /*look_ahead=*/true}, refusals).ok()) break;
    }
    std::lock_guard<std::mutex> lock(mutex);
    if (refusals.empty()) called_are_good[subgraph] = now;
    return refusals;
  }
};

CompiledModel::CompiledModel(std::unique_ptr<Rep> rep) : rep_(std::move(rep)) {}
CompiledModel::~CompiledModel() = default;
const Model& CompiledModel::model() const { return rep_->model; }
const CompileOptions& CompiledModel::options() const { return rep_->options; }

Expected<std::shared_ptr<const CompiledModel>> CompiledModel::Create(Model model, const CompileOptions& options) {
  return CatchOutOfMemory([&] { return Make(std::move(model), options); });
}

Expected<std::shared_ptr<const CompiledModel>> CompiledModel::Make(Model model, const CompileOptions& options) {
  const OperatorRegistry& registry = options.registry ? *options.registry : BuiltinRegistry();
  GC_ASSIGN_OR_RETURN(compile::ResolvedOperators operators, compile::ResolveOperators(model.content(), registry));
  std::unique_ptr<Rep> rep(new Rep{std::move(model), options, std::move(operators), {}, {}, {}});
  if (rep->options.num_threads <= 0) rep->options.num_threads = std::min(AvailableProcessors(), kMostDefaultThreads);
  return std::shared_ptr<const CompiledModel>(new CompiledModel(std::move(rep)));
}

Expected<std::shared_ptr<const CompiledModel>> CompiledModel::FromFile(const std::string& path, const CompileOptions& options) {
  GC_ASSIGN_OR_RETURN(Model model, Model::FromFile(path, Model::Mode::kMap, options.limits));
  return Create(std::move(model), options);
}

Expected<std::shared_ptr<const Plan>> CompiledModel::GetPlan(int subgraph, std::span<const Shape> input_shapes) const {
  const uint64_t generation = rep_->generation();
  if (generation == 0) GC_RETURN_IF_ERROR(Status(rep_->operators.custom));
  {
    std::lock_guard<std::mutex> lock(rep_->mutex);
    const auto found = std::find_if(rep_->plans.begin(), rep_->plans.end(), [&](const CachedPlan& p) {
      return p.subgraph == subgraph && p.generation == generation &&
             std::equal(p.shapes.begin(), p.shapes.end(), input_shapes.begin(), input_shapes.end());
    });
    if (found != rep_->plans.end()) {
      rep_->plans.splice(rep_->plans.begin(), rep_->plans, found);
      return found->plan;
    }
  }
  GC_ASSIGN_OR_RETURN(Graph graph, rep_->Import(subgraph, input_shapes));
  compile::PlanOptions options;
  options.limits = rep_->options.limits;
  options.max_threads = rep_->options.num_threads;
  options.fuse = rep_->options.fuse;
  options.preserve_all = rep_->options.preserve_all_tensors;
  options.delegates = rep_->options.delegates;
  options.reference_only = rep_->options.reference_kernels;
  options.refusals = rep_->RefusalsOfCalled(subgraph);
  GC_ASSIGN_OR_RETURN(std::shared_ptr<const Plan> plan, compile::MakePlan(std::move(graph), options));
  if (std::any_of(plan->steps.begin(), plan->steps.end(), [](const Step& s) { return s.op->has_own_state(); })) return plan;
  std::lock_guard<std::mutex> lock(rep_->mutex);
  rep_->plans.push_front({subgraph, {input_shapes.begin(), input_shapes.end()}, generation, plan});
  if (rep_->plans.size() > kMaxCachedPlans) rep_->plans.pop_back();
  return plan;
}

Expected<std::vector<InferredTensor>> CompiledModel::InferTensors(int subgraph, std::span<const Shape> input_shapes) const {
  GC_ASSIGN_OR_RETURN(Graph graph, rep_->Import(subgraph, input_shapes));
  compile::Refusals refusals;
  GC_RETURN_IF_ERROR(compile::InferShapes(graph, {rep_->options.limits, true}, refusals));
  GC_RETURN_IF_ERROR(refusals.status());
  std::vector<InferredTensor> tensors;
  tensors.reserve(graph.tensors.size());
  for (const GraphTensor& t : graph.tensors) tensors.push_back({t.view.type, t.view.shape, t.shape_known});
  return tensors;
}

}  // namespace goldcrest
