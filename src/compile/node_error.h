// Puts the node in front of an error's text.
#ifndef GOLDCREST_SRC_COMPILE_NODE_ERROR_H_
#define GOLDCREST_SRC_COMPILE_NODE_ERROR_H_

#include <utility>

#include "runtime/graph.h"

namespace goldcrest::compile {

// "SOFTMAX (node 12): " + the text.
inline Status AtNode(const GraphNode& node, Status status) {
  return std::move(status).AtNode(node.op_name, node.origins.empty() ? -1 : node.origins[0]);
}

}  // namespace goldcrest::compile

#endif  // GOLDCREST_SRC_COMPILE_NODE_ERROR_H_
