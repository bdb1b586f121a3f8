// The flags of benchmark_model: TensorFlow Lite's by name, type, default and meaning, and a few of our own.
//
// A flag is written --name=value; a truth value may also stand alone (--strict). Flags of TensorFlow Lite's tool that this one
// does not serve are known by name, so that a command line written for it is understood and what is left out is said.
#ifndef GOLDCREST_TOOLS_BENCHMARK_FLAGS_H_
#define GOLDCREST_TOOLS_BENCHMARK_FLAGS_H_

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "goldcrest/status.h"

namespace goldcrest::tools {

enum class FlagType { kBool, kInt32, kInt64, kFloat, kString };

struct FlagSpec {
  std::string_view name;
  FlagType type = FlagType::kString;
  std::string_view default_value;
  std::string_view description;  // how the parameter is called in the log; empty for a flag that is not logged
  std::string_view help;
  bool served = true;
};

// Every flag, in the order in which the log shows them.
std::span<const FlagSpec> AllFlags();

// The known name that is closest to `name`, or nothing when none is close.
std::string_view NearestFlag(std::string_view name);

class Flags {
 public:
  // Takes the arguments after the program's name. Errors: INVALID_ARGUMENT for a value that does not fit its flag's type.
  static Expected<Flags> Parse(std::span<const std::string> arguments);

  bool Bool(std::string_view name) const;
  int32_t Int(std::string_view name) const;
  int64_t Int64(std::string_view name) const;
  float Float(std::string_view name) const;
  const std::string& String(std::string_view name) const;
  bool given(std::string_view name) const { return given_.contains(name); }
  // The value as text, a truth value as 0 or 1.
  std::string Shown(const FlagSpec& spec) const;

  bool help() const { return help_; }
  // Arguments that match no flag, as written.
  const std::vector<std::string>& unknown() const { return unknown_; }
  // Given flags that TensorFlow Lite's tool has and this one does not serve.
  const std::vector<std::string>& unserved() const { return unserved_; }
  // One line for each unserved or unknown argument, and for a value that is not served.
  std::vector<std::string> Remarks() const;

  // What --help prints.
  static std::string Usage(std::string_view program);

 private:
  const std::string& Value(std::string_view name) const;

  std::map<std::string, std::string, std::less<>> given_;
  std::vector<std::string> unknown_;
  std::vector<std::string> unserved_;
  bool help_ = false;
};

}  // namespace goldcrest::tools

#endif  // GOLDCREST_TOOLS_BENCHMARK_FLAGS_H_
