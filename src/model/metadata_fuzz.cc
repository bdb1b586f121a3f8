// Fuzz target: any bytes are metadata or refused with a reason.
#include <cstdint>
#include <cstdlib>

#include "model/metadata.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace goldcrest;
  const auto metadata = model::ReadMetadata({data, size});
  if (!metadata.ok()) {
    if (metadata.status().message().empty()) std::abort();
    return 0;
  }
  for (const auto* tensors : {&metadata->inputs, &metadata->outputs}) {
    for (const model::TensorMetadata& tensor : *tensors) (void)model::FindLabels(tensor.associated_files);
  }
  return 0;
}
