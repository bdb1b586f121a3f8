// Which tensor of the checkpoint each variable of the graph has its value from.
#ifndef GOLDCREST_SRC_CONVERT_SAVED_MODEL_VARIABLE_KEYS_H_
#define GOLDCREST_SRC_CONVERT_SAVED_MODEL_VARIABLE_KEYS_H_

#include <cstdint>
#include <string>
#include <unordered_map>

#include "convert/saved_model/graph_reader.h"
#include "convert/saved_model/tensorflow.pb.h"

namespace goldcrest::convert {

struct CheckpointPlace {
  std::string key;
  std::string slice;  // which part of the tensor, as Checkpoint::ReadSlice takes it; empty for all of it
};

// From VarHandleOp nodes of the top-level graph to keys of the checkpoint, as the object graph has it: the calls of the top-level graph
// bring their variables as trailing inputs, in the order of their function's bound_inputs, and `tracked`, the object graph of the
// checkpoint, has the key. Nodes it knows nothing of are left out.
std::unordered_map<std::string, std::string> KeysByObjectGraph(const proto::MetaGraphDef& meta_graph,
                                                               const proto::TrackableObjectGraph& tracked);

// From the reader's numbers of variables to places, as the operators that restore the model assign them: what TensorFlow 1 has instead
// of an object graph. Empty where the file says nothing of restoring, or in a way that is not read.
std::unordered_map<int64_t, CheckpointPlace> PlacesByRestoring(const proto::SaverDef& saver, GraphReader* reader);

}  // namespace goldcrest::convert

#endif  // GOLDCREST_SRC_CONVERT_SAVED_MODEL_VARIABLE_KEYS_H_
