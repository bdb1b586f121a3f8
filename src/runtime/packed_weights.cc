#include "runtime/packed_weights.h"

#include <algorithm>
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
  std::weak_ptr<AlignedBuffer> slab;  // where the next block goes
  size_t slab_used = 0;
};

// Never destroyed: blocks may outlive static destruction.
Store& GetStore() {
  static Store* const store = new Store;
  return *store;
}

// A multiplication spreads bits upwards, the shift brings them down again.
uint64_t Mix(uint64_t state, uint64_t word) {
  state = (state ^ word) * 0x9e3779b97f4a7c15u;
  return state ^ (state >> 29);
}

// 128 bits of a hash. Eight independent chains of 8 bytes each keep the multiplier busy, so that reading the memory is what takes
// the time. Not meant to withstand somebody who builds collisions: those who can choose the content of weights own the model anyway.
void HashContent(std::span<const uint8_t> bytes, uint64_t out[2]) {
  constexpr size_t kLanes = 8, kBlock = kLanes * sizeof(uint64_t);
  uint64_t lane[kLanes], word[kLanes];
  for (size_t k = 0; k < kLanes; ++k) lane[k] = Mix(bytes.size(), k + 1);
  const auto take = [&] {
    for (size_t k = 0; k < kLanes; ++k) lane[k] = Mix(lane[k], word[k]);
  };
  size_t i = 0;
  for (; i + kBlock <= bytes.size(); i += kBlock) {
    std::memcpy(word, bytes.data() + i, kBlock);
    take();
  }
  std::memset(word, 0, sizeof(word));
  if (i < bytes.size()) std::memcpy(word, bytes.data() + i, bytes.size() - i);
  take();
  out[0] = out[1] = 0;
  for (size_t k = 0; k < kLanes; ++k) {
    out[0] = Mix(out[0], lane[k]);
    out[1] = Mix(out[1], lane[kLanes - 1 - k]);
  }
}

// Memory for blocks: one after the other from a slab, which is freed with the last block in it. Half of the time that loading takes
// went into making 4 KiB pages; slabs have large ones (base/aligned_buffer.h). The first two (1 and 3 MiB) are too small for that: of
// the last large page half is wasted on average, which small models would feel.
Expected<std::shared_ptr<uint8_t>> NewMemory(Store& store, size_t bytes) {
  constexpr size_t kFirstSlab = 1 << 20, kMaxSlab = 8 << 20, kWorthAsking = 64 * 1024;
#if defined(GC_PER_TENSOR_ALLOCATION)
  constexpr size_t kOwn = 0;  // a slab hides overruns from sanitizers
#else
  constexpr size_t kOwn = kMaxSlab / 2;
#endif
  const size_t needed = (bytes + kAlignment - 1) / kAlignment * kAlignment;  // `bytes` is at most kOwn where that matters
  std::lock_guard<std::mutex> lock(store.mutex);
  std::shared_ptr<AlignedBuffer> slab = store.slab.lock();
  if (bytes > kOwn || slab == nullptr || slab->size() - store.slab_used < needed) {
    const bool own = bytes > kOwn;
    const size_t next = slab == nullptr ? kFirstSlab : std::min(slab->size() * 3, kMaxSlab);
    const size_t size = own ? bytes : std::max(next, needed);
    GC_ASSIGN_OR_RETURN(AlignedBuffer buffer, own ? AlignedBuffer::Allocate(size) : AlignedBuffer::Reserve(size));
    slab = std::make_shared<AlignedBuffer>(std::move(buffer));
    if (own) return std::shared_ptr<uint8_t>(slab, slab->data());
    store.slab = slab;
    store.slab_used = 0;
  }
  uint8_t* const data = slab->data() + store.slab_used;
  store.slab_used += needed;
  if (bytes >= kWorthAsking) TakePages(data, bytes);
  return std::shared_ptr<uint8_t>(slab, data);
}

Expected<PackedBlock> NewBlock(size_t bytes) {
  GC_ASSIGN_OR_RETURN(std::shared_ptr<uint8_t> memory, NewMemory(GetStore(), bytes));
  GetStore().in_use += bytes;
  uint8_t* const data = memory.get();
  return PackedBlock(data, [memory = std::move(memory), bytes](const uint8_t*) { GetStore().in_use -= bytes; });
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
  if (packed_bytes_ > limits_.max_bytes || bytes > limits_.max_bytes - packed_bytes_) {
    return Error(StatusCode::kLimitExceeded, "packed weights of %zu bytes do not fit into Limits::max_bytes (%llu)", bytes,
                 static_cast<unsigned long long>(limits_.max_bytes));
  }
  packed_bytes_ += bytes;
  if (source_used_up) used_up_.push_back(source);
  return FindOrPack(source, layout, bytes, pack);
}

}  // namespace goldcrest
