#include "model/writer.h"

#include <algorithm>
#include <cstring>

#include "base/checked.h"
#include "model/structure_writer.h"
#include "model/zip_tail.h"

namespace goldcrest::model {
namespace {

// What stands past the FlatBuffer begins at multiples of this, as constants inside do.
constexpr size_t kConstantAlignment = 16;

// An upper bound for what a table of the format takes without what it refers to: its fields, its directory, a reference to it,
// the lengths and paddings of up to eight vectors.
constexpr size_t kTableBytes = 256;

size_t OptionsBytes(const Options& options) {
  size_t bytes = kTableBytes;
  VisitOptionsType(options.type(), [&]<typename T>() {
    const T* value = options.As<T>();
    if (value == nullptr) return;
    T::ForEachField(*value, [&](const char* name, const auto& field) {
      (void)name;
      if constexpr (requires { field.size(); }) bytes += field.size() * 8;
    });
  });
  return bytes;
}

size_t TensorBytes(const Tensor& t) {
  size_t bytes = kTableBytes + t.name.size() + 4 * (t.shape.size() + t.shape_signature.size());
  if (const Quantization* q = t.quantization.get()) {
    bytes += 2 * kTableBytes + 8 * (q->min.size() + q->max.size() + q->scale.size() + q->zero_point.size()) + q->custom.size() +
             4 * (q->block_shape.size() + q->quantized_dimensions.size());
  }
  if (const Sparsity* s = t.sparsity.get()) {
    bytes += kTableBytes + 4 * (s->traversal_order.size() + s->block_map.size());
    for (const DimensionMetadata& d : s->dim_metadata) bytes += 3 * kTableBytes + 4 * (d.array_segments.size() + d.array_indices.size());
  }
  for (const VariantSubType& v : t.variant_tensors) bytes += kTableBytes + 4 * v.shape.size();
  return bytes;
}

// An upper bound for the FlatBuffer without its constants. The model is in memory, so the sum cannot wrap.
size_t StructureBytes(const Model& m) {
  size_t bytes = kTableBytes + m.description.size() + 4 * m.metadata_buffer.size() + kTableBytes * m.buffers.size();
  for (const OperatorCode& c : m.operator_codes) bytes += kTableBytes + c.custom_code.size();
  for (const Subgraph& s : m.subgraphs) {
    bytes += kTableBytes + s.name.size() + 4 * (s.inputs.size() + s.outputs.size());
    for (const Tensor& t : s.tensors) bytes += TensorBytes(t);
    for (const Operator& op : s.operators) {
      bytes += kTableBytes + 4 * (op.inputs.size() + op.outputs.size() + op.intermediates.size()) + op.mutating_variable_inputs.size() +
               OptionsBytes(op.options) + (op.large_custom_options ? 0 : op.custom_options.size());
    }
  }
  for (const Metadata& d : m.metadata) bytes += kTableBytes + d.name.size();
  for (const SignatureDef& s : m.signature_defs) {
    bytes += kTableBytes + s.signature_key.size();
    for (const auto* maps : {&s.inputs, &s.outputs}) {
      for (const TensorMap& map : *maps) bytes += kTableBytes + map.name.size();
    }
  }
  for (const ExternalBufferGroup& g : m.external_buffer_groups) bytes += kTableBytes + g.name.size();
  for (const ExternalBuffer& e : m.external_buffers) bytes += kTableBytes + e.packing.size();
  return bytes;
}

// Which buffers go past the FlatBuffer: those marked, or all but the metadata's when they do not fit inside together.
Expected<std::vector<bool>> ChoosePlaces(const Model& model, const WriteOptions& options) {
  const size_t structure = StructureBytes(model);
  const uint64_t limit = std::min<uint64_t>(options.max_flatbuffer_bytes, FLATBUFFERS_MAX_BUFFER_SIZE - 1);
  if (structure > limit) {
    return Error(StatusCode::kLimitExceeded, "the model's structure may take %zu bytes; a FlatBuffer here holds at most %llu", structure,
                 static_cast<unsigned long long>(limit));
  }
  std::vector<bool> past(model.buffers.size());
  uint64_t total = structure;
  for (size_t i = 0; i < past.size(); ++i) {
    past[i] = model.buffers[i].past_flatbuffer;
    if (!past[i]) total += model.buffers[i].data.size() + kConstantAlignment;
  }
  if (total <= limit) return past;

  // Readers look for metadata only inside.
  std::vector<bool> is_metadata(model.buffers.size());
  for (const Metadata& m : model.metadata) {
    if (m.buffer < is_metadata.size()) is_metadata[m.buffer] = true;
  }
  total = structure;
  for (size_t i = 0; i < past.size(); ++i) {
    past[i] = past[i] || (!model.buffers[i].data.empty() && !is_metadata[i]);
    if (!past[i]) total += model.buffers[i].data.size() + kConstantAlignment;
  }
  if (total > limit)
    return Error(StatusCode::kLimitExceeded, "the model's structure and metadata do not fit in a FlatBuffer of %llu bytes",
                 static_cast<unsigned long long>(limit));
  return past;
}

// Places what goes past the FlatBuffer, and tells the FlatBuffer where.
class Layout {
 public:
  explicit Layout(size_t flatbuffer_bytes) : end_(flatbuffer_bytes) {}

