#include "bindings/c/node_subsets.h"

#include <algorithm>

namespace goldcrest::c {
namespace {

constexpr int kWaiting = -2;  // its maker has no subset yet
constexpr int kOutside = -1;  // an input, a constant, a variable

void SortUnique(std::vector<int>& v) {
  std::sort(v.begin(), v.end());
  v.erase(std::unique(v.begin(), v.end()), v.end());
}

class Cutter {
 public:
  Cutter(std::span<const NodeLinks> plan, int num_tensors) : plan_(plan), done_(plan.size()), subset_of_(num_tensors, kOutside) {
    for (const NodeLinks& n : plan) {
      for (int t : n.outputs) subset_of_[t] = kWaiting;
    }
  }

  std::vector<NodeSubset> Run(std::span<const int> graph_outputs) {
    while (MakeSubset()) {
    }
    for (int t : graph_outputs) {
      if (t >= 0 && subset_of_[t] >= 0) subsets_[subset_of_[t]].outputs.push_back(t);
    }
    for (NodeSubset& s : subsets_) {
      SortUnique(s.inputs);
      SortUnique(s.outputs);
    }
    return std::move(subsets_);
  }

 private:
  // False when no node is left that can run.
  bool MakeSubset() {
    NodeSubset subset;
    const int index = static_cast<int>(subsets_.size());
    // Nodes are in an order in which they can run, so one pass finds all that follow from one another.
    for (size_t k = 0; k < plan_.size(); ++k) {
      if (done_[k] || !Ready(k)) continue;
      if (subset.nodes.empty()) subset.taken = plan_[k].taken;
      if (plan_[k].taken != subset.taken) continue;
      done_[k] = true;
      subset.nodes.push_back(plan_[k].number);
      for (int t : plan_[k].outputs) subset_of_[t] = index;
      for (int t : plan_[k].inputs) {
        if (t < 0 || subset_of_[t] == index) continue;
        subset.inputs.push_back(t);
        if (subset_of_[t] >= 0) subsets_[subset_of_[t]].outputs.push_back(t);
      }
    }
    if (subset.nodes.empty()) return false;
    subsets_.push_back(std::move(subset));
    return true;
  }

  bool Ready(size_t k) {
    for (int t : plan_[k].inputs) {
      if (t >= 0 && subset_of_[t] == kWaiting) return false;
    }
    return !plan_[k].ordered || k == FirstOrdered();
  }

  // The first node with side effects that has no subset yet.
  size_t FirstOrdered() {
    while (first_ordered_ < plan_.size() && (!plan_[first_ordered_].ordered || done_[first_ordered_])) ++first_ordered_;
    return first_ordered_;
  }

  std::span<const NodeLinks> plan_;
  std::vector<bool> done_;
  std::vector<int> subset_of_;  // by tensor
  size_t first_ordered_ = 0;
  std::vector<NodeSubset> subsets_;
};

}  // namespace

std::vector<NodeSubset> CutSubsets(std::span<const NodeLinks> plan, std::span<const int> graph_outputs, int num_tensors) {
  return Cutter(plan, num_tensors).Run(graph_outputs);
}

}  // namespace goldcrest::c
