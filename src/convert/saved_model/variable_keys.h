// Which tensor of the checkpoint each variable of the graph has its value from.
#ifndef GOLDCREST_SRC_CONVERT_SAVED_MODEL_VARIABLE_KEYS_H_
#define GOLDCREST_SRC_CONVERT_SAVED_MODEL_VARIABLE_KEYS_H_

#include <string>
#include <unordered_map>

#include "convert/saved_model/tensorflow.pb.h"

namespace goldcrest::convert {

// From VarHandleOp nodes of the top-level graph to keys of the checkpoint, as the object graph has it: the calls of the top-level graph
// bring their variables as trailing inputs, in the order of their function's bound_inputs, and `tracked`, the object graph of the
// checkpoint, has the key. Nodes it knows nothing of are left out.
std::unordered_map<std::string, std::string> KeysByObjectGraph(const proto::MetaGraphDef& meta_graph,
                                                               const proto::TrackableObjectGraph& tracked);

}  // namespace goldcrest::convert

#endif  // GOLDCREST_SRC_CONVERT_SAVED_MODEL_VARIABLE_KEYS_H_
