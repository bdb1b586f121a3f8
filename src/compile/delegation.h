// Handing parts of a graph to a delegate.
#ifndef GOLDCREST_SRC_COMPILE_DELEGATION_H_
#define GOLDCREST_SRC_COMPILE_DELEGATION_H_

#include "goldcrest/delegate.h"
#include "runtime/graph.h"

namespace goldcrest::compile {

// Replaces the nodes that `delegate` takes by one node a partition. On any failure the graph is as before, and the report says why;
// so this itself never fails. Shapes must be inferred. The nodes that stand for partitions are no business of later passes.
DelegationReport ApplyDelegate(Graph& graph, Delegate& delegate, const Limits& limits);

}  // namespace goldcrest::compile

#endif  // GOLDCREST_SRC_COMPILE_DELEGATION_H_
