#include "tasks/core/classifier_facts.h"

#include <algorithm>

#include "model/metadata.h"
#include "model/model.h"
#include "tasks/core/associated_files.h"

namespace goldcrest::tasks {
namespace {

constexpr uint64_t kMostLabelBytes = uint64_t{64} << 20;

std::optional<Normalization> NormalizationOf(const model::TensorMetadata& tensor) {
  if (tensor.mean.empty() || tensor.std.empty()) return std::nullopt;
  Normalization n;
  if (tensor.mean.size() == 1 && tensor.std.size() == 1) {
    n.mean = tensor.mean[0];
    n.std = tensor.std[0];
    return n;
  }
  // One of the two may be common to all channels.
  const size_t channels = std::max(tensor.mean.size(), tensor.std.size());
  n.channel_mean = tensor.mean;
  n.channel_std = tensor.std;
  if (n.channel_mean.size() == 1) n.channel_mean.resize(channels, tensor.mean[0]);
  if (n.channel_std.size() == 1) n.channel_std.resize(channels, tensor.std[0]);
  return n;
}

bool FirstInputIsFloat(const model::Model& content) {
  if (content.subgraphs.empty() || content.subgraphs[0].inputs.empty()) return false;
  const int32_t i = content.subgraphs[0].inputs[0];
  return i >= 0 && content.subgraphs[0].tensors[static_cast<size_t>(i)].type == TensorType::kFloat32;
}

}  // namespace

Expected<ClassifierFacts> ReadClassifierFacts(const Model& model) {
  ClassifierFacts facts;
  const Expected<std::span<const uint8_t>> bytes = model.metadata(model::kMetadataName);
  if (!bytes.ok()) return facts;
  GC_ASSIGN_OR_RETURN(const model::ModelMetadata metadata, model::ReadMetadata(*bytes));
  if (metadata.input(0) != nullptr && FirstInputIsFloat(model.content())) facts.normalization = NormalizationOf(*metadata.input(0));
  const model::AssociatedFile* labels = metadata.output(0) != nullptr ? model::FindLabels(metadata.output(0)->associated_files) : nullptr;
  if (labels == nullptr) return facts;
  GC_ASSIGN_OR_RETURN(const AssociatedFiles files, AssociatedFiles::Open(model.content().appended.span()));
  Expected<std::string> text = files.Read(labels->name, kMostLabelBytes);
  if (!text.ok()) return std::move(text).status();
  GC_ASSIGN_OR_RETURN(facts.labels, SplitLabels(*text));
  return facts;
}

Expected<std::vector<std::string>> SplitLabels(std::string_view text) {
  constexpr size_t kMostLabels = size_t{1} << 22;
  std::vector<std::string> labels;
  while (!text.empty()) {
    if (labels.size() == kMostLabels) return Error(StatusCode::kLimitExceeded, "more than %zu labels", kMostLabels);
    const size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    labels.emplace_back(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return labels;
}

}  // namespace goldcrest::tasks
