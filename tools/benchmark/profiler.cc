#include "tools/benchmark/profiler.h"

#include "model/model.h"
#include "tools/common/table.h"

namespace goldcrest::tools {
namespace {

// "[scores, boxes]:12": the outputs of a node, and its number.
std::string NodeName(const model::Subgraph& subgraph, int node) {
  std::string names;
  for (int32_t tensor : subgraph.operators[static_cast<size_t>(node)].outputs) {
    if (tensor < 0) continue;
    names += (names.empty() ? "" : ", ") + subgraph.tensors[static_cast<size_t>(tensor)].name;
  }
  return "[" + names + "]:" + std::to_string(node);
}

std::string NodeType(const model::Model& model, const model::Subgraph& subgraph, int node) {
  return model::OperatorName(model.operator_codes[subgraph.operators[static_cast<size_t>(node)].opcode_index]);
}

}  // namespace

Profiler::Profiler(Session* session) : session_(session) {}

Profiler::~Profiler() {
  // Fails only where a run is in progress, and then there is somebody left to be told.
  (void)session_->interpreter().SetProfiler(nullptr).ok();
}

Status Profiler::Start() {
  return session_->interpreter().SetProfiler([this](const PlacementEntry& entry, uint64_t nanoseconds) { OnStep(entry, nanoseconds); });
}

void Profiler::OnStep(const PlacementEntry& entry, uint64_t nanoseconds) {
  Subgraph& subgraph = subgraphs_[entry.subgraph];
  const double us = static_cast<double>(nanoseconds) / 1000;
  const auto [found, is_new] = subgraph.steps.try_emplace(entry.step);
  Step& step = found->second;
  if (is_new) {
    step.entry = entry;
    step.first_us = us;
  }
  step.total_us += us;
  ++step.calls;
  subgraph.run_us += us;
}

void Profiler::EndRun() {
  ++runs_;
  for (auto& [index, subgraph] : subgraphs_) {
    subgraph.runs.Add(subgraph.run_us);
    subgraph.run_us = 0;
  }
}

Profile Profiler::ProfileOf(int index, const Subgraph& collected) const {
  const model::Model& model = session_->model().content();
  const model::Subgraph& subgraph = model.subgraphs[static_cast<size_t>(index)];
  Profile profile;
  profile.runs = runs_;
  profile.run_us = collected.runs;
  for (const auto& [number, step] : collected.steps) {
    const std::vector<int>& nodes = step.entry.nodes;
    ProfileRow row;
    row.type = step.entry.op_name + "/" + step.entry.kernel;
    row.name = nodes.empty() ? "[]" : NodeName(subgraph, nodes[0]);
    row.first_us = step.first_us;
    row.total_us = step.total_us;
    row.times_called = step.calls;
    profile.rows.push_back(std::move(row));
    for (size_t i = 1; i < nodes.size(); ++i) {
      ProfileRow fused;
      fused.type = NodeType(model, subgraph, nodes[i]);
      fused.name = NodeName(subgraph, nodes[i]) + " in " + std::to_string(nodes[0]);
      profile.rows.push_back(std::move(fused));
    }
  }
  return profile;
}

std::string Profiler::Report(ProfileFormat format) const {
  std::string text;
  for (const auto& [index, subgraph] : subgraphs_) {
    const std::string name = Printable(session_->model().subgraph_name(index));
    if (subgraphs_.size() > 1 && index == session_->subgraph()) {
      text += "Primary graph (name: " + name + ") profile:\n";
    } else if (subgraphs_.size() > 1) {
      text += "Subgraph (index: " + std::to_string(index) + ", name: " + name + ") profile:\n";
    }
    text += ProfileTables(ProfileOf(index, subgraph), format);
  }
  return text.empty() ? ProfileTables({}, format) : text;
}

}  // namespace goldcrest::tools
