#include "bindings/python/custom_operator.h"

#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <cstring>
#include <stdexcept>
#include <vector>

#include "bindings/c/operator_table.h"
#include "bindings/c/types.h"

namespace goldcrest::python {
namespace {

nb::bytes OptionsOf(const TfLiteOpaqueNode* node) {
  const void* data = nullptr;
  int size = 0;
  if (TfLiteOpaqueNodeGetCustomInitialData(node, &data, &size) != kTfLiteOk || data == nullptr || size <= 0) return nb::bytes("", 0);
  return nb::bytes(static_cast<const char*>(data), static_cast<size_t>(size));
}

int TypeNumber(const TfLiteOpaqueTensor* t) {
  const std::optional<TensorType> type = c::TypeFromC(TfLiteOpaqueTensorType(t));
  return type ? static_cast<int>(*type) : -1;
}

nb::tuple ShapeOf(const TfLiteOpaqueTensor* t) {
  nb::list dims;
  for (int i = 0; i < TfLiteOpaqueTensorNumDims(t); ++i) dims.append(TfLiteOpaqueTensorDim(t, i));
  return nb::tuple(dims);
}

// None for an input left out, else (type, shape, value); the value is None where it is not known.
nb::list InputsOf(const TfLiteOpaqueContext* context, const TfLiteOpaqueNode* node) {
  nb::list inputs;
  for (int i = 0; i < TfLiteOpaqueNodeNumberOfInputs(node); ++i) {
    const TfLiteOpaqueTensor* t = TfLiteOpaqueNodeGetInput(context, node, i);
    if (t == nullptr) {
      inputs.append(nb::none());
      continue;
    }
    const void* data = TfLiteOpaqueTensorData(t);
    nb::object value = nb::none();
    const size_t bytes = TfLiteOpaqueTensorByteSize(t);
    if (data != nullptr || bytes == 0) value = nb::bytes(data != nullptr ? static_cast<const char*>(data) : "", bytes);
    inputs.append(nb::make_tuple(TypeNumber(t), ShapeOf(t), value));
  }
  return inputs;
}

// (type, shape) of each output.
nb::list OutputsOf(TfLiteOpaqueContext* context, const TfLiteOpaqueNode* node) {
  nb::list outputs;
  for (int i = 0; i < TfLiteOpaqueNodeNumberOfOutputs(node); ++i) {
    const TfLiteOpaqueTensor* t = TfLiteOpaqueNodeGetOutput(context, node, i);
    outputs.append(nb::make_tuple(TypeNumber(t), ShapeOf(t)));
  }
  return outputs;
}

void Resize(TfLiteOpaqueContext* context, TfLiteOpaqueTensor* t, const std::vector<int>& shape) {
  TfLiteIntArray* dims = TfLiteIntArrayCreate(static_cast<int>(shape.size()));
  if (dims == nullptr) throw std::runtime_error("out of memory");
  if (!shape.empty()) std::memcpy(dims->data, shape.data(), shape.size() * sizeof(int));
  if (TfLiteOpaqueContextResizeTensor(context, t, dims) != kTfLiteOk) throw std::runtime_error("an output cannot have that shape");
}

void Fill(TfLiteOpaqueContext* context, TfLiteOpaqueTensor* t, const std::vector<int>& shape, const nb::bytes& value) {
  if (TfLiteOpaqueTensorGetAllocationType(t) == kTfLiteDynamic) {
    Resize(context, t, shape);
    // The only way to give strings their bytes, which do not follow from the shape.
    if (TfLiteTensorRealloc(value.size(), c::Plain(t)) != kTfLiteOk) throw std::runtime_error("out of memory");
  }
  if (TfLiteOpaqueTensorCopyFromBuffer(t, value.c_str(), value.size()) != kTfLiteOk) {
    throw std::runtime_error("an output has another number of bytes than its shape");
  }
}

}  // namespace

// Runs `body` under Python's lock; what it throws is reported and kept, and kTfLiteError.
template <typename F>
TfLiteStatus CustomOperator::Run(TfLiteOpaqueContext* context, F&& body) {
  const nb::gil_scoped_acquire lock;
  cause_.reset();
  try {
    return body();
  } catch (nb::python_error& e) {
    const auto type = nb::cast<std::string>(e.type().attr("__name__"));
    const std::string text = nb::str(e.value()).c_str();
    TfLiteOpaqueContextReportError(context, "%s: %s: %s", name_.c_str(), type.c_str(), text.c_str());
    cause_.emplace(std::move(e));
  } catch (const std::exception& e) {
    TfLiteOpaqueContextReportError(context, "%s: %s", name_.c_str(), e.what());
  }
  return kTfLiteError;
}

CustomOperator::CustomOperator(nb::object op) : op_(std::move(op)), name_(nb::cast<std::string>(op_.attr("name"))) {
  const int version = nb::cast<int>(op_.attr("version"));
  operator_.reset(TfLiteOperatorCreate(kTfLiteBuiltinCustom, name_.c_str(), version, this));
  if (operator_ == nullptr) throw std::runtime_error("out of memory");
  TfLiteOperatorSetPrepareWithData(operator_.get(), Prepare);
  TfLiteOperatorSetInvokeWithData(operator_.get(), Invoke);
}

TfLiteStatus CustomOperator::Prepare(void* self, TfLiteOpaqueContext* context, TfLiteOpaqueNode* node) {
  auto* op = static_cast<CustomOperator*>(self);
  return op->Run(context, [&] { return op->Infer(context, node); });
}

TfLiteStatus CustomOperator::Invoke(void* self, TfLiteOpaqueContext* context, TfLiteOpaqueNode* node) {
  auto* op = static_cast<CustomOperator*>(self);
  return op->Run(context, [&] { return op->Eval(context, node); });
}

TfLiteStatus CustomOperator::Infer(TfLiteOpaqueContext* context, TfLiteOpaqueNode* node) {
  const nb::list shapes =
      nb::cast<nb::list>(op_.attr("_shapes")(InputsOf(context, node), TfLiteOpaqueNodeNumberOfOutputs(node), OptionsOf(node)));
  for (int i = 0; i < TfLiteOpaqueNodeNumberOfOutputs(node); ++i) {
    TfLiteOpaqueTensor* t = TfLiteOpaqueNodeGetOutput(context, node, i);
    const nb::handle shape = shapes[static_cast<size_t>(i)];
    if (shape.is_none()) {
      TfLiteOpaqueTensorSetAllocationTypeToDynamic(t);
    } else {
      Resize(context, t, nb::cast<std::vector<int>>(shape));
    }
  }
  return kTfLiteOk;
}

TfLiteStatus CustomOperator::Eval(TfLiteOpaqueContext* context, TfLiteOpaqueNode* node) {
  const nb::list results = nb::cast<nb::list>(op_.attr("_results")(InputsOf(context, node), OutputsOf(context, node), OptionsOf(node)));
  for (int i = 0; i < TfLiteOpaqueNodeNumberOfOutputs(node); ++i) {
    const auto [shape, value] = nb::cast<std::pair<std::vector<int>, nb::bytes>>(results[static_cast<size_t>(i)]);
    Fill(context, TfLiteOpaqueNodeGetOutput(context, node, i), shape, value);
  }
  return kTfLiteOk;
}

}  // namespace goldcrest::python
