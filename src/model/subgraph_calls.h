// Which subgraphs an operator calls.
#ifndef GOLDCREST_SRC_MODEL_SUBGRAPH_CALLS_H_
#define GOLDCREST_SRC_MODEL_SUBGRAPH_CALLS_H_

#include <cstdint>
#include <vector>

#include "model/options.h"

namespace goldcrest::model {

struct SubgraphCall {
  const char* role;  // the option's name: "cond_subgraph_index"
  int64_t subgraph;  // as the file says; may be out of range
};

// In the order of the options' fields; empty for an operator that calls none.
std::vector<SubgraphCall> SubgraphCalls(const Options& options);

}  // namespace goldcrest::model

#endif  // GOLDCREST_SRC_MODEL_SUBGRAPH_CALLS_H_
