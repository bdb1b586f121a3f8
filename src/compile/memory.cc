// Where each tensor of a plan lives: which share memory (views, results written over an operand), how long each block is needed,
// and its place in the arena.
#include <algorithm>

#include "base/checked.h"
#include "compile/planner.h"
#include "runtime/memory_planner.h"

namespace goldcrest::compile {
namespace {

// Tensors that share memory form a group, named by its root.
struct Group {
  size_t bytes = 0;
  int first = 0;
  int last = 0;
  bool from_client = false;  // holds a graph input: never overwritten
  bool to_client = false;    // holds a graph output: kept to the end
};

class Placer {
 public:
  Placer(Plan& plan, const PlanOptions& options) : plan_(plan), options_(options) {}

  Status Run() {
    FindStorage();
    FindLifetimes();
    if (!options_.preserve_all) Share();
    return Arrange();
  }

 private:
  int num_tensors() const { return static_cast<int>(plan_.graph.tensors.size()); }
  int end() const { return static_cast<int>(plan_.steps.size()); }
  bool InArena(int i) const { return i >= 0 && plan_.placements[i].storage == Storage::kArena; }

  void FindStorage() {
    plan_.placements.assign(plan_.graph.tensors.size(), {});
    for (int i = 0; i < num_tensors(); ++i) {
      const GraphTensor& t = plan_.graph.tensors[i];
      if (t.is_constant)
        Set(i, Storage::kConstant);
      else if (t.is_variable)
        Set(i, Storage::kVariable);
    }
    for (int i : plan_.graph.inputs) SetComputed(i, false);
    for (const Step& s : plan_.steps) {
      for (int i : s.node.outputs) SetComputed(i, s.dynamic);
    }
  }
  void Set(int i, Storage storage) { plan_.placements[i].storage = storage; }
  void SetComputed(int i, bool dynamic) {
    if (plan_.placements[i].storage != Storage::kNone) return;
    const GraphTensor& t = plan_.graph.tensors[i];
    const bool sized = t.shape_known && TypeBits(t.view.type) > 0;
    Set(i, dynamic || !sized ? Storage::kDynamic : Storage::kArena);
  }

  void FindLifetimes() {
    groups_.resize(plan_.graph.tensors.size());
    for (int i = 0; i < num_tensors(); ++i) {
      plan_.placements[i].root = i;
      groups_[i].bytes = plan_.graph.tensors[i].view.bytes;
      groups_[i].first = end();
      groups_[i].last = options_.preserve_all ? end() : -1;
    }
    for (int i : plan_.graph.inputs) {
      groups_[i].first = 0;
      groups_[i].last = end();
      groups_[i].from_client = true;
    }
    for (int s = 0; s < end(); ++s) {
      for (int i : plan_.steps[s].node.outputs) Touch(i, s);
      for (int i : plan_.steps[s].node.inputs) {
        if (i >= 0) Touch(i, s);
      }
    }
    for (int i : plan_.graph.outputs) {
      groups_[i].last = end();
      groups_[i].to_client = true;
    }
  }
  void Touch(int i, int step) {
    groups_[i].first = std::min(groups_[i].first, step);
    groups_[i].last = std::max(groups_[i].last, step);
  }

  void Share() {
    for (int s = 0; s < end(); ++s) {
      Step& step = plan_.steps[s];
      if (step.dynamic) continue;
      if (step.kernel.view_of >= 0) ShareView(step);
      if (step.elided) continue;
#if !defined(GC_PER_TENSOR_ALLOCATION)
      for (const Kernel::InPlace& pair : step.kernel.in_place) ShareInPlace(step, s, pair);
#endif
    }
  }

  // The output of a view is its input's memory.
  void ShareView(Step& step) {
    const int in = step.node.inputs[step.kernel.view_of], out = step.node.outputs[0];
    if (!InArena(out)) return;
    if (InArena(in)) {
      Group& from = groups_[Root(in)];
      // A client may write the next input while it still reads the last output.
      if (from.from_client && groups_[out].to_client) return;
      Join(in, out);
      step.elided = true;
    } else if (plan_.placements[in].storage == Storage::kConstant) {
      GraphTensor& t = plan_.graph.tensors[out];
      t.constant = plan_.graph.tensors[in].constant;
      t.view.data = plan_.graph.tensors[in].view.data;
      t.is_constant = true;
      Set(out, Storage::kConstant);
      step.elided = true;
    }
  }

  void ShareInPlace(Step& step, int s, const Kernel::InPlace& pair) {
    const int in = step.node.inputs[pair.input], out = step.node.outputs[pair.output];
    if (!InArena(in) || !InArena(out) || Root(out) != out) return;
    const Group& from = groups_[Root(in)];
    if (from.from_client || from.to_client || from.last != s || plan_.graph.tensors[out].view.bytes > from.bytes) return;
    // Another input of the same step in the same memory would be overwritten while it is read.
    for (int k = 0; k < static_cast<int>(step.node.inputs.size()); ++k) {
      const int other = step.node.inputs[k];
      if (k != pair.input && InArena(other) && Root(other) == Root(in)) return;
    }
    Join(in, out);
  }

  int Root(int i) const { return plan_.placements[i].root; }
  void Join(int in, int out) {
    const int root = Root(in);
    Group& g = groups_[root];
    g.first = std::min(g.first, groups_[out].first);
    g.last = std::max(g.last, groups_[out].last);
    g.from_client = g.from_client || groups_[out].from_client;
    g.to_client = g.to_client || groups_[out].to_client;
    plan_.placements[out].root = root;
  }

  Status Arrange() {
    std::vector<MemoryRequest> requests;
    std::vector<int> roots;
    CheckedSize total = 0;
    for (int i = 0; i < num_tensors(); ++i) {
      if (!InArena(i) || Root(i) != i) continue;
      requests.push_back({groups_[i].bytes, std::min(groups_[i].first, end()), std::min(groups_[i].last, end()), 0});
      requests.back().last_step = std::max(requests.back().last_step, requests.back().first_step);
      roots.push_back(i);
      total += groups_[i].bytes + 64;
    }
    if (!total.ok()) return Error(StatusCode::kLimitExceeded, "the tensors are larger than this machine can address");
    const MemoryLayout layout = PlanMemory(requests);
    if (layout.bytes > options_.limits.max_bytes) {
      return Error(StatusCode::kLimitExceeded, "the tensors need %zu bytes at once; Limits::max_bytes is %llu", layout.bytes,
                   static_cast<unsigned long long>(options_.limits.max_bytes));
    }
    plan_.arena_bytes = layout.bytes;
    plan_.arena_lower_bound = layout.lower_bound;
    for (size_t k = 0; k < roots.size(); ++k) plan_.placements[roots[k]].offset = requests[k].offset;
    for (int i = 0; i < num_tensors(); ++i) {
      if (InArena(i)) plan_.placements[i].offset = plan_.placements[Root(i)].offset;
    }
    return Status::Ok();
  }

  Plan& plan_;
  const PlanOptions& options_;
  std::vector<Group> groups_;
};

}  // namespace

Status PlaceTensors(Plan& plan, const PlanOptions& options) { return Placer(plan, options).Run(); }

}  // namespace goldcrest::compile
