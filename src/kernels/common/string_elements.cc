#include "kernels/common/string_elements.h"

#include <cstring>

#include "base/shape_util.h"
#include "runtime/strings.h"

namespace goldcrest::kernels {

Status StringPool::Add(const TensorView& tensor, int32_t* numbers) {
  GC_ASSIGN_OR_RETURN(const std::vector<std::string_view> strings, ReadStrings({tensor.as<uint8_t>(), tensor.bytes}));
  const size_t n = static_cast<size_t>(tensor.shape.elements());
  if (strings.size() != n) {
    return Error(StatusCode::kRuntimeError, "string tensor \"%.*s\" of shape %s holds %zu strings", static_cast<int>(tensor.name.size()),
                 tensor.name.data(), tensor.shape.ToString().c_str(), strings.size());
  }
  for (size_t i = 0; i < n; ++i) numbers[i] = static_cast<int32_t>(strings_.size() + i);
  strings_.insert(strings_.end(), strings.begin(), strings.end());
  return Status::Ok();
}

Status StringPool::Write(EvalContext& ctx, int i, const Shape& shape, const int32_t* numbers) const {
  const Shape kept = shape;  // `shape` may be the output's own
  const CheckedSize n = CheckedElements(kept);
  const CheckedSize header = (n + 2) * sizeof(int32_t);
  CheckedSize bytes = header;
  for (size_t k = 0; header.AtMost(INT32_MAX) && k < n.value(); ++k) bytes += strings_[static_cast<size_t>(numbers[k])].size();
  if (!bytes.AtMost(INT32_MAX)) return Error(StatusCode::kLimitExceeded, "a string tensor holds at most 2 GiB");
  GC_RETURN_IF_ERROR(ctx.AllocateOutput(i, kept, bytes.value()));
  // Written without a list of the strings in between, which could be larger than the tensor.
  uint8_t* out = ctx.out<uint8_t>(i);
  int32_t* offsets = ctx.out<int32_t>(i);
  size_t at = header.value();
  *offsets++ = static_cast<int32_t>(n.value());
  for (size_t k = 0; k < n.value(); ++k) {
    const std::string_view s = strings_[static_cast<size_t>(numbers[k])];
    *offsets++ = static_cast<int32_t>(at);
    if (!s.empty()) std::memcpy(out + at, s.data(), s.size());
    at += s.size();
  }
  *offsets = static_cast<int32_t>(at);
  return Status::Ok();
}

}  // namespace goldcrest::kernels
