// The definitions of TensorFlow's own operators, for files that do not bring them: frozen graphs have none, and those of a SavedModel
// leave out what only the bodies of loops and branches use.
#ifndef GOLDCREST_SRC_CONVERT_SAVED_MODEL_OP_TABLE_H_
#define GOLDCREST_SRC_CONVERT_SAVED_MODEL_OP_TABLE_H_

#include <optional>
#include <string_view>

#include "convert/saved_model/tensorflow.pb.h"

namespace goldcrest::convert {

// Results, attributes that are lists or have a default, whether it is stateful, and which inputs are references; nothing else. Nothing
// for an operator that is not in the table.
std::optional<proto::OpDef> OpFromTable(std::string_view name);

}  // namespace goldcrest::convert

#endif  // GOLDCREST_SRC_CONVERT_SAVED_MODEL_OP_TABLE_H_
