// Variables: which ones the model changes, and the others made constants.
#ifndef GOLDCREST_SRC_CONVERT_VARIABLES_H_
#define GOLDCREST_SRC_CONVERT_VARIABLES_H_

#include "convert/program.h"
#include "goldcrest/status.h"

namespace goldcrest::convert {

// Replaces each read of a variable that no signature writes by its value, and takes it out of the loops and branches it was handed to.
// FAILED_PRECONDITION where a variable is only read and the checkpoint has no value for it. What stays are VarHandleOp nodes of variables
// that some signature writes; each graph that uses one has its own.
Status FreezeVariables(Program& program);

}  // namespace goldcrest::convert

#endif  // GOLDCREST_SRC_CONVERT_VARIABLES_H_
