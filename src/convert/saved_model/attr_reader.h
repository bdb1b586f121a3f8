// The attributes of a node out of its message.
#ifndef GOLDCREST_SRC_CONVERT_SAVED_MODEL_ATTR_READER_H_
#define GOLDCREST_SRC_CONVERT_SAVED_MODEL_ATTR_READER_H_

#include "convert/saved_model/budget.h"
#include "convert/saved_model/tensorflow.pb.h"
#include "tfops/attrs.h"

namespace goldcrest::convert {

// The node's attributes, and the defaults of `def` (null where it is not known) for those it leaves out. Attributes whose names begin
// with an underscore are notes for TensorFlow's runtime and left out. A placeholder ("$T" in a function's body) takes its value from
// `caller`, the attributes of the node that calls the function.
Expected<tf::Attrs> AttrsFromProto(const proto::NodeDef& node, const proto::OpDef* def, const tf::Attrs& caller, ByteBudget* budget);

// The attributes that a function's name in an attribute comes with.
Expected<tf::Attrs> AttrsFromProto(const proto::NameAttrList& function, const tf::Attrs& caller, ByteBudget* budget);

}  // namespace goldcrest::convert

#endif  // GOLDCREST_SRC_CONVERT_SAVED_MODEL_ATTR_READER_H_
