#include "quantize/feeder.h"

#include <cmath>
#include <cstring>

namespace goldcrest::quantize {

Expected<Feeder> Feeder::Create(const model::Model& model, const QuantizeOptions& options, bool keep_all) {
  GC_ASSIGN_OR_RETURN(Model verified, Model::FromContent(model));
  CompileOptions compile;
  compile.num_threads = options.num_threads;
  compile.limits = options.limits;
  compile.preserve_all_tensors = keep_all;
  GC_ASSIGN_OR_RETURN(auto compiled, CompiledModel::Create(std::move(verified), compile));
  Feeder feeder;
  GC_ASSIGN_OR_RETURN(feeder.interpreter_, Interpreter::Create(std::move(compiled)));
  return feeder;
}

Expected<int> Feeder::Run(const Sample& sample) {
  GC_RETURN_IF_ERROR(Choose(sample.signature));
  if (sample.values.size() != names_.size()) {
    return Error(StatusCode::kInvalidArgument, "expected %zu inputs, found %zu", names_.size(), sample.values.size());
  }
  std::vector<const SampleValue*> values(names_.size());
  for (size_t i = 0; i < sample.values.size(); ++i) {
    GC_ASSIGN_OR_RETURN(const size_t at, Find(sample.values[i].name, i));
    if (values[at] != nullptr) return Error(StatusCode::kInvalidArgument, "input \"%s\" is given twice", names_[at].c_str());
    values[at] = &sample.values[i];
  }
  for (size_t i = 0; i < values.size(); ++i) {
    if (Status s = FitShape(i, *values[i]); !s.ok()) return std::move(s).At(InputText(i));
  }
  GC_RETURN_IF_ERROR(interpreter_->Allocate(subgraph_));
  for (size_t i = 0; i < values.size(); ++i) {
    if (Status s = Fill(i, *values[i]); !s.ok()) return std::move(s).At(InputText(i));
  }
  GC_RETURN_IF_ERROR(interpreter_->ResetVariables());
  GC_RETURN_IF_ERROR(interpreter_->Invoke(subgraph_));
  return subgraph_;
}
// Finds the inputs that a sample of signature `key` has.
Status Feeder::Choose(const std::string& key) {
  if (chosen_ && key == key_) return Status::Ok();
  names_.clear();
  tensors_.clear();
  other_names_.clear();
  if (key.empty()) {
    UseSubgraph();
  } else {
    GC_ASSIGN_OR_RETURN(const SignatureRunner runner, SignatureRunner::Create(*interpreter_, key));
    subgraph_ = runner.signature().subgraph;
    for (const auto& entry : runner.signature().inputs) {
      names_.push_back(entry.name);
      other_names_.push_back(std::string(interpreter_->tensor(entry.tensor, subgraph_).name));
      tensors_.push_back(entry.tensor);
    }
  }
  key_ = key;
  chosen_ = true;
  return Status::Ok();
}

void Feeder::UseSubgraph() {
  subgraph_ = 0;
  for (int t : interpreter_->inputs()) {
    names_.push_back(std::string(interpreter_->tensor(t).name));
    other_names_.push_back({});
    tensors_.push_back(t);
    for (const auto& signature : interpreter_->compiled().model().signatures()) {
      if (signature.subgraph != 0) continue;
      for (const auto& entry : signature.inputs) {
        if (entry.tensor == t) other_names_.back() = entry.name;
      }
    }
  }
}

Expected<size_t> Feeder::Find(const std::string& name, size_t position) const {
  if (name.empty()) return position;
  for (const auto* names : {&names_, &other_names_}) {
    for (size_t i = 0; i < names->size(); ++i) {
      if ((*names)[i] == name) return i;
    }
  }
  std::string known;
  for (const std::string& n : names_) known += (known.empty() ? "\"" : ", \"") + n + "\"";
  return Error(StatusCode::kInvalidArgument, "no input is called \"%s\"; there are %s", name.c_str(), known.c_str());
}

Status Feeder::FitShape(size_t i, const SampleValue& value) {
  const TensorView tensor = interpreter_->tensor(tensors_[i], subgraph_);
  const auto text = [](TensorType type, const Shape& shape) { return std::string(TypeName(type)) + " " + shape.ToString(); };
  const std::string expected = text(tensor.type, tensor.shape), found = text(value.type, value.shape);
  if (value.type != tensor.type) return Error(StatusCode::kInvalidArgument, "expected %s, found %s", expected.c_str(), found.c_str());
  if (value.shape != tensor.shape) {
    const Status resized = interpreter_->ResizeInput(tensors_[i], {value.shape.dims(), static_cast<size_t>(value.shape.rank())},
                                                     /*strict=*/true, subgraph_);
    if (!resized.ok()) return Error(StatusCode::kInvalidArgument, "expected %s, found %s", expected.c_str(), found.c_str());
  }
  return Status::Ok();
}

Status Feeder::Fill(size_t i, const SampleValue& value) {
  TensorView tensor = interpreter_->tensor(tensors_[i], subgraph_);
  if (tensor.type == TensorType::kString) return Error(StatusCode::kUnsupported, "calibration does not feed strings");
  if (tensor.data == nullptr || tensor.bytes != value.bytes.size()) {
    return Error(StatusCode::kInvalidArgument, "expected %zu bytes, found %zu", tensor.bytes, value.bytes.size());
  }
  if (value.bytes.empty()) return Error(StatusCode::kInvalidArgument, "is empty");
  if (tensor.type == TensorType::kFloat32) {
    for (size_t k = 0; k + sizeof(float) <= value.bytes.size(); k += sizeof(float)) {
      float x;
      std::memcpy(&x, value.bytes.data() + k, sizeof(x));
      if (!std::isfinite(x)) {
        return Error(StatusCode::kInvalidArgument, "element %zu is %s", k / sizeof(float), std::isnan(x) ? "NaN" : "infinite");
      }
    }
  }
  std::memcpy(tensor.data, value.bytes.data(), value.bytes.size());
  return Status::Ok();
}

}  // namespace goldcrest::quantize
