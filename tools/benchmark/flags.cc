#include "tools/benchmark/flags.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>

namespace goldcrest::tools {
namespace {

const FlagSpec* Find(std::string_view name) {
  const auto flags = AllFlags();
  const auto found = std::find_if(flags.begin(), flags.end(), [&](const FlagSpec& f) { return f.name == name; });
  return found == flags.end() ? nullptr : &*found;
}

bool IsTrue(std::string_view text) { return text == "true" || text == "1"; }

template <typename T>
bool ParseNumber(std::string_view text, T* value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *value);
  return error == std::errc() && end == text.data() + text.size();
}

bool ParseFloat(const std::string& text, float* value) {
  if (text.empty()) return false;
  char* end = nullptr;
  *value = std::strtof(text.c_str(), &end);
  return *end == '\0' && std::isfinite(*value);
}

bool Fits(FlagType type, const std::string& text) {
  int32_t integer;
  int64_t wide;
  float real;
  switch (type) {
    case FlagType::kBool: return IsTrue(text) || text == "false" || text == "0";
    case FlagType::kInt32: return ParseNumber(text, &integer);
    case FlagType::kInt64: return ParseNumber(text, &wide);
    case FlagType::kFloat: return ParseFloat(text, &real);
    case FlagType::kString: return true;
  }
  return false;
}

std::string_view TypeWord(FlagType type) {
  switch (type) {
    case FlagType::kBool: return "bool";
    case FlagType::kInt32: return "int32";
    case FlagType::kInt64: return "int64";
    case FlagType::kFloat: return "float";
    case FlagType::kString: return "string";
  }
  return "";
}

// Insertions, deletions, replacements and exchanges of neighbours that turn a into b.
size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<std::vector<size_t>> d(a.size() + 1, std::vector<size_t>(b.size() + 1));
  for (size_t i = 0; i <= a.size(); ++i) {
    for (size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        d[i][j] = i + j;
        continue;
      }
      d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
    }
  }
  return d[a.size()][b.size()];
}

// The name in an argument: "num_run" of "--num_run=3".
std::string NameOf(std::string_view argument) {
  const size_t start = argument.find_first_not_of('-');
  if (start == std::string_view::npos) return "";
  argument.remove_prefix(start);
  return std::string(argument.substr(0, argument.find('=')));
}

}  // namespace

std::string_view NearestFlag(std::string_view name) {
  constexpr size_t kLongestName = 64;
  if (name.empty() || name.size() > kLongestName) return {};
  std::string_view nearest;
  // A third of the letters may be wrong, and two in any case.
  size_t best = std::max<size_t>(2, name.size() / 3) + 1;
  for (const FlagSpec& flag : AllFlags()) {
    const size_t distance = EditDistance(name, flag.name);
    if (distance < best) {
      best = distance;
      nearest = flag.name;
    }
  }
  return nearest;
}

Expected<Flags> Flags::Parse(std::span<const std::string> arguments) {
  Flags flags;
  for (size_t i = 0; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    const size_t equals = argument.find('=');
    if (argument == "--help" || (argument.starts_with("--help=") && IsTrue(argument.substr(equals + 1)))) {
      flags.help_ = true;
      continue;
    }
    const FlagSpec* spec = argument.starts_with("--") ? Find(NameOf(argument)) : nullptr;
    // Only a truth value may stand without its value.
    if (spec == nullptr || (equals == std::string::npos && spec->type != FlagType::kBool)) {
      flags.unknown_.push_back(argument);
      continue;
    }
    const std::string value = equals == std::string::npos ? "true" : argument.substr(equals + 1);
    if (!Fits(spec->type, value)) {
      return Error(StatusCode::kInvalidArgument, "Failed to parse flag '%s' against argv '%s'", std::string(spec->name).c_str(),
                   argument.c_str());
    }
    flags.given_.insert_or_assign(std::string(spec->name), value);
    if (!spec->served) flags.unserved_.emplace_back(spec->name);
  }
  return flags;
}

std::vector<std::string> Flags::Remarks() const {
  std::vector<std::string> remarks;
  for (const std::string& name : unserved_) {
    remarks.push_back("--" + name + " is a flag of TensorFlow Lite's benchmark_model that this one does not serve; it has no effect");
  }
  if (const std::string& mode = String("op_profiling_output_mode"); mode != "stdout" && mode != "csv") {
    remarks.push_back("--op_profiling_output_mode=" + mode + " is not served (stdout and csv are); stdout it is");
  }
  for (const std::string& argument : unknown_) {
    const std::string name = NameOf(argument);
    std::string remark = "unknown argument '" + argument + "'";
    if (Find(name) != nullptr) {
      remark += "; expected --" + name + "=VALUE";
    } else if (const std::string_view nearest = NearestFlag(name); !nearest.empty()) {
      remark += "; the nearest flag is --" + std::string(nearest);
    }
    remarks.push_back(remark);
  }
  return remarks;
}

const std::string& Flags::Value(std::string_view name) const {
  static const auto* const kDefaults = [] {
    auto* defaults = new std::map<std::string, std::string, std::less<>>;
    for (const FlagSpec& flag : AllFlags()) defaults->emplace(flag.name, flag.default_value);
    return defaults;
  }();
  const auto found = given_.find(name);
  return found != given_.end() ? found->second : kDefaults->find(name)->second;
}

bool Flags::Bool(std::string_view name) const { return IsTrue(Value(name)); }

int32_t Flags::Int(std::string_view name) const {
  int32_t value = 0;
  ParseNumber(Value(name), &value);
  return value;
}

int64_t Flags::Int64(std::string_view name) const {
  int64_t value = 0;
  ParseNumber(Value(name), &value);
  return value;
}

float Flags::Float(std::string_view name) const {
  float value = 0;
  ParseFloat(Value(name), &value);
  return value;
}

const std::string& Flags::String(std::string_view name) const { return Value(name); }

std::string Flags::Shown(const FlagSpec& spec) const {
  const std::string& value = Value(spec.name);
  if (spec.type == FlagType::kBool) return IsTrue(value) ? "1" : "0";
  return value;
}

std::string Flags::Usage(std::string_view program) {
  size_t widest = 0;
  const auto with_default = [](const FlagSpec& f) { return "--" + std::string(f.name) + "=" + std::string(f.default_value); };
  for (const FlagSpec& f : AllFlags()) widest = std::max(widest, with_default(f).size());
  std::string text = "usage: " + std::string(program) + " <flags>\nFlags:\n";
  for (const FlagSpec& f : AllFlags()) {
    std::string name = with_default(f);
    name.resize(widest, ' ');
    text += "\t" + name + "\t" + std::string(TypeWord(f.type)) + "\t" + (f.name == "graph" ? "required" : "optional") + "\t" +
            std::string(f.help) + (f.served ? "" : " (not served)") + "\n";
  }
  return text;
}

}  // namespace goldcrest::tools
