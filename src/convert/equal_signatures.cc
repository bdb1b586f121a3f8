#include "convert/equal_signatures.h"

#include <algorithm>
#include <map>

namespace goldcrest::convert {
namespace {

// Attributes that say something of the operator, not of where it came from.
bool SameAttrs(const tf::Attrs& a, const tf::Attrs& b) {
  const auto next = [](auto at, auto end) {
    while (at != end && at->first.starts_with("_")) ++at;
    return at;
  };
  const auto &x = a.values(), &y = b.values();
  auto i = next(x.begin(), x.end());
  auto k = next(y.begin(), y.end());
  while (i != x.end() && k != y.end()) {
    if (i->first != k->first || !(i->second == k->second)) return false;
    i = next(std::next(i), x.end());
    k = next(std::next(k), y.end());
  }
  return i == x.end() && k == y.end();
}

bool SameGraph(const Graph& a, const Graph& b);

class Comparison {
 public:
  bool Same(const Graph& a, const Graph& b) {
    if (a.nodes().size() != b.nodes().size() || a.outputs.size() != b.outputs.size()) return false;
    for (auto i = a.nodes().begin(), k = b.nodes().begin(); i != a.nodes().end(); ++i, ++k)
      if (!SameNode(**i, **k)) return false;
    return std::equal(a.outputs.begin(), a.outputs.end(), b.outputs.begin(),
                      [&](const Value* x, const Value* y) { return partner_.at(x) == y; });
  }

 private:
  bool SameNode(const Node& a, const Node& b) {
    if (a.kind != b.kind || a.op != b.op || a.arg != b.arg || a.num_inputs() != b.num_inputs() || a.num_outputs() != b.num_outputs() ||
        a.bodies.size() != b.bodies.size() || !SameAttrs(a.attrs, b.attrs))
      return false;
    if (a.kind == NodeKind::kConst && !(a.value == b.value)) return false;
    for (int i = 0; i < a.num_inputs(); ++i)
      if (partner_.at(a.input(i)) != b.input(i)) return false;
    for (int i = 0; i < a.num_outputs(); ++i) {
      if (a.output(i)->type != b.output(i)->type || !(a.output(i)->shape == b.output(i)->shape)) return false;
      partner_[a.output(i)] = b.output(i);
    }
    for (size_t i = 0; i < a.bodies.size(); ++i)
      if (!SameGraph(*a.bodies[i], *b.bodies[i])) return false;
    return true;
  }
  std::map<const Value*, const Value*> partner_;
};

bool SameGraph(const Graph& a, const Graph& b) { return Comparison().Same(a, b); }

}  // namespace

void MergeEqualSignatures(Program& program) {
  std::stable_partition(program.signatures.begin(), program.signatures.end(),
                        [](const Signature& s) { return s.key == "serving_default"; });
  std::vector<Signature> kept;
  for (Signature& s : program.signatures) {
    const auto same = std::find_if(kept.begin(), kept.end(), [&](const Signature& k) { return SameGraph(*k.graph, *s.graph); });
    if (same == kept.end()) {
      kept.push_back(std::move(s));
    } else {
      program.aliases.push_back(
          {std::move(s.key), static_cast<size_t>(same - kept.begin()), std::move(s.input_names), std::move(s.output_names)});
    }
  }
  program.signatures = std::move(kept);
}

}  // namespace goldcrest::convert
