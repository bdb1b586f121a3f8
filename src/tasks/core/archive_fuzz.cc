// Fuzz target: any bytes are an archive or refused with a reason, and no file of one is larger than was asked for.
#include <cstdint>
#include <cstdlib>

#include "tasks/core/associated_files.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace goldcrest;
  constexpr uint64_t kMost = 1 << 20;
  const auto files = tasks::AssociatedFiles::Open({data, size});
  if (!files.ok()) {
    if (files.status().message().empty()) std::abort();
    return 0;
  }
  for (const char* name : {"labels.txt", "a.txt", "b.txt", ""}) {
    const auto content = files->Read(name, kMost);
    if (content.ok() ? content->size() > kMost : content.status().message().empty()) std::abort();
  }
  return 0;
}
