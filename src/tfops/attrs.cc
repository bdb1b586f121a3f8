#include "tfops/attrs.h"

namespace goldcrest::tf {

void Attrs::Erase(std::string_view name) {
  if (const auto found = values_.find(name); found != values_.end()) values_.erase(found);
}

std::string_view Attrs::String(std::string_view name, std::string_view otherwise) const {
  const auto* v = Get<std::string>(name);
  return v != nullptr ? std::string_view(*v) : otherwise;
}

int64_t Attrs::Int(std::string_view name, int64_t otherwise) const {
  const auto* v = Get<int64_t>(name);
  return v != nullptr ? *v : otherwise;
}

float Attrs::Float(std::string_view name, float otherwise) const {
  const auto* v = Get<float>(name);
  return v != nullptr ? *v : otherwise;
}

bool Attrs::Bool(std::string_view name, bool otherwise) const {
  const auto* v = Get<bool>(name);
  return v != nullptr ? *v : otherwise;
}

DataType Attrs::Type(std::string_view name, DataType otherwise) const {
  const auto* v = Get<DataType>(name);
  return v != nullptr ? *v : otherwise;
}

std::vector<int64_t> Attrs::Ints(std::string_view name) const {
  const auto* v = Get<std::vector<int64_t>>(name);
  return v != nullptr ? *v : std::vector<int64_t>();
}

}  // namespace goldcrest::tf
