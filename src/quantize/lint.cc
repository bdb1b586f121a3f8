#include "quantize/lint.h"

#include <cstdio>

namespace goldcrest::quantize {
namespace {

// The guides advise 100 to 500.
constexpr uint64_t kFewSamples = 100;
// Names in one sentence.
constexpr size_t kNamed = 3;

std::string Join(const std::vector<std::string>& names) {
  std::string text;
  for (size_t i = 0; i < names.size() && i < kNamed; ++i) text += (i > 0 ? ", \"" : "\"") + names[i] + "\"";
  if (names.size() > kNamed) text += " and " + std::to_string(names.size() - kNamed) + " more";
  return text;
}

// The share of the values at or above `at`.
double ShareAbove(const Histogram& h, double at) {
  double above = 0;
  for (int i = 0; i < Histogram::kBins; ++i) {
    if (h.edge(i) + h.width() > at) above += h.bins()[static_cast<size_t>(i)];
  }
  return h.total() > 0 ? above / h.total() : 0;
}

void LintInputs(const model::Subgraph& graph, const SubgraphStatistics& statistics, std::vector<std::string>* found) {
  for (int t : graph.inputs) {
    const Histogram& h = statistics.tensors[static_cast<size_t>(t)].histogram;
    if (h.empty()) continue;
    const std::string name = "input \"" + graph.tensors[static_cast<size_t>(t)].name + "\"";
    char range[64];
    std::snprintf(range, sizeof(range), "%g to %g", static_cast<double>(h.min()), static_cast<double>(h.max()));
    if (h.min() == h.max()) found->push_back(name + " is " + std::to_string(h.min()) + " in every sample");
    if (h.min() >= 0 && h.max() > 128 && h.max() <= 255) {
      found->push_back(name + " goes from " + range + ", as pixels do; was the model trained on values of this range?");
    }
  }
}

}  // namespace

std::vector<std::string> LintCalibration(const model::Model& float_model, const std::vector<SubgraphStatistics>& statistics) {
  std::vector<std::string> found;
  for (size_t s = 0; s < statistics.size(); ++s) {
    const model::Subgraph& graph = float_model.subgraphs[s];
    if (statistics[s].samples == 0) continue;
    if (statistics[s].samples < kFewSamples) {
      found.push_back(std::to_string(statistics[s].samples) + " samples are few; 100 to 500 are advised");
    }
    LintInputs(graph, statistics[s], &found);
    std::vector<std::string> dead, saturated;
    for (size_t t = 0; t < statistics[s].tensors.size(); ++t) {
      const Histogram& h = statistics[s].tensors[t].histogram;
      if (h.empty()) continue;
      if (h.min() == 0 && h.max() == 0) dead.push_back(graph.tensors[t].name);
      if (h.min() == 0 && h.max() == 6 && ShareAbove(h, 5.99) > 0.5) saturated.push_back(graph.tensors[t].name);
    }
    if (!dead.empty()) found.push_back("zero in every sample: " + Join(dead));
    if (!saturated.empty()) found.push_back("more than half of the values sit at the upper end of RELU6: " + Join(saturated));
  }
  return found;
}

}  // namespace goldcrest::quantize
