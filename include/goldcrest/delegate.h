// Delegate: anything that takes nodes of a graph and runs them its own way: a GPU, an NPU, another library.
//
// For each subgraph the compiler asks a delegate about every node, groups those it takes into partitions (sets that can run as one
// step), and hands it each. Preparing is a transaction: when one partition of a subgraph fails, the subgraph stays as it was and
// the reason goes into the placement report.
//
// Threads: a delegate may serve many models; its functions may be called from several threads at once. Ownership: the delegate must
// outlive every compiled model that names it.
#ifndef GOLDCREST_DELEGATE_H_
#define GOLDCREST_DELEGATE_H_

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "goldcrest/op.h"

namespace goldcrest {

// A set of nodes that becomes one step.
struct Partition {
  struct Node {
    NodeInfo info;
    std::vector<int> inputs;  // numbers for tensor(); -1 for one left out
    std::vector<int> outputs;
  };
  std::vector<Node> nodes;  // in an order in which they can run
  // Tensors that other nodes, the client or the file make, and those that others read. The kernel's EvalContext has them as its
  // inputs and outputs, in this order. Constants are among the inputs and have their data here already.
  std::vector<int> inputs;
  std::vector<int> outputs;
  std::span<const TensorView> tensors;  // of the subgraph, shapes known
  const TensorView& tensor(int i) const { return tensors[static_cast<size_t>(i)]; }
};

class GC_API Delegate {
 public:
  virtual ~Delegate() = default;

  // For reports: "vulkan".
  virtual std::string_view name() const = 0;

  // OK where the delegate can run the node, else why not: "takes FLOAT32; this is INT8". Shapes are inferred; nodes whose shapes or
  // values are known only at run time are not asked about.
  virtual Status Supports(InferContext& node) const = 0;

  // What running the partition here costs against the processor's cores: above 0 it is worth handing over. Moving inputs and
  // outputs is part of it; by default everything is taken.
  virtual double Gain(const Partition& partition) const { return 1.0; }

  // Takes the partition over.
  virtual Expected<Kernel> Prepare(const Partition& partition) = 0;
};

// What became of a delegate's offer, for the placement report.
struct DelegationReport {
  int subgraph = 0;
  std::string_view delegate;
  int partitions = 0;      // handed over
  std::vector<int> nodes;  // of the file, in those
  struct Refusal {
    int node;
    std::string reason;
  };
  std::vector<Refusal> refusals;  // nodes the delegate does not take
  Status failure;                 // not OK: nothing was handed over, and why
};

}  // namespace goldcrest

#endif  // GOLDCREST_DELEGATE_H_
