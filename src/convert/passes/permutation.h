// Permutations of dimensions, as TRANSPOSE takes them: dimension i of the result is dimension p[i] of the input.
#ifndef GOLDCREST_SRC_CONVERT_PASSES_PERMUTATION_H_
#define GOLDCREST_SRC_CONVERT_PASSES_PERMUTATION_H_

#include <optional>
#include <vector>

#include "convert/graph.h"

namespace goldcrest::convert {

using Permutation = std::vector<int>;

// The constant permutation of a TRANSPOSE of the model format; nothing for other nodes.
std::optional<Permutation> PermutationOf(const Node* node);
bool IsIdentity(const Permutation& permutation);
Permutation Inverse(const Permutation& permutation);

// values[p[0]], values[p[1]], ...
template <typename T>
std::vector<T> Permute(const std::vector<T>& values, const Permutation& permutation) {
  std::vector<T> permuted;
  for (int i : permutation) permuted.push_back(values[static_cast<size_t>(i)]);
  return permuted;
}
tf::PartialShape Permute(const tf::PartialShape& shape, const Permutation& permutation);

// The elements of `literal` transposed; numbers only, and as many dimensions as the permutation has.
tf::Literal Transposed(const tf::Literal& literal, const Permutation& permutation);

}  // namespace goldcrest::convert

#endif  // GOLDCREST_SRC_CONVERT_PASSES_PERMUTATION_H_
