// Checkpoint: the tensors of a variables folder. PREFIX.index is a table of names and places, PREFIX.data-00000-of-00002 and so on hold
// the bytes.
//
// Shards are mapped when they are first needed; values stay in the mapping where their alignment allows it, and keep it alive. The
// checksum of each value is verified when it is read.
// Threads: one reader at a time.
#ifndef GOLDCREST_SRC_CONVERT_SAVED_MODEL_CHECKPOINT_H_
#define GOLDCREST_SRC_CONVERT_SAVED_MODEL_CHECKPOINT_H_

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/file.h"
#include "convert/saved_model/budget.h"
#include "convert/saved_model/tensorflow.pb.h"
#include "tfops/literal.h"

namespace goldcrest::convert {

class Checkpoint {
 public:
  // NOT_FOUND without an index file, INVALID_MODEL for a damaged one. `budget` outlives the checkpoint.
  static Expected<Checkpoint> Open(const std::string& prefix, ByteBudget* budget);

  // Null where there is no tensor of that name.
  const proto::BundleEntryProto* Find(std::string_view name) const;
  // Checks the checksum; puts slices together. NOT_FOUND without such a tensor or its shard.
  Expected<tf::Literal> Read(const std::string& name);
  // A part of a tensor, as TensorFlow 1 names it: "6 4 0,2:-" is rows 0 and 1, each whole, of a 6x4 tensor.
  Expected<tf::Literal> ReadSlice(const std::string& name, std::string_view slice);

 private:
  using Entries = std::map<std::string, proto::BundleEntryProto, std::less<>>;

  Checkpoint(std::string prefix, int num_shards, Entries entries, ByteBudget* budget)
      : prefix_(std::move(prefix)), num_shards_(num_shards), entries_(std::move(entries)), budget_(budget) {}
  Expected<std::shared_ptr<const Bytes>> Shard(int id);
  Expected<model::Block> Stored(const proto::BundleEntryProto& entry);
  Expected<tf::Literal> ReadWhole(const proto::BundleEntryProto& entry);
  Expected<tf::Literal> ReadSlices(const std::string& name, const proto::BundleEntryProto& entry);

  std::string prefix_;
  int num_shards_;
  Entries entries_;
  ByteBudget* budget_;
  std::map<int, std::shared_ptr<const Bytes>> shards_;
};

// The key in the index of one slice of the tensor `name`: start and length of each dimension, -1 for the length of a whole one.
std::string SliceKey(std::string_view name, const proto::TensorSliceProto& slice);

}  // namespace goldcrest::convert

#endif  // GOLDCREST_SRC_CONVERT_SAVED_MODEL_CHECKPOINT_H_
