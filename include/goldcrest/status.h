// Status and Expected<T>: how every fallible Goldcrest call reports its result.
//
//   Expected<CompiledModel> model = CompiledModel::FromFile("m.tflite");
//   if (!model.ok()) { std::puts(model.status().message().c_str()); return 1; }
//   Use(*model);
//
// A message names what was expected and what was found, in one line. Functions on the way up add where they were with
// `Status::At("node 12 (SOFTMAX)")`, which is put in front. No Goldcrest call throws across the public API.
//
// Nothing here fails for want of memory: a failure that cannot be made or copied becomes the OUT_OF_MEMORY that needs none.
//
// Ownership: value types. Threads: like any value, not shared without care.
#ifndef GOLDCREST_STATUS_H_
#define GOLDCREST_STATUS_H_

#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "goldcrest/export.h"

namespace goldcrest {

// Every reason for which a call can fail. `docs/errors/` has a page for each, made of src/base/status_codes.inc.
enum class StatusCode : int {
  kOk = 0,
  kInvalidArgument = 1,     // the caller passed something this call cannot take
  kInvalidModel = 2,        // the model file contradicts itself or the format
  kUnsupported = 3,         // well formed, but no kernel or reader here can take it
  kUnresolvedOp = 4,        // a custom operator nobody registered
  kLimitExceeded = 5,       // would need more than Limits allows
  kOutOfMemory = 6,         // the allocator said no
  kFailedPrecondition = 7,  // called in the wrong order, or while in use by another thread
  kCancelled = 8,           // Cancel() was called during the run
  kNotFound = 9,            // no such file, tensor, signature
  kIoError = 10,            // the operating system refused to read or write
  kRuntimeError = 11,       // the data met at run time made the operator refuse (index out of bounds, division by 0)
  kInternal = 12,           // a mistake of ours; please report
};

// The code's stable name, for example "INVALID_MODEL".
GC_API std::string_view StatusCodeName(StatusCode code);

class [[nodiscard]] GC_API Status {
 public:
  Status() = default;  // success
  Status(StatusCode code, std::string message);
  Status(const Status& other) noexcept;
  Status& operator=(const Status& other) noexcept;
  Status(Status&&) noexcept = default;
  Status& operator=(Status&&) noexcept = default;
  ~Status() = default;

  static Status Ok() { return Status(); }
  // OUT_OF_MEMORY with a text that was there before memory ran out.
  static Status OutOfMemory() noexcept;
  bool ok() const { return rep_ == nullptr; }
  StatusCode code() const { return rep_ ? rep_->code : StatusCode::kOk; }
  const std::string& message() const;

  // Puts "where: " in front of the message of a failure; does nothing to success.
  Status&& At(std::string_view where) &&;

  // The operators a failure passed through, the innermost first: more than one where subgraphs call one another.
  struct Node {
    std::string op_name;
    int number;  // in its subgraph of the file
  };
  const std::vector<Node>& nodes() const;
  // At("op_name (node number)"), kept for nodes() as well.
  Status&& AtNode(std::string_view op_name, int number) &&;
  // For nodes() only; the message says it already.
  Status&& WithNode(std::string_view op_name, int number) &&;

 private:
  struct Rep {
    StatusCode code;
    std::string message;
    std::vector<Node> nodes;
  };
  // Deletes all but the one that OutOfMemory shares.
  struct Release {
    void operator()(Rep* rep) const noexcept;
  };
  static Rep* Shared() noexcept;
  static Rep* Copy(const Rep* rep) noexcept;
  std::unique_ptr<Rep, Release> rep_;
};

// Makes a failure from a printf format. The message is one line without a full stop at its end.
[[gnu::format(printf, 2, 3)]] GC_API Status Error(StatusCode code, const char* format, ...);

// A value, or the Status that says why there is none.
template <typename T>
class [[nodiscard]] Expected {
 public:
  Expected(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Expected(Status failure) : state_(std::in_place_index<1>, std::move(failure)) {}

  bool ok() const { return state_.index() == 0; }
  Status status() const& { return ok() ? Status() : *std::get_if<1>(&state_); }
  Status status() && { return ok() ? Status() : std::move(*std::get_if<1>(&state_)); }

  // Only after ok().
  T& value() & { return *std::get_if<0>(&state_); }
  const T& value() const& { return *std::get_if<0>(&state_); }
  T&& value() && { return std::move(*std::get_if<0>(&state_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

 private:
  std::variant<T, Status> state_;
};

}  // namespace goldcrest

#define GC_CONCAT_INNER_(a, b) a##b
#define GC_CONCAT_(a, b) GC_CONCAT_INNER_(a, b)

// Leaves the function with the failure of `expr`, if it failed.
#define GC_RETURN_IF_ERROR(expr)                                                      \
  do {                                                                                \
    if (::goldcrest::Status gc_status_ = (expr); !gc_status_.ok()) return gc_status_; \
  } while (0)

// GC_ASSIGN_OR_RETURN(auto x, MakeX()): declares or assigns x, or leaves the function with the failure.
#define GC_ASSIGN_OR_RETURN(lhs, expr) GC_ASSIGN_OR_RETURN_(GC_CONCAT_(gc_expected_, __LINE__), lhs, expr)
#define GC_ASSIGN_OR_RETURN_(tmp, lhs, expr)     \
  auto tmp = (expr);                             \
  if (!tmp.ok()) return std::move(tmp).status(); \
  lhs = std::move(tmp).value()

#endif  // GOLDCREST_STATUS_H_
