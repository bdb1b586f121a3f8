#include "runtime/resources.h"

#include <cstring>

namespace goldcrest {

int Resources::VariableId(const std::string& container, const std::string& name) {
  const auto [it, fresh] = ids_.try_emplace({container, name}, static_cast<int>(ids_.size()));
  if (fresh) variables_.try_emplace(it->second);
  return it->second;
}

ResourceVariable* Resources::Variable(int id) {
  const auto it = variables_.find(id);
  return it == variables_.end() ? nullptr : &it->second;
}

Status Resources::Assign(int id, const TensorView& value) {
  ResourceVariable* v = Variable(id);
  if (v == nullptr) return Error(StatusCode::kRuntimeError, "no variable has the number %d", id);
  if (v->data.size() < value.bytes) {
    GC_ASSIGN_OR_RETURN(AlignedBuffer fresh, budget_->Allocate(value.bytes));
    budget_->Release(v->data.size());
    v->data = std::move(fresh);
  }
  if (value.bytes > 0) std::memcpy(v->data.data(), value.data, value.bytes);
  v->bytes = value.bytes;
  v->type = value.type;
  v->shape = value.shape;
  v->initialized = true;
  return Status::Ok();
}

}  // namespace goldcrest
