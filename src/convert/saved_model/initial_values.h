// What the variables and tables of a program start with.
#ifndef GOLDCREST_SRC_CONVERT_SAVED_MODEL_INITIAL_VALUES_H_
#define GOLDCREST_SRC_CONVERT_SAVED_MODEL_INITIAL_VALUES_H_

#include <string>

#include "convert/program.h"
#include "convert/saved_model/budget.h"
#include "convert/saved_model/graph_reader.h"
#include "convert/saved_model/tensorflow.pb.h"

namespace goldcrest::convert {

// Both number anew what the signatures' graphs use of the reader's variables and tables, so that the program has no others.

// Values come from the checkpoint `prefix`.index; a program without variables needs none.
Status FillVariables(const proto::MetaGraphDef& meta_graph, const std::string& prefix, GraphReader* reader, ByteBudget* budget,
                     Program* program);

// Keys and values come from the operators that `init` needs, which run when the model is loaded, and from the text files in
// `assets_folder` (which ends in a slash) that they name.
Status FillTables(const GraphRequest& init, const std::string& assets_folder, GraphReader* reader, ByteBudget* budget, Program* program);

// What fills the tables of a SavedModel, and of a graph that has nothing but its nodes.
GraphRequest InitRequest(const proto::MetaGraphDef& meta_graph);
GraphRequest InitRequest(const proto::GraphDef& graph);

}  // namespace goldcrest::convert

#endif  // GOLDCREST_SRC_CONVERT_SAVED_MODEL_INITIAL_VALUES_H_
