// The process's store of prepared weights: one copy for all plans that need the same content in the same layout.
//
// A block is found by a hash of the content it was packed from, that content's size, the layout's name (which includes the CPU
// target) and its own size. Blocks nobody uses any more are freed.
#ifndef GOLDCREST_SRC_RUNTIME_PACKED_WEIGHTS_H_
#define GOLDCREST_SRC_RUNTIME_PACKED_WEIGHTS_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "goldcrest/function_ref.h"
#include "goldcrest/op.h"

namespace goldcrest {

// Threads: any.
Expected<PackedBlock> FindOrPack(std::span<const uint8_t> source, std::string_view layout, size_t bytes, FunctionRef<void(uint8_t*)> pack);

// Bytes of all blocks in use, for reports.
size_t PackedBytesInUse();

}  // namespace goldcrest

#endif  // GOLDCREST_SRC_RUNTIME_PACKED_WEIGHTS_H_
