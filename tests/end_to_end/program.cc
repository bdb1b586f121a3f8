#include "tests/end_to_end/program.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

extern char** environ;

namespace goldcrest {

const std::string& ScratchFolder() {
  static const std::string* const kFolder = [] {
    auto* folder = new std::string(std::filesystem::temp_directory_path() / ("goldcrest_end_to_end_" + std::to_string(::getpid())));
    std::filesystem::remove_all(*folder);
    std::filesystem::create_directories(*folder);
    return folder;
  }();
  return *kFolder;
}

std::string ScratchFile(const std::string& name, const std::string& content) {
  const std::string path = ScratchFolder() + "/" + name;
  std::ofstream(path, std::ios::binary) << content;
  return path;
}

std::string ReadTextFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

void ExpectRefused(const std::vector<std::string>& arguments, const std::string& part) {
  const ProgramResult r = Goldcrest(arguments);
  EXPECT_EQ(r.exit_code, 1) << r.error;
  EXPECT_EQ(r.error_lines(), 1u) << r.error;
  EXPECT_NE(r.error.find(part), std::string::npos) << r.error;
  EXPECT_EQ(r.out, "");
}

void ExpectUsage(const std::vector<std::string>& arguments) {
  const ProgramResult r = Goldcrest(arguments);
  EXPECT_EQ(r.exit_code, 2) << r.error;
  EXPECT_GE(r.error_lines(), 1u);
  EXPECT_EQ(r.out, "");
}

ProgramResult RunProgram(const std::string& name, const std::vector<std::string>& arguments) {
  std::vector<std::string> words;
  // The emulator and its arguments, separated by '|'; nothing on a build for this machine.
  std::istringstream emulator(GC_EMULATOR);
  for (std::string word; std::getline(emulator, word, '|');) words.push_back(word);
  words.push_back(std::string(GC_BIN_DIR) + "/" + name);
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);

  const std::string out = ScratchFolder() + "/stdout", error = ScratchFolder() + "/stderr";
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  constexpr int kNew = O_WRONLY | O_CREAT | O_TRUNC;
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, out.c_str(), kNew, 0600);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, error.c_str(), kNew, 0600);
  ProgramResult result;
  pid_t pid = 0;
  if (posix_spawnp(&pid, argv[0], &actions, nullptr, argv.data(), environ) == 0) {
    int status = 0;
    ::waitpid(pid, &status, 0);
    result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    result.out = ReadTextFile(out);
    result.error = ReadTextFile(error);
  }
  posix_spawn_file_actions_destroy(&actions);
  return result;
}

}  // namespace goldcrest
