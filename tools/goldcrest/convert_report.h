// What `goldcrest convert` tells of a conversion, done or refused.
#ifndef GOLDCREST_TOOLS_GOLDCREST_CONVERT_REPORT_H_
#define GOLDCREST_TOOLS_GOLDCREST_CONVERT_REPORT_H_

#include <string>

#include "convert/convert.h"
#include "tools/common/json_text.h"

namespace goldcrest::tools {

// As --json prints it: source, output, bytes (of the file; 0 where none was written), tensorflow_version, signatures, operators (name to
// number), passes, checks (signature, difference, note), unconvertible (operator, node, origin, reason, ways_out: option, what, bytes).
Json ConvertJson(const std::string& source, const std::string& output, uint64_t bytes, const convert::ConvertReport& report);
// The same for people.
std::string ConvertText(const Json& report);
// A page of its own, without links to anything.
std::string ConvertHtml(const Json& report);

}  // namespace goldcrest::tools

#endif  // GOLDCREST_TOOLS_GOLDCREST_CONVERT_REPORT_H_
