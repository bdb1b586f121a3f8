#include "runtime/strings.h"

#include <cstring>

#include "base/checked.h"

namespace goldcrest {
namespace {

int32_t LoadInt(std::span<const uint8_t> buffer, size_t index) {
  int32_t v;
  std::memcpy(&v, buffer.data() + index * sizeof(v), sizeof(v));
  return v;
}

}  // namespace

Expected<std::vector<std::string_view>> ReadStrings(std::span<const uint8_t> buffer) {
  std::vector<std::string_view> strings;
  if (buffer.empty()) return strings;
  if (buffer.size() < sizeof(int32_t))
    return Error(StatusCode::kRuntimeError, "string tensor of %zu bytes has no room for its count", buffer.size());
  const int32_t count = LoadInt(buffer, 0);
  const CheckedSize header = (CheckedSize(count) + 2) * sizeof(int32_t);
  if (!header.AtMost(buffer.size())) {
    return Error(StatusCode::kRuntimeError, "string tensor of %zu bytes claims %d strings", buffer.size(), count);
  }
  strings.reserve(static_cast<size_t>(count));
  for (int32_t i = 0; i < count; ++i) {
    const int64_t begin = LoadInt(buffer, static_cast<size_t>(i) + 1), end = LoadInt(buffer, static_cast<size_t>(i) + 2);
    if (begin < static_cast<int64_t>(header.value()) || end < begin || static_cast<uint64_t>(end) > buffer.size()) {
      return Error(StatusCode::kRuntimeError, "string %d of a string tensor of %zu bytes lies at %lld to %lld", i, buffer.size(),
                   static_cast<long long>(begin), static_cast<long long>(end));
    }
    strings.emplace_back(reinterpret_cast<const char*>(buffer.data()) + begin, static_cast<size_t>(end - begin));
  }
  return strings;
}

namespace {

Expected<size_t> CheckTableSize(CheckedSize bytes) {
  if (!bytes.AtMost(INT32_MAX)) return Error(StatusCode::kLimitExceeded, "a string tensor holds at most 2 GiB");
  return bytes.value();
}

}  // namespace

Expected<size_t> StringsBytes(std::span<const std::string_view> strings) {
  CheckedSize bytes = (CheckedSize(strings.size()) + 2) * sizeof(int32_t);
  for (std::string_view s : strings) bytes += s.size();
  return CheckTableSize(bytes);
}

Expected<size_t> EmptyStringsBytes(size_t count) { return CheckTableSize((CheckedSize(count) + 2) * sizeof(int32_t)); }

void WriteEmptyStrings(size_t count, uint8_t* buffer) {
  const int32_t end = static_cast<int32_t>((count + 2) * sizeof(int32_t)), n = static_cast<int32_t>(count);
  std::memcpy(buffer, &n, sizeof(n));
  for (size_t i = 1; i < count + 2; ++i) std::memcpy(buffer + i * sizeof(end), &end, sizeof(end));
}

void WriteStrings(std::span<const std::string_view> strings, uint8_t* buffer) {
  const auto store = [&](size_t index, size_t v) {
    const int32_t i = static_cast<int32_t>(v);
    std::memcpy(buffer + index * sizeof(i), &i, sizeof(i));
  };
  store(0, strings.size());
  size_t at = (strings.size() + 2) * sizeof(int32_t);
  for (size_t i = 0; i < strings.size(); ++i) {
    store(i + 1, at);
    if (!strings[i].empty()) std::memcpy(buffer + at, strings[i].data(), strings[i].size());
    at += strings[i].size();
  }
  store(strings.size() + 1, at);
}

}  // namespace goldcrest
