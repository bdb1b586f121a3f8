// The file in which the select operators Save and SaveV2 keep tensors, and from which Restore and RestoreV2 read them.
//
// Layout, little endian: the 8 bytes "GCCKPT1\n"; uint64 number of tensors; for each uint64 length and bytes of its name, int32 element
// type (TensorFlow's number), int32 rank, int64 dimensions, uint64 length and bytes of its elements; last a uint64 FNV-1a hash of all
// before it. The file is replaced whole or not at all.
#ifndef GOLDCREST_SRC_SELECT_CHECKPOINT_FILE_H_
#define GOLDCREST_SRC_SELECT_CHECKPOINT_FILE_H_

#include <map>
#include <string>

#include "goldcrest/status.h"
#include "tfops/literal.h"

namespace goldcrest::select {

using Checkpoint = std::map<std::string, tf::Literal>;

// Tensors of numbers only.
Status WriteCheckpoint(const std::string& path, const Checkpoint& tensors);
// INVALID_ARGUMENT where the file is damaged or none of ours, NOT_FOUND where there is none.
Expected<Checkpoint> ReadCheckpoint(const std::string& path);

}  // namespace goldcrest::select

#endif  // GOLDCREST_SRC_SELECT_CHECKPOINT_FILE_H_
