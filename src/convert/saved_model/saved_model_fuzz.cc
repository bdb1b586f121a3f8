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
const std::string& Folder() {
  static const std::string folder = [] {
    const std::string root = std::filesystem::exists("/dev/shm") ? "/dev/shm" : std::filesystem::temp_directory_path().string();
    const std::string path = root + "/goldcrest_saved_model_fuzz_" + std::to_string(::getpid());
    std::filesystem::create_directories(path);
    std::atexit([] { std::filesystem::remove_all(Folder()); });
    return path;
  }();
  return folder;
}

void Run(std::span<const uint8_t> bytes) {
  if (!WriteFileAtomically(Folder() + "/saved_model.pb", bytes).ok()) return;
  const auto program = ReadSavedModel(Folder(), {.max_bytes = uint64_t{64} << 20});
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
