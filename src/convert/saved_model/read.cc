#include "convert/saved_model/read.h"

#include <google/protobuf/arena.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/file.h"
#include "convert/saved_model/assets.h"
#include "convert/saved_model/graph_reader.h"
#include "convert/saved_model/initial_values.h"
#include "convert/saved_model/refuse.h"
#include "convert/saved_model/tensor_proto.h"

namespace goldcrest::convert {
namespace {

constexpr std::string_view kInternalPrefix = "__saved_model";

std::string Quoted(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "\"" : ", \"") + name + "\"";
  return text.empty() ? "none" : text;
}

// The message lies in `arena`, which makes and frees its many parts in a fraction of the time.
Expected<const proto::SavedModel*> ParseSavedModel(const std::string& folder, google::protobuf::Arena* arena) {
  const std::string path = folder + "/saved_model.pb";
  auto file = MapFile(path);
  if (!file.ok()) return std::move(file).status().At("no SavedModel in '" + folder + "'");
  const std::span<const uint8_t> bytes = (*file)->span();
  auto* model = google::protobuf::Arena::CreateMessage<proto::SavedModel>(arena);
  const bool parsed = bytes.size() <= INT32_MAX && model->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
  if (!parsed || model->meta_graphs_size() == 0) return RefuseMessageFile(path, bytes, "SavedModel");
  return model;
}

Expected<const proto::MetaGraphDef*> ChooseMetaGraph(const proto::SavedModel& model, const std::vector<std::string>& tags) {
  const std::set<std::string> wanted(tags.begin(), tags.end());
  std::string existing;
  for (const auto& meta_graph : model.meta_graphs()) {
    const auto& of_graph = meta_graph.meta_info_def().tags();
    if (std::set<std::string>(of_graph.begin(), of_graph.end()) == wanted) return &meta_graph;
    existing += (existing.empty() ? "" : "; ") + Quoted({of_graph.begin(), of_graph.end()});
  }
  return Error(StatusCode::kNotFound, "no graph has the tags %s; there are: %s", Quoted(tags).c_str(), existing.c_str());
}

// The keys to read, in order.
Expected<std::vector<std::string>> ChooseSignatures(const proto::MetaGraphDef& meta_graph, const std::vector<std::string>& wanted) {
  std::vector<std::string> existing;
  for (const auto& [key, unused] : meta_graph.signature_def())
    if (!key.starts_with(kInternalPrefix)) existing.push_back(key);
  std::sort(existing.begin(), existing.end());
  for (const std::string& key : wanted)
    if (meta_graph.signature_def().find(key) == meta_graph.signature_def().end())
      return Error(StatusCode::kNotFound, "no signature \"%s\"; there are: %s", key.c_str(), Quoted(existing).c_str());
  if (wanted.empty() && existing.empty())
    return Error(StatusCode::kNotFound, "the SavedModel has no signature; pass signatures=... when you save it");
  return wanted.empty() ? existing : wanted;
}

Expected<Signature> ReadSignature(const std::string& key, const proto::SignatureDef& def, GraphReader* reader) {
  Signature signature;
  signature.key = key;
  GraphRequest request;
  request.name = key;
  const std::map<std::string, proto::TensorInfo> inputs(def.inputs().begin(), def.inputs().end());
  const std::map<std::string, proto::TensorInfo> outputs(def.outputs().begin(), def.outputs().end());
  for (const auto& [name, info] : inputs) {
    if (info.name().empty()) return Error(StatusCode::kUnsupported, "input \"%s\" is a sparse or composite tensor", name.c_str());
    request.inputs.push_back({info.name(), TypeFromProto(info.dtype()), ShapeFromProto(info.tensor_shape())});
    signature.input_names.push_back(name);
  }
  for (const auto& [name, info] : outputs) {
    if (info.name().empty()) return Error(StatusCode::kUnsupported, "output \"%s\" is a sparse or composite tensor", name.c_str());
    request.outputs.push_back(info.name());
    signature.output_names.push_back(name);
  }
  GC_ASSIGN_OR_RETURN(signature.graph, reader->Read(request));
  return signature;
}

}  // namespace

Expected<Program> ReadSavedModel(const std::string& folder, const ReadOptions& options) {
  GC_RETURN_IF_ERROR(RefuseKerasFile(folder));
  google::protobuf::Arena arena;
  GC_ASSIGN_OR_RETURN(const proto::SavedModel* model, ParseSavedModel(folder, &arena));
  GC_ASSIGN_OR_RETURN(const proto::MetaGraphDef* meta_graph, ChooseMetaGraph(*model, options.tags));
  GC_ASSIGN_OR_RETURN(const std::vector<std::string> keys, ChooseSignatures(*meta_graph, options.signatures));
  const OpDefs defs(meta_graph->meta_info_def().stripped_op_list(), meta_graph->graph_def().library());
  ByteBudget budget(options.max_bytes);
  GraphReader reader(meta_graph->graph_def(), defs, &budget);
  if (!meta_graph->graph_def().debug_info().files().empty()) {
    reader.SetSourceLines(SourceLines(meta_graph->graph_def().debug_info()));
  } else {
    reader.SetSourceLines(ReadSourceLines(folder));
  }
  const std::string assets = folder + "/assets/";
  SetAssets(*meta_graph, assets, &reader);
  Program program;
  program.tensorflow_version = meta_graph->meta_info_def().tensorflow_version();
  for (const std::string& key : keys) {
    auto signature = ReadSignature(key, meta_graph->signature_def().at(key), &reader);
    if (!signature.ok()) return std::move(signature).status().At("signature \"" + key + "\"");
    program.signatures.push_back(std::move(*signature));
  }
  GC_RETURN_IF_ERROR(FillVariables(*meta_graph, folder + "/variables/variables", &reader, &budget, &program));
  GC_RETURN_IF_ERROR(FillTables(InitRequest(*meta_graph), assets, &reader, &budget, &program));
  return program;
}

}  // namespace goldcrest::convert
