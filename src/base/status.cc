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

namespace {

// What `make` makes, or `otherwise` where memory runs out in it.
template <typename R, typename F>
R MadeOr(R otherwise, F&& make) noexcept {
#if defined(__cpp_exceptions)
  try {
    return make();
  } catch (...) {
    return otherwise;
  }
#else
  return make();
#endif
}

// An empty T without memory of its own, never destroyed.
template <typename T>
const T& Empty() {
  alignas(T) static char place[sizeof(T)];
  static const T* const empty = new (place) T;
  return *empty;
}

}  // namespace

Status::Rep* Status::Shared() noexcept {
  // Never destroyed; the text fits into the string itself.
  alignas(Rep) static char place[sizeof(Rep)];
  static Rep* const shared = new (place) Rep{StatusCode::kOutOfMemory, "out of memory", {}};
  return shared;
}

void Status::Release::operator()(Rep* rep) const noexcept {
  if (rep != Shared()) delete rep;
}

Status::Rep* Status::Copy(const Rep* rep) noexcept {
  if (rep == nullptr || rep == Shared()) return const_cast<Rep*>(rep);
  return MadeOr(Shared(), [&] { return new Rep(*rep); });
}

Status Status::OutOfMemory() noexcept {
  Status status;
  status.rep_.reset(Shared());
  return status;
}

Status::Status(StatusCode code, std::string message)
    : rep_(code == StatusCode::kOk ? nullptr : MadeOr(Shared(), [&] { return new Rep{code, std::move(message), {}}; })) {}

Status::Status(const Status& other) noexcept : rep_(Copy(other.rep_.get())) {}

Status& Status::operator=(const Status& other) noexcept {
  if (this != &other) rep_.reset(Copy(other.rep_.get()));
  return *this;
}

const std::string& Status::message() const { return rep_ ? rep_->message : Empty<std::string>(); }

Status&& Status::At(std::string_view where) && {
  // The one that all share stays as it is, and so does one to which nothing can be added any more.
  if (rep_ && rep_.get() != Shared()) {
    MadeOr(false, [&] {
      rep_->message.insert(0, std::string(where) + ": ");
      return true;
    });
  }
  return std::move(*this);
}

const std::vector<Status::Node>& Status::nodes() const { return rep_ ? rep_->nodes : Empty<std::vector<Node>>(); }

Status&& Status::AtNode(std::string_view op_name, int number) && {
  if (!rep_) return std::move(*this);
  const std::string where = MadeOr(std::string(), [&] { return std::string(op_name) + " (node " + std::to_string(number) + ")"; });
  return std::move(std::move(*this).WithNode(op_name, number)).At(where);
}

Status&& Status::WithNode(std::string_view op_name, int number) && {
  if (rep_ && rep_.get() != Shared()) {
    MadeOr(false, [&] {
      rep_->nodes.push_back({std::string(op_name), number});
      return true;
    });
  }
  return std::move(*this);
}

Status Error(StatusCode code, const char* format, ...) {
  va_list args;
  va_start(args, format);
  va_list again;
  va_copy(again, args);
  const int length = std::vsnprintf(nullptr, 0, format, args);
  va_end(args);
  Status status = MadeOr(Status::OutOfMemory(), [&] {
    std::string text(length > 0 ? static_cast<size_t>(length) : 0, '\0');
    if (length > 0) std::vsnprintf(text.data(), text.size() + 1, format, again);
    return Status(code, std::move(text));
  });
  va_end(again);
  return status;
}

}  // namespace goldcrest
