// The converter and the quantizer for Python: functions of goldcrest._native.
#ifndef GOLDCREST_BINDINGS_PYTHON_CONVERTER_H_
#define GOLDCREST_BINDINGS_PYTHON_CONVERTER_H_

#include <nanobind/nanobind.h>

namespace goldcrest::python {

// Adds convert_saved_model and convert_frozen_graph to the module.
void AddConverter(nanobind::module_& m);
// Adds quantize.
void AddQuantizer(nanobind::module_& m);

}  // namespace goldcrest::python

#endif  // GOLDCREST_BINDINGS_PYTHON_CONVERTER_H_
