// Fuzz target: any bytes as the index of a checkpoint.
#include "convert/saved_model/table_reader.h"

#include <cstdlib>

namespace goldcrest::convert {
namespace {

void Run(std::span<const uint8_t> bytes) {
  constexpr uint64_t kMaxKeyBytes = 1 << 20;
  const auto entries = ReadTable(bytes, kMaxKeyBytes);
  if (!entries.ok()) {
    if (entries.status().message().empty()) std::abort();
    return;
  }
  uint64_t key_bytes = 0;
  for (size_t i = 0; i < entries->size(); ++i) {
    const TableEntry& entry = (*entries)[i];
    key_bytes += entry.key.size();
    if (i > 0 && entry.key <= (*entries)[i - 1].key) std::abort();
    const bool inside = entry.value.data() >= bytes.data() && entry.value.data() + entry.value.size() <= bytes.data() + bytes.size();
    if (!inside) std::abort();
  }
  if (key_bytes > kMaxKeyBytes) std::abort();
}

}  // namespace
}  // namespace goldcrest::convert

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  goldcrest::convert::Run({data, size});
  return 0;
}
