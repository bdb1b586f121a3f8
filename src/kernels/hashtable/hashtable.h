// HashTable: the table that HASHTABLE makes: keys in order, looked up by halving. Filled once, as in TensorFlow Lite: a second import
// changes nothing.
#ifndef GOLDCREST_SRC_KERNELS_HASHTABLE_HASHTABLE_H_
#define GOLDCREST_SRC_KERNELS_HASHTABLE_HASHTABLE_H_

#include <span>
#include <string_view>

#include "goldcrest/op.h"
#include "runtime/resources.h"

namespace goldcrest::kernels {

class HashTable final : public ResourceObject {
 public:
  static constexpr char kClass = 0;

  // One of the types is INT64, the other STRING.
  HashTable(MemoryBudget& budget, TensorType key, TensorType value) : budget_(budget), key_(key), value_(value) {}
  ~HashTable() override;

  TensorType key_type() const { return key_; }
  TensorType value_type() const { return value_; }
  size_t size() const { return size_; }

  // Copies keys and values of equal shape, of the table's types. Of equal keys the first counts.
  Status Import(const TensorView& keys, const TensorView& values);
  // HASHTABLE_FIND: output 0 is the values of the keys in input 1, input 2 where there is none. Workspace: an int32 for each key.
  Status Find(EvalContext& ctx) const;

 private:
  Status Copy(const TensorView& from, AlignedBuffer* to);
  int64_t Number(size_t entry) const { return reinterpret_cast<const int64_t*>(numbers_.data())[entry]; }
  std::string_view String(size_t entry) const;
  // The entry with this key, size of all entries where there is none.
  template <typename Key, typename KeyOf>
  size_t Lookup(Key key, KeyOf key_of) const;
  Status FindNumbers(EvalContext& ctx) const;
  Status FindStrings(EvalContext& ctx) const;

  MemoryBudget& budget_;
  const TensorType key_, value_;
  bool filled_ = false;
  size_t size_ = 0;        // different keys
  AlignedBuffer numbers_;  // the INT64 side
  AlignedBuffer strings_;  // the STRING side, as a string tensor
  AlignedBuffer order_;    // uint32: entries by rising key
};

}  // namespace goldcrest::kernels

#endif  // GOLDCREST_SRC_KERNELS_HASHTABLE_HASHTABLE_H_