  void Place(flatbuffers::Table* table, int offset_field, int size_field, const Block& block) {
    end_ = end_.AlignedUp(kConstantAlignment);
    if (!end_.ok()) return;
    table->SetField<uint64_t>(static_cast<flatbuffers::voffset_t>(offset_field), end_.value(), 0);
    table->SetField<uint64_t>(static_cast<flatbuffers::voffset_t>(size_field), block.size(), 0);
    parts_.push_back({end_.value(), &block});
    end_ += block.size();
  }

  // Zeros fill the gaps.
  Expected<std::vector<uint8_t>> Assemble(std::span<const uint8_t> flatbuffer, const Block& appended) const {
    const CheckedSize size = end_ + appended.size();
    if (!size.ok()) return Error(StatusCode::kLimitExceeded, "the model is too large for this machine's memory");
    std::vector<uint8_t> file(size.value());
    std::copy(flatbuffer.begin(), flatbuffer.end(), file.begin());
    for (const Part& part : parts_) std::copy_n(part.block->data(), part.block->size(), file.begin() + static_cast<ptrdiff_t>(part.begin));
    if (!appended.empty()) {
      std::copy_n(appended.data(), appended.size(), file.begin() + static_cast<ptrdiff_t>(end_.value()));
      MoveZipTail(std::span(file).subspan(end_.value()), end_.value());
    }
    return file;
  }

 private:
  struct Part {
    size_t begin;
    const Block* block;
  };
  CheckedSize end_;
  std::vector<Part> parts_;
};

using Tables = flatbuffers::Vector<flatbuffers::Offset<flatbuffers::Table>>;

flatbuffers::Table* TableAt(flatbuffers::Table* parent, int field, size_t i) {
  auto* tables = parent->GetPointer<Tables*>(static_cast<flatbuffers::voffset_t>(field));
  return tables->GetMutableObject(static_cast<flatbuffers::uoffset_t>(i));
}

}  // namespace

Expected<std::vector<uint8_t>> WriteModel(const Model& model, const WriteOptions& options) {
  GC_ASSIGN_OR_RETURN(const std::vector<bool> past, ChoosePlaces(model, options));
  flatbuffers::FlatBufferBuilder builder;
  StructureWriter(builder, model, past).Write();

  Layout layout(builder.GetSize());
  auto* root = flatbuffers::GetMutableRoot<flatbuffers::Table>(builder.GetBufferPointer());
  for (size_t i = 0; i < past.size(); ++i) {
    using F = schema::Buffer;
    if (past[i]) layout.Place(TableAt(root, schema::Model::VT_BUFFERS, i), F::VT_OFFSET, F::VT_SIZE, model.buffers[i].data);
  }
  for (size_t s = 0; s < model.subgraphs.size(); ++s) {
    for (size_t i = 0; i < model.subgraphs[s].operators.size(); ++i) {
      using F = schema::Operator;
      const Operator& op = model.subgraphs[s].operators[i];
      if (!op.large_custom_options) continue;
      flatbuffers::Table* subgraph = TableAt(root, schema::Model::VT_SUBGRAPHS, s);
      layout.Place(TableAt(subgraph, schema::SubGraph::VT_OPERATORS, i), F::VT_LARGE_CUSTOM_OPTIONS_OFFSET, F::VT_LARGE_CUSTOM_OPTIONS_SIZE,
                   op.custom_options);
    }
  }
  return layout.Assemble({builder.GetBufferPointer(), builder.GetSize()}, model.appended);
}

}  // namespace goldcrest::model
