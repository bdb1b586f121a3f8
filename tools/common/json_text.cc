#include "tools/common/json_text.h"

#include <cstdio>

namespace goldcrest::tools {

std::string JsonText(const Json& json) { return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n"; }

void PrintJson(const Json& json) { std::fputs(JsonText(json).c_str(), stdout); }

}  // namespace goldcrest::tools
