#include "convert/passes/permutation.h"

#include <cstring>

#include "convert/passes/match.h"

namespace goldcrest::convert {

std::optional<Permutation> PermutationOf(const Node* node) {
  if (node == nullptr || !node->Is(BuiltinOperator::kTranspose) || node->num_inputs() != 2) return std::nullopt;
  const auto ints = IntsOf(node->input(1));
  if (!ints) return std::nullopt;
  const int rank = static_cast<int>(ints->size());
  if (node->input(0)->rank() >= 0 && node->input(0)->rank() != rank) return std::nullopt;
  Permutation permutation;
  std::vector<bool> seen(ints->size());
  for (int64_t axis : *ints) {
    if (axis < 0) axis += rank;
    if (axis < 0 || axis >= rank || seen[static_cast<size_t>(axis)]) return std::nullopt;
    seen[static_cast<size_t>(axis)] = true;
    permutation.push_back(static_cast<int>(axis));
  }
  return permutation;
}

bool IsIdentity(const Permutation& permutation) {
  for (size_t i = 0; i < permutation.size(); ++i)
    if (permutation[i] != static_cast<int>(i)) return false;
  return true;
}

Permutation Inverse(const Permutation& permutation) {
  Permutation inverse(permutation.size());
  for (size_t i = 0; i < permutation.size(); ++i) inverse[static_cast<size_t>(permutation[i])] = static_cast<int>(i);
  return inverse;
}

tf::PartialShape Permute(const tf::PartialShape& shape, const Permutation& permutation) {
  return shape.has_rank() ? tf::PartialShape(Permute(shape.dims(), permutation)) : shape;
}

tf::Literal Transposed(const tf::Literal& literal, const Permutation& permutation) {
  const size_t element = tf::TypeBytes(literal.type()), rank = permutation.size();
  std::vector<size_t> strides(rank, 1);
  for (size_t i = rank; i-- > 1;) strides[i - 1] = strides[i] * static_cast<size_t>(literal.dims()[i]);
  const std::vector<size_t> steps = Permute(strides, permutation);
  std::vector<int64_t> dims = Permute(literal.dims(), permutation);
  std::vector<uint8_t> bytes(literal.bytes().size());
  std::vector<int64_t> place(rank);
  size_t from = 0;
  for (size_t to = 0; to < bytes.size(); to += element) {
    std::memcpy(bytes.data() + to, literal.bytes().data() + from * element, element);
    for (size_t i = rank; i-- > 0;) {
      from += steps[i];
      if (++place[i] < dims[i]) break;
      from -= steps[i] * static_cast<size_t>(dims[i]);
      place[i] = 0;
    }
  }
  return tf::Literal(literal.type(), std::move(dims), model::Block(std::move(bytes)));
}

}  // namespace goldcrest::convert
