// Select operators: TensorFlow's own, which a model holds as the custom operators Flex<Name>, run by tfops without TensorFlow.
//
//   SetSelectOperators(&select::FindSelectOperator);  // kernels/select_library.h
//
// Goldcrest's programs and Python package have them built in; the shared library libgoldcrest_select.so has them for every other program.
#ifndef GOLDCREST_SRC_SELECT_REGISTRY_H_
#define GOLDCREST_SRC_SELECT_REGISTRY_H_

#include "goldcrest/op.h"

namespace goldcrest::select {

// The operator for a custom operator's name, "FlexErf"; null and a reason where it is not computed here. It lives as long as the program.
const Operator* FindSelectOperator(std::string_view custom_name, std::string* reason);

}  // namespace goldcrest::select

#endif  // GOLDCREST_SRC_SELECT_REGISTRY_H_
