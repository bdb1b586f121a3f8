// The quantizer for Python: goldcrest._native.quantize.
#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "bindings/python/converter.h"
#include "goldcrest/model.h"
#include "model/writer.h"
#include "quantize/quantize.h"

namespace nb = nanobind;
using namespace nb::literals;

namespace goldcrest::python {
namespace {

// Samples from a Python iterator of (signature, [(name, type number, shape, bytes)]). What the iterator raises is kept and raised again.
class IteratorSource final : public quantize::CalibrationSource {
 public:
  explicit IteratorSource(nb::object iterator) : iterator_(std::move(iterator)) {}
  ~IteratorSource() override {
    const nb::gil_scoped_acquire python;
    iterator_.reset();
    sample_.reset();
    error_.reset();
  }

  Expected<bool> Next(quantize::Sample& sample) override {
    const nb::gil_scoped_acquire python;
    try {
      PyObject* next = PyIter_Next(iterator_.ptr());
      if (next == nullptr) {
        if (PyErr_Occurred() != nullptr) throw nb::python_error();
        return false;
      }
      sample_ = nb::steal(next);
      Fill(sample);
      return true;
    } catch (nb::python_error& e) {
      error_ = nb::borrow(e.value());
      return Error(StatusCode::kInvalidArgument, "sample %zu: %s", count_, e.what());
    } catch (const std::exception& e) {
      return Error(StatusCode::kInvalidArgument, "sample %zu: %s", count_, e.what());
    }
  }
  const nb::object& error() const { return error_; }

 private:
  void Fill(quantize::Sample& sample) {
    sample.signature = nb::cast<std::string>(sample_[0]);
    sample.values.clear();
    for (nb::handle entry : nb::object(sample_[1])) {
      quantize::SampleValue value;
      value.name = nb::cast<std::string>(entry[0]);
      value.type = static_cast<TensorType>(nb::cast<int>(entry[1]));
      const auto dims = nb::cast<std::vector<int32_t>>(entry[2]);
      if (dims.size() > Shape::kMaxRank) throw std::invalid_argument("an input of more than 8 dimensions");
      value.shape = Shape(dims.data(), static_cast<int>(dims.size()));
      const auto bytes = nb::cast<nb::bytes>(entry[3]);
      value.bytes = {static_cast<const uint8_t*>(bytes.data()), bytes.size()};
      sample.values.push_back(std::move(value));
    }
    ++count_;
  }
  nb::object iterator_;
  nb::object sample_;  // keeps the bytes alive
  nb::object error_;
  size_t count_ = 0;
};

quantize::QuantizeOptions OptionsOf(const nb::dict& dict) {
  quantize::QuantizeOptions options;
  for (const auto& [key, value] : dict) {
    const auto name = nb::cast<std::string>(key);
    if (name == "scheme") options.scheme = static_cast<quantize::Scheme>(nb::cast<int>(value));
    if (name == "per_channel") options.per_channel = nb::cast<bool>(value);
    if (name == "input_type") options.input_type = static_cast<TensorType>(nb::cast<int>(value));
    if (name == "output_type") options.output_type = static_cast<TensorType>(nb::cast<int>(value));
    if (name == "strict") options.strict = nb::cast<bool>(value);
    if (name == "keep_float") options.keep_float = nb::cast<std::vector<std::string>>(value);
    if (name == "effort") options.effort = nb::cast<int>(value);
  }
  return options;
}

Expected<std::vector<uint8_t>> Run(std::span<const uint8_t> file, const quantize::QuantizeOptions& options, IteratorSource* source) {
  GC_ASSIGN_OR_RETURN(const Model model, Model::FromBorrowedBytes(file));
  GC_ASSIGN_OR_RETURN(const model::Model quantized, quantize::Quantize(model.content(), options, source));
  return model::WriteModel(quantized);
}

// (file, message, exception): what the samples' iterator raised comes last.
nb::tuple Quantize(const nb::bytes& content, const nb::dict& dict, const nb::object& samples) {
  const quantize::QuantizeOptions options = OptionsOf(dict);
  std::unique_ptr<IteratorSource> source;
  if (!samples.is_none()) source = std::make_unique<IteratorSource>(nb::iter(samples));
  Expected<std::vector<uint8_t>> file = Error(StatusCode::kInternal, "not run");
  {
    const nb::gil_scoped_release others;
    file = Run({static_cast<const uint8_t*>(content.data()), content.size()}, options, source.get());
  }
  const nb::object raised = source != nullptr && source->error().is_valid() ? source->error() : nb::none();
  if (!file.ok()) return nb::make_tuple(nb::none(), file.status().message(), raised);
  return nb::make_tuple(nb::bytes(file->data(), file->size()), nb::none(), nb::none());
}

}  // namespace

void AddQuantizer(nb::module_& m) { m.def("quantize", &Quantize, "content"_a, "options"_a, "samples"_a.none()); }

}  // namespace goldcrest::python
