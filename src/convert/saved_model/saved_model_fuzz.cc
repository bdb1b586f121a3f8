// Fuzz target: any bytes as saved_model.pb. What reads is a graph in order.
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "base/file.h"
#include "convert/saved_model/read.h"

namespace goldcrest::convert {
namespace {

// Each process has its own, in memory where the system has such a place.
class Folder {
 public:
  Folder() {
    const std::string root = std::filesystem::exists("/dev/shm") ? "/dev/shm" : std::filesystem::temp_directory_path().string();
    path_ = root + "/goldcrest_saved_model_fuzz_" + std::to_string(::getpid());
    std::filesystem::create_directories(path_);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

void Run(std::span<const uint8_t> bytes) {
  static const Folder folder;
  if (!WriteFileAtomically(folder.path() + "/saved_model.pb", bytes).ok()) return;
  const auto program = ReadSavedModel(folder.path(), {.max_bytes = uint64_t{64} << 20});
  if (!program.ok()) {
    if (program.status().message().empty()) std::abort();
    return;
  }
  for (const Signature& signature : program->signatures)
    if (!VerifyGraph(*signature.graph).ok()) std::abort();
}

}  // namespace
}  // namespace goldcrest::convert

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  goldcrest::convert::Run({data, size});
  return 0;
}
