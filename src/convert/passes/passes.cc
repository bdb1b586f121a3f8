#include "convert/passes/passes.h"

#include <algorithm>

namespace goldcrest::convert {
namespace {

// A list comes to rest after a few rounds; two passes that undid each other would not, and the bound stops them.
constexpr int kMaxRounds = 32;

constexpr Pass kTensorFlowPasses[] = {
    {"infer_shapes", InferShapes},
    {"fold_constants", FoldConstants},
    {"static_tensor_lists", StaticTensorLists},
    {"simplify_loops", SimplifyLoops},
    {"simplify_branches", SimplifyBranches},
    {"remove_identities", RemoveIdentities},
    {"make_reshapes_constant", MakeReshapesConstant},
    {"decompose_batch_norm", DecomposeBatchNorm},
    {"match_gelu", MatchGelu},
    {"merge_common_subexpressions", MergeCommonSubexpressions},
    {"remove_dead_nodes", RemoveDeadNodes},
};

// What cancels and merges first, then the patterns, then what fuses into producers, which hides patterns.
constexpr Pass kFormatPasses[] = {
    {"fold_builtins", FoldBuiltins},
    {"remove_no_ops", RemoveNoOps},
    {"merge_reshapes", MergeReshapes},
    {"merge_transposes", MergeTransposes},
    {"sink_transposes", SinkTransposes},
    {"merge_common_subexpressions", MergeCommonSubexpressions},
    {"remove_broadcasts", RemoveBroadcasts},
    {"match_clamps", MatchClamps},
    {"match_hard_swish", MatchHardSwish},
    {"match_prelu", MatchPrelu},
    {"match_normalizations", MatchNormalizations},
    {"simplify_arithmetic", SimplifyArithmetic},
    {"merge_keep_dims", MergeKeepDims},
    {"match_fully_connected", MatchFullyConnected},
    {"match_dilated_conv", MatchDilatedConv},
    {"merge_pad_into_conv", MergePadIntoConv},
    {"fuse_scale", FuseScale},
    {"fuse_bias", FuseBias},
    {"fuse_before", FuseBefore},
    {"remove_fully_connected_reshapes", RemoveFullyConnectedReshapes},
    {"fuse_activation", FuseActivation},
    {"remove_dead_nodes", RemoveDeadNodes},
    {"shorten_names", ShortenNames},
};

Expected<bool> RunOne(Graph& graph, const Pass& pass) {
  bool changed = false;
  for (Node* node : graph.AllNodes()) {
    for (const auto& body : node->bodies) {
      GC_ASSIGN_OR_RETURN(const bool body_changed, RunOne(*body, pass));
      changed = changed || body_changed;
    }
  }
  GC_ASSIGN_OR_RETURN(const bool own, pass.run(graph));
  return changed || own;
}

}  // namespace

std::span<const Pass> TensorFlowPasses() { return kTensorFlowPasses; }
std::span<const Pass> FormatPasses() { return kFormatPasses; }

Status RunPasses(Graph& graph, std::span<const Pass> passes, std::vector<std::string>* ran) {
  bool changed = true;
  for (int round = 0; changed && round < kMaxRounds; ++round) {
    changed = false;
    for (const Pass& pass : passes) {
      Expected<bool> result = RunOne(graph, pass);
      if (!result.ok()) return std::move(result).status().At(pass.name);
#ifndef NDEBUG
      if (Status status = VerifyGraph(graph); !status.ok()) return std::move(status).At(pass.name);
#endif
      if (!*result) continue;
      changed = true;
      if (ran != nullptr && std::find(ran->begin(), ran->end(), pass.name) == ran->end()) ran->emplace_back(pass.name);
    }
  }
  return Status::Ok();
}

}  // namespace goldcrest::convert
