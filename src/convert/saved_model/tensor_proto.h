// Shapes and values out of TensorFlow's messages.
#ifndef GOLDCREST_SRC_CONVERT_SAVED_MODEL_TENSOR_PROTO_H_
#define GOLDCREST_SRC_CONVERT_SAVED_MODEL_TENSOR_PROTO_H_

#include "convert/saved_model/budget.h"
#include "convert/saved_model/tensorflow.pb.h"
#include "tfops/literal.h"
#include "tfops/types.h"

namespace goldcrest::convert {

// The type without the mark of a reference (numbers above 100: old variables).
tf::DataType TypeFromProto(int32_t dtype);
bool IsRefType(int32_t dtype);

tf::PartialShape ShapeFromProto(const proto::TensorShapeProto& shape);
// INVALID_MODEL for a shape that is not fully known.
Expected<std::vector<int64_t>> DimsFromProto(const proto::TensorShapeProto& shape);

// Any byte but 0 is 1: a C++ bool has no other values.
void NormalizeBools(std::span<uint8_t> bytes);

// The value, whichever of the message's fields holds it: raw bytes, or a typed list whose last number stands for all that are missing.
Expected<tf::Literal> LiteralFromProto(const proto::TensorProto& tensor, ByteBudget* budget);

}  // namespace goldcrest::convert

#endif  // GOLDCREST_SRC_CONVERT_SAVED_MODEL_TENSOR_PROTO_H_
