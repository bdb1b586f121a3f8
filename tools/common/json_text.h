// JSON out of the programs.
#ifndef GOLDCREST_TOOLS_COMMON_JSON_TEXT_H_
#define GOLDCREST_TOOLS_COMMON_JSON_TEXT_H_

#include <nlohmann/json.hpp>
#include <string>

namespace goldcrest::tools {

// Members stay in the order in which they were added.
using Json = nlohmann::ordered_json;

// Indented, with a line break at the end. Bytes that are no UTF-8 (a model chooses its names) become U+FFFD; numbers that are not
// finite, which JSON lacks, become null.
std::string JsonText(const Json& json);

// To standard output.
void PrintJson(const Json& json);

}  // namespace goldcrest::tools

#endif  // GOLDCREST_TOOLS_COMMON_JSON_TEXT_H_
