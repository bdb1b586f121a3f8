#include "model/string_table.h"

#include <cstring>

namespace goldcrest::model {
namespace {

int32_t Int32At(std::span<const uint8_t> bytes, size_t index) {
  int32_t v;
  std::memcpy(&v, bytes.data() + index * sizeof(v), sizeof(v));
  return v;
}

}  // namespace

Status CheckStringTable(std::span<const uint8_t> bytes, size_t elements) {
  constexpr size_t kWord = sizeof(int32_t);
  if (bytes.empty() && elements == 0) return Status::Ok();
  const size_t words = bytes.size() / kWord;
  if (words < 2 || words - 2 < elements) {
    return Error(StatusCode::kInvalidModel, "%zu bytes are too few for the table of %zu strings", bytes.size(), elements);
  }
  const int32_t count = Int32At(bytes, 0);
  if (count < 0 || static_cast<size_t>(count) != elements) {
    return Error(StatusCode::kInvalidModel, "the string table has %d strings, and the shape %zu", count, elements);
  }
  int64_t least = static_cast<int64_t>((elements + 2) * kWord);
  for (size_t i = 0; i <= elements; ++i) {
    const int32_t offset = Int32At(bytes, 1 + i);
    if (offset < least || static_cast<size_t>(offset) > bytes.size()) {
      return Error(StatusCode::kInvalidModel, "string offset %zu is %d; %lld to %zu is expected", i, offset, static_cast<long long>(least),
                   bytes.size());
    }
    least = offset;
  }
  return Status::Ok();
}

}  // namespace goldcrest::model
