#include "tools/goldcrest/convert_report.h"

#include <cstdio>

#include "tools/common/table.h"

namespace goldcrest::tools {
namespace {

std::string Text(const Json& v) { return v.get<std::string>(); }

std::string Number(double v) {
  char text[32];
  std::snprintf(text, sizeof(text), "%.2g", v);
  return text;
}

// "2e-07 of the largest value", or why there is no figure.
std::string CheckText(const Json& check) {
  const double difference = check["difference"].is_null() ? -1 : check["difference"].get<double>();
  return difference < 0 ? Text(check["note"])
                        : "differs from TensorFlow's graph by at most " + Number(difference) + " of the largest value";
}

std::string Escaped(const std::string& text) {
  std::string html;
  for (char c : Printable(text)) {
    switch (c) {
      case '<': html += "&lt;"; break;
      case '>': html += "&gt;"; break;
      case '&': html += "&amp;"; break;
      case '"': html += "&quot;"; break;
      default: html += c;
    }
  }
  return html;
}

std::string Cell(const std::string& text) { return "<td>" + Escaped(text) + "</td>"; }

constexpr char kPageHead[] =
    "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Conversion</title>\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<style>\n"
    "body { font: 15px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; color: #222; background: #fff; }\n"
    "h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }\n"
    "table { border-collapse: collapse; width: 100%; } th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; "
    "border-bottom: 1px solid #ddd; }\n"
    "code { background: #f3f3f3; padding: .1rem .3rem; border-radius: 3px; } .bad { color: #a40000; } .good { color: #1a6b1a; }\n"
    "@media (prefers-color-scheme: dark) { body { color: #ddd; background: #181818; } code { background: #2a2a2a; } th, td { border-color: "
    "#444; } .bad { color: #ff8f8f; } .good { color: #8fd18f; } }\n"
    "</style></head><body>\n";

}  // namespace

Json ConvertJson(const std::string& source, const std::string& output, uint64_t bytes, const convert::ConvertReport& report) {
  Json json = {{"source", source},
               {"output", output},
               {"bytes", bytes},
               {"tensorflow_version", report.tensorflow_version},
               {"signatures", report.signatures},
               {"operators", Json::object()},
               {"passes", report.passes},
               {"checks", Json::array()},
               {"unconvertible", Json::array()}};
  for (const auto& [name, count] : report.operators) json["operators"][name] = count;
  for (const convert::CheckResult& check : report.checks) {
    const Json difference = check.difference < 0 ? Json(nullptr) : Json(check.difference);
    json["checks"].push_back({{"signature", check.signature}, {"difference", difference}, {"note", check.note}});
  }
  for (const convert::Unconvertible& u : report.unconvertible) {
    Json ways = Json::array();
    for (const auto& way : u.ways_out) ways.push_back({{"option", way.option}, {"what", way.what}, {"bytes", way.bytes}});
    json["unconvertible"].push_back({{"operator", u.op}, {"node", u.node}, {"origin", u.origin}, {"reason", u.reason}, {"ways_out", ways}});
  }
  return json;
}

std::string ConvertText(const Json& report) {
  std::string text;
  if (!report["unconvertible"].empty()) {
    Table table({"operator", "where", "why"});
    for (const Json& u : report["unconvertible"])
      table.AddRow({Text(u["operator"]), Text(u[Text(u["origin"]).empty() ? "node" : "origin"]), Text(u["reason"])});
    text += "operators that stand in the way:\n" + table.ToString() + "\nways out:\n";
    Table ways({"operator", "option", "what it does", "bytes"}, {Table::kLeft, Table::kLeft, Table::kLeft, Table::kRight});
    for (const Json& u : report["unconvertible"])
      for (const Json& way : u["ways_out"])
        ways.AddRow({Text(u["operator"]), Text(way["option"]), Text(way["what"]), "+" + std::to_string(way["bytes"].get<int64_t>())});
    return text + ways.ToString();
  }
  int operators = 0;
  for (const auto& [name, count] : report["operators"].items()) operators += count.get<int>();
  text += Printable(Text(report["source"])) + " -> " + Printable(Text(report["output"])) + ": " +
          HumanBytes(report["bytes"].get<uint64_t>()) + ", " + std::to_string(operators) + " operators\n";
  for (const Json& check : report["checks"]) text += "signature " + Printable(Text(check["signature"])) + ": " + CheckText(check) + "\n";
  return text;
}

std::string ConvertHtml(const Json& report) {
  std::string html = kPageHead;
  html += "<h1>" + Escaped(Text(report["source"])) + "</h1>\n";
  if (report["unconvertible"].empty()) {
    html += "<p class=\"good\">Converted to <code>" + Escaped(Text(report["output"])) + "</code>, " +
            HumanBytes(report["bytes"].get<uint64_t>()) + ".</p>\n";
    html += "<h2>Signatures</h2>\n<table><tr><th>Signature</th><th>Check</th></tr>\n";
    for (const Json& check : report["checks"]) html += "<tr>" + Cell(Text(check["signature"])) + Cell(CheckText(check)) + "</tr>\n";
    html += "</table>\n<h2>Operators</h2>\n<table><tr><th>Operator</th><th>Number</th></tr>\n";
    for (const auto& [name, count] : report["operators"].items())
      html += "<tr>" + Cell(name) + Cell(std::to_string(count.get<int>())) + "</tr>\n";
    return html + "</table>\n</body></html>\n";
  }
  html += "<p class=\"bad\">Not converted: " + std::to_string(report["unconvertible"].size()) + " operators stand in the way.</p>\n";
  html += "<table><tr><th>Operator</th><th>Node</th><th>Where</th><th>Why</th><th>Ways out</th></tr>\n";
  for (const Json& u : report["unconvertible"]) {
    html += "<tr>" + Cell(Text(u["operator"])) + Cell(Text(u["node"])) + Cell(Text(u["origin"])) + Cell(Text(u["reason"])) + "<td>";
    for (const Json& way : u["ways_out"])
      html += "<code>" + Escaped(Text(way["option"])) + "</code> " + Escaped(Text(way["what"])) + " (+" +
              std::to_string(way["bytes"].get<int64_t>()) + " bytes)<br>";
    html += "</td></tr>\n";
  }
  return html + "</table>\n</body></html>\n";
}

}  // namespace goldcrest::tools
