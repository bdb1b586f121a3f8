// What the integer schemes do with a subgraph: which operators become integer and the parameters of every quantized tensor.
#ifndef GOLDCREST_SRC_QUANTIZE_PLAN_H_
#define GOLDCREST_SRC_QUANTIZE_PLAN_H_

#include <string>
#include <vector>

#include "quantize/calibrate.h"
#include "quantize/graph.h"
#include "quantize/observers.h"
#include "quantize/quantize.h"
#include "quantize/spec.h"
#include "quantize/weights.h"

namespace goldcrest::quantize {

struct OpPlan {
  const OpSpec* spec = nullptr;
  bool integer = false;
  bool on_floats = false;  // has float tensors at all
  std::string reason;      // why it stays float
  // Added to the bias of an operator with weights, by output channel; empty for nothing.
  std::vector<double> bias_shift;
  // Weights rounded already; empty for the nearest.
  QuantizedWeights rounded;
};

struct SubgraphPlan {
  TensorType type = TensorType::kInt8;  // of quantized activations
  std::vector<OpPlan> ops;
  std::vector<bool> quantized;  // tensors that have a quantized form
  std::vector<Params> params;   // of those
  // Filled in by RewriteSubgraph: the tensors that hold the quantized forms, before unused ones are removed.
  std::vector<int32_t> quantized_tensor;
};

// True for an input position that holds weights or bias.
bool IsWeightOrBias(const OpSpec& spec, int position);

// Decides which operators become integer. Nothing is decided about tensors but `quantized`.
SubgraphPlan ChooseIntegerOps(const model::Model& model, int subgraph, const QuantizeOptions& options);

// Chooses the parameters of the quantized tensors from their statistics, under the operators' constraints.
void ChooseParams(const model::Model& model, int subgraph, const SubgraphStatistics& statistics, ObserverChoice observer,
                  SubgraphPlan* plan);

}  // namespace goldcrest::quantize

#endif  // GOLDCREST_SRC_QUANTIZE_PLAN_H_
