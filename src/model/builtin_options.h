// Which options belong to which operator.
#ifndef GOLDCREST_SRC_MODEL_BUILTIN_OPTIONS_H_
#define GOLDCREST_SRC_MODEL_BUILTIN_OPTIONS_H_

#include "model/builtin_operator.h"
#include "model/options.h"

namespace goldcrest::model {

// The options an operator with this code carries; kNone for one that has none (RELU, LOGISTIC, CUSTOM ...).
OptionsType OptionsTypeFor(BuiltinOperator op);

// The table's name in the format, "Conv2DOptions"; "NONE" for kNone and for numbers without a table.
const char* OptionsTypeName(OptionsType type);

}  // namespace goldcrest::model

#endif  // GOLDCREST_SRC_MODEL_BUILTIN_OPTIONS_H_
