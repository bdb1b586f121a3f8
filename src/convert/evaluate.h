// Runs a graph of TensorFlow's operators, node by node, with tfops: slow, plain, and independent of the converter's rewrites.
#ifndef GOLDCREST_SRC_CONVERT_EVALUATE_H_
#define GOLDCREST_SRC_CONVERT_EVALUATE_H_

#include <cstdint>
#include <vector>

#include "convert/program.h"
#include "goldcrest/status.h"

namespace goldcrest::convert {

struct EvaluateLimits {
  uint64_t max_bytes = uint64_t{1} << 31;  // of one result
  int64_t max_iterations = 1 << 20;        // of all loops together
};

// Whether every operator of the graph and of those it calls is one that Evaluate computes.
bool CanEvaluate(const Graph& graph);

// `graph` is of `program`, whose variables and tables it uses; variables are assigned in the program. UNSUPPORTED names the first operator
// that is not computed here.
Expected<std::vector<tf::Literal>> Evaluate(Program& program, const Graph& graph, const std::vector<tf::Literal>& inputs,
                                            const EvaluateLimits& limits = {});

}  // namespace goldcrest::convert

#endif  // GOLDCREST_SRC_CONVERT_EVALUATE_H_
