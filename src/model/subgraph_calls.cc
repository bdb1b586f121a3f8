#include "model/subgraph_calls.h"

#include <string_view>

namespace goldcrest::model {
namespace {

// Options name subgraphs in fields called *_subgraph_index and the like.
class CallCollector {
 public:
  explicit CallCollector(std::vector<SubgraphCall>& calls) : calls_(calls) {}

  template <typename T>
  void operator()(const char* name, const T& field) {
    const std::string_view n = name;
    if constexpr (std::is_same_v<T, std::vector<int32_t>>) {
      if (n != "branch_subgraph_indices" && n != "called_computations") return;
      for (int32_t subgraph : field) calls_.push_back({name, subgraph});
    } else if constexpr (std::is_same_v<T, int32_t> || std::is_same_v<T, uint32_t>) {
      if (n.ends_with("subgraph_index") || n == "subgraph") calls_.push_back({name, field});
    }
  }

 private:
  std::vector<SubgraphCall>& calls_;
};

}  // namespace

std::vector<SubgraphCall> SubgraphCalls(const Options& options) {
  std::vector<SubgraphCall> calls;
  VisitOptionsType(options.type(), [&]<typename T>() {
    if (const T* value = options.As<T>()) T::ForEachField(*value, CallCollector(calls));
  });
  return calls;
}

}  // namespace goldcrest::model
