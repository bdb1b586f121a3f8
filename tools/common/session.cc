#include "tools/common/session.h"

#include <charconv>

#include "model/model.h"
#include "tools/common/table.h"

namespace goldcrest::tools {
namespace {

std::vector<Session::Port> PortsOf(const std::vector<Model::Signature::Entry>& entries) {
  std::vector<Session::Port> ports;
  for (const Model::Signature::Entry& entry : entries) ports.push_back({entry.name, "", entry.tensor});
  return ports;
}

void AddOtherNames(const std::vector<Model::Signature::Entry>& entries, std::vector<Session::Port>* ports) {
  for (Session::Port& port : *ports) {
    for (const Model::Signature::Entry& entry : entries) {
      if (entry.tensor == port.tensor && port.other_name.empty()) port.other_name = entry.name;
    }
  }
}

}  // namespace

Expected<Session> Session::Open(const std::string& path, const SessionOptions& options) {
  GC_ASSIGN_OR_RETURN(Model model, Model::FromFile(path, Model::Mode::kMap, options.limits));
  return FromModel(std::move(model), path, options);
}

Expected<Session> Session::FromModel(Model model, const std::string& path, const SessionOptions& options) {
  CompileOptions compile;
  compile.num_threads = options.threads;
  compile.limits = options.limits;
  Expected<std::shared_ptr<const CompiledModel>> compiled = CompiledModel::Create(std::move(model), compile);
  if (!compiled.ok()) return std::move(compiled).status().At("'" + path + "'");
  Session session;
  GC_ASSIGN_OR_RETURN(session.interpreter_, Interpreter::Create(std::move(*compiled)));
  if (options.signature.empty()) {
    session.NamePorts();
  } else {
    GC_RETURN_IF_ERROR(session.UseSignature(options.signature));
  }
  return session;
}

void Session::NamePorts() {
  const auto add = [&](std::span<const int> tensors, std::vector<Port>* ports) {
    for (int tensor : tensors) ports->push_back({std::string(interpreter_->tensor(tensor).name), "", tensor});
  };
  add(interpreter_->inputs(), &inputs_);
  add(interpreter_->outputs(), &outputs_);
  for (const Model::Signature& signature : model().signatures()) {
    if (signature.subgraph != 0) continue;
    AddOtherNames(signature.inputs, &inputs_);
    AddOtherNames(signature.outputs, &outputs_);
  }
}

Status Session::UseSignature(const std::string& key) {
  GC_ASSIGN_OR_RETURN(const SignatureRunner runner, SignatureRunner::Create(*interpreter_, key));
  subgraph_ = runner.signature().subgraph;
  inputs_ = PortsOf(runner.signature().inputs);
  outputs_ = PortsOf(runner.signature().outputs);
  return Status::Ok();
}

bool Session::IsConstant(const Port& port) const {
  const model::Model& content = model().content();
  const model::Tensor& tensor = content.subgraphs[static_cast<size_t>(subgraph_)].tensors[static_cast<size_t>(port.tensor)];
  if (tensor.buffer >= content.buffers.size()) return false;
  const model::Block& block = content.buffers[tensor.buffer].data;
  return !block.empty() && Tensor(port).data == block.data();
}

Expected<size_t> Session::FindInput(std::string_view text) const {
  const std::string shown = Printable(text);
  for (std::string Port::* name : {&Port::name, &Port::other_name}) {
    size_t found = inputs_.size(), count = 0;
    for (size_t i = 0; i < inputs_.size(); ++i) {
      if (text.empty() || inputs_[i].*name != text) continue;
      found = i;
      ++count;
    }
    if (count == 1) return found;
    if (count > 1)
      return Error(StatusCode::kInvalidArgument, "%zu inputs are called \"%s\"; give the number instead", count, shown.c_str());
  }
  size_t position = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), position);
  if (error == std::errc() && end == text.data() + text.size() && position < inputs_.size()) return position;
  std::string known;
  for (size_t i = 0; i < inputs_.size(); ++i) known += (i > 0 ? ", " : "") + std::to_string(i) + " \"" + Printable(inputs_[i].name) + "\"";
  return Error(StatusCode::kNotFound, "no input \"%s\"; the inputs are: %s", shown.c_str(), known.empty() ? "none" : known.c_str());
}

}  // namespace goldcrest::tools
