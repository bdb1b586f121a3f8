#include "convert/saved_model/checkpoint.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>

#include "convert/saved_model/byte_cursor.h"
#include "convert/saved_model/crc32c.h"
#include "convert/saved_model/table_reader.h"
#include "convert/saved_model/tensor_proto.h"

namespace goldcrest::convert {
namespace {

using tf::DataType;

constexpr int kMaxShards = 100000;  // five digits

template <typename Message>
bool Parse(std::span<const uint8_t> bytes, Message* message) {
  return bytes.size() <= INT32_MAX && message->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

Status WrongChecksum(uint32_t stored, uint32_t found) {
  return Error(StatusCode::kInvalidModel, "its checksum is wrong: %08x stored, %08x of its bytes", stored, found);
}

uint32_t ExtendByUint32(uint32_t crc, uint32_t value) {
  std::array<uint8_t, 4> bytes;
  std::memcpy(bytes.data(), &value, 4);
  return ExtendCrc32c(crc, bytes);
}

// The lengths of all elements, the checksum of the lengths, then the elements one after the other.
Expected<tf::Literal> ReadStrings(std::vector<int64_t> dims, std::span<const uint8_t> stored, uint32_t masked_crc, ByteBudget* budget) {
  CheckedSize elements = 1;
  for (int64_t d : dims) elements *= d;
  if (!elements.AtMost(stored.size())) return Error(StatusCode::kInvalidModel, "it has more strings than bytes");
  GC_RETURN_IF_ERROR(budget->Take(elements * (sizeof(std::string) + sizeof(uint64_t)) + stored.size()));
  ByteCursor cursor(stored);
  std::vector<uint64_t> lengths(elements.value());
  uint32_t crc = 0;
  for (uint64_t& length : lengths) {
    if (!cursor.ReadVarint(&length) || length > UINT32_MAX)
      return Error(StatusCode::kInvalidModel, "the lengths of its strings are damaged");
    crc = ExtendByUint32(crc, static_cast<uint32_t>(length));
  }
  uint32_t crc_of_lengths = 0;
  if (!cursor.ReadFixed32(&crc_of_lengths)) return Error(StatusCode::kInvalidModel, "its strings are cut short");
  if (MaskCrc32c(crc) != crc_of_lengths) return WrongChecksum(crc_of_lengths, MaskCrc32c(crc));
  crc = MaskCrc32c(ExtendCrc32c(ExtendByUint32(crc, crc_of_lengths), cursor.left()));
  if (crc != masked_crc) return WrongChecksum(masked_crc, crc);
  std::vector<std::string> strings(lengths.size());
  for (size_t i = 0; i < lengths.size(); ++i) {
    std::span<const uint8_t> bytes;
    if (!cursor.ReadBytes(lengths[i], &bytes)) return Error(StatusCode::kInvalidModel, "its strings are cut short");
    strings[i].assign(bytes.begin(), bytes.end());
  }
  if (!cursor.AtEnd()) return Error(StatusCode::kInvalidModel, "bytes follow its strings");
  return tf::Literal(std::move(dims), std::move(strings));
}

}  // namespace

Expected<Checkpoint> Checkpoint::Open(const std::string& prefix, ByteBudget* budget) {
  const std::string path = prefix + ".index";
  GC_ASSIGN_OR_RETURN(const std::shared_ptr<const Bytes> file, CopyFile(path, UINT32_MAX));
  const auto where = [&](Status status) { return std::move(status).At(path); };
  const uint64_t max_key_bytes = uint64_t{1 << 20} + uint64_t{64} * file->span().size();
  auto table = ReadTable(file->span(), max_key_bytes);
  if (!table.ok()) return where(std::move(table).status());
  proto::BundleHeaderProto header;
  if (table->empty() || !table->front().key.empty() || !Parse(table->front().value, &header))
    return where(Error(StatusCode::kInvalidModel, "the checkpoint has no header"));
  if (header.endianness() != proto::BundleHeaderProto::LITTLE)
    return where(Error(StatusCode::kUnsupported, "the checkpoint was written on a big-endian machine"));
  if (header.num_shards() < 1 || header.num_shards() > kMaxShards)
    return where(Error(StatusCode::kInvalidModel, "the checkpoint has %d shards", header.num_shards()));
  Entries entries;
  for (size_t i = 1; i < table->size(); ++i) {
    TableEntry& entry = (*table)[i];
    if (Status s = budget->Take(CheckedSize(sizeof(proto::BundleEntryProto) + 64) + entry.key.size() + CheckedSize(entry.value.size()) * 8);
        !s.ok())
      return where(std::move(s));
    proto::BundleEntryProto parsed;
    if (!Parse(entry.value, &parsed)) return where(Error(StatusCode::kInvalidModel, "the entry of \"%s\" is damaged", entry.key.c_str()));
    entries.emplace_hint(entries.end(), std::move(entry.key), std::move(parsed));
  }
  return Checkpoint(prefix, header.num_shards(), std::move(entries), budget);
}

const proto::BundleEntryProto* Checkpoint::Find(std::string_view name) const {
  const auto found = entries_.find(name);
  return found == entries_.end() ? nullptr : &found->second;
}

Expected<tf::Literal> Checkpoint::Read(const std::string& name) {
  const proto::BundleEntryProto* entry = Find(name);
  if (entry == nullptr) return Error(StatusCode::kNotFound, "the checkpoint has no tensor \"%s\"", name.c_str());
  auto value = entry->slices_size() > 0 ? ReadSlices(name, *entry) : ReadWhole(*entry);
  if (!value.ok()) return std::move(value).status().At("tensor \"" + name + "\" of the checkpoint");
  return value;
}

Expected<std::shared_ptr<const Bytes>> Checkpoint::Shard(int id) {
  if (id < 0 || id >= num_shards_) return Error(StatusCode::kInvalidModel, "it lies in shard %d, the checkpoint has %d", id, num_shards_);
  std::shared_ptr<const Bytes>& shard = shards_[id];
  if (shard == nullptr) {
    char suffix[40];
    std::snprintf(suffix, sizeof(suffix), ".data-%05d-of-%05d", id, num_shards_);
    GC_ASSIGN_OR_RETURN(shard, MapFile(prefix_ + suffix));
  }
  return shard;
}

Expected<model::Block> Checkpoint::Stored(const proto::BundleEntryProto& entry) {
  if (entry.size() == 0) return model::Block();
  GC_ASSIGN_OR_RETURN(std::shared_ptr<const Bytes> shard, Shard(entry.shard_id()));
  const size_t have = shard->span().size();
  const CheckedSize end = CheckedSize(entry.offset()) + entry.size();
  if (!end.AtMost(have) || entry.size() < 0)
    return Error(StatusCode::kInvalidModel, "it ends at byte %lld of its shard, which has %zu",
                 static_cast<long long>(end.ok() ? end.value() : SIZE_MAX / 2), have);
  const auto part = shard->span().subspan(static_cast<size_t>(entry.offset()), static_cast<size_t>(entry.size()));
  return model::Block(std::move(shard), part);
}

Expected<tf::Literal> Checkpoint::ReadWhole(const proto::BundleEntryProto& entry) {
  GC_ASSIGN_OR_RETURN(std::vector<int64_t> dims, DimsFromProto(entry.shape()));
  GC_ASSIGN_OR_RETURN(model::Block stored, Stored(entry));
  const DataType type = TypeFromProto(entry.dtype());
  if (type == DataType::kString) return ReadStrings(std::move(dims), stored.span(), entry.crc32c(), budget_);
  const uint32_t crc = MaskCrc32c(Crc32c(stored.span()));
  if (crc != entry.crc32c()) return WrongChecksum(entry.crc32c(), crc);
  // No memory is taken; but many variables may ask for the same bytes, which are summed up each time.
  GC_RETURN_IF_ERROR(budget_->Take(stored.size() / 16));
  const size_t width = tf::TypeBytes(type);
  const bool copied =
      type == DataType::kBool || (width > 0 && reinterpret_cast<uintptr_t>(stored.data()) % std::min<size_t>(width, 8) != 0);
  if (copied) GC_RETURN_IF_ERROR(budget_->Take(stored.size()));
  if (type == DataType::kBool) {
    std::vector<uint8_t> bools(stored.span().begin(), stored.span().end());
    NormalizeBools(bools);
    stored = model::Block(std::move(bools));
  }
  return tf::LiteralFromBytes(type, std::move(dims), std::move(stored));
}

}  // namespace goldcrest::convert
