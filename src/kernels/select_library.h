// Where select operators come from: TensorFlow's own, which a model holds as the custom operators Flex<Name>. They are a library apart,
// because most programs never need them.
//
// A program that has them built in says so with SetSelectOperators. In any other, the first such operator that a model asks for loads
// libgoldcrest_select.so, from where the system's loader finds libraries; where there is none, the operator is an unresolved custom one.
#ifndef GOLDCREST_SRC_KERNELS_SELECT_LIBRARY_H_
#define GOLDCREST_SRC_KERNELS_SELECT_LIBRARY_H_

#include <string>
#include <string_view>

#include "goldcrest/op.h"

namespace goldcrest {

using FindSelectFunction = const Operator* (*)(std::string_view custom_name, std::string* reason);

// For all threads, from now on; before any model is compiled.
void SetSelectOperators(FindSelectFunction find);

// Null and a reason where there is none.
const Operator* FindSelectOperator(std::string_view custom_name, std::string* reason);

// What both sides of the library must agree on, by name and by version.
inline constexpr char kSelectLibrary[] = "libgoldcrest_select.so";
inline constexpr char kSelectEntry[] = "GoldcrestFindSelectOperator_1";
using SelectEntry = const Operator* (*)(const char* custom_name, size_t length, std::string* reason);

}  // namespace goldcrest

#endif  // GOLDCREST_SRC_KERNELS_SELECT_LIBRARY_H_
