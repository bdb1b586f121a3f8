#include "goldcrest/status.h"

#include <cstdarg>
#include <cstdio>

namespace goldcrest {

std::string_view StatusCodeName(StatusCode code) {
  switch (code) {
#define GC_STATUS_CODE(enumerator, number, name, meaning, text)                                             \
  static_assert(static_cast<int>(StatusCode::enumerator) == number, "status.h numbers " name " otherwise"); \
  case StatusCode::enumerator: return name;
#include "base/status_codes.inc"
#undef GC_STATUS_CODE
  }
  return "UNKNOWN";
}

Status::Status(StatusCode code, std::string message) : rep_(code == StatusCode::kOk ? nullptr : new Rep{code, std::move(message), {}}) {}

Status::Status(const Status& other) : rep_(other.rep_ ? new Rep(*other.rep_) : nullptr) {}

Status& Status::operator=(const Status& other) {
  if (this != &other) rep_.reset(other.rep_ ? new Rep(*other.rep_) : nullptr);
  return *this;
}

const std::string& Status::message() const {
  static const std::string* const kNone = new std::string;
  return rep_ ? rep_->message : *kNone;
}

Status&& Status::At(std::string_view where) && {
  if (rep_) rep_->message.insert(0, std::string(where) + ": ");
  return std::move(*this);
}

const std::vector<Status::Node>& Status::nodes() const {
  static const std::vector<Node>* const kNone = new std::vector<Node>;
  return rep_ ? rep_->nodes : *kNone;
}

Status&& Status::AtNode(std::string_view op_name, int number) && {
  return std::move(std::move(*this).WithNode(op_name, number)).At(std::string(op_name) + " (node " + std::to_string(number) + ")");
}

Status&& Status::WithNode(std::string_view op_name, int number) && {
  if (rep_) rep_->nodes.push_back({std::string(op_name), number});
  return std::move(*this);
}

Status Error(StatusCode code, const char* format, ...) {
  va_list args;
  va_start(args, format);
  va_list again;
  va_copy(again, args);
  const int length = std::vsnprintf(nullptr, 0, format, args);
  va_end(args);
  std::string text(length > 0 ? static_cast<size_t>(length) : 0, '\0');
  if (length > 0) std::vsnprintf(text.data(), text.size() + 1, format, again);
  va_end(again);
  return Status(code, std::move(text));
}

}  // namespace goldcrest
