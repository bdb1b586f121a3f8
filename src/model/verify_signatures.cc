#include <set>
#include <string_view>

#include "model/verify_parts.h"

namespace goldcrest::model {
namespace {

// `side` is "input" or "output"; `graph` has the subgraph's inputs or outputs.
void VerifySide(const Subgraph& subgraph, const std::vector<TensorMap>& maps, const std::vector<int32_t>& graph, const char* side,
                Findings& findings) {
  const std::set<int32_t> of_graph(graph.begin(), graph.end());
  std::set<std::string_view> names;
  for (const TensorMap& map : maps) {
    if (!names.insert(map.name).second) findings.Error("two %ss are called %s", side, Quoted(map.name).c_str());
    if (map.tensor_index >= subgraph.tensors.size()) {
      findings.Error("%s %s is tensor %u; the subgraph has %zu", side, Quoted(map.name).c_str(), map.tensor_index, subgraph.tensors.size());
    } else if (of_graph.count(static_cast<int32_t>(map.tensor_index)) == 0) {
      findings.Error("%s %s is %s, which is no %s of the subgraph", side, Quoted(map.name).c_str(),
                     TensorLabel(subgraph, static_cast<int32_t>(map.tensor_index)).c_str(), side);
    }
  }
}

}  // namespace

void VerifySignatures(const Model& model, Findings& findings) {
  std::set<std::string_view> keys;
  for (size_t i = 0; i < model.signature_defs.size(); ++i) {
    const SignatureDef& signature = model.signature_defs[i];
    const Findings::Scope scope(findings, "signature " + Quoted(signature.signature_key));
    if (signature.signature_key.empty()) findings.Error("signature %zu has no key", i);
    if (!keys.insert(signature.signature_key).second) findings.Error("two signatures have this key");
    if (signature.subgraph_index >= model.subgraphs.size()) {
      findings.Error("is for subgraph %u; the model has %zu", signature.subgraph_index, model.subgraphs.size());
      continue;
    }
    const Subgraph& subgraph = model.subgraphs[signature.subgraph_index];
    VerifySide(subgraph, signature.inputs, subgraph.inputs, "input", findings);
    VerifySide(subgraph, signature.outputs, subgraph.outputs, "output", findings);
  }
}

}  // namespace goldcrest::model
