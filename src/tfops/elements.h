// Elements of a result in the making, of any type, strings as well: moved as what they are.
#ifndef GOLDCREST_SRC_TFOPS_ELEMENTS_H_
#define GOLDCREST_SRC_TFOPS_ELEMENTS_H_

#include <span>
#include <string>
#include <vector>

#include "tfops/op.h"

namespace goldcrest::tf {

class Elements {
 public:
  // Zeros or empty strings. The failures of EvalContext::Allocate.
  static Expected<Elements> Make(const EvalContext& ctx, DataType type, std::vector<int64_t> dims);
  // A copy of `value` to change.
  static Expected<Elements> CopyOf(const EvalContext& ctx, const Literal& value);

  const std::vector<int64_t>& dims() const { return dims_; }
  // Elements [at, at + n) of `from`, which has the same type, to [to, to + n).
  void Copy(int64_t to, const Literal& from, int64_t at, int64_t n = 1);
  // A block of `dims`: from every place that starts at `at` and goes by `from_strides` to the place likewise.
  void CopyBlock(std::span<const int64_t> dims, int64_t to, std::span<const int64_t> to_strides, const Literal& from, int64_t at,
                 std::span<const int64_t> from_strides);
  // Element `at` of `from` to all.
  void Fill(const Literal& from, int64_t at = 0);
  std::vector<uint8_t>& bytes() { return bytes_; }
  // Result i of the operator. LIMIT_EXCEEDED where the strings together are past the caller's bound.
  Status SetTo(EvalContext& ctx, size_t i) &&;

 private:
  Elements() = default;
  void CopyString(int64_t to, const Literal& from, int64_t at);
  DataType type_ = DataType::kInvalid;
  size_t size_ = 0;  // bytes of an element
  std::vector<int64_t> dims_;
  std::vector<uint8_t> bytes_;
  std::vector<std::string> strings_;
  uint64_t room_ = 0;  // bytes that strings may still have
  bool over_ = false;
};

}  // namespace goldcrest::tf

#endif  // GOLDCREST_SRC_TFOPS_ELEMENTS_H_
