// The files that a SavedModel brings with it, such as vocabularies.
#ifndef GOLDCREST_SRC_CONVERT_SAVED_MODEL_ASSETS_H_
#define GOLDCREST_SRC_CONVERT_SAVED_MODEL_ASSETS_H_

#include <string>

#include "convert/saved_model/graph_reader.h"
#include "convert/saved_model/tensorflow.pb.h"

namespace goldcrest::convert {

// Makes the nodes of the top-level graph that name an asset the path of its file in `assets_folder`, which ends in a slash.
void SetAssets(const proto::MetaGraphDef& meta_graph, const std::string& assets_folder, GraphReader* reader);

}  // namespace goldcrest::convert

#endif  // GOLDCREST_SRC_CONVERT_SAVED_MODEL_ASSETS_H_
