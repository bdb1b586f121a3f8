// Resources of graphs, by the number in their node's attribute.
#ifndef GOLDCREST_SRC_CONVERT_SAVED_MODEL_RENUMBER_H_
#define GOLDCREST_SRC_CONVERT_SAVED_MODEL_RENUMBER_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "convert/program.h"

namespace goldcrest::convert {

// Gives the nodes of operator `op` in all graphs of the program new numbers in their attribute `attr`, from 0 without gaps. Returns the
// old number of each new one.
std::vector<int64_t> Renumber(std::string_view op, std::string_view attr, Program* program);

}  // namespace goldcrest::convert

#endif  // GOLDCREST_SRC_CONVERT_SAVED_MODEL_RENUMBER_H_
