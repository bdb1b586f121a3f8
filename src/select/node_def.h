// The NodeDef inside a select operator's options: its name and attributes, read from Protocol Buffers' wire format.
//
// Read here rather than by libprotobuf because this runs where models run, on phones as well, and needs five small messages of its many.
#ifndef GOLDCREST_SRC_SELECT_NODE_DEF_H_
#define GOLDCREST_SRC_SELECT_NODE_DEF_H_

#include <cstdint>
#include <span>
#include <string>

#include "goldcrest/status.h"
#include "tfops/attrs.h"

namespace goldcrest::select {

struct NodeDef {
  std::string op;
  tf::Attrs attrs;
};

// The options of a Flex operator: a FlexBuffer vector of the operator's name and its NodeDef. INVALID_MODEL for any other bytes.
Expected<NodeDef> ReadOptions(std::span<const uint8_t> options);

// A NodeDef alone.
Expected<NodeDef> ReadNodeDef(std::span<const uint8_t> bytes);

}  // namespace goldcrest::select

#endif  // GOLDCREST_SRC_SELECT_NODE_DEF_H_
