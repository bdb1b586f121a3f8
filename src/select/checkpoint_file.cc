#include "select/checkpoint_file.h"

#include <cstring>

#include "base/file.h"

namespace goldcrest::select {
namespace {

constexpr char kMagic[] = {'G', 'C', 'C', 'K', 'P', 'T', '1', '\n'};
constexpr uint64_t kMaxFile = uint64_t{1} << 32;

uint64_t Hash(std::span<const uint8_t> bytes) {
  uint64_t hash = 14695981039346656037u;
  for (uint8_t b : bytes) hash = (hash ^ b) * 1099511628211u;
  return hash;
}

template <typename T>
void Put(T value, std::vector<uint8_t>* to) {
  const size_t at = to->size();
  to->resize(at + sizeof(T));
  std::memcpy(to->data() + at, &value, sizeof(T));
}

void PutBytes(std::span<const uint8_t> bytes, std::vector<uint8_t>* to) {
  Put<uint64_t>(bytes.size(), to);
  to->insert(to->end(), bytes.begin(), bytes.end());
}

// Takes values from the front; ok() is false once something was not there.
class Cursor {
 public:
  explicit Cursor(std::span<const uint8_t> bytes) : rest_(bytes) {}
  template <typename T>
  T Take() {
    T value{};
    const std::span<const uint8_t> bytes = TakeBytes(sizeof(T));
    if (bytes.size() == sizeof(T)) std::memcpy(&value, bytes.data(), sizeof(T));
    return value;
  }
  std::span<const uint8_t> TakeBytes(uint64_t size) {
    if (size > rest_.size()) {
      ok_ = false;
      return {};
    }
    const std::span<const uint8_t> taken = rest_.first(static_cast<size_t>(size));
    rest_ = rest_.subspan(static_cast<size_t>(size));
    return taken;
  }
  bool ok() const { return ok_; }

 private:
  std::span<const uint8_t> rest_;
  bool ok_ = true;
};

}  // namespace

Status WriteCheckpoint(const std::string& path, const Checkpoint& tensors) {
  std::vector<uint8_t> file(std::begin(kMagic), std::end(kMagic));
  Put<uint64_t>(tensors.size(), &file);
  for (const auto& [name, value] : tensors) {
    if (tf::TypeBytes(value.type()) == 0)
      return Error(StatusCode::kUnsupported, "tensor \"%s\" of type %s in a checkpoint", name.c_str(), tf::TypeName(value.type()).c_str());
    PutBytes({reinterpret_cast<const uint8_t*>(name.data()), name.size()}, &file);
    Put(static_cast<int32_t>(value.type()), &file);
    Put(static_cast<int32_t>(value.rank()), &file);
    for (int64_t d : value.dims()) Put(d, &file);
    PutBytes(value.bytes().span(), &file);
  }
  Put(Hash(file), &file);
  return WriteFileAtomically(path, file);
}

Expected<Checkpoint> ReadCheckpoint(const std::string& path) {
  GC_ASSIGN_OR_RETURN(const std::shared_ptr<const Bytes> bytes, CopyFile(path, kMaxFile));
  const std::span<const uint8_t> all = bytes->span();
  const Status damaged = Error(StatusCode::kInvalidArgument, "'%s' is no checkpoint that Save wrote, or damaged", path.c_str());
  if (all.size() < sizeof(kMagic) + sizeof(uint64_t) || std::memcmp(all.data(), kMagic, sizeof(kMagic)) != 0) return damaged;
  const std::span<const uint8_t> content = all.first(all.size() - sizeof(uint64_t));
  if (Cursor(all.subspan(content.size())).Take<uint64_t>() != Hash(content)) return damaged;
  Cursor cursor(content.subspan(sizeof(kMagic)));
  Checkpoint tensors;
  const auto count = cursor.Take<uint64_t>();
  for (uint64_t i = 0; i < count && cursor.ok(); ++i) {
    const std::span<const uint8_t> name = cursor.TakeBytes(cursor.Take<uint64_t>());
    const auto type = static_cast<tf::DataType>(cursor.Take<int32_t>());
    const auto rank = cursor.Take<int32_t>();
    std::vector<int64_t> dims;
    for (int32_t d = 0; d < rank && cursor.ok(); ++d) dims.push_back(cursor.Take<int64_t>());
    const std::span<const uint8_t> data = cursor.TakeBytes(cursor.Take<uint64_t>());
    if (!cursor.ok()) break;
    Expected<tf::Literal> value = tf::LiteralFromBytes(type, std::move(dims), model::Block(std::vector<uint8_t>(data.begin(), data.end())));
    if (!value.ok()) return damaged;
    tensors.insert_or_assign(std::string(name.begin(), name.end()), std::move(*value));
  }
  if (!cursor.ok()) return damaged;
  return tensors;
}

}  // namespace goldcrest::select
