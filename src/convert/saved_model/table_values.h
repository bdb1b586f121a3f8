// What one operator of the model's initialization puts into a hash table.
#ifndef GOLDCREST_SRC_CONVERT_SAVED_MODEL_TABLE_VALUES_H_
#define GOLDCREST_SRC_CONVERT_SAVED_MODEL_TABLE_VALUES_H_

#include <string>

#include "convert/program.h"
#include "convert/saved_model/budget.h"

namespace goldcrest::convert {

// True for the operators that fill a table, their first input.
bool IsTableInit(const std::string& op);

// `init` is such an operator. Text files are read only from `assets_folder`, which ends in a slash.
Status FillTable(const Node& init, const std::string& assets_folder, ByteBudget* budget, Table* table);

}  // namespace goldcrest::convert

#endif  // GOLDCREST_SRC_CONVERT_SAVED_MODEL_TABLE_VALUES_H_
