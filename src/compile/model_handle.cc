// goldcrest::Model: reading, then verifying.
#include <algorithm>

#include "base/file.h"
#include "base/out_of_memory.h"
#include "goldcrest/model.h"
#include "model/model.h"
#include "model/reader.h"
#include "model/verify.h"

namespace goldcrest {

struct Model::Rep {
  model::Model content;
  std::shared_ptr<const Bytes> bytes;
  std::vector<Signature> signatures;
  std::vector<std::string> remarks;
};

namespace {

std::vector<Model::Signature::Entry> Entries(const std::vector<model::TensorMap>& maps) {
  std::vector<Model::Signature::Entry> entries;
  for (const model::TensorMap& m : maps) entries.push_back({m.name, static_cast<int>(m.tensor_index)});
  std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return entries;
}

}  // namespace

Expected<Model> Model::FromAny(std::shared_ptr<const Bytes> bytes, const Limits& limits) {
  GC_ASSIGN_OR_RETURN(model::Model content, model::ReadModel(bytes, {.max_bytes = limits.max_bytes}));
  return FromParts(std::move(content), std::move(bytes));
}

Expected<Model> Model::FromContent(model::Model content) {
  return CatchOutOfMemory([&] { return FromParts(std::move(content), nullptr); });
}

Expected<Model> Model::FromParts(model::Model content, std::shared_ptr<const Bytes> bytes) {
  auto rep = std::make_shared<Rep>();
  std::vector<model::Remark> remarks;
  GC_RETURN_IF_ERROR(model::Verify(content, {&remarks}));
  for (const model::Remark& r : remarks) rep->remarks.push_back(r.where + ": " + r.what);
  rep->content = std::move(content);
  rep->bytes = std::move(bytes);
  for (const model::SignatureDef& s : rep->content.signature_defs) {
    rep->signatures.push_back({s.signature_key, static_cast<int>(s.subgraph_index), Entries(s.inputs), Entries(s.outputs)});
  }
  return Model(std::move(rep));
}

Expected<Model> Model::FromFile(const std::string& path, Mode mode, const Limits& limits) {
  return CatchOutOfMemory([&]() -> Expected<Model> {
    Expected<std::shared_ptr<const Bytes>> bytes = mode == Mode::kMap ? MapFile(path) : CopyFile(path, limits.max_bytes);
    if (!bytes.ok()) return std::move(bytes).status();
    Expected<Model> model = FromAny(std::move(*bytes), limits);
    if (!model.ok()) return std::move(model).status().At("'" + path + "'");
    return model;
  });
}

Expected<Model> Model::FromBorrowedBytes(std::span<const uint8_t> bytes, const Limits& limits) {
  return CatchOutOfMemory([&]() -> Expected<Model> {
    GC_ASSIGN_OR_RETURN(auto borrowed, BorrowBytes(bytes));
    return FromAny(std::move(borrowed), limits);
  });
}

Expected<Model> Model::FromBytes(std::span<const uint8_t> bytes, const Limits& limits) {
  return CatchOutOfMemory([&]() -> Expected<Model> {
    if (bytes.size() > limits.max_bytes) {
      return Error(StatusCode::kLimitExceeded, "a copy of %zu bytes does not fit into Limits::max_bytes (%llu)", bytes.size(),
                   static_cast<unsigned long long>(limits.max_bytes));
    }
    GC_ASSIGN_OR_RETURN(auto copied, CopyBytes(bytes));
    return FromAny(std::move(copied), limits);
  });
}

const std::vector<Model::Signature>& Model::signatures() const { return rep_->signatures; }
int Model::num_subgraphs() const { return static_cast<int>(rep_->content.subgraphs.size()); }
std::string_view Model::subgraph_name(int subgraph) const { return rep_->content.subgraphs[subgraph].name; }
int Model::num_tensors(int subgraph) const { return static_cast<int>(rep_->content.subgraphs[subgraph].tensors.size()); }
int Model::num_operators(int subgraph) const { return static_cast<int>(rep_->content.subgraphs[subgraph].operators.size()); }
Model::Node Model::node(int index, int subgraph) const {
  const model::Operator& op = rep_->content.subgraphs[subgraph].operators[index];
  const model::OperatorCode& code = rep_->content.operator_codes[op.opcode_index];
  Node node;
  node.op_name = model::OperatorName(code);
  node.builtin_code = static_cast<int>(code.builtin);
  node.version = code.version;
  node.inputs = op.inputs;
  node.outputs = op.outputs;
  node.intermediates = op.intermediates;
  node.custom_options = op.custom_options.span();
  return node;
}
std::string_view Model::description() const { return rep_->content.description; }
uint64_t Model::file_bytes() const { return bytes().size(); }
std::span<const uint8_t> Model::bytes() const { return rep_->bytes ? rep_->bytes->span() : std::span<const uint8_t>(); }
const std::vector<std::string>& Model::remarks() const { return rep_->remarks; }
const model::Model& Model::content() const { return rep_->content; }

Expected<std::span<const uint8_t>> Model::metadata(std::string_view name) const {
  for (const model::Metadata& m : rep_->content.metadata) {
    if (m.name == name && m.buffer < rep_->content.buffers.size()) return rep_->content.buffers[m.buffer].data.span();
  }
  return Error(StatusCode::kNotFound, "the model has no metadata entry \"%.*s\"", static_cast<int>(name.size()), name.data());
}

}  // namespace goldcrest
