#include "runtime/packed_weights.h"

#include <atomic>
#include <cstring>
#include <map>
#include <mutex>
#include <string>

#include "base/aligned_buffer.h"

namespace goldcrest {
namespace {

struct Key {
  uint64_t hash[2];
  size_t source_size;
  size_t bytes;
  std::string layout;
  auto operator<=>(const Key&) const = default;
};

struct Store {
  std::mutex mutex;
  std::map<Key, std::weak_ptr<const uint8_t[]>> blocks;
  std::atomic<size_t> in_use{0};
};

// Never destroyed: blocks may outlive static destruction.
Store& GetStore() {
  static Store* const store = new Store;
  return *store;
}

// A multiplication spreads bits upwards, the shifts bring them down again.
uint64_t Mix(uint64_t a, uint64_t b) {
  uint64_t product = (a ^ (a >> 29)) * (b | 1);
  product ^= product >> 32;
  return product ^ b;
}

// 128 bits from two independent chains of multiplications, 16 bytes a step each; memory speed. Not meant to withstand
// somebody who builds collisions: source and key never come from different owners of trust in one process.
void HashContent(std::span<const uint8_t> bytes, uint64_t out[2]) {
  constexpr uint64_t kOdd[4] = {0x9e3779b97f4a7c15u, 0xc2b2ae3d27d4eb4fu, 0x165667b19e3779f9u, 0xd6e8feb86659fd93u};
  uint64_t a = kOdd[0] ^ bytes.size(), b = kOdd[1];
  size_t i = 0;
  uint64_t w[4];
  for (; i + 32 <= bytes.size(); i += 32) {
    std::memcpy(w, bytes.data() + i, 32);
    a = Mix(a ^ w[0], kOdd[2] ^ w[1]) + w[2];
    b = Mix(b ^ w[2], kOdd[3] ^ w[3]) + w[0];
  }
  std::memset(w, 0, sizeof(w));
  if (i < bytes.size()) std::memcpy(w, bytes.data() + i, bytes.size() - i);
  a = Mix(a ^ w[0], kOdd[2] ^ w[1]) + w[2];
  b = Mix(b ^ w[2], kOdd[3] ^ w[3]) + w[0];
  out[0] = Mix(a, kOdd[0] ^ b);
  out[1] = Mix(b, kOdd[1] ^ a);
}

Expected<PackedBlock> NewBlock(size_t bytes) {
  GC_ASSIGN_OR_RETURN(AlignedBuffer buffer, AlignedBuffer::Allocate(bytes));
  GetStore().in_use += bytes;
  auto owner = std::make_shared<AlignedBuffer>(std::move(buffer));
  uint8_t* data = owner->data();
  return PackedBlock(data, [owner = std::move(owner), bytes](const uint8_t*) { GetStore().in_use -= bytes; });
}

}  // namespace

Expected<PackedBlock> FindOrPack(std::span<const uint8_t> source, std::string_view layout, size_t bytes, FunctionRef<void(uint8_t*)> pack) {
  Key key{{0, 0}, source.size(), bytes, std::string(layout)};
  HashContent(source, key.hash);
  Store& store = GetStore();
  {
    std::lock_guard<std::mutex> lock(store.mutex);
    const auto it = store.blocks.find(key);
    if (it != store.blocks.end()) {
      if (PackedBlock found = it->second.lock()) return found;
    }
  }
  // Packed outside the lock: two threads may pack the same at once, and the later one keeps the earlier's block.
  GC_ASSIGN_OR_RETURN(PackedBlock block, NewBlock(bytes));
  pack(const_cast<uint8_t*>(block.get()));
  std::lock_guard<std::mutex> lock(store.mutex);
  for (auto it = store.blocks.begin(); it != store.blocks.end();) it = it->second.expired() ? store.blocks.erase(it) : std::next(it);
  std::weak_ptr<const uint8_t[]>& slot = store.blocks[key];
  if (PackedBlock found = slot.lock()) return found;
  slot = block;
  return block;
}

size_t PackedBytesInUse() { return GetStore().in_use.load(); }

Expected<PackedBlock> SelectContext::Pack(std::span<const uint8_t> source, std::string_view layout, size_t bytes,
                                          FunctionRef<void(uint8_t*)> pack, bool source_used_up) {
  if (bytes > limits_.max_bytes) {
    return Error(StatusCode::kLimitExceeded, "packed weights of %zu bytes do not fit into Limits::max_bytes (%llu)", bytes,
                 static_cast<unsigned long long>(limits_.max_bytes));
  }
  if (source_used_up) used_up_.push_back(source);
  return FindOrPack(source, layout, bytes, pack);
}

}  // namespace goldcrest
