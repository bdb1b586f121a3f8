// Passes: rewrites of a graph that keep what it computes. One rewrite a file, its before/after test beside it.
//
// There are two lists. TensorFlow's passes run after reading, on TensorFlow's operators; the format's run after lowering, on those of
// the model format. Most patterns (GELU apart, whose error function the format lacks) are looked for in the second list, where the
// many names TensorFlow has for one operator have become one.
// Every pass says in its file's first lines when it is exact.
#ifndef GOLDCREST_SRC_CONVERT_PASSES_PASSES_H_
#define GOLDCREST_SRC_CONVERT_PASSES_PASSES_H_

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "convert/graph.h"
#include "goldcrest/status.h"

namespace goldcrest::convert {

struct Pass {
  std::string_view name;
  // Rewrites this one graph, not those its nodes call; true where it changed something.
  Expected<bool> (*run)(Graph& graph);
};

std::span<const Pass> TensorFlowPasses();
std::span<const Pass> FormatPasses();

// Runs the list in order, again and again until no pass changes anything, on `graph` and the graphs it calls. `ran`, where not null,
// gets the names of the passes that changed something, each once, in the order of their first change.
Status RunPasses(Graph& graph, std::span<const Pass> passes, std::vector<std::string>* ran);

// The passes, one by one.
Expected<bool> DecomposeBatchNorm(Graph& graph);
Expected<bool> FoldConstants(Graph& graph);
Expected<bool> FoldBuiltins(Graph& graph);
Expected<bool> FuseActivation(Graph& graph);
Expected<bool> FuseBefore(Graph& graph);
Expected<bool> FuseBias(Graph& graph);
Expected<bool> FuseScale(Graph& graph);
Expected<bool> InferShapes(Graph& graph);
Expected<bool> MakeReshapesConstant(Graph& graph);
Expected<bool> MatchClamps(Graph& graph);
Expected<bool> MatchDilatedConv(Graph& graph);
Expected<bool> MatchFullyConnected(Graph& graph);
Expected<bool> MatchGelu(Graph& graph);
Expected<bool> MatchHardSwish(Graph& graph);
Expected<bool> MatchNormalizations(Graph& graph);
Expected<bool> MatchPrelu(Graph& graph);
Expected<bool> MergeCommonSubexpressions(Graph& graph);
Expected<bool> MergeKeepDims(Graph& graph);
Expected<bool> MergePadIntoConv(Graph& graph);
Expected<bool> MergeReshapes(Graph& graph);
Expected<bool> MergeTransposes(Graph& graph);
Expected<bool> RemoveBroadcasts(Graph& graph);
Expected<bool> RemoveDeadNodes(Graph& graph);
Expected<bool> RemoveFullyConnectedReshapes(Graph& graph);
Expected<bool> RemoveIdentities(Graph& graph);
Expected<bool> RemoveNoOps(Graph& graph);
Expected<bool> ShortenNames(Graph& graph);
Expected<bool> SimplifyArithmetic(Graph& graph);
Expected<bool> SimplifyBranches(Graph& graph);
Expected<bool> SimplifyLoops(Graph& graph);
Expected<bool> SinkTransposes(Graph& graph);
Expected<bool> StaticTensorLists(Graph& graph);

}  // namespace goldcrest::convert

#endif  // GOLDCREST_SRC_CONVERT_PASSES_PASSES_H_
