// Fuzz target: any bytes are labels or refused with a reason; labels hold no end of a line and no more than the file.
#include <cstdint>
#include <cstdlib>

#include "tasks/core/classifier_facts.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace goldcrest;
  const auto labels = tasks::SplitLabels({reinterpret_cast<const char*>(data), size});
  if (!labels.ok()) {
    if (labels.status().message().empty()) std::abort();
    return 0;
  }
  size_t sum = 0;
  for (const std::string& label : *labels) {
    if (label.find('\n') != std::string::npos) std::abort();
    sum += label.size();
  }
  if (sum > size) std::abort();
  return 0;
}
