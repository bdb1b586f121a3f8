#include "bindings/python/tensor_access.h"

#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <cstdio>
#include <stdexcept>
#include <utility>

#include "model/model.h"
#include "runtime/strings.h"

namespace goldcrest::python {
namespace {

// The text of a failure as TensorFlow Lite's users know it: what happened, then where.
std::string TextOf(const Status& status, const char* verb) {
  std::string text = status.message();
  if (status.code() == StatusCode::kUnresolvedOp) text += ".\nSee instructions: https://www.tensorflow.org/lite/guide/ops_custom ";
  if (status.nodes().empty()) return text + ".";
  for (const Status::Node& node : status.nodes()) {
    if (text.back() != ' ') text += ". ";
    text += "Node number " + std::to_string(node.number) + " (" + node.op_name + ") failed to " + verb + ".";
  }
  return text;
}

nb::dict EntriesToDict(const std::vector<Model::Signature::Entry>& entries) {
  nb::dict d;
  for (const auto& e : entries) d[e.name.c_str()] = e.tensor;
  return d;
}

template <typename T>
nb::list ToList(std::span<const T> values) {
  nb::list list;
  for (const T& v : values) list.append(v);
  return list;
}

void Record(void* reports, const char* format, va_list args) {
  char line[4096];
  std::vsnprintf(line, sizeof(line), format, args);
  auto& text = *static_cast<std::string*>(reports);
  text += (text.empty() ? "" : " ") + std::string(line);
}

}  // namespace

// A custom operator or delegate has said itself what went wrong.
void NativeInterpreter::ThrowIfFailed(const Status& status, const char* verb) {
  if (status.ok()) return;
  std::string text = std::exchange(reports_, "");
  bool said = false;
  for (const auto& graph : owner_->foreign) {
    if (graph == nullptr || graph->last_status() == kTfLiteOk) continue;
    said = true;
    graph->ForgetStatus();
  }
  if (!said || text.empty()) throw std::runtime_error(TextOf(status, verb));
  for (const Status::Node& node : status.nodes()) {
    text += " Node number " + std::to_string(node.number) + " (" + node.op_name + ") failed to " + verb + ".";
  }
  for (const auto& op : operators_) {
    if (auto cause = op->TakeCause()) nb::raise_from(*cause, PyExc_RuntimeError, "%s", text.c_str());
  }
  throw std::runtime_error(text);
}

void NativeInterpreter::TakeOperators(const Options& options, TfLiteInterpreterOptions& made) {
  for (const nb::object& op : options.operators) {
    operators_.push_back(std::make_unique<CustomOperator>(op));
    TfLiteInterpreterOptionsAddOperator(&made, operators_.back()->get());
  }
  if (options.registerers.empty()) return;
  for (const nb::object& registerer : options.registerers) registerer(reinterpret_cast<uintptr_t>(&resolver_));
  made.lookup = [this](int code, const char* name, int version, TfLiteRegistration* found) {
    const TfLiteRegistration* r = code == kTfLiteBuiltinCustom ? resolver_.FindOp(name, version)
                                                               : resolver_.FindOp(static_cast<tflite::BuiltinOperator>(code), version);
    // Without callbacks it stands for the library's operator.
    *found = r != nullptr ? *r : TfLiteRegistration{};
    return true;
  };
}

void NativeInterpreter::ApplyDelegates(const Options& options) {
  delegates_ = options.delegates;
  for (const nb::object& delegate : delegates_) {
    const auto address = nb::cast<uintptr_t>(delegate.attr("_get_native_delegate_pointer")());
    if (owner_->delegations.Apply(reinterpret_cast<TfLiteDelegate*>(address)) == kTfLiteOk) continue;
    const std::string text = std::exchange(reports_, "");
    throw std::runtime_error(text.empty() ? "a delegate could not be applied" : text);
  }
}

std::unique_ptr<NativeInterpreter> NativeInterpreter::Create(Expected<Model> model, const Options& options) {
  if (!model.ok()) {
    const Status& status = model.status();
    const std::string& text = status.message();
    if (text.find("no subgraph in the model") != std::string::npos) throw nb::value_error("No subgraph in the model.\n");
    const bool damaged = status.code() == StatusCode::kInvalidModel;
    throw nb::value_error(((damaged ? "The model is not a valid Flatbuffer buffer: " : "") + text).c_str());
  }
  std::unique_ptr<NativeInterpreter> native(new NativeInterpreter);
  TfLiteInterpreterOptions made;
  made.num_threads = options.num_threads;
  made.reference_kernels = options.reference_kernels;
  made.preserve_all_tensors = options.preserve_all_tensors;
  made.limits = options.limits;
  made.reporter = c::Reporter(Record, &native->reports_);
  native->TakeOperators(options, made);
  auto owner = c::NewInterpreter(*model, made, false);
  if (!owner.ok()) throw nb::value_error(TextOf(owner.status(), "prepare").c_str());
  native->owner_ = std::move(*owner);
  native->interpreter_ = native->owner_->interpreter.get();
  native->ApplyDelegates(options);
  return native;
}

std::unique_ptr<NativeInterpreter> NativeInterpreter::FromFile(const std::string& path, const Options& options) {
  Expected<Model> model = Model::FromFile(path, Model::Mode::kMap, options.limits);
  const StatusCode code = model.status().code();
  if (code == StatusCode::kNotFound || code == StatusCode::kIoError) {
    throw nb::value_error(("Could not open '" + path + "'.The model allocation is null/empty: " + model.status().message()).c_str());
  }
  return Create(std::move(model), options);
}

std::unique_ptr<NativeInterpreter> NativeInterpreter::FromBytes(nb::bytes content, const Options& options) {
  const std::span<const uint8_t> bytes(reinterpret_cast<const uint8_t*>(content.c_str()), content.size());
  std::unique_ptr<NativeInterpreter> native = Create(Model::FromBorrowedBytes(bytes, options.limits), options);
  native->content_ = std::move(content);
  return native;
}

void NativeInterpreter::CheckIdle() const {
  if (running_) throw std::runtime_error("the interpreter is in use by another thread; give each thread its own");
}

void NativeInterpreter::Check(int tensor, int subgraph) const {
  if (subgraph < 0 || subgraph >= num_subgraphs()) {
    throw nb::value_error(
        ("Invalid subgraph index " + std::to_string(subgraph) + " exceeds max subgraph index " + std::to_string(num_subgraphs())).c_str());
  }
  const int n = interpreter_->num_tensors(subgraph);
  if (tensor < 0 || tensor >= n) {
    throw nb::value_error(("Invalid tensor index " + std::to_string(tensor) + " exceeds max tensor index " + std::to_string(n)).c_str());
  }
}

int NativeInterpreter::num_tensors(int subgraph) const {
  if (subgraph < 0 || subgraph >= num_subgraphs()) {
    throw nb::value_error(("subgraph_index is out of range: " + std::to_string(subgraph) + " for the model, which has " +
                           std::to_string(num_subgraphs()) + " subgraphs.")
                              .c_str());
  }
  return interpreter_->num_tensors(subgraph);
}

std::vector<int> NativeInterpreter::inputs(int subgraph) const {
  num_tensors(subgraph);
  const auto span = interpreter_->inputs(subgraph);
  return {span.begin(), span.end()};
}

std::vector<int> NativeInterpreter::outputs(int subgraph) const {
  num_tensors(subgraph);
  const auto span = interpreter_->outputs(subgraph);
  return {span.begin(), span.end()};
}

nb::tuple NativeInterpreter::Facts(int tensor, int subgraph) const {
  CheckIdle();
  Check(tensor, subgraph);
  const TensorView view = interpreter_->tensor(tensor, subgraph);
  const std::vector<int32_t> signature = interpreter_->shape_signature(tensor, subgraph);
  // A name may hold any bytes.
  nb::object name = nb::steal(PyUnicode_DecodeUTF8(view.name.data(), static_cast<Py_ssize_t>(view.name.size()), "replace"));
  return nb::make_tuple(name, static_cast<int>(view.type), ToList(std::span<const int32_t>(view.shape.begin(), view.shape.end())),
                        ToList(std::span<const int32_t>(signature)));
}

nb::tuple NativeInterpreter::Quantization(int tensor, int subgraph) const {
  Check(tensor, subgraph);
  const auto& q = model().content().subgraphs[subgraph].tensors[tensor].quantization;
  if (q == nullptr) return nb::make_tuple(nb::list(), nb::list(), 0, 0);
  std::vector<int64_t> zero_points = q->zero_point;
  if (zero_points.size() < q->scale.size()) zero_points.resize(q->scale.size(), zero_points.empty() ? 0 : zero_points[0]);
  return nb::make_tuple(ToList(std::span<const float>(q->scale)), ToList(std::span<const int64_t>(zero_points)), q->quantized_dimension,
                        q->block_size);
}

nb::dict NativeInterpreter::Sparsity(int tensor, int subgraph) const {
  Check(tensor, subgraph);
  nb::dict d;
  const auto& s = model().content().subgraphs[subgraph].tensors[tensor].sparsity;
  if (s == nullptr) return d;
  d["traversal_order"] = ToList(std::span<const int32_t>(s->traversal_order));
  d["block_map"] = ToList(std::span<const int32_t>(s->block_map));
  nb::list dims;
  for (const model::DimensionMetadata& m : s->dim_metadata) {
    nb::dict one;
    const bool dense = m.format == model::DimensionMetadata::Format::kDense;
    one["format"] = dense ? 0 : 1;
    if (dense) {
      one["dense_size"] = m.dense_size;
    } else {
      one["array_segments"] = ToList(std::span<const int32_t>(m.array_segments));
      one["array_indices"] = ToList(std::span<const int32_t>(m.array_indices));
    }
    dims.append(one);
  }
  d["dim_metadata"] = dims;
  return d;
}

nb::list NativeInterpreter::Nodes(int subgraph) const {
  num_tensors(subgraph);
  nb::list list;
  for (int i = 0; i < model().num_operators(subgraph); ++i) {
    const Model::Node node = model().node(i, subgraph);
    list.append(nb::make_tuple(node.op_name, ToList(node.inputs), ToList(node.outputs)));
  }
  const auto& graph = owner_->foreign[subgraph];
  for (size_t i = model().num_operators(subgraph); graph != nullptr && i < graph->num_nodes(); ++i) {
    TfLiteNode* node;
    TfLiteRegistration* registration;
    if (graph->FindNode(static_cast<int>(i), &node, &registration) != kTfLiteOk) continue;
    list.append(nb::make_tuple("DELEGATE", ToList(std::span<const int>(node->inputs->data, static_cast<size_t>(node->inputs->size))),
                               ToList(std::span<const int>(node->outputs->data, static_cast<size_t>(node->outputs->size)))));
  }
  return list;
}

nb::list NativeInterpreter::Signatures() const {
  nb::list list;
  for (const Model::Signature& s : model().signatures()) {
    list.append(nb::make_tuple(s.key, s.subgraph, EntriesToDict(s.inputs), EntriesToDict(s.outputs)));
  }
  return list;
}

void NativeInterpreter::Resize(int tensor, const std::vector<int>& dims, bool strict, int subgraph) {
  CheckIdle();
  ThrowIfFailed(owner_->ResizeTensor(subgraph, tensor, dims, strict), "resize");
}

void NativeInterpreter::Allocate(int subgraph) {
  CheckIdle();
  num_tensors(subgraph);
  if (owner_->delegations.Refresh() != kTfLiteOk) throw std::runtime_error(std::exchange(reports_, ""));
  ThrowIfFailed(interpreter_->Allocate(subgraph), "prepare");
}

void NativeInterpreter::Invoke(int subgraph) {
  CheckIdle();
  running_ = true;
  Status status;
  {
    nb::gil_scoped_release release;
    status = interpreter_->Invoke(subgraph);
  }
  running_ = false;
  ThrowIfFailed(status, "invoke");
}

void NativeInterpreter::ResetVariables() {
  CheckIdle();
  ThrowIfFailed(interpreter_->ResetVariables(), "reset");
}

bool NativeInterpreter::allocated(int subgraph) const {
  num_tensors(subgraph);
  return interpreter_->allocated(subgraph);
}

Memory NativeInterpreter::State(int tensor, int subgraph) const {
  CheckIdle();
  Check(tensor, subgraph);
  const TensorMemory memory = interpreter_->memory(tensor, subgraph);
  if (memory == TensorMemory::kConstant) return Memory::kConstant;
  if (!interpreter_->allocated(subgraph)) return Memory::kUnallocated;
  if (memory == TensorMemory::kNone) return Memory::kNotKept;
  const TensorView view = interpreter_->tensor(tensor, subgraph);
  // A tensor without elements has no memory.
  return view.data == nullptr && view.shape.elements() != 0 ? Memory::kUnallocated : Memory::kReadable;
}

nb::object NativeInterpreter::Bytes(nb::handle self, int tensor, int subgraph) {
  const Memory state = State(tensor, subgraph);
  const TensorView view = interpreter_->tensor(tensor, subgraph);
  const size_t shape[] = {view.data != nullptr ? view.bytes : 0};
  if (state == Memory::kConstant) return nb::cast(ConstByteArray(view.data, 1, shape, self), nb::rv_policy::reference);
  return nb::cast(ByteArray(view.data, 1, shape, self), nb::rv_policy::reference);
}

std::vector<nb::bytes> NativeInterpreter::Strings(int tensor, int subgraph) const {
  CheckIdle();
  Check(tensor, subgraph);
  const TensorView view = interpreter_->tensor(tensor, subgraph);
  const auto strings = ReadStrings({view.as<uint8_t>(), view.data != nullptr ? view.bytes : 0});
  if (!strings.ok()) throw std::runtime_error(TextOf(strings.status(), "read"));
  std::vector<nb::bytes> out;
  for (std::string_view s : *strings) out.emplace_back(s.data(), s.size());
  return out;
}

void NativeInterpreter::SetStrings(int tensor, const std::vector<nb::bytes>& strings, int subgraph) {
  CheckIdle();
  std::vector<std::string_view> views;
  for (const nb::bytes& b : strings) views.emplace_back(b.c_str(), b.size());
  const Status status = interpreter_->SetStrings(tensor, views, subgraph);
  if (!status.ok()) throw nb::value_error(("Cannot set tensor: " + status.message()).c_str());
}

}  // namespace goldcrest::python
