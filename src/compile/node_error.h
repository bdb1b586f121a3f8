// Puts the node in front of an error's text.
#ifndef GOLDCREST_SRC_COMPILE_NODE_ERROR_H_
#define GOLDCREST_SRC_COMPILE_NODE_ERROR_H_

#include <string>
#include <utility>

#include "runtime/graph.h"

namespace goldcrest::compile {

// "SOFTMAX (node 12): " + the text.
inline Status AtNode(const GraphNode& node, Status status) {
  if (status.ok()) return status;
  const int origin = node.origins.empty() ? -1 : node.origins[0];
  return std::move(status).At(node.op_name + " (node " + std::to_string(origin) + ")");
}

}  // namespace goldcrest::compile

#endif  // GOLDCREST_SRC_COMPILE_NODE_ERROR_H_
