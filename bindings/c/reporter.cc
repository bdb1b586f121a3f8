#include "bindings/c/reporter.h"

#include <cstdio>

namespace goldcrest::c {

void Reporter::Report(const char* format, ...) const {
  va_list args;
  va_start(args, format);
  ReportVa(format, args);
  va_end(args);
}

void Reporter::ReportVa(const char* format, va_list args) const {
  if (callback_ != nullptr) {
    callback_(user_data_, format, args);
    return;
  }
  std::fputs("ERROR: ", stderr);
  std::vfprintf(stderr, format, args);
  std::fputc('\n', stderr);
}

TfLiteStatus StatusToC(const Status& status) {
  switch (status.code()) {
    case StatusCode::kOk: return kTfLiteOk;
    case StatusCode::kUnresolvedOp: return kTfLiteUnresolvedOps;
    case StatusCode::kCancelled: return kTfLiteCancelled;
    default: return kTfLiteError;
  }
}

}  // namespace goldcrest::c
