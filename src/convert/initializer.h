// What a converted model does once, before its first run: give its variables and hash tables their first values.
#ifndef GOLDCREST_SRC_CONVERT_INITIALIZER_H_
#define GOLDCREST_SRC_CONVERT_INITIALIZER_H_

#include <memory>

#include "convert/program.h"
#include "goldcrest/status.h"

namespace goldcrest::convert {

// The number of a table in the file (HashtableOptions::table_id) and the name of a variable there (VarHandleOptions::shared_name).
int32_t TableId(int64_t table);
std::string VariableName(const Program& program, int64_t variable);

// Whether a lowered graph, or one it calls, uses a variable or a table.
bool UsesState(const Graph& graph);

// A graph without inputs and outputs that fills each variable and table that a signature uses; null where there is none. A variable
// whose value the checkpoint lacks stays as the runtime makes it: unassigned until the model assigns it.
Expected<std::unique_ptr<Graph>> MakeInitializer(const Program& program);

}  // namespace goldcrest::convert

#endif  // GOLDCREST_SRC_CONVERT_INITIALIZER_H_
