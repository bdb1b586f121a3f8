#include "convert/saved_model/renumber.h"

#include <map>
#include <string>

namespace goldcrest::convert {
namespace {

void RenumberGraph(std::string_view op, std::string_view attr, Graph* graph, std::map<int64_t, int64_t>* numbers,
                   std::vector<int64_t>* old_numbers) {
  for (const auto& node : graph->nodes()) {
    if (node->Is(op)) {
      const int64_t old = node->attrs.Int(attr);
      const auto [place, is_new] = numbers->emplace(old, static_cast<int64_t>(old_numbers->size()));
      if (is_new) old_numbers->push_back(old);
      node->attrs.Set(std::string(attr), place->second);
    }
    for (const auto& body : node->bodies) RenumberGraph(op, attr, body.get(), numbers, old_numbers);
  }
}

}  // namespace

std::vector<int64_t> Renumber(std::string_view op, std::string_view attr, Program* program) {
  std::map<int64_t, int64_t> numbers;
  std::vector<int64_t> old_numbers;
  for (const Signature& signature : program->signatures) RenumberGraph(op, attr, signature.graph.get(), &numbers, &old_numbers);
  return old_numbers;
}

}  // namespace goldcrest::convert
