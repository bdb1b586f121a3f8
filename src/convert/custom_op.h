// TensorFlow operators that stay in the model: as select operators (Flex<Name>), or as custom operators under their own names.
#ifndef GOLDCREST_SRC_CONVERT_CUSTOM_OP_H_
#define GOLDCREST_SRC_CONVERT_CUSTOM_OP_H_

#include <cstdint>
#include <vector>

#include "convert/graph.h"

namespace goldcrest::convert {

// The custom options of a select operator: a FlexBuffer vector of the operator's name and its NodeDef.
std::vector<uint8_t> SelectOptions(const Node& node);
// The custom options of a custom operator: its attributes as a FlexBuffer map. Those that are shapes, tensors or functions are left out.
std::vector<uint8_t> CustomOptions(const Node& node);

// Turns a TensorFlow node into such an operator, in place.
void MakeSelectOp(Node& node);
void MakeCustomOp(Node& node);

}  // namespace goldcrest::convert

#endif  // GOLDCREST_SRC_CONVERT_CUSTOM_OP_H_
