// Strings moved by number: an operator that only rearranges elements works on int32 numbers of strings and writes them at the end.
#ifndef GOLDCREST_SRC_KERNELS_COMMON_STRING_ELEMENTS_H_
#define GOLDCREST_SRC_KERNELS_COMMON_STRING_ELEMENTS_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "goldcrest/op.h"

namespace goldcrest::kernels {

class StringPool {
 public:
  // The number of the empty string, which is always there.
  static constexpr int32_t kEmpty = 0;

  StringPool() : strings_(1) {}
  // Takes in the strings of `tensor`, as many as its shape says, and writes their numbers to `numbers`.
  Status Add(const TensorView& tensor, int32_t* numbers);
  // Takes in one string, which must outlive the pool, and gives its number.
  int32_t Add(std::string_view string) {
    strings_.push_back(string);
    return static_cast<int32_t>(strings_.size() - 1);
  }
  // Allocates output i and writes the strings named by `numbers`, one for each element of `shape`.
  Status Write(EvalContext& ctx, int i, const Shape& shape, const int32_t* numbers) const;

 private:
  std::vector<std::string_view> strings_;
};

}  // namespace goldcrest::kernels

#endif  // GOLDCREST_SRC_KERNELS_COMMON_STRING_ELEMENTS_H_
