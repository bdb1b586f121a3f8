// Runs the project's programs as a user does, for tests.
#ifndef GOLDCREST_TESTS_END_TO_END_PROGRAM_H_
#define GOLDCREST_TESTS_END_TO_END_PROGRAM_H_

#include <algorithm>
#include <string>
#include <vector>

namespace goldcrest {

struct ProgramResult {
  int exit_code = -1;  // 128 + the signal that ended it, as a shell has it
  std::string out;
  std::string error;

  // Lines on standard error.
  size_t error_lines() const { return static_cast<size_t>(std::count(error.begin(), error.end(), '\n')); }
};

// Runs build/bin/NAME with `arguments`, on a cross build through its emulator.
ProgramResult RunProgram(const std::string& name, const std::vector<std::string>& arguments);

inline ProgramResult Goldcrest(const std::vector<std::string>& arguments) { return RunProgram("goldcrest", arguments); }

// Runs goldcrest and expects exit code 1, nothing on standard output, and one line of error that holds `part`.
void ExpectRefused(const std::vector<std::string>& arguments, const std::string& part);

// Runs goldcrest and expects exit code 2 and nothing on standard output.
void ExpectUsage(const std::vector<std::string>& arguments);

// A folder of this test program's own, made empty at its first use.
const std::string& ScratchFolder();

// Writes bytes to a file in the scratch folder and returns its path.
std::string ScratchFile(const std::string& name, const std::string& content);

std::string ReadTextFile(const std::string& path);

}  // namespace goldcrest

#endif  // GOLDCREST_TESTS_END_TO_END_PROGRAM_H_
