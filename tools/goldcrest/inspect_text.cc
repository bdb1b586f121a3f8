// The report of `goldcrest inspect` as tables.
#include <map>
#include <tuple>

#include "tools/common/table.h"
#include "tools/goldcrest/inspect_report.h"

namespace goldcrest::tools {
namespace {

std::string List(const Json& numbers) {
  std::string text;
  for (const Json& n : numbers) text += (text.empty() ? "" : ", ") + n.dump();
  return text;
}

std::string QuantizationText(const Json& q) {
  if (q.is_null()) return "";
  const size_t scales = q["scales"].size();
  if (scales > 1) return std::to_string(scales) + " scales along dimension " + q["dimension"].dump();
  char text[64];
  std::snprintf(text, sizeof(text), "%g * (q - %s)", q["scales"][0].get<double>(),
                q["zero_points"].empty() ? "0" : q["zero_points"][0].dump().c_str());
  return text;
}

std::string Ports(const Json& subgraph, const char* which) {
  Table table({"", "tensor", "name", "type", "shape", "quantization"}, {Table::kRight, Table::kRight});
  size_t position = 0;
  for (const Json& index : subgraph[which]) {
    const Json& t = subgraph["tensors"][index.get<size_t>()];
    // -1 where the size is open.
    table.AddRow({std::to_string(position++), index.dump(), t["name"], t["type"], "[" + List(t["shape_signature"]) + "]",
                  QuantizationText(t["quantization"])});
  }
  return position == 0 ? std::string(which) + ": none\n\n" : std::string(which) + "\n" + table.ToString() + "\n";
}

std::string Operators(const Json& subgraph) {
  std::map<std::pair<std::string, int>, int> counts;
  for (const Json& op : subgraph["operators"]) ++counts[{op["name"], op["version"]}];
  Table table({"operator", "version", "nodes"}, {Table::kLeft, Table::kRight, Table::kRight});
  for (const auto& [key, count] : counts) table.AddRow({key.first, std::to_string(key.second), std::to_string(count)});
  return counts.empty() ? "operators: none\n\n" : table.ToString() + "\n";
}

std::string TensorTypes(const Json& subgraph) {
  struct Sums {
    uint64_t tensors = 0, quantized = 0, per_channel = 0, constant_bytes = 0;
  };
  std::map<std::string, Sums> by_type;
  for (const Json& t : subgraph["tensors"]) {
    Sums& sums = by_type[t["type"]];
    ++sums.tensors;
    sums.quantized += !t["quantization"].is_null();
    sums.per_channel += !t["quantization"].is_null() && t["quantization"]["scales"].size() > 1;
    sums.constant_bytes += t["constant_bytes"].get<uint64_t>();
  }
  Table table({"type", "tensors", "quantized", "per channel", "constants"},
              {Table::kLeft, Table::kRight, Table::kRight, Table::kRight, Table::kRight});
  for (const auto& [type, s] : by_type) {
    table.AddRow(
        {type, std::to_string(s.tensors), std::to_string(s.quantized), std::to_string(s.per_channel), HumanBytes(s.constant_bytes)});
  }
  return by_type.empty() ? "" : table.ToString() + "\n";
}

std::string Plan(const Json& subgraph) {
  if (subgraph["placement"].is_null()) return "";
  const Json& memory = subgraph["memory"];
  std::string text = "memory plan: arena " + HumanBytes(memory["arena_bytes"]) + " (no plan can do with less than " +
                     HumanBytes(memory["arena_lower_bound"]) + "), workspace " + HumanBytes(memory["workspace_bytes"]) + "\n\n";
  Table table({"step", "nodes", "operator", "kernel", "note"}, {Table::kRight});
  for (const Json& e : subgraph["placement"]) table.AddRow({e["step"].dump(), List(e["nodes"]), e["operator"], e["kernel"], e["note"]});
  return text + table.ToString() + "\n";
}

std::string Signature(const Json& signature) {
  const auto names = [](const Json& entries) {
    std::string text;
    for (const Json& e : entries) text += (text.empty() ? "" : ", ") + Printable(e["name"].get<std::string>());
    return text;
  };
  return "signature \"" + Printable(signature["key"].get<std::string>()) + "\" of subgraph " + signature["subgraph"].dump() + ": (" +
         names(signature["inputs"]) + ") -> (" + names(signature["outputs"]) + ")\n";
}

}  // namespace

std::string InspectText(const Json& report) {
  std::string text = Printable(report["model"].get<std::string>()) + ": " + HumanBytes(report["file_bytes"]) + ", weights " +
                     HumanBytes(report["weights_bytes"]) + ", format version " + report["format_version"].dump() + "\n";
  if (const std::string description = report["description"]; !description.empty()) text += "description: " + Printable(description) + "\n";
  for (const Json& m : report["metadata"])
    text += "metadata: " + Printable(m["name"].get<std::string>()) + ", " + HumanBytes(m["bytes"]) + "\n";
  for (const Json& s : report["signatures"]) text += Signature(s);
  for (const Json& subgraph : report["subgraphs"]) {
    text += "\n== subgraph " + subgraph["index"].dump() + " \"" + Printable(subgraph["name"].get<std::string>()) + "\"\n\n";
    text += Ports(subgraph, "inputs") + Ports(subgraph, "outputs") + Operators(subgraph) + TensorTypes(subgraph) + Plan(subgraph);
  }
  if (!report["packed_weights_bytes"].is_null()) text += "packed weights: " + HumanBytes(report["packed_weights_bytes"]) + "\n";
  for (const Json& remark : report["remarks"]) text += "remark: " + Printable(remark.get<std::string>()) + "\n";
  if (!report["runs"].get<bool>()) text += "cannot run: " + Printable(report["cannot_run_because"].get<std::string>()) + "\n";
  return text;
}

}  // namespace goldcrest::tools
