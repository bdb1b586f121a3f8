#include <algorithm>
#include <cstring>

#include "base/shape_util.h"
#include "kernels/common/string_elements.h"
#include "kernels/hashtable/hashtable.h"
#include "runtime/strings.h"

namespace goldcrest::kernels {

HashTable::~HashTable() {
  for (const AlignedBuffer* b : {&numbers_, &strings_, &order_}) budget_.Release(b->size());
}

Status HashTable::Copy(const TensorView& from, AlignedBuffer* to) {
  budget_.Release(to->size());
  *to = AlignedBuffer();
  GC_ASSIGN_OR_RETURN(*to, budget_.Allocate(from.bytes));
  if (from.bytes > 0) std::memcpy(to->data(), from.data, from.bytes);
  return Status::Ok();
}

std::string_view HashTable::String(size_t entry) const {
  const char* base = reinterpret_cast<const char*>(strings_.data());
  const int32_t* offsets = reinterpret_cast<const int32_t*>(strings_.data()) + 1 + entry;
  return {base + offsets[0], static_cast<size_t>(offsets[1] - offsets[0])};
}

Status HashTable::Import(const TensorView& keys, const TensorView& values) {
  if (filled_) return Status::Ok();
  const TensorView& strings = key_ == TensorType::kString ? keys : values;
  const size_t count = static_cast<size_t>(keys.shape.elements());
  GC_ASSIGN_OR_RETURN(const auto list, ReadStrings({strings.as<uint8_t>(), strings.bytes}));
  if (list.size() != count) return Error(StatusCode::kRuntimeError, "is given %zu strings for %zu entries", list.size(), count);
  GC_RETURN_IF_ERROR(Copy(strings, &strings_));
  GC_RETURN_IF_ERROR(Copy(key_ == TensorType::kString ? values : keys, &numbers_));
  budget_.Release(order_.size());
  order_ = AlignedBuffer();
  GC_ASSIGN_OR_RETURN(order_, budget_.Allocate(count * sizeof(uint32_t)));
  uint32_t* order = reinterpret_cast<uint32_t*>(order_.data());
  for (size_t i = 0; i < count; ++i) order[i] = static_cast<uint32_t>(i);
  const auto fill = [&](auto key_of) {
    // Equal keys stay in the order of the file, and all but the first go.
    std::sort(order, order + count, [&](uint32_t a, uint32_t b) {
      const auto ka = key_of(a), kb = key_of(b);
      return ka != kb ? ka < kb : a < b;
    });
    size_ = static_cast<size_t>(std::unique(order, order + count, [&](uint32_t a, uint32_t b) { return key_of(a) == key_of(b); }) - order);
  };
  if (key_ == TensorType::kString)
    fill([this](size_t i) { return String(i); });
  else
    fill([this](size_t i) { return Number(i); });
  filled_ = true;
  return Status::Ok();
}

template <typename Key, typename KeyOf>
size_t HashTable::Lookup(Key key, KeyOf key_of) const {
  const uint32_t* order = reinterpret_cast<const uint32_t*>(order_.data());
  const uint32_t* at = std::lower_bound(order, order + size_, key, [&](uint32_t entry, const Key& k) { return key_of(entry) < k; });
  return at != order + size_ && key_of(*at) == key ? *at : SIZE_MAX;
}

Status HashTable::FindNumbers(EvalContext& ctx) const {
  const TensorView& keys = ctx.input(1);
  GC_ASSIGN_OR_RETURN(const auto list, ReadStrings({keys.as<uint8_t>(), keys.bytes}));
  if (static_cast<int64_t>(list.size()) != keys.shape.elements()) {
    return Error(StatusCode::kRuntimeError, "the keys of shape %s hold %zu strings", keys.shape.ToString().c_str(), list.size());
  }
  for (size_t i = 0; i < list.size(); ++i) {
    const size_t entry = Lookup(list[i], [this](size_t e) { return String(e); });
    ctx.out<int64_t>(0)[i] = entry == SIZE_MAX ? *ctx.in<int64_t>(2) : Number(entry);
  }
  return Status::Ok();
}

Status HashTable::FindStrings(EvalContext& ctx) const {
  const size_t count = static_cast<size_t>(ctx.input(1).shape.elements());
  StringPool pool;
  int32_t default_number = 0;
  GC_RETURN_IF_ERROR(pool.Add(ctx.input(2), &default_number));
  int32_t* numbers = reinterpret_cast<int32_t*>(ctx.workspace());
  for (size_t i = 0; i < count; ++i) {
    const size_t entry = Lookup(ctx.in<int64_t>(1)[i], [this](size_t e) { return Number(e); });
    numbers[i] = entry == SIZE_MAX ? default_number : pool.Add(String(entry));
  }
  return pool.Write(ctx, 0, ctx.input(1).shape, numbers);
}

Status HashTable::Find(EvalContext& ctx) const { return key_ == TensorType::kString ? FindNumbers(ctx) : FindStrings(ctx); }

}  // namespace goldcrest::kernels
