// From the file's subgraph to the compiler's graph.
#ifndef GOLDCREST_SRC_COMPILE_IMPORT_H_
#define GOLDCREST_SRC_COMPILE_IMPORT_H_

#include <span>

#include "model/model.h"
#include "runtime/graph.h"

namespace goldcrest::compile {

// The operator of every operator code of a model; null for a custom operator nobody registered.
struct ResolvedOperators {
  std::vector<const Operator*> by_code;
  // OK, or the UNRESOLVED_OP that names every unregistered custom operator; for the moment the graph is planned.
  Status custom;
};

// Looks up every operator the model's nodes use. Fails when a built-in one is missing, naming all that are.
Expected<ResolvedOperators> ResolveOperators(const model::Model& model, const OperatorRegistry& registry);

// A copy of subgraph `index` with the shapes `input_shapes` at its inputs. Names and constants stay in `model`, which must
// outlive the graph. The model passed the semantic verifier.
Expected<Graph> Import(const model::Model& model, int index, const ResolvedOperators& operators, std::span<const Shape> input_shapes,
                       const Limits& limits);

// The subgraphs that `subgraph` calls, directly or through others, each once.
std::vector<int> CalledSubgraphs(const model::Model& model, int subgraph);

// The shapes a subgraph's inputs have in the file.
std::vector<Shape> FileInputShapes(const model::Model& model, int subgraph);

}  // namespace goldcrest::compile

#endif  // GOLDCREST_SRC_COMPILE_IMPORT_H_
