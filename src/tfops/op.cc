#include "tfops/op.h"

#include "base/checked.h"

namespace goldcrest::tf {

std::optional<std::vector<int64_t>> InferContext::Ints(size_t i) const {
  if (i >= inputs_.size() || inputs_[i].value == nullptr) return std::nullopt;
  Expected<std::vector<int64_t>> ints = inputs_[i].value->AsInts();
  if (!ints.ok()) return std::nullopt;
  return std::move(*ints);
}

Expected<std::vector<uint8_t>> EvalContext::Allocate(DataType type, const std::vector<int64_t>& dims) const {
  CheckedSize bytes = TypeBytes(type);
  for (int64_t d : dims) {
    if (d < 0) return Error(StatusCode::kInvalidArgument, "a result of shape %s", PartialShape(dims).ToString().c_str());
    bytes *= d;
  }
  if (!bytes.AtMost(max_bytes_))
    return Error(StatusCode::kLimitExceeded, "a result of shape %s needs more than %llu bytes", PartialShape(dims).ToString().c_str(),
                 static_cast<unsigned long long>(max_bytes_));
  return std::vector<uint8_t>(bytes.value());
}

}  // namespace goldcrest::tf
