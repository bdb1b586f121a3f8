// The extension module goldcrest._native. The package's Python code is its only user.
#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/unique_ptr.h>
#include <nanobind/stl/vector.h>

#include "bindings/python/converter.h"
#include "bindings/python/tensor_access.h"
#include "goldcrest/types.h"
#include "kernels/select_library.h"
#include "select/registry.h"

namespace nb = nanobind;
using namespace nb::literals;
using goldcrest::python::Memory;
using goldcrest::python::NativeInterpreter;
using Objects = std::vector<nb::object>;

NB_MODULE(_native, m) {
  m.doc() = "Goldcrest's engine; use goldcrest.lite.";
  m.attr("__version__") = GC_VERSION;
  goldcrest::SetSelectOperators(&goldcrest::select::FindSelectOperator);

  nb::list names;
  for (int i = 0; i < goldcrest::kNumTensorTypes; ++i) {
    names.append(std::string(goldcrest::TypeName(static_cast<goldcrest::TensorType>(i))));
  }
  m.attr("TYPE_NAMES") = names;

  goldcrest::python::AddConverter(m);
  goldcrest::python::AddQuantizer(m);

  nb::enum_<Memory>(m, "Memory")
      .value("READABLE", Memory::kReadable)
      .value("CONSTANT", Memory::kConstant)
      .value("UNALLOCATED", Memory::kUnallocated)
      .value("NOT_KEPT", Memory::kNotKept);

  nb::class_<NativeInterpreter>(m, "NativeInterpreter")
      .def_static(
          "from_file",
          [](const std::string& path, int num_threads, bool reference, bool preserve_all, Objects delegates, Objects operators,
             Objects registerers, uint64_t max_bytes, uint64_t max_steps) {
            return NativeInterpreter::FromFile(path, {num_threads, reference, preserve_all, std::move(delegates), std::move(operators),
                                                      std::move(registerers), goldcrest::c::LimitsOf(max_bytes, max_steps)});
          },
          "path"_a, "num_threads"_a, "reference_kernels"_a, "preserve_all_tensors"_a, "delegates"_a, "operators"_a, "registerers"_a,
          "max_bytes"_a, "max_steps"_a)
      .def_static(
          "from_bytes",
          [](nb::bytes content, int num_threads, bool reference, bool preserve_all, Objects delegates, Objects operators,
             Objects registerers, uint64_t max_bytes, uint64_t max_steps) {
            return NativeInterpreter::FromBytes(std::move(content),
                                                {num_threads, reference, preserve_all, std::move(delegates), std::move(operators),
                                                 std::move(registerers), goldcrest::c::LimitsOf(max_bytes, max_steps)});
          },
          "content"_a, "num_threads"_a, "reference_kernels"_a, "preserve_all_tensors"_a, "delegates"_a, "operators"_a, "registerers"_a,
          "max_bytes"_a, "max_steps"_a)
      .def("num_subgraphs", &NativeInterpreter::num_subgraphs)
      .def("num_tensors", &NativeInterpreter::num_tensors, "subgraph"_a)
      .def("inputs", &NativeInterpreter::inputs, "subgraph"_a)
      .def("outputs", &NativeInterpreter::outputs, "subgraph"_a)
      .def("facts", &NativeInterpreter::Facts, "tensor"_a, "subgraph"_a)
      .def("quantization", &NativeInterpreter::Quantization, "tensor"_a, "subgraph"_a)
      .def("sparsity", &NativeInterpreter::Sparsity, "tensor"_a, "subgraph"_a)
      .def("nodes", &NativeInterpreter::Nodes, "subgraph"_a)
      .def("signatures", &NativeInterpreter::Signatures)
      .def("resize", &NativeInterpreter::Resize, "tensor"_a, "dims"_a, "strict"_a, "subgraph"_a)
      .def("allocate", &NativeInterpreter::Allocate, "subgraph"_a)
      .def("invoke", &NativeInterpreter::Invoke, "subgraph"_a)
      .def("cancel", &NativeInterpreter::Cancel)
      .def("reset_variables", &NativeInterpreter::ResetVariables)
      .def("allocated", &NativeInterpreter::allocated, "subgraph"_a)
      .def("state", &NativeInterpreter::State, "tensor"_a, "subgraph"_a)
      .def(
          "bytes",
          [](nb::pointer_and_handle<NativeInterpreter> self, int tensor, int subgraph) { return self.p->Bytes(self.h, tensor, subgraph); },
          "tensor"_a, "subgraph"_a)
      .def("strings", &NativeInterpreter::Strings, "tensor"_a, "subgraph"_a)
      .def("set_strings", &NativeInterpreter::SetStrings, "tensor"_a, "strings"_a, "subgraph"_a);
}
