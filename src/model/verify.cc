#include "model/verify.h"

#include <cstdarg>
#include <cstdio>

#include "model/verify_parts.h"

namespace goldcrest::model {
namespace {

constexpr uint32_t kSchemaVersion = 3;

std::string Format(const char* format, va_list args) {
  char text[512];
  std::vsnprintf(text, sizeof(text), format, args);
  return text;
}

// A name that a file gives, at a length for messages.
std::string Cut(const std::string& name) {
  constexpr size_t kMost = 80;
  return name.size() > kMost ? name.substr(0, kMost) + "..." : name;
}

void VerifyOperatorCodes(const Model& model, Findings& findings) {
  for (size_t i = 0; i < model.operator_codes.size(); ++i) {
    const OperatorCode& code = model.operator_codes[i];
    const Findings::Scope scope(findings, "operator code " + std::to_string(i));
    const int number = static_cast<int>(code.builtin);
    if (number < 0 || number >= kNumBuiltinOperators) {
      findings.Error("builtin operator %d is not known; the highest is %d (is the model newer than this reader?)", number,
                     kNumBuiltinOperators - 1);
    } else if (code.builtin == BuiltinOperator::kCustom && code.custom_code.empty()) {
      findings.Error("a custom operator without a name");
    }
    if (code.version < 1) findings.Error("version %d of %s; versions begin at 1", code.version, Cut(OperatorName(code)).c_str());
  }
}

void VerifyMetadata(const Model& model, Findings& findings) {
  for (size_t i = 0; i < model.metadata.size(); ++i) {
    const Metadata& metadata = model.metadata[i];
    if (metadata.buffer == 0 || metadata.buffer < model.buffers.size()) continue;
    findings.Error("metadata %zu %s refers to buffer %u of %zu", i, Quoted(metadata.name).c_str(), metadata.buffer, model.buffers.size());
  }
  for (size_t i = 0; i < model.metadata_buffer.size(); ++i) {
    const int32_t buffer = model.metadata_buffer[i];
    if (buffer >= 0 && static_cast<size_t>(buffer) < model.buffers.size()) continue;
    findings.Error("metadata_buffer %zu refers to buffer %d of %zu", i, buffer, model.buffers.size());
  }
}

void VerifyExternalBuffers(const Model& model, Findings& findings) {
  for (size_t i = 0; i < model.external_buffers.size(); ++i) {
    const ExternalBuffer& buffer = model.external_buffers[i];
    if (buffer.group < model.external_buffer_groups.size()) continue;
    findings.Error("external buffer %zu refers to group %u of %zu", i, buffer.group, model.external_buffer_groups.size());
  }
}

}  // namespace

void Findings::Error(const char* format, ...) {
  va_list args;
  va_start(args, format);
  Add(Remark::Severity::kError, StatusCode::kInvalidModel, Format(format, args));
  va_end(args);
}

void Findings::Warning(const char* format, ...) {
  va_list args;
  va_start(args, format);
  Add(Remark::Severity::kWarning, StatusCode::kOk, Format(format, args));
  va_end(args);
}

void Findings::Unsupported(const char* format, ...) {
  va_list args;
  va_start(args, format);
  Add(Remark::Severity::kError, StatusCode::kUnsupported, Format(format, args));
  va_end(args);
}

void Findings::ErrorIf(const Status& status) {
  if (!status.ok()) Add(Remark::Severity::kError, status.code(), status.message());
}

void Findings::Add(Remark::Severity severity, StatusCode code, std::string what) {
  // A message is one line, whatever the names in a file hold.
  for (std::string* text : {&what, &where_}) {
    for (char& c : *text) c = static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c;
  }
  if (severity == Remark::Severity::kError && errors_++ == 0) {
    first_code_ = code;
    first_ = (where_.empty() ? "" : where_ + ": ") + what;
  }
  if (options_.remarks != nullptr && options_.remarks->size() < options_.max_remarks) {
    options_.remarks->push_back({severity, where_, std::move(what)});
  }
}

Status Findings::status() const {
  if (errors_ == 0) return Status::Ok();
  if (errors_ == 1) return Status(first_code_, first_);
  return Status(first_code_, first_ + " (and " + std::to_string(errors_ - 1) + (errors_ == 2 ? " more problem)" : " more problems)"));
}

std::string Quoted(const std::string& name) { return '"' + Cut(name) + '"'; }

std::string NodeLabel(const Model& model, const Subgraph& subgraph, size_t node) {
  const uint32_t code = subgraph.operators[node].opcode_index;
  const std::string label = "node " + std::to_string(node);
  return code < model.operator_codes.size() ? label + " (" + Cut(OperatorName(model.operator_codes[code])) + ")" : label;
}

std::string TensorLabel(const Subgraph& subgraph, int32_t index) {
  std::string label = "tensor " + std::to_string(index);
  if (index < 0 || static_cast<size_t>(index) >= subgraph.tensors.size()) return label;
  const std::string& name = subgraph.tensors[static_cast<size_t>(index)].name;
  return name.empty() ? label : label + " " + Quoted(name);
}

Status Verify(const Model& model, const VerifyOptions& options) {
  Findings findings(options);
  if (model.version != kSchemaVersion) {
    findings.Error("the model has schema version %u; version %u is read", model.version, kSchemaVersion);
  }
  if (model.subgraphs.empty()) findings.Error("no subgraph in the model");
  if (!model.buffers.empty() && !model.buffers[0].data.empty()) {
    findings.Error("buffer 0 has data; it must be empty, as tensors without data refer to it");
  }
  VerifyOperatorCodes(model, findings);
  VerifyExternalBuffers(model, findings);
  TensorVerifier tensors(model, findings);
  for (size_t i = 0; i < model.subgraphs.size(); ++i) {
    const Subgraph& subgraph = model.subgraphs[i];
    const Findings::Scope scope(findings, "subgraph " + std::to_string(i) + (subgraph.name.empty() ? "" : " " + Quoted(subgraph.name)));
    bool tensors_are_well = true;
    for (size_t t = 0; t < subgraph.tensors.size(); ++t) {
      const Findings::Scope tensor_scope(findings, TensorLabel(subgraph, static_cast<int32_t>(t)));
      tensors_are_well &= tensors.Verify(subgraph, subgraph.tensors[t]);
    }
    // Whether a tensor is constant or empty decides who may write and read it.
    if (tensors_are_well) VerifyGraph(model, subgraph, findings);
  }
  VerifyCalls(model, findings);
  VerifySignatures(model, findings);
  VerifyMetadata(model, findings);
  return findings.status();
}

}  // namespace goldcrest::model
