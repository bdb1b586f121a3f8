// CompiledModel: a model with kernels chosen, weights packed and memory planned. Immutable; share one between threads and give
// each thread an Interpreter of its own.
#ifndef GOLDCREST_COMPILED_MODEL_H_
#define GOLDCREST_COMPILED_MODEL_H_

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "goldcrest/export.h"
#include "goldcrest/limits.h"
#include "goldcrest/model.h"
#include "goldcrest/status.h"
#include "goldcrest/types.h"

namespace goldcrest {

class Delegate;
class GraphEditor;
class OperatorRegistry;
struct Plan;

// What inference finds out of a tensor before any plan is made.
struct InferredTensor {
  TensorType type = TensorType::kFloat32;
  Shape shape;         // the file's where it is not known
  bool known = false;  // false where only the run knows the shape
};

struct CompileOptions {
  // Threads one run may use, the caller's included. 0: as many as the process may use, at most 4.
  int num_threads = 0;
  Limits limits;
  // Finds operators, yours and, where it defers to BuiltinRegistry(), ours. Null for ours alone. Must outlive the model.
  const OperatorRegistry* registry = nullptr;
  // Offered the graph in this order, each what those before it left. Must outlive the model.
  std::vector<Delegate*> delegates;
  // False: no graph rewrites. True by default; results are within the documented bounds either way.
  bool fuse = true;
  // True: every tensor keeps its value after a run, to be looked at; costs memory and speed.
  bool preserve_all_tensors = false;
  // True: plain kernels, slow and simple.
  bool reference_kernels = false;
  // For bindings inside the project; null otherwise. Must outlive the model.
  const GraphEditor* editor = nullptr;
};

class GC_API CompiledModel {
 public:
  // Refuses a model with built-in operators that have no kernel, naming them all. A custom operator nobody registered is refused
  // when the interpreter allocates.
  static Expected<std::shared_ptr<const CompiledModel>> Create(Model model, const CompileOptions& options = {});
  static Expected<std::shared_ptr<const CompiledModel>> FromFile(const std::string& path, const CompileOptions& options = {});
  ~CompiledModel();

  const Model& model() const;
  const CompileOptions& options() const;

  // The plan of a subgraph for the given shapes of its inputs; plans made lately are kept and shared. For interpreters.
  Expected<std::shared_ptr<const Plan>> GetPlan(int subgraph, std::span<const Shape> input_shapes) const;
  // What is known of the subgraph's tensors for the given shapes of its inputs; chooses no kernel and packs no weights.
  Expected<std::vector<InferredTensor>> InferTensors(int subgraph, std::span<const Shape> input_shapes) const;

 private:
  struct Rep;
  static Expected<std::shared_ptr<const CompiledModel>> Make(Model model, const CompileOptions& options);
  explicit CompiledModel(std::unique_ptr<Rep> rep);
  std::unique_ptr<Rep> rep_;
};

}  // namespace goldcrest

#endif  // GOLDCREST_COMPILED_MODEL_H_
