// What `goldcrest inspect` tells of a model.
#ifndef GOLDCREST_TOOLS_GOLDCREST_INSPECT_REPORT_H_
#define GOLDCREST_TOOLS_GOLDCREST_INSPECT_REPORT_H_

#include <string>

#include "goldcrest/limits.h"
#include "goldcrest/status.h"
#include "tools/common/json_text.h"

namespace goldcrest::tools {

// Everything, as the JSON that --json prints:
//   model, file_bytes, format_version, description, weights_bytes
//   subgraphs: index, name, inputs and outputs (tensor indices), tensors, operators, memory and placement
//     tensors: index, name, type, shape, shape_signature, constant_bytes, variable, sparse, quantization (scales, zero_points, dimension)
//     operators: index, name, version, inputs, outputs
//     memory: arena_bytes, arena_lower_bound, workspace_bytes
//     placement: step, nodes, operator, kernel, note, work
//   signatures: key, subgraph, inputs and outputs (name, tensor)
//   metadata: name, bytes
//   packed_weights_bytes, remarks
//   runs: whether the model can run here; cannot_run_because, where it cannot
// A model that cannot run (an operator without a kernel) is still described; memory and placement are null then. Errors: those of
// loading.
Expected<Json> InspectModel(const std::string& path, int threads, const Limits& limits = {});

// The same for people.
std::string InspectText(const Json& report);

}  // namespace goldcrest::tools

#endif  // GOLDCREST_TOOLS_GOLDCREST_INSPECT_REPORT_H_
