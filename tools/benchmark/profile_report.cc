#include "tools/benchmark/profile_report.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <string_view>

#include "tools/common/table.h"

namespace goldcrest::tools {
namespace {

constexpr size_t kTopRows = 10;

// A field's text and the width it is right-aligned in.
struct Field {
  std::string text;
  size_t width;
};

std::string Decimals(double v) {
  char text[64];
  std::snprintf(text, sizeof(text), "%.3f", v);
  return text;
}

// Text: every field after a tab; the last, a name, unaligned. CSV: separated by a comma and a space, commas inside a field as tabs.
std::string Line(const std::vector<Field>& fields, ProfileFormat format) {
  std::string line;
  for (const Field& field : fields) {
    if (format == ProfileFormat::kText) {
      line += '\t';
      if (field.text.size() < field.width) line.append(field.width - field.text.size(), ' ');
      line += field.text;
    } else {
      if (!line.empty()) line += ", ";
      std::string text = field.text;
      std::replace(text.begin(), text.end(), ',', '\t');
      line += text;
    }
  }
  return line + '\n';
}

std::string Heading(std::string_view title) {
  const std::string bar(30, '=');
  return bar + " " + std::string(title) + " " + bar + "\n";
}

class Writer {
 public:
  Writer(const Profile& profile, ProfileFormat format) : profile_(profile), format_(format) {
    for (const ProfileRow& row : profile.rows) total_us_ += row.total_us;
    runs_ = static_cast<double>(std::max<uint64_t>(profile.runs, 1));
  }

  std::string NodeBlock(std::string_view title, const std::vector<const ProfileRow*>& rows) const {
    std::string text = Heading(title);
    if (format_ == ProfileFormat::kText) {
      text += Line({{"[node type]", 24},
                    {"[first]", 9},
                    {"[avg ms]", 9},
                    {"[%]", 8},
                    {"[cdf%]", 8},
                    {"[mem KB]", 10},
                    {"[times called]", 9},
                    {"[Name]", 0}},
                   format_);
    } else {
      text += "node type, first, avg_ms, %, cdf%, mem KB, times called, name\n";
    }
    double sum_us = 0;
    for (const ProfileRow* row : rows) {
      sum_us += row->total_us;
      text += Line({{Printable(row->type), 24},
                    {Decimals(row->first_us / 1000), 9},
                    {Decimals(row->total_us / runs_ / 1000), 9},
                    {Share(row->total_us), 8},
                    {Share(sum_us), 8},
                    {Decimals(row->memory_bytes / 1000), 10},
                    {std::to_string(CallsPerRun(row->times_called)), 9},
                    {Printable(row->name), 0}},
                   format_);
    }
    return text + "\n";
  }

  std::string TypeBlock() const {
    struct Sum {
      uint64_t nodes = 0;
      double us = 0;
      double memory_bytes = 0;
      uint64_t calls = 0;
    };
    std::map<std::string, Sum> by_type;
    for (const ProfileRow& row : profile_.rows) {
      Sum& sum = by_type[Printable(row.type)];
      ++sum.nodes;
      sum.us += row.total_us;
      sum.memory_bytes += row.memory_bytes;
      sum.calls += row.times_called;
    }
    std::vector<std::pair<std::string, Sum>> sums(by_type.begin(), by_type.end());
    std::stable_sort(sums.begin(), sums.end(), [](const auto& a, const auto& b) { return a.second.us > b.second.us; });
    std::string text = "Number of nodes executed: " + std::to_string(profile_.rows.size()) + "\n" + Heading("Summary by node type");
    if (format_ == ProfileFormat::kText) {
      text += Line({{"[Node type]", 24},
                    {"[count]", 9},
                    {"[avg ms]", 10},
                    {"[avg %]", 11},
                    {"[cdf %]", 11},
                    {"[mem KB]", 10},
                    {"[times called]", 10}},
                   format_);
    } else {
      text += "node type, count, avg_ms, avg %, cdf %, mem KB, times called\n";
    }
    double sum_us = 0;
    for (const auto& [type, sum] : sums) {
      sum_us += sum.us;
      text += Line({{type, 24},
                    {std::to_string(sum.nodes), 9},
                    {Decimals(sum.us / runs_ / 1000), 10},
                    {Share(sum.us), 11},
                    {Share(sum_us), 11},
                    {Decimals(sum.memory_bytes / 1000), 10},
                    {std::to_string(CallsPerRun(sum.calls)), 10}},
                   format_);
    }
    return text + "\n";
  }

 private:
  std::string Share(double us) const { return Decimals(total_us_ > 0 ? us / total_us_ * 100 : 0) + "%"; }
  uint64_t CallsPerRun(uint64_t calls) const { return calls / std::max<uint64_t>(profile_.runs, 1); }

  const Profile& profile_;
  ProfileFormat format_;
  double total_us_ = 0;
  double runs_ = 1;
};

}  // namespace

std::string ProfileTables(const Profile& profile, ProfileFormat format) {
  const Writer writer(profile, format);
  std::vector<const ProfileRow*> rows;
  for (const ProfileRow& row : profile.rows) rows.push_back(&row);
  std::string text = writer.NodeBlock("Run Order", rows);
  std::stable_sort(rows.begin(), rows.end(), [](const ProfileRow* a, const ProfileRow* b) { return a->total_us > b->total_us; });
  if (rows.size() > kTopRows) rows.resize(kTopRows);
  text += writer.NodeBlock("Top by Computation Time", rows);
  text += writer.TypeBlock();
  return text + "Timings (microseconds): " + profile.run_us.ToLine(false) + "\nMemory (bytes): count=0\n" +
         std::to_string(profile.rows.size()) + " nodes observed\n\n";
}

}  // namespace goldcrest::tools
