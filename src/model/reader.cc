#include "model/reader.h"

#include <algorithm>
#include <utility>

#include "model/flatbuffer_view.h"
#include "model/recognize.h"
#include "model/schema_generated.h"
#include "model/structure_reader.h"
#include "model/zip_tail.h"

namespace goldcrest::model {
namespace {

// FlatBuffers' verifier asserts on more than this; a longer file has its FlatBuffer at the start and constants behind it.
constexpr uint64_t kMaxFlatBuffer = FLATBUFFERS_MAX_BUFFER_SIZE - 1;

// Structure in memory takes a few times its size in the file. A file that unfolds to far more names the same bytes again and
// again, as no writer does.
constexpr uint64_t kUnfoldedPerByte = 16;
constexpr uint64_t kUnfoldedFloor = uint64_t{64} << 20;

std::span<const uint8_t> FlatBufferPart(std::span<const uint8_t> file) {
  return file.first(static_cast<size_t>(std::min<uint64_t>(file.size(), kMaxFlatBuffer)));
}

// How long the file must have been for the constants that its table of buffers names; 0 where that cannot be told.
uint64_t LeastSize(std::span<const uint8_t> flatbuffer) {
  FlatBufferReading reading(flatbuffer, kMaxFlatBuffer);
  const TablesView buffers = reading.Root().Tables(schema::Model::VT_BUFFERS, 1);
  uint64_t least = reading.extent();
  for (uint32_t i = 0; i < buffers.size() && reading.ok(); ++i) {
    FlatBufferReading one(flatbuffer, kMaxFlatBuffer);
    const TableView outer = one.Root();
    const TableView buffer = outer.Tables(schema::Model::VT_BUFFERS, 1)[i];
    buffer.ByteSpan(schema::Buffer::VT_DATA);
    least = std::max(least, one.extent());
  }
  return least > flatbuffer.size() && least <= kMaxFlatBuffer ? least : 0;
}

// What to say about bytes that begin as a model does but are no valid FlatBuffer.
Status DescribeInvalid(std::span<const uint8_t> flatbuffer, const Status& found) {
  const uint64_t least = LeastSize(flatbuffer);
  if (least > 0) {
    return Error(StatusCode::kInvalidModel,
                 "the file seems to be cut short: it has %zu bytes and should have at least %llu (%.0f %% are here)", flatbuffer.size(),
                 static_cast<unsigned long long>(least), 100.0 * static_cast<double>(flatbuffer.size()) / static_cast<double>(least));
  }
  if (!found.ok()) return found;
  return Error(StatusCode::kInvalidModel, "not a valid FlatBuffer: an offset, a length or an alignment in its %zu bytes is wrong",
               flatbuffer.size());
}

// The boundary at which an element must lie to be read in place.
size_t ElementAlignment(TensorType type) {
  if (type == TensorType::kString) return alignof(int32_t);
  return static_cast<size_t>(std::clamp(TypeBits(type) / 8, 1, 8));
}

// Copies the constants that lie askew; FlatBuffers promises only 4 bytes, and a place past the FlatBuffer nothing.
Status AlignConstants(Model& model, uint64_t budget) {
  for (const Subgraph& subgraph : model.subgraphs) {
    for (const Tensor& tensor : subgraph.tensors) {
      if (tensor.buffer >= model.buffers.size()) continue;
      Buffer& buffer = model.buffers[tensor.buffer];
      if (buffer.data.empty() || reinterpret_cast<uintptr_t>(buffer.data.data()) % ElementAlignment(tensor.type) == 0) continue;
      if (buffer.data.size() > budget) {
        return Error(StatusCode::kLimitExceeded, "buffer %u (%zu bytes) lies at an odd place in the file and is too large to copy",
                     tensor.buffer, buffer.data.size());
      }
      budget -= buffer.data.size();
      GC_ASSIGN_OR_RETURN(std::shared_ptr<const Bytes> copy, CopyBytes(buffer.data.span()));
      const std::span<const uint8_t> part = copy->span();
      buffer.data = Block(std::move(copy), part);
    }
  }
  return Status::Ok();
}

}  // namespace

Expected<Model> ReadModel(std::shared_ptr<const Bytes> bytes, const ReadOptions& options) {
  GC_RETURN_IF_ERROR(RecognizeModel(bytes->span()));
  if (reinterpret_cast<uintptr_t>(bytes->span().data()) % 16 != 0) {
    if (bytes->span().size() > options.max_bytes)
      return Error(StatusCode::kLimitExceeded, "the model's %zu bytes are not aligned to 16 and too many to copy", bytes->span().size());
    GC_ASSIGN_OR_RETURN(bytes, CopyBytes(bytes->span()));
  }
  const std::span<const uint8_t> flatbuffer = FlatBufferPart(bytes->span());
  flatbuffers::Verifier::Options limits;
  limits.max_depth = 64;
  limits.max_tables = 1000000;
  flatbuffers::Verifier verifier(flatbuffer.data(), flatbuffer.size(), limits);
  const bool valid = schema::VerifyModelBuffer(verifier);

  const uint64_t budget = std::min(options.max_bytes, kUnfoldedFloor + kUnfoldedPerByte * flatbuffer.size());
  FlatBufferReading reading(flatbuffer, budget);
  Model model;
  Status read = StructureReader(bytes, reading).Read(model);
  if (!valid || (!read.ok() && !reading.ok() && read.code() == StatusCode::kInvalidModel))
    return DescribeInvalid(flatbuffer, reading.status());
  GC_RETURN_IF_ERROR(std::move(read));

  // Tensors without data refer to buffer 0. Some files have none, some put bytes there, which nobody ever reads.
  if (model.buffers.empty()) model.buffers.emplace_back();
  model.buffers[0] = Buffer();

  uint64_t end = reading.extent();
  const auto reach = [&](const Block& block) {
    if (block.file() == bytes.get())
      end = std::max<uint64_t>(end, static_cast<uint64_t>(block.data() + block.size() - bytes->span().data()));
  };
  for (const Buffer& buffer : model.buffers) reach(buffer.data);
  for (const Subgraph& subgraph : model.subgraphs) {
    for (const Operator& op : subgraph.operators) reach(op.custom_options);
  }
  if (const auto tail = FindZipTail(bytes->span(), end); !tail.empty()) model.appended = Block(bytes, tail);
  GC_RETURN_IF_ERROR(AlignConstants(model, options.max_bytes));
  return model;
}

}  // namespace goldcrest::model
