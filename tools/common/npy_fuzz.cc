// Fuzz target: any bytes are an array or refused with a reason, and an array holds as many elements as its shape says.
#include <cstdint>
#include <cstdlib>

#include "tools/common/npy.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace goldcrest;
  const Expected<tools::NpyArray> array = tools::ParseNpy({data, size});
  if (!array.ok()) {
    if (array.status().message().empty()) std::abort();
    return 0;
  }
  const auto elements = static_cast<uint64_t>(array->shape.elements());
  const bool fits = array->type == TensorType::kString ? array->strings.size() == elements
                                                       : array->data.size() == elements * static_cast<uint64_t>(TypeBits(array->type)) / 8;
  if (!fits) std::abort();
  return 0;
}
