// Operators no rule lowers, and the ways out for each.
#ifndef GOLDCREST_SRC_CONVERT_UNCONVERTIBLE_H_
#define GOLDCREST_SRC_CONVERT_UNCONVERTIBLE_H_

#include <string>
#include <vector>

#include "convert/convert.h"
#include "convert/lower/lowering.h"

namespace goldcrest::convert {

// Takes the way out that the options allow, for each operator, in this order: a recipe, a select operator, a custom operator. What is left
// is described with the ways that would work.
class UnconvertibleOperators {
 public:
  explicit UnconvertibleOperators(const ConvertOptions& options) : options_(options) {}
  // The refusals of lowering `graph`, whose nodes are still there.
  void Add(Graph& graph, const std::vector<Refusal>& refusals);
  std::vector<Unconvertible> Take() { return std::move(left_); }

 private:
  bool TakeWayOut(Graph& graph, Node& node);
  const ConvertOptions& options_;
  std::vector<Unconvertible> left_;
};

// Whether TensorFlow Lite lets the operator stay in a model as Flex<Name>.
bool MayBeSelectOp(std::string_view op);

// All of them in one line: "3 operators cannot be converted: Atan (model/atan): ...; ...".
std::string OneLine(const std::vector<Unconvertible>& operators);

}  // namespace goldcrest::convert

#endif  // GOLDCREST_SRC_CONVERT_UNCONVERTIBLE_H_
