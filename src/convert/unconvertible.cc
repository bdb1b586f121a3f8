#include "convert/unconvertible.h"

#include <algorithm>
#include <iterator>

#include "convert/custom_op.h"
#include "convert/recipes/recipes.h"

namespace goldcrest::convert {
namespace {

constexpr std::string_view kSelectOps[] = {
#include "convert/select_ops.inc"
};

// About what one more operator, its tensor and its name take in the file.
constexpr int64_t kBytesPerOperator = 120;

// "Conv2D" of scope "model/layer/conv" is named by its scope; a node without one by itself.
std::string Where(const Unconvertible& u) { return u.origin.empty() ? u.node : u.node + ", " + u.origin; }

}  // namespace

bool MayBeSelectOp(std::string_view op) { return std::binary_search(std::begin(kSelectOps), std::end(kSelectOps), op); }

bool UnconvertibleOperators::TakeWayOut(Graph& graph, Node& node) {
  const auto asked = options_.replace.find(node.op);
  // A caller who takes select operators means the model to convert: what cannot stay either is replaced.
  const bool cannot_stay = options_.select_ops && !MayBeSelectOp(node.op);
  if (options_.fix || cannot_stay || asked != options_.replace.end()) {
    const Recipe* recipe = asked != options_.replace.end() ? FindRecipe(asked->second) : FindRecipeFor(node.op);
    if (recipe != nullptr && recipe->op == node.op) {
      Lowering lowering(graph, node);
      if (recipe->lower(lowering).ok()) return true;
    }
  }
  if (options_.select_ops && MayBeSelectOp(node.op)) {
    MakeSelectOp(node);
    return true;
  }
  if (options_.allow_custom_ops) {
    MakeCustomOp(node);
    return true;
  }
  return false;
}

void UnconvertibleOperators::Add(Graph& graph, const std::vector<Refusal>& refusals) {
  for (const Refusal& refusal : refusals) {
    Node& node = *refusal.node;
    Unconvertible u{node.op, node.name, node.origin, refusal.reason.message(), {}};
    if (TakeWayOut(*refusal.graph, node)) continue;
    if (const Recipe* recipe = FindRecipeFor(u.op))
      u.ways_out.push_back(
          {"--replace " + u.op + "=" + std::string(recipe->name), std::string(recipe->what), recipe->operators * kBytesPerOperator});
    if (MayBeSelectOp(u.op))
      u.ways_out.push_back({"--ops select", "stays as Flex" + u.op + ", which libgoldcrest_select.so or TensorFlow's Flex delegate runs",
                            static_cast<int64_t>(SelectOptions(node).size()) + kBytesPerOperator});
    u.ways_out.push_back({"--allow-custom-ops",
                          "stays as the custom operator " + u.op + ", which the program that runs the model must register",
                          static_cast<int64_t>(CustomOptions(node).size()) + kBytesPerOperator});
    left_.push_back(std::move(u));
  }
}

std::string OneLine(const std::vector<Unconvertible>& operators) {
  std::string line =
      operators.size() == 1 ? "1 operator cannot be converted: " : std::to_string(operators.size()) + " operators cannot be converted: ";
  for (size_t i = 0; i < operators.size(); ++i) {
    const Unconvertible& u = operators[i];
    line += (i > 0 ? "; " : "") + u.op + " (" + Where(u) + "): " + u.reason;
    if (!u.ways_out.empty()) {
      line += " [";
      for (size_t w = 0; w < u.ways_out.size(); ++w) line += (w > 0 ? " or " : "") + u.ways_out[w].option;
      line += "]";
    }
  }
  return line;
}

}  // namespace goldcrest::convert
