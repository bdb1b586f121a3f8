// From a lowered Program to a model::Model, ready to be written.
//
// Each signature's graph becomes a subgraph, those of its loops and branches follow. Equal constants share a buffer. A dimension that is
// not known is 1 in the tensor's shape and -1 in its shape signature, as TensorFlow Lite's files have it. What the model must do once
// before its first run, give variables and tables their first values, is a subgraph that each signature's first operator, CALL_ONCE, runs.
#ifndef GOLDCREST_SRC_CONVERT_EXPORT_H_
#define GOLDCREST_SRC_CONVERT_EXPORT_H_

#include "convert/program.h"
#include "goldcrest/status.h"
#include "model/model.h"

namespace goldcrest::convert {

// INTERNAL where a TensorFlow node is left; UNSUPPORTED for element types the format has not. Adds nodes to the graphs (CALL_ONCE).
Expected<model::Model> Export(Program& program);

}  // namespace goldcrest::convert

#endif  // GOLDCREST_SRC_CONVERT_EXPORT_H_
