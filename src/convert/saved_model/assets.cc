#include "convert/saved_model/assets.h"

#include <unordered_map>
#include <vector>

namespace goldcrest::convert {
namespace {

constexpr char kAssetsCollection[] = "saved_model_assets";  // of TensorFlow 1

std::string NodeOf(const std::string& tensor) { return tensor.substr(0, tensor.find(':')); }

std::vector<proto::AssetFileDef> AssetsOf(const proto::MetaGraphDef& meta_graph) {
  std::vector<proto::AssetFileDef> assets(meta_graph.asset_file_def().begin(), meta_graph.asset_file_def().end());
  const auto collection = meta_graph.collection_def().find(kAssetsCollection);
  if (collection == meta_graph.collection_def().end()) return assets;
  for (const auto& any : collection->second.any_list().value())
    if (proto::AssetFileDef asset; asset.ParseFromString(any.value())) assets.push_back(std::move(asset));
  return assets;
}

}  // namespace

void SetAssets(const proto::MetaGraphDef& meta_graph, const std::string& assets_folder, GraphReader* reader) {
  std::unordered_map<std::string, std::string> paths;  // by node
  for (const auto& asset : AssetsOf(meta_graph)) paths[NodeOf(asset.tensor_info().name())] = assets_folder + asset.filename();
  // Newer models keep the path in a variable that is assigned when the model is loaded: who reads it reads the path.
  const auto& nodes = meta_graph.graph_def().node();
  std::unordered_map<std::string, std::string> variables;
  for (const auto& node : nodes) {
    if (node.op() != "AssignVariableOp" || node.input_size() < 2) continue;
    if (const auto path = paths.find(NodeOf(node.input(1))); path != paths.end()) variables[NodeOf(node.input(0))] = path->second;
  }
  for (const auto& node : nodes) {
    if (node.op() != "ReadVariableOp" || node.input_size() < 1) continue;
    if (const auto path = variables.find(NodeOf(node.input(0))); path != variables.end()) reader->SetAsset(node.name(), path->second);
  }
  for (const auto& [node, path] : paths) reader->SetAsset(node, path);
}

}  // namespace goldcrest::convert
