// What one reading may take of memory.
#ifndef GOLDCREST_SRC_CONVERT_SAVED_MODEL_BUDGET_H_
#define GOLDCREST_SRC_CONVERT_SAVED_MODEL_BUDGET_H_

#include <cstdint>

#include "base/checked.h"
#include "goldcrest/status.h"

namespace goldcrest::convert {

// Counts down what a model makes its reader allocate, so that a small file cannot ask for much: functions called again and again, one
// number that stands for a tensor of it.
class ByteBudget {
 public:
  explicit ByteBudget(uint64_t max_bytes) : max_(max_bytes), left_(max_bytes) {}
  Status Take(CheckedSize bytes) {
    if (!bytes.AtMost(left_))
      return Error(StatusCode::kLimitExceeded, "reading the model would take more than the limit of %llu bytes",
                   static_cast<unsigned long long>(max_));
    left_ -= bytes.value();
    return Status::Ok();
  }

 private:
  uint64_t max_;
  uint64_t left_;
};

}  // namespace goldcrest::convert

#endif  // GOLDCREST_SRC_CONVERT_SAVED_MODEL_BUDGET_H_
